"""Words and their shapes: what an uncased encoder cannot see of a text.

A word is a run of letters, digits and marks; apostrophes and hyphens end it, so that the name in
"Ghana's" or "Lima-backed" is a word of its own. Initials keep their dots ("U.S.").
"""

from __future__ import annotations

import re
from enum import IntEnum
from typing import NamedTuple

__all__ = ["Shape", "Word", "shape_of", "split_words"]

# What stands inside a word though `\w` leaves it out: combining marks, soft hyphen, joiners without width.
_MARKS = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f\u00ad\u200c\u200d\u2060"
# Initials such as "U.S." first; then a run of word characters; then any other visible character.
_WORD = re.compile(rf"(?:[^\W\d_]\.){{2,}}|\w[\w{_MARKS}]*|[^\w\s]")


class Word(NamedTuple):
    """A word's text and its half-open span."""

    text: str
    start: int
    end: int


class Shape(IntEnum):
    """The case of a word; learned embeddings of these are added at the encoder's input."""

    PAD = 0
    LOWER = 1
    TITLE = 2
    UPPER = 3
    MIXED = 4
    OTHER = 5
    FIRST_TITLE = 6
    """Title case on the first word of the sentence, where it says little."""


def split_words(text: str) -> list[Word]:
    """Split ``text`` into words and single punctuation marks, with offsets.

    >>> [word.text for word in split_words("U.S.-led Ghana’s envoy")]
    ['U.S.', '-', 'led', 'Ghana', '’', 's', 'envoy']
    """
    return [Word(m.group(), m.start(), m.end()) for m in _WORD.finditer(text)]


def shape_of(word: str, *, first: bool = False) -> Shape:
    """The shape of one word.

    >>> [shape_of(w).name for w in ("envoy", "Ghana", "NATO", "eBay", "7")]
    ['LOWER', 'TITLE', 'UPPER', 'MIXED', 'OTHER']
    """
    if word.islower():
        return Shape.LOWER
    if not any(character.isupper() for character in word):
        return Shape.OTHER
    if word[0].isupper() and (len(word) == 1 or word[1:].islower()):
        return Shape.FIRST_TITLE if first else Shape.TITLE
    return Shape.UPPER if word.isupper() else Shape.MIXED
