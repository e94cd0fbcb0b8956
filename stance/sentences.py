"""Sentences of a news text as spans that cover it.

Layout decides first (`stance.layout`): blank lines, headlines, bullets and rows of tables. Inside a block
each mark that may end a sentence is judged by the word before it and the word after it. Rules of our own,
because no library reached them on our hard cases: see docs/decisions/0001-sentence-splitter.md.

A quotation of several sentences is split like any text; its closing mark stays with what it closes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from stance.layout import BULLET, LINE_END, Block, blocks
from stance.sentence_words import (
    BEFORE_NUMBER,
    CLOCK,
    COMPANY_FORMS,
    INSIDE,
    LETTERED,
    PLACES,
    STARTERS,
    SUFFIXES,
    TITLES,
)

__all__ = ["Span", "split"]


class Span(NamedTuple):
    """A half-open range of characters; equal to the plain pair."""

    start: int
    end: int


_AFTER_CLOCK = re.compile(
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:E|C|M|P|AK|B|I|J|K|SG)?[SD]?T|GMT|UTC|CES?T|EES?T|MSK"
    r"|WIB|HKT|Eastern|Central|Pacific|Mountain|Greenwich|January|February|March|April|May|June|July|August|September"
    r"|October|November|December|Jan|Feb|Aug|Sept|Oct|Nov|Dec)$"
)
_SPEECH = re.compile(
    r"(?:[A-Z][\w’'-]*+\.? ){1,6}?"
    r"(?:(?:asked|told|shouted|cried|yelled|exclaimed|wondered|replied)\b"
    r"|(?:said|says|asks|added|wrote|chanted|demanded|tweeted|posted|responded|answered|called)"
    r"(?=$|[.,;:!?]| (?:to|in|on|at|from|after|before|during|as|outside|inside|through|over|when|while|late"
    r"|early|earlier|later|today|yesterday|again|of|with|about|this|last|[A-Z][a-z]{2,5}day)\b))"
)

_PICTURE = "\u2600-\u27bf\U0001f000-\U0001faff\ufe0f\u200d"
_THIN = " \u00a0\u2009\u200a\u202f"
# Closing marks, also with a thin space between two of them, then marks of footnotes.
_CLOSERS = (
    rf"(?:['\"’”»›)\]}}」』）】]|[{_THIN}](?:[”’»]|(?<=['’].)\")(?!\w)|\[\d{{1,3}}\])*+"
    r"[*†‡¹²³]?"
)
# Possessive repeats and the look-behinds keep every run of marks from being read twice.
_MARK = re.compile(
    rf"(?P<wide>(?<![。！？｡])[。！？｡]++){_CLOSERS}\s*+"
    r"|(?P<mark>(?<![.!?…])\.(?:[ \u00a0]\.++)++|(?<![.!?…।۔؟])[.!?…।۔؟]++)"
    rf"(?P<close>{_CLOSERS}(?:[ \u00a0]?[{_PICTURE}]++)?)"
    r"(?:[\u200b\ufeff]*+\s++|(?P<tight>(?=\w)))"
)
_NEXT = re.compile(r"(?:[\"'“”‘„«‹(\[{¿¡`*_ \u00a0]*+)(?P<word>[^\W_][\w’'-]*+(?:\.[^\W_])*+)?")
_MAIL = re.compile(r"(?m)^(?:>[ \t]?)+")
_NO_START = ("", *",;:)/%&=–—-|")
_REACH = 48  # how far a judgement looks back and ahead, which keeps the time linear


def split(text: str) -> list[Span]:
    """Split a text into sentences.

    Args:
        text: any text, with any kind of line end.

    Returns:
        Half-open spans that follow each other without a gap and cover the text; none for an empty text.
        White space belongs to the sentence before it, at the text's start to the first sentence.

    >>> text = "Mr. Osei left. He was tired."
    >>> [text[start:end] for start, end in split(text)]
    ['Mr. Osei left. ', 'He was tired.']
    """
    if not text:
        return []
    starts = [0]
    for block in blocks(text):
        first = _skip_space(text, block.start)
        if block.start and first < len(text):
            starts.append(first)
        if not block.whole:
            starts += _inside(text, block)
    return [Span(start, end) for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]


def _skip_space(text: str, place: int) -> int:
    while place < len(text) and text[place].isspace():
        place += 1
    return place


def _inside(text: str, block: Block) -> Iterator[int]:
    """Where the second and later sentences of a block start."""
    source = text[block.start : block.end]
    # Same length, so that places stay true: line ends are spaces here, and marks of quoted mail too.
    plain = source if ">" not in source else _MAIL.sub(lambda found: " " * len(found.group()), source)
    plain = LINE_END.sub(lambda found: " " * len(found.group()), plain)
    start = _skip_space(plain, 0)
    bullet = BULLET.match(plain, start)
    start = bullet.end() if bullet else start
    last = len(plain.rstrip())
    for found in _MARK.finditer(plain, start):
        place = found.end()
        if place < last and (found["wide"] or _ends(plain, found, start)):
            start = place
            yield block.start + _with_mail_marks(source, place)


def _with_mail_marks(source: str, place: int) -> int:
    begin = place
    while begin and source[begin - 1] in "> \t":
        begin -= 1
    marks = source.find(">", begin, place)
    return marks if marks >= 0 and (not begin or source[begin - 1] in "\r\n") else place


def _ends(plain: str, found: re.Match[str], start: int) -> bool:
    """Whether a mark ends the sentence that began at ``start``."""
    before = plain[max(start, found.start() - _REACH) : found.start()]
    after = plain[found.end() : found.end() + 2 * _REACH]
    if not any(map(str.isalnum, before)):  # an ellipsis that opens a sentence
        return False
    if found["tight"] is not None:
        return _ends_without_space(before, found["close"], after)
    follower = _NEXT.match(after)
    word = (follower and follower["word"]) or ""
    if not word and after[follower.end() if follower else 0 :][:1] in _NO_START:
        return False
    lower = word[:1].islower() and not any(map(str.isupper, word[1:3]))
    mark = found["mark"]
    if any(sign in mark for sign in "!?؟"):
        return not lower and not _goes_on_after_shout(mark, found["close"], word, after)
    if len(mark) > 1 or mark == "…":
        stammer = len(before.split()) == 1 and not found["close"]  # "Well... I suppose so"
        return not lower and not stammer and not before.endswith(("[", "("))
    listed = before.strip().isdigit() and len(before) <= 3  # "2. The council shall"
    return not listed and _ends_with_stop(before, found["close"], word, lower, after)


def _goes_on_after_shout(mark: str, close: str, word: str, after: str) -> bool:
    """Whether "!" or "?" belongs to a name ("Yahoo! Inc.") or to a quotation whose speaker follows."""
    if not close:
        return "!" in mark and word in COMPANY_FORMS
    return word not in STARTERS and bool(_SPEECH.match(after))


def _ends_without_space(before: str, close: str, after: str) -> bool:
    """Whether a mark with no space after it ends a sentence: "over.The", not "example.org" or "Dr.Ames"."""
    left, right = before.rsplit(maxsplit=1)[-1], after.split(maxsplit=1)[0].rstrip(".,;:!?…")
    if (
        any(sign in left + right for sign in "./@_=\\")
        or not after[0].isupper()
        or '"' in close
        or "'" in close
    ):
        return False
    if not (after[1:2].islower() or after[1:2] in " ’") or right in ("Com", "Net", "Org"):
        return False
    known = left in TITLES | BEFORE_NUMBER | SUFFIXES | PLACES
    return bool(re.search(r"[^\W\d_]{2}$|\d{4}$", left)) and left[-1:].upper() != left[-1:] and not known


def _ends_with_stop(before: str, close: str, word: str, lower: bool, after: str) -> bool:
    """Whether a single full stop ends the sentence, by the word before it and the word after it."""
    last = re.search(r"[\w.&’'-]*$", before)
    prior = last.group().strip(".&’'-") if last else ""
    starter = re.split(r"[’']", word, maxsplit=1)[0] in STARTERS
    if lower:  # careless lower case after a whole word, but not after what may be an abbreviation
        return not close and prior.isalpha() and prior.islower() and len(prior) >= 5 and prior not in INSIDE
    if prior in TITLES or prior in INSIDE or (len(prior) == 1 and prior.islower()):  # "b. 1961"
        return False
    if prior in BEFORE_NUMBER:
        return not re.match(r"\d|[IVXL]+$", word)
    if prior in CLOCK:
        return not _AFTER_CLOCK.match(word)
    if prior in SUFFIXES:
        return starter or not re.match(r"[\w’'-]+,? [A-Z]", after)
    if re.fullmatch(r"(?:[^\W\d_]{1,2}\.)+[^\W\d_]{1,2}", prior) or prior in PLACES or _is_clipped(prior):
        return starter
    if len(prior) == 1 and prior.isupper():
        words = before.split()
        return starter or (len(words) > 1 and words[-2].lower() in LETTERED)
    return True


def _is_clipped(word: str) -> bool:
    """Whether a word is an abbreviation by its looks: a capital, then no vowel ("Cmdr", "Pvt")."""
    return (
        word.isascii()
        and word.isalpha()
        and word.istitle()
        and 2 <= len(word) <= 5
        and not set(word.lower()) & set("aeiouy")
    )
