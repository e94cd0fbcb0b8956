"""What every view of a document shares: the sign of each label and the counts of each party."""

from __future__ import annotations

from collections.abc import Iterable

from stance.types import Document, Label

__all__ = ["SHOWN_LABELS", "SYMBOLS", "count_labels"]

SHOWN_LABELS: tuple[Label, ...] = (Label.FAVOR, Label.NEUTRAL, Label.AGAINST)
"""The labels in the order in which people read them; `stance.types.LABELS` is the order of vectors."""

SYMBOLS: dict[Label, str] = {Label.FAVOR: "▲", Label.NEUTRAL: "●", Label.AGAINST: "▼"}
"""A sign beside each label, so that no reader has to rely on colour."""


def count_labels(documents: Iterable[Document]) -> dict[str, dict[Label, int]]:
    """Count, for each party, the sentences of each label.

    Args:
        documents: the documents to count over.

    Returns:
        Party name -> label -> number of sentences. Parties of the documents come first in their
        order, also those that no sentence names; then any other party met in a stance.

    >>> count_labels([Document("Nothing here.", parties=("Norvania",))])["Norvania"][Label.FAVOR]
    0
    """
    counts: dict[str, dict[Label, int]] = {}
    documents = list(documents)
    for document in documents:
        for party in document.parties:
            counts.setdefault(party, dict.fromkeys(SHOWN_LABELS, 0))
    for document in documents:
        for stance in document.stances:
            counts.setdefault(stance.party, dict.fromkeys(SHOWN_LABELS, 0))[Label(stance.label)] += 1
    return counts
