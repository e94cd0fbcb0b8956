"""Lines of a text as blocks: what a line end, a bullet, a table row or a blank line says about sentences.

A block is a run of whole lines in which only punctuation can end a sentence; between two blocks there is
always a boundary. A line end inside a block is mere wrapping and counts as a space.

How a wrapped line is told from a headline: a tool that wraps fills each line, so the first word of the
next line would not have fitted on this one. The width is read from breaks that can be nothing but
wrapping (the next line goes on in lower case); without such a break in the text, lines are paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

__all__ = ["BULLET", "LINE_END", "Block", "blocks"]

LINE_END = re.compile(r"\r\n|[\r\n\v\f\x85\u2028\u2029]")
_LINE = re.compile(r"[^\r\n\v\f\x85\u2028\u2029]*(?:\r\n|[\r\n\v\f\x85\u2028\u2029]|$)")
_QUOTED_MAIL = re.compile(r"(?:>[ \t]?)+")
BULLET = re.compile(r"(?:[-–—*•‣▪●◦·☐☑☒✓✔➤►■□○+]|\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)]|\(?[A-Z]\))\s+(?=\S)")
_RULE = re.compile(r"(?:[^\w\s]|_){3,}|(?:[^\w\s]\s+){2,}[^\w\s]")
_SIGNPOST = re.compile(
    r"(?:see|read|watch|listen) also\b|also read\b|read (?:more|next|the full)\b|more on this\b"
    r"|(?:related|watch|listen|photos?|video|image|caption|recommended)(?: \w+)?:"
    r"|related (?:stories|articles)\b"
    r"|advertisement\b|sign up\b|subscribe\b|continue reading\b|story continues\b|follow us\b|share this\b",
    re.IGNORECASE,
)
_GAP = re.compile(r"(?<![.?!:”\"’')\s])(?:[ \u00a0]{2,}|[ ]*\t+)\s*(?=\S)")
_NUMBER = re.compile(r"[-+(]?[$€£¥]?\d[\d.,:/%–-]*[%)]?[,;]?")
_FINAL = re.compile(r"[.!?…:;。！？؟][\"'”’»)\]]*$")
# A line that ends like this goes on, whatever comes next. Words that may end a headline are not here.
_UNFINISHED = re.compile(
    r"(?:[,&–—]|(?<!\w)(?:a|an|the|of|and|or|with|by|from|at|that|which|whose|said|than|as|is|are|was|were|has|have"
    r"|had|its|his|her|their|this|these))$"
)
# In a text known to be wrapped these too are no ends.
_HANGING = re.compile(r"(?<!\w)(?:for|in|on|to|into)$")
_TITLE = re.compile(r"(?<!\w)(?:Mr|Mrs|Ms|Dr|Prof|Gen|Col|Lt|Maj|Capt|Sgt|Adm|Sen|Rep|Gov|Rev|St|Amb|No)\.$")
_OPENERS = "\"'“”‘„«‹([{¿¡–—- "
_NARROWEST = 40  # no tool wraps prose to fewer characters; shorter lines are a list or a poem


class Block(NamedTuple):
    """A run of whole lines, half-open; ``whole`` if it is one sentence whatever it holds (a table row)."""

    start: int
    end: int
    whole: bool = False


class _Line(NamedTuple):
    start: int
    end: int  # with its line end
    words: str  # without the marks of quoted mail and the white space around
    form: str  # blank, rule, row, signpost or prose
    bullet: str  # the list mark at its start, or ""


def blocks(text: str) -> list[Block]:
    """The blocks of a text, in order and without a gap between them.

    Args:
        text: any text; every kind of line end counts.

    Returns:
        Blocks that cover the text. Blank lines belong to the block before them.

    >>> blocks("Kestria votes\\n\\nThe polls are open.")
    [Block(start=0, end=15, whole=False), Block(start=15, end=34, whole=False)]
    """
    lines = _read(text)
    widths = _widths(lines)
    starts: list[tuple[int, bool]] = []
    previous: _Line | None = None  # None after a blank line
    number = ""
    for index, line in enumerate(lines):
        if line.form == "blank":
            previous = None
            continue
        following = lines[index + 1] if index + 1 < len(lines) else None
        listed = _is_listed(line, previous, following, number)
        number = line.bullet if listed else number
        if previous is None or listed or _divides(previous, line, widths[index - 1]):
            starts.append((line.start, line.form == "row"))
        previous = line
    if not starts:
        return [Block(0, len(text))] if text else []
    starts[0] = (0, starts[0][1])
    ends = [start for start, _ in starts[1:]] + [len(text)]
    return [Block(start, end, whole) for (start, whole), end in zip(starts, ends, strict=True)]


def _read(text: str) -> list[_Line]:
    return [_line(text, match.start(), match.end()) for match in _LINE.finditer(text) if match.group()]


def _line(text: str, start: int, end: int) -> _Line:
    words = text[start:end].strip()
    mail = _QUOTED_MAIL.match(words)
    if mail:
        words = words[mail.end() :]
    if not words:
        return _Line(start, end, words, "blank", "")
    if _RULE.fullmatch(words):
        return _Line(start, end, words, "rule", "")
    bullet = BULLET.match(words)
    if _is_row(words):
        return _Line(start, end, words, "row", "")
    form = "signpost" if words[0].isupper() and _SIGNPOST.match(words) else "prose"
    return _Line(start, end, words, form, bullet.group().strip() if bullet else "")


def _is_row(words: str) -> bool:
    """Whether a line is a row of a table: cells between pipes, gaps or delimiters, or mostly numbers."""
    bullet = BULLET.match(words)
    rest = words[bullet.end() :] if bullet else words
    if words.startswith("|") or rest.count(" | ") >= 2:
        return True
    tokens = rest.split()
    gaps = [match.group() for match in _GAP.finditer(rest)]
    if gaps and len(tokens) <= 5 * (len(gaps) + 1):
        return "\t" in "".join(gaps) or len(gaps) >= 2 or any(map(_NUMBER.fullmatch, tokens))
    if _FINAL.search(rest):
        return False
    if re.search(r"\S;\S+;\S", rest) and "; " not in rest:
        return True
    if re.search(r"\S,[^\W\d]\S*,\S", rest) and ", " not in rest:
        return True
    numbers = sum(1 for token in tokens if _NUMBER.fullmatch(token))
    return len(tokens) >= 2 and 2 * numbers >= len(tokens)


def _continues(line: _Line) -> bool:
    """Whether a line begins in lower case; "iPhone" and "eBay" do not."""
    start = line.words.lstrip(_OPENERS)
    word = start.split(maxsplit=1)[0] if start else ""
    return word[:1].islower() and not any(letter.isupper() for letter in word[1:3])


def _unfinished(line: _Line) -> bool:
    if _TITLE.search(line.words):
        return True
    return len(line.words) >= _NARROWEST and bool(_UNFINISHED.search(line.words))


def _widths(lines: list[_Line]) -> list[int]:
    """For each line the width to which its paragraph is wrapped; 0 where nothing is wrapped.

    A paragraph without evidence of its own is as wide as the text's other wrapped paragraphs.
    """
    evidence = [0] * len(lines)
    for index, (line, following) in enumerate(pairwise(lines)):
        if line.form == following.form == "prose" and not following.bullet:
            size = len(line.words)
            if size >= _NARROWEST and (_continues(following) or _unfinished(line)):
                evidence[index] = size
    everywhere = max(evidence, default=0)
    widths: list[int] = []
    for first, last in _paragraphs(lines):
        widths += [max(evidence[first:last]) or everywhere] * (last - first)
    return widths


def _paragraphs(lines: list[_Line]) -> Iterator[tuple[int, int]]:
    first = 0
    for index, line in enumerate(lines):
        if line.form == "blank" or index + 1 == len(lines):
            yield first, index + 1
            first = index + 1


def _is_listed(line: _Line, previous: _Line | None, following: _Line | None, number: str) -> bool:
    """Whether a line's mark is a bullet, not a dash or number that wrapping brought to the line's start."""
    mark = line.bullet
    if not mark or previous is None or _FINAL.search(previous.words) or previous.bullet == mark:
        return bool(mark)
    if mark in "-–—":
        return mark == number or (following is not None and following.bullet == mark)
    digits = mark.strip("().")
    if digits.isdigit():
        last = number.strip("().")
        return digits == "1" or (last.isdigit() and int(digits) == int(last) + 1)
    return True


def _divides(line: _Line, following: _Line, width: int) -> bool:
    """Whether the end of a line also ends its block."""
    forms = {line.form, following.form}
    if forms != {"prose"}:
        # A rule belongs to what it closes; every other form stands for itself.
        return following.form != "rule" or line.form == "row"
    if _continues(following) or _unfinished(line):
        return False
    if not width:
        return True
    first = following.words.split(maxsplit=1)[0]
    return len(line.words) + 1 + len(first) <= width and not _HANGING.search(line.words)
