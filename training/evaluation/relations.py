"""How well it is found who is for or against whom."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence

import numpy as np

from training.evaluation.ask import NEUTRAL, Pair
from training.evaluation.tally import Tally, counted_f1, labels_tally, macro

__all__ = ["relation_tallies"]


def relation_tallies(pairs: Sequence[Pair], cluster: Callable[[Pair], Hashable]) -> dict[str, Tally]:
    """Two scores of directed stances between the labelled parties of a sentence.

    ``relations_f1`` is the F1 of pairs that are not neutral, right when holder, target and sign are;
    ``relations_macro_f1`` the macro F1 of the three labels over all ordered pairs.

    Args:
        pairs: every ordered pair of every sentence.
        cluster: what is resampled as a whole.
    """
    clusters = [cluster(pair) for pair in pairs]
    gold, found = [pair.gold for pair in pairs], [pair.found for pair in pairs]
    all_pairs = labels_tally(gold, found, clusters, macro)
    return {"relations_f1": _polar(all_pairs), "relations_macro_f1": all_pairs}


def _polar(all_pairs: Tally) -> Tally:
    """Right, found and wanted pairs that are not neutral, from confusion matrices [C, 3, 3]."""
    counts = all_pairs.counts
    polar = [label for label in range(3) if label != NEUTRAL]
    right = sum(counts[:, label, label] for label in polar)
    columns = (right, counts[:, :, polar].sum((1, 2)), counts[:, polar].sum((1, 2)))
    return Tally(all_pairs.clusters, np.stack(columns, axis=1).astype(np.int64), counted_f1)
