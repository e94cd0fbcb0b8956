"""How well parties are found when the caller names none."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from stance.types import Document
from training.evaluation.ask import Advance, Asked
from training.evaluation.tally import Tally, counted_f1
from training.records import Record

__all__ = ["count_mentions", "mention_tally"]


def mention_tally(classifier: Asked, records: Sequence[Record], advance: Advance | None = None) -> Tally:
    """F1 of the spans that the model finds without being told the parties, exact match."""
    counts = []
    for record, document in zip(
        records, classifier.stream_each((record.sentence, None) for record in records), strict=True
    ):
        counts.append(count_mentions(record, document))
        if advance:
            advance(1)
    return Tally(
        tuple(dict.fromkeys(r.id for r in records)), np.array(counts, np.int64).reshape(-1, 3), counted_f1
    )


def count_mentions(record: Record, document: Document) -> tuple[int, int, int]:
    """Right, found and wanted spans of a sentence.

    Gold lists each party once, at its clearest mention. A further mention of the same name, or of a
    party whose listed mention was found, is therefore neither right nor wrong.
    """
    gold = {(party.start, party.end) for party in record.parties}
    names = {party.name for party in record.parties}
    right = wrong = 0
    for stance in document.stances:
        spans = {(mention.start, mention.end): mention.text for mention in stance.mentions}
        hits = gold & spans.keys()
        right += len(hits)
        if not hits:
            wrong += sum(text not in names for text in spans.values())
    return right, right + wrong, len(gold)
