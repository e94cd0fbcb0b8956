"""Sentences that stand in two splits: what training has seen, a test does not measure."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from training.records import Record

__all__ = ["KINDS", "Leak", "copies", "find_leaks", "normalise"]

KINDS = ("row", "sentence", "near")
"""Same sentence, parties and labels; same sentence, whatever the labels; nearly the same sentence."""

_SHINGLE = 4
_EVERYWHERE = 200  # word sequences in more sentences than this tell none of them from another
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Leak:
    """A record that another file holds too.

    Attributes:
        record: index of the record in the second file.
        twin: index of the most alike record in the first file.
        kind: one of `KINDS`, the closest that holds.
        likeness: Jaccard likeness of their sequences of four words; 1 for the same sentence.
    """

    record: int
    twin: int
    kind: str
    likeness: float


def normalise(sentence: str) -> str:
    """Its words in small letters; spaces, marks and the form of characters do not count.

    >>> normalise("“Fiji’s  ﬁrst,” he said.")
    'fiji s first he said'
    """
    return " ".join(_WORD.findall(unicodedata.normalize("NFKC", sentence).casefold()))


def find_leaks(first: Sequence[Record], second: Sequence[Record], *, likeness: float = 0.8) -> list[Leak]:
    """The records of ``second`` whose sentence stands in ``first`` too, exactly or nearly.

    Args:
        first: what is trained on.
        second: what is tested on.
        likeness: from which Jaccard likeness of four-word sequences on two sentences are nearly the same.
    """
    rows = {_row(record): i for i, record in reversed(list(enumerate(first)))}
    texts = [normalise(record.sentence) for record in first]
    sentences = {text: i for i, text in reversed(list(enumerate(texts)))}
    shingles = [_shingles(text) for text in texts]
    index: dict[str, list[int]] = defaultdict(list)
    for i, parts in enumerate(shingles):
        for part in parts:
            index[part].append(i)
    leaks = []
    for number, record in enumerate(second):
        text = normalise(record.sentence)
        if (twin := rows.get(_row(record))) is not None:
            leaks.append(Leak(number, twin, "row", 1.0))
        elif (twin := sentences.get(text)) is not None:
            leaks.append(Leak(number, twin, "sentence", 1.0))
        elif (near := max(_near(_shingles(text), shingles, index), default=(0.0, 0)))[0] >= likeness:
            leaks.append(Leak(number, near[1], "near", near[0]))
    return leaks


def copies(first: Sequence[Record], second: Sequence[Record]) -> set[str]:
    """Ids of the records of ``second`` that are in ``first`` with the same parties and labels.

    These are what a clean score leaves out.
    """
    rows = {_row(record) for record in first}
    return {record.id for record in second if _row(record) in rows}


def _row(record: Record) -> tuple[object, ...]:
    parties = tuple((p.start, p.end, p.label) for p in record.parties)
    return record.sentence, parties, tuple(sorted(record.relations.items()))


def _shingles(text: str) -> frozenset[str]:
    words = text.split()
    return frozenset(" ".join(words[i : i + _SHINGLE]) for i in range(max(1, len(words) - _SHINGLE + 1)))


def _near(
    parts: frozenset[str], shingles: Sequence[frozenset[str]], index: dict[str, list[int]]
) -> Iterator[tuple[float, int]]:
    common: Counter[int] = Counter()
    for part in parts:
        places = index.get(part, ())
        if len(places) <= _EVERYWHERE:
            common.update(places)
    for twin, shared in common.items():
        yield shared / (len(parts) + len(shingles[twin]) - shared), twin
