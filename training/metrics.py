"""Scores of labels against gold; all pure functions of arrays."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import f1_score

__all__ = [
    "Interval",
    "bootstrap",
    "calibration_error",
    "class_scores",
    "confusion",
    "f1_of_counts",
    "macro_f1",
    "polar_f1",
]

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
NEUTRAL = 1


class Interval(NamedTuple):
    """A score with the bounds of its 95 % interval."""

    value: float
    low: float
    high: float


def macro_f1(gold: IntArray, found: IntArray) -> float:
    """Mean F1 of the three labels; a label that neither side uses does not count.

    >>> round(macro_f1(np.array([0, 1, 2, 2]), np.array([0, 1, 2, 1])), 3)
    0.778
    """
    return float(f1_score(gold, found, average="macro"))


def polar_f1(gold: IntArray, found: IntArray) -> float:
    """F1 of favor and against together: a label counts as found only if its sign is right.

    >>> round(polar_f1(np.array([0, 1, 2, 2]), np.array([0, 1, 2, 1])), 3)
    0.8
    """
    right = int(((gold == found) & (gold != NEUTRAL)).sum())
    return f1_of_counts(right, int((found != NEUTRAL).sum()), int((gold != NEUTRAL).sum()))


def f1_of_counts(right: int, found: int, wanted: int) -> float:
    """F1 from the number of right, found and wanted items; 0 when there are none."""
    return 2 * right / (found + wanted) if found + wanted else 0.0


def confusion(gold: IntArray, found: IntArray, labels: int = 3) -> IntArray:
    """How often each label (row) was found as each label (column): [labels, labels].

    >>> confusion(np.array([0, 1, 2, 2]), np.array([0, 1, 2, 1])).tolist()
    [[1, 0, 0], [0, 1, 0], [0, 1, 1]]
    """
    flat = np.bincount(gold * labels + found, minlength=labels * labels)
    return flat.reshape(labels, labels).astype(np.int64)


def class_scores(counts: NDArray[np.int64]) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Precision, recall and F1 of each label, and macro F1, of any number of confusion matrices.

    Args:
        counts: [..., K, K], gold in rows; see `confusion`.

    Returns:
        Three arrays [..., K], 0 where nothing counts, and one [...] of macro F1: the mean over the labels
        that gold or answers use.

    >>> class_scores(np.array([[1, 0, 0], [0, 1, 0], [0, 1, 1]]))[3].round(3)
    np.float64(0.778)
    """
    right = np.diagonal(counts, axis1=-2, axis2=-1).astype(np.float64)
    found, wanted = counts.sum(-2), counts.sum(-1)
    precision, recall = right / np.maximum(found, 1), right / np.maximum(wanted, 1)
    f1 = 2 * right / np.maximum(found + wanted, 1)
    used = (found + wanted > 0).sum(-1)
    return precision, recall, f1, f1.sum(-1) / np.maximum(used, 1)


def calibration_error(gold: IntArray, probabilities: FloatArray, bins: int = 15) -> float:
    """Expected calibration error: mean gap of confidence and accuracy over equal-width bins.

    Source: Guo et al., On Calibration of Modern Neural Networks, ICML 2017.

    Args:
        gold: [N] label indices.
        probabilities: [N, 3].
        bins: number of bins between 0 and 1.
    """
    confidence = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == gold
    bucket = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [
        abs(right[bucket == b].mean() - confidence[bucket == b].mean()) * (bucket == b).mean()
        for b in np.unique(bucket)
    ]
    return float(sum(gaps))


def bootstrap(
    score: Callable[[NDArray[np.int64]], float],
    clusters: Sequence[Hashable],
    *,
    rounds: int = 1000,
    seed: int = 0,
) -> Interval:
    """95 % interval of a score by resampling whole clusters (sentences or articles).

    Args:
        score: the score of the items with these indices.
        clusters: the cluster of each item.
        rounds: number of resamples.
        seed: of the resampling.
    """
    members: dict[Hashable, list[int]] = {}
    for index, cluster in enumerate(clusters):
        members.setdefault(cluster, []).append(index)
    groups = [np.array(indices) for indices in members.values()]
    everything = np.concatenate(groups) if groups else np.zeros(0, np.int64)
    chance = np.random.default_rng(seed)
    scores = [
        score(np.concatenate([groups[i] for i in chance.integers(len(groups), size=len(groups))]))
        for _ in range(rounds if groups else 0)
    ]
    low, high = np.percentile(scores, [2.5, 97.5]) if scores else (0.0, 0.0)
    return Interval(score(everything), float(low), float(high))
