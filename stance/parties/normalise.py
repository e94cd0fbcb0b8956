"""One spelling for matching: curly or straight, accented or plain, wrapped or not, all the same length.

Nearly every change puts one character in the place of one, so positions stay; what has to go (zero-width
characters, combining accents, runs of blanks) is remembered, so that a span found in the folded text
can always be told in the text as given.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache

__all__ = ["Folded", "fold", "fold_name"]

_COMBINING = "\u0300-\u036f"
_ZERO_WIDTH = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff"
_RUN = re.compile(f"[ \n{_COMBINING}{_ZERO_WIDTH}]{{2,}}|[\n{_COMBINING}{_ZERO_WIDTH}]")

_SINGLES = {
    "'": "‘’‚‛ʻʼʹˈ′`´",
    '"': "“”„‟«»″",
    "-": "‐‑‒−",
    " ": "\t\r\v\f\x1c\x1d\x1e\x1f\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007"
    "\u2008\u2009\u200a\u202f\u205f\u3000",
    "\n": "\x85\u2028\u2029",
    "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "d": "đð", "D": "ĐÐ",
    "h": "ħ", "H": "Ħ", "i": "ı", "t": "ŧ", "T": "Ŧ",
}  # fmt: skip


@lru_cache(maxsize=1)
def _table() -> dict[int, str]:
    """Character to character; accents of Latin, Greek and Cyrillic letters fall."""
    table: dict[int, str] = {}
    for point in (*range(0xC0, 0x530), *range(0x1E00, 0x2000)):
        base, *marks = list(unicodedata.normalize("NFD", chr(point)))
        if marks and base.isalpha() and all("\u0300" <= mark <= "\u036f" for mark in marks):
            table[point] = base
    # Half a surrogate pair has no UTF-8 form, which the automaton needs.
    table.update((point, "\ufffd") for point in range(0xD800, 0xE000))
    for single, variants in _SINGLES.items():
        table.update((ord(variant), single) for variant in variants)
    return table


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text that knows where it came from.

    Attributes:
        text: the folded text; a blank line is one line break, any other white space one blank.
        source: the text as given.
    """

    text: str
    source: str
    _folded_at: tuple[int, ...] = (0,)
    _source_at: tuple[int, ...] = (0,)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the source that became ``text[start:end]``; the accents of its last letter included."""
        first, last = self._position(start), self._position(end - 1) + 1
        while last < len(self.source) and "\u0300" <= self.source[last] <= "\u036f":
            last += 1
        return first, last

    def starts_line(self, position: int) -> bool:
        """Whether nothing but blanks stands before ``position`` on its line of the source."""
        at = self._position(position)
        before = self.source[max(0, at - 200) : at].rstrip(" \t\r\u00a0\u200b\ufeff")
        return not before or before[-1] in "\n\x85\u2028\u2029"

    def has_break(self, start: int, end: int) -> bool:
        """Whether the source of a span has a line break."""
        return self.source.find("\n", self._position(start), self._position(end)) >= 0

    def _position(self, position: int) -> int:
        segment = bisect_right(self._folded_at, position) - 1
        return self._source_at[segment] + position - self._folded_at[segment]


def fold(text: str) -> Folded:
    """Fold a text for matching.

    Args:
        text: any text.

    >>> folded = fold("São  Tomé’s\\nÉlysée")
    >>> folded.text
    "Sao Tome's Elysee"
    >>> folded.span(0, 8)
    (0, 9)
    """
    flat = text.translate(_table())
    if _RUN.search(flat) is None:
        return Folded(flat, text)
    parts: list[str] = []
    folded_at, source_at = [0], [0]
    length = done = 0
    for run in _RUN.finditer(flat):
        kept = flat[done : run.start()]
        blank = _blank(run.group())
        parts += (kept, blank)
        length += len(kept) + len(blank)
        done = run.end()
        # The blank itself stands where the run began; what follows it stands where the run ended.
        if blank:
            folded_at.append(length - 1)
            source_at.append(run.start())
        folded_at.append(length)
        source_at.append(done)
    parts.append(flat[done:])
    return Folded("".join(parts), text, tuple(folded_at), tuple(source_at))


def _blank(run: str) -> str:
    breaks = run.count("\n")
    if breaks > 1:
        return "\n"
    return " " if breaks or " " in run else ""


@lru_cache(maxsize=16384)
def fold_name(name: str) -> str:
    """The form of a name that is compared: folded, in one line, without blanks at the ends.

    >>> fold_name(" Côte\\n d’Ivoire ")
    "Cote d'Ivoire"
    """
    return " ".join(fold(name).text.split())
