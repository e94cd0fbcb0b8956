"""Many names, one pass: an Aho-Corasick automaton that respects the borders of words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, NamedTuple, TypeVar

import ahocorasick_rs

__all__ = ["Automaton", "Hit", "is_word", "longest"]


class Hit(NamedTuple):
    """A name in a folded text: ``text[start:end]`` is pattern number ``pattern``."""

    start: int
    end: int
    pattern: int


class Automaton:
    """Finds all of many names in one pass, whatever their number.

    Args:
        patterns: folded names, each once, none empty.

    >>> list(Automaton(["Mali", "Malian"]).hits("Mali's Malian, Somali and Malians"))
    [Hit(start=0, end=4, pattern=0), Hit(start=7, end=13, pattern=1)]
    """

    def __init__(self, patterns: Sequence[str]) -> None:
        self._automaton = ahocorasick_rs.AhoCorasick(patterns, store_patterns=False) if patterns else None

    def hits(self, text: str, *, loose: Collection[int] = ()) -> Iterator[Hit]:
        """Every hit that begins and ends where a word does; hits may overlap.

        Args:
            text: a folded text.
            loose: patterns that are also found where the apostrophe of a possessive is lost: "Irans envoy".
        """
        if self._automaton is None:
            return
        # All overlapping hits are asked for: a longest hit that ends inside a word must not hide a
        # shorter one that is good.
        for pattern, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            if _begins(text, start) and (_ends(text, end) or (pattern in loose and _lost(text, end))):
                yield Hit(start, end, pattern)


def _lost(text: str, end: int) -> bool:
    return text[end : end + 2] == "s " and text[end - 1].isalpha() and text[end - 1] not in "sS"


def _begins(text: str, start: int) -> bool:
    return not (start and is_word(text[start - 1]) and is_word(text[start])) or _unspaced(text[start])


def _ends(text: str, end: int) -> bool:
    if end == len(text):
        return True
    after, last = text[end], text[end - 1]
    if is_word(after):
        # "U.S." does not end before a letter either: "U.S.S. Enterprise".
        return not (is_word(last) or last == ".") or _unspaced(last)
    if after == "." and text[end - 2 : end - 1] == "." and is_word(text[end + 1 : end + 2] or " "):
        return False  # nor "U.S" within it
    return not (after in "$€£" and last.isalpha())  # "US$5" is money


def is_word(character: str) -> bool:
    """Whether the character is part of a word."""
    return character.isalnum() or character == "_"


def _unspaced(character: str) -> bool:
    """Scripts without blanks between words: Thai, Lao, Khmer, Burmese, kana, Chinese characters."""
    return (
        "\u0e00" <= character <= "\u0eff"
        or "\u1000" <= character <= "\u109f"
        or "\u1780" <= character <= "\u17ff"
        or "\u3040" <= character <= "\u9fff"
        or "\uf900" <= character <= "\ufaff"
        or character >= "\U00020000"
    )


_SpanT = TypeVar("_SpanT", bound=tuple[Any, ...])


def longest(spans: Iterable[_SpanT]) -> list[_SpanT]:
    """The leftmost, then longest spans, disjoint and in order; of equal ones the first given.

    Args:
        spans: tuples that begin with start and end.

    >>> longest([(0, 5), (0, 11), (6, 11), (12, 20)])
    [(0, 11), (12, 20)]
    """
    chosen: list[_SpanT] = []
    last = -1
    for span in sorted(spans, key=lambda item: (item[0], -item[1])):
        if span[0] >= last:
            chosen.append(span)
            last = span[1]
    return chosen
