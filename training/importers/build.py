"""From marks and links in a text to one record per sentence; what does not fit is listed, never dropped."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from stance.errors import InputError
from stance.sentences import split
from training.records import Record, RecordParty

__all__ = ["Labels", "Link", "Mark", "build_records", "check_text", "stance_label", "utf16_offset"]

Labels = Mapping[str, str]
Span = tuple[int, int]

_SPACE = re.compile(r"\s")  # tools write a line end inside a name as a space
_WORDS = {
    "favor": "favor favour for pro positive pos support supports supportive",
    "against": "against anti contra negative neg oppose opposes critical",
    "neutral": "neutral neu none",
    # A mark that says only who is named: its stance is unknown.
    "": "party entity mention target holder actor",
}
_MEANING = {word: label for label, words in _WORDS.items() for word in words.split()}


@dataclass(frozen=True, slots=True)
class Mark:
    """A party marked in a text: its key in the tool's file, a half-open span, a label or None."""

    key: str
    start: int
    end: int
    label: str | None


@dataclass(frozen=True, slots=True)
class Link:
    """A directed stance between two marks, by their keys."""

    holder: str
    target: str
    label: str


def stance_label(word: str, labels: Labels | None = None) -> str | None:
    """The label that a tool's word means; None for a word that only marks a party.

    Args:
        word: the word in the file; its case does not matter.
        labels: further words → favor, against, neutral or party.

    Raises:
        InputError: the word is unknown.

    >>> stance_label("Positive"), stance_label("PARTY"), stance_label("Kritik", {"Kritik": "against"})
    ('favor', None, 'against')
    """
    meant = {k.lower(): v for k, v in (labels or {}).items()}.get(word.lower(), word)
    label = _MEANING.get(meant.lower())
    if label is None:
        raise InputError(
            f"label {word!r} is unknown; allowed are {', '.join(_MEANING)}. "
            f"For another word say what it means, as in --label {word}=against"
        )
    return label or None


def check_text(text: str, start: Any, end: Any, wanted: str | None = None) -> Span:
    """The span without white space at its edges, if it holds what the file says; else an `InputError`.

    >>> check_text("Ostrava\\nUnion won.", 0, 14, "Ostrava Union ")
    (0, 13)
    """
    if not isinstance(start, int) or not isinstance(end, int) or not 0 <= start < end <= len(text):
        raise InputError(f"span {start} to {end} does not lie in the text of {len(text)} characters")
    found = text[start:end]
    if not found.strip():
        raise InputError(f"span {start} to {end} holds white space only")
    if wanted is not None and _SPACE.sub(" ", found) != _SPACE.sub(" ", wanted):
        raise InputError(f"span {start} to {end} holds {found!r}, not {wanted!r}")
    return start + len(found) - len(found.lstrip()), start + len(found.rstrip())


def utf16_offset(text: str, offset: int) -> int:
    """The place in characters of a place that a browser counted: beyond the basic plane it counts two.

    >>> utf16_offset("😀 Fiji", 3)
    2
    """
    return len(text.encode("utf-16-le")[: 2 * offset].decode("utf-16-le", errors="ignore"))


def build_records(
    name: str,
    text: str,
    marks: Sequence[Mark],
    links: Sequence[Link],
    skipped: list[str],
    source: Mapping[str, Any],
    *,
    whole: bool = False,
) -> list[Record]:
    """One record per sentence of a text.

    Several marks of one name in a sentence become one party. A mark across the end of a sentence joins
    both sentences. A link between two sentences cannot be kept, and is listed.

    Args:
        name: what the ids begin with.
        text: the annotated text.
        marks: the parties.
        links: the stances between them.
        skipped: collects what could not be used, each with ``name``.
        source: what every record's ``source`` says.
        whole: the text is one sentence; do not split it.

    >>> marks = [Mark("a", 0, 4, None), Mark("b", 13, 18, "favor"), Mark("c", 20, 24, "neutral")]
    >>> found = build_records("t", "Fiji thanked Samoa. Fiji left.", marks, [Link("a", "b", "favor")], [], {})
    >>> [(r.id, [p.name for p in r.parties], dict(r.relations)) for r in found]
    [('t-1', ['Fiji', 'Samoa'], {(0, 1): 'favor'}), ('t-2', ['Fiji'], {})]
    """
    sentences = [(0, len(text))] if whole else _sentences(text, marks)
    home = {
        mark.key: number
        for number, (start, end) in enumerate(sentences)
        for mark in marks
        if start <= mark.start < end
    }
    kept: list[Link] = []
    for link in links:
        if link.holder not in home or link.target not in home:
            skipped.append(f"{name}: relation {link.holder} > {link.target} joins something that is no party")
        elif home[link.holder] != home[link.target]:
            skipped.append(f"{name}: relation {link.holder} > {link.target} joins two sentences")
        else:
            kept.append(link)
    records = []
    for number, (start, end) in enumerate(sentences):
        here = [mark for mark in marks if home.get(mark.key) == number]
        keys = {mark.key for mark in here}
        inside = [link for link in kept if link.holder in keys]
        record_name = name if whole else f"{name}-{number + 1}"
        records.append(_record(record_name, text[start:end], start, here, inside, skipped, source))
    return records


def _sentences(text: str, marks: Sequence[Mark]) -> list[Span]:
    """Sentences without the white space around them, joined where a mark goes on into the next."""
    spans: list[list[int]] = []
    for start, end in split(text):
        if spans and any(mark.start < start < mark.end for mark in marks):
            spans[-1][1] = end
        else:
            spans.append([start, end])
    trimmed = []
    for start, end in spans:
        sentence = text[start:end]
        if sentence.strip():
            first = start + len(sentence) - len(sentence.lstrip())
            trimmed.append((first, start + len(sentence.rstrip())))
    return trimmed


def _record(
    name: str,
    sentence: str,
    offset: int,
    marks: Sequence[Mark],
    links: Sequence[Link],
    skipped: list[str],
    source: Mapping[str, Any],
) -> Record:
    parties: list[RecordParty] = []
    index: dict[str, int] = {}
    for mark in sorted(marks, key=lambda mark: mark.start):
        start, end = mark.start - offset, mark.end - offset
        party = RecordParty(sentence[start:end], start, end, mark.label)
        same = next((i for i, other in enumerate(parties) if other.name == party.name), None)
        if same is None:
            index[mark.key] = len(parties)
            parties.append(party)
            continue
        index[mark.key] = same
        first = parties[same]
        if first.label is None:
            parties[same] = RecordParty(first.name, first.start, first.end, mark.label)
        elif mark.label not in (None, first.label):
            skipped.append(f"{name}: {party.name!r} is {first.label} and {mark.label}; the first was kept")
    relations: dict[tuple[int, int], str] = {}
    for link in links:
        pair = index[link.holder], index[link.target]
        if pair[0] == pair[1]:
            skipped.append(f"{name}: relation of {parties[pair[0]].name!r} with itself")
        elif link.label != relations.setdefault(pair, link.label):
            names = f"{parties[pair[0]].name!r} > {parties[pair[1]].name!r}"
            skipped.append(f"{name}: {names} is {relations[pair]} and {link.label}; the first was kept")
    polar = {pair: label for pair, label in relations.items() if label != "neutral"}
    return Record(name, sentence, tuple(parties), polar, dict(source))
