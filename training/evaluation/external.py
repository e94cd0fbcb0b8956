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

__all__ = ["CLASSES", "directed_class", "dse_tallies"]

CLASSES = ("neutral", "p for q", "q for p", "p against q", "q against p")
"""DSE's classes by their number."""


def dse_tallies(
    records: Sequence[Record], pairs: Sequence[Pair], train: Sequence[Record]
) -> tuple[dict[str, Tally], list[list[int]]]:
    """Micro F1 (which is accuracy here) and macro F1 of the five classes, and the confusion matrix.

    The clean scores leave out the rows that are copies of rows of ``train``; see `training.data.leaks`.

    Args:
        records: the rows that were asked; p is party 0, q party 1.
        pairs: what the model answered to them.
        train: the rows of the official training file.
    """
    asked: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        asked[pair.record.id].append(pair)
    copied = copies(train, records)
    tallies = {}
    for prefix, rows in (("", records), ("clean_", [r for r in records if r.id not in copied])):
        gold = [row_class(row) for row in rows]
        found = [directed_class(asked[row.id]) for row in rows]
        # One sentence gives several rows, for several pairs of its parties.
        clusters = [row.sentence for row in rows]
        tallies[prefix + "micro_f1"] = labels_tally(gold, found, clusters, accuracy, len(CLASSES))
        tallies[prefix + "macro_f1"] = labels_tally(gold, found, clusters, macro, len(CLASSES))
    return tallies, tallies["micro_f1"].counts.sum(0).tolist()


def directed_class(pairs: Sequence[Pair]) -> int:
    """The class of a row from what was said of its two pairs; of two stances the surer one.

    Args:
        pairs: p toward q and q toward p; none where the parties could not be told apart.
    """
    best = max(pairs, key=lambda pair: pair.score, default=None)
    if best is None or best.found == NEUTRAL:
        return 0
    return (1 if LABELS[best.found] is Label.FAVOR else 3) + (best.holder == 1)
