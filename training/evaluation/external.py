"""DSE, scored as its paper does: one of five classes per row, official and without the copied rows.

Source: Park, Pan and Joo, Directed sentiment analysis in news text, Findings of ACL 2021.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from stance.types import LABELS, Label
from training.data.leaks import copies
from training.evaluation.ask import NEUTRAL, Pair
from training.evaluation.tally import Tally, accuracy, labels_tally, macro
from training.records import Record
from training.sources.dse import row_class

__all__ = ["CLASSES", "class_tallies", "copied_rows", "directed_class", "directed_classes"]

CLASSES = ("neutral", "p for q", "q for p", "p against q", "q against p")
"""DSE's classes by their number."""


def copied_rows(records: Sequence[Record], train: Sequence[Record]) -> set[str]:
    """Ids of the rows that are copies of rows of ``train``: sentence, parties and class are the same."""
    return copies(train, records)


def class_tallies(records: Sequence[Record], found: Sequence[int], copied: set[str]) -> dict[str, Tally]:
    """Micro F1 (which is accuracy here) and macro F1 of the five classes, official and clean.

    Args:
        records: the rows.
        found: the class found for each.
        copied: ids of the rows that the clean scores leave out.
    """
    rows = list(zip(records, found, strict=True))
    tallies = {}
    for prefix, kept in (("", rows), ("clean_", [(r, c) for r, c in rows if r.id not in copied])):
        gold, classes = [row_class(row) for row, _ in kept], [each for _, each in kept]
        # One sentence gives several rows, for several pairs of its parties.
        clusters = [row.sentence for row, _ in kept]
        tallies[prefix + "micro_f1"] = labels_tally(gold, classes, clusters, accuracy, len(CLASSES))
        tallies[prefix + "macro_f1"] = labels_tally(gold, classes, clusters, macro, len(CLASSES))
    return tallies


def directed_classes(records: Sequence[Record], pairs: Sequence[Pair]) -> list[int]:
    """The class of each row; p is party 0, q party 1.

    Args:
        records: the rows.
        pairs: what a model answered to them.
    """
    asked: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        asked[pair.record.id].append(pair)
    return [directed_class(asked[record.id]) for record in records]


def directed_class(pairs: Sequence[Pair]) -> int:
    """The class of a row from what was said of its two pairs; of two stances the surer one.

    Args:
        pairs: p toward q and q toward p; none where the parties could not be told apart.
    """
    best = max(pairs, key=lambda pair: pair.score, default=None)
    if best is None or best.found == NEUTRAL:
        return 0
    return (1 if LABELS[best.found] is Label.FAVOR else 3) + (best.holder == 1)
