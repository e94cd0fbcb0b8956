"""Scores and their intervals; pure functions of arrays. Labels are indices into `stance.types.LABELS`."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "accuracy",
    "calibration_error",
    "chance_calibration_error",
    "confusions",
    "f1",
    "interval",
    "macro_f1",
    "resample",
    "wilson",
]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
_BINS = 10
_BLOCK = 200


def confusions(gold: IntArray, found: IntArray, clusters: Sequence[Hashable], labels: int = 3) -> IntArray:
    """How often each gold label (row) was found as each label (column), per cluster: [C, K, K].

    >>> confusions(np.array([0, 2, 2]), np.array([0, 2, 1]), ["a", "a", "b"]).sum(axis=0).tolist()
    [[1, 0, 0], [0, 0, 0], [0, 1, 1]]
    """
    numbers = {cluster: number for number, cluster in enumerate(dict.fromkeys(clusters))}
    counts = np.zeros((len(numbers), labels, labels), np.int64)
    np.add.at(counts, (np.array([numbers[c] for c in clusters], np.int64), gold, found), 1)
    return counts


def resample(counts: IntArray, rounds: int = 2000, seed: int = 0) -> IntArray:
    """Sums of the clusters' counts, each time over as many clusters drawn with replacement: [rounds, …].

    Source: Efron, Bootstrap Methods: Another Look at the Jackknife, 1979; whole clusters are drawn since
    sentences of one document are alike.

    Args:
        counts: [C, …].
        rounds: number of resamples.
        seed: of the resampling.
    """
    chance = np.random.default_rng(seed)
    size, flat = len(counts), counts.reshape(len(counts), -1)
    shares = np.full(size, 1 / size)
    blocks = [
        chance.multinomial(size, shares, size=min(_BLOCK, rounds - first)) @ flat
        for first in range(0, rounds, _BLOCK)
    ]
    return np.concatenate(blocks).reshape(rounds, *counts.shape[1:])


def interval(values: FloatArray) -> tuple[float, float]:
    """The middle 95 % of resampled scores."""
    low, high = np.percentile(values, [2.5, 97.5])
    return float(low), float(high)


def accuracy(counts: IntArray) -> FloatArray:
    """The share of right labels of confusion matrices [..., K, K]: [...].

    >>> float(accuracy(np.array([[1, 0, 0], [0, 1, 0], [0, 1, 1]])))
    0.75
    """
    right = np.trace(counts, axis1=-2, axis2=-1)
    shares: FloatArray = right / np.maximum(counts.sum((-2, -1)), 1)
    return shares


def f1(counts: IntArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Precision, recall and F1 of each label of confusion matrices [..., K, K]: three arrays [..., K].

    >>> f1(np.array([[1, 0, 0], [0, 1, 0], [0, 1, 1]]))[2].round(2).tolist()
    [1.0, 0.67, 0.67]
    """
    right = np.diagonal(counts, axis1=-2, axis2=-1).astype(np.float64)
    found, wanted = counts.sum(-2), counts.sum(-1)
    both = 2 * right / np.maximum(found + wanted, 1)
    return right / np.maximum(found, 1), right / np.maximum(wanted, 1), both


def macro_f1(counts: IntArray) -> FloatArray:
    """Mean F1 of the labels that gold or answers use, of confusion matrices [..., K, K]: [...]."""
    used = (counts.sum(-2) + counts.sum(-1) > 0).sum(-1)
    mean: FloatArray = f1(counts)[2].sum(-1) / np.maximum(used, 1)
    return mean


def wilson(right: int, total: int) -> tuple[float, float]:
    """95 % interval of a share, fit for small numbers.

    Source: Wilson, Probable Inference, the Law of Succession, and Statistical Inference, 1927.

    >>> [round(bound, 2) for bound in wilson(10, 10)]
    [0.72, 1.0]
    """
    if not total:
        return 0.0, 1.0
    z = 1.96
    share, scale = right / total, 1 + z * z / total
    middle = (share + z * z / (2 * total)) / scale
    half = z * float(np.sqrt(share * (1 - share) / total + z * z / (4 * total * total))) / scale
    return max(0.0, middle - half), min(1.0, middle + half)


def calibration_error(confidence: FloatArray, right: NDArray[np.bool_]) -> float:
    """Expected calibration error: mean gap of confidence and share of right answers over ten equal bins.

    Source: Guo et al., On Calibration of Modern Neural Networks, ICML 2017.

    >>> calibration_error(np.array([0.75, 0.75]), np.array([True, False]))
    0.25
    """
    return float(_errors(confidence, right[None].astype(np.float64))[0])


def chance_calibration_error(confidence: FloatArray, rounds: int = 500, seed: int = 0) -> float:
    """What the calibration error stays below in 95 of 100 samples of this size if the model is calibrated.

    The error of a small sample is never 0: each bin's share is off by chance.
    """
    chance = np.random.default_rng(seed)
    drawn = (chance.random((rounds, len(confidence))) < confidence).astype(np.float64)
    return float(np.percentile(_errors(confidence, drawn), 95))


def _errors(confidence: FloatArray, right: FloatArray) -> FloatArray:
    """Calibration error for each row of right answers [rounds, N]."""
    bins = np.minimum((confidence * _BINS).astype(int), _BINS - 1)
    member = np.eye(_BINS)[bins]  # [N, bins]
    gaps: FloatArray = np.abs((right - confidence) @ member).sum(axis=1) / len(confidence)
    return gaps
