"""Which capitalised words stay readable when names are blinded; counted on the training sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from stance.words import split_words
from training.records import Record

__all__ = ["count_known_words"]

_MOSTLY = 0.7
_SEEN = 2


def count_known_words(records: Iterable[Record]) -> frozenset[str]:
    """Lower-case forms of words that are mostly not part of a party's name.

    A word is known if at least 70 % of its occurrences are in lower case or outside a party's name,
    and there are two such. Sentence-initial capitals say nothing and are not counted.
    """
    plain: Counter[str] = Counter()
    named: Counter[str] = Counter()
    for record in records:
        names = {party.name for party in record.parties}
        spans = [(party.start, party.end) for party in record.parties]
        first = True
        for word in split_words(record.sentence):
            if not word.text[0].isalpha():
                continue
            key = word.text.lower()
            if word.text.islower():
                plain[key] += 1
            elif word.text in names or any(start <= word.start < end for start, end in spans):
                named[key] += 1
            elif not first:
                plain[key] += 1
            first = False
    return frozenset(w for w, n in plain.items() if n >= _SEEN and n >= _MOSTLY * (n + named[w]))
