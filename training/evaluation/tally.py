"""Counts per cluster, the scores computed from them, their intervals and the test of a difference.

A cluster is what is drawn as a whole: a sentence, an article or a contrast group. All scores here are
functions of summed counts, so that a thousand resamples are one product of matrices.
Source: Efron and Tibshirani, An Introduction to the Bootstrap, 1993; clusters after Field and Welsh, 2007.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from stance.errors import InputError
from training.metrics import Interval, class_scores

__all__ = ["Difference", "Tally", "accuracy", "counted_f1", "labels_tally", "macro", "ratio"]

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
Score = Callable[[NDArray[np.int64]], FloatArray]

ROUNDS = 2000
"""Resamples of an interval or a test."""


class Difference(NamedTuple):
    """How much a second model is better than a first one on the same clusters.

    Attributes:
        value, low, high: the difference with its 95 % interval.
        p: two-sided probability of a difference this far from 0 when there is none.
    """

    value: float
    low: float
    high: float
    p: float


@dataclass(frozen=True)
class Tally:
    """Counts [C, ...] of each cluster, and the score of their sum.

    Attributes:
        clusters: the name of each cluster, none twice.
        counts: [C, ...] whole numbers that may be added up.
        score: from sums [R, ...] to scores [R].
    """

    clusters: tuple[Hashable, ...]
    counts: IntArray
    score: Score

    @property
    def value(self) -> float:
        """The score of all clusters together."""
        return float(self.score(self.counts.sum(0)[None])[0])

    def interval(self, rounds: int = ROUNDS, seed: int = 0) -> Interval:
        """The score with its 95 % interval, by resampling clusters.

        >>> tally = labels_tally([0, 2, 1], [0, 2, 0], ["a", "a", "b"], accuracy)
        >>> [round(float(number), 2) for number in tally.interval()]
        [0.67, 0.0, 1.0]
        """
        scores = self.score(self._resampled(_weights(len(self.clusters), rounds, seed)))
        low, high = np.percentile(scores, [2.5, 97.5]) if len(self.clusters) else (0.0, 0.0)
        return Interval(self.value, float(low), float(high))

    def better(self, other: Tally, rounds: int = ROUNDS, seed: int = 0) -> Difference:
        """How much better ``other`` is than this one; both are resampled with the same clusters.

        Raises:
            InputError: the two do not count the same clusters.
        """
        if self.clusters != other.clusters:
            raise InputError("two models can be compared only on the same sentences; use the same files")
        weights = _weights(len(self.clusters), rounds, seed)
        gains = other.score(other._resampled(weights)) - self.score(self._resampled(weights))
        low, high = np.percentile(gains, [2.5, 97.5]) if len(self.clusters) else (0.0, 0.0)
        tail = min(int((gains <= 0).sum()), int((gains >= 0).sum())) + 1
        return Difference(
            other.value - self.value, float(low), float(high), min(1.0, 2 * tail / (rounds + 1))
        )

    def _resampled(self, weights: FloatArray) -> IntArray:
        shape = self.counts.shape[1:]
        flat = self.counts.reshape(len(self.clusters), math.prod(shape)).astype(np.float64)
        # Sums of whole numbers are exact in float64, whose product is far faster than that of integers.
        return (weights @ flat).astype(np.int64).reshape(len(weights), *shape)


def labels_tally(
    gold: Sequence[int], found: Sequence[int], clusters: Sequence[Hashable], score: Score, labels: int = 3
) -> Tally:
    """A confusion matrix per cluster.

    Args:
        gold, found: [N] indices of labels.
        clusters: [N] the cluster of each.
        score: `macro`, `accuracy` or another function of matrices [R, labels, labels].
        labels: how many labels there are.
    """
    index = {cluster: number for number, cluster in enumerate(dict.fromkeys(clusters))}
    owners = np.array([index[cluster] for cluster in clusters], np.int64)
    cells = (owners * labels + np.array(gold, np.int64)) * labels + np.array(found, np.int64)
    counts = np.bincount(cells, minlength=len(index) * labels * labels)
    return Tally(tuple(index), counts.reshape(-1, labels, labels).astype(np.int64), score)


def macro(counts: IntArray) -> FloatArray:
    """Macro F1 of confusion matrices [R, K, K].

    >>> macro(np.array([[[1, 0, 0], [0, 1, 0], [0, 1, 1]]])).round(3).tolist()
    [0.778]
    """
    return class_scores(counts)[3]


def accuracy(counts: IntArray) -> FloatArray:
    """Share of right labels of confusion matrices [R, K, K]."""
    return _share(np.trace(counts, axis1=1, axis2=2), counts.sum((1, 2)))


def counted_f1(counts: IntArray) -> FloatArray:
    """F1 from right, found and wanted items [R, 3].

    >>> counted_f1(np.array([[2, 3, 3]])).round(3).tolist()
    [0.667]
    """
    return _share(2 * counts[:, 0], counts[:, 1] + counts[:, 2])


def ratio(counts: IntArray) -> FloatArray:
    """Hits over tries [R, 2]."""
    return _share(counts[:, 0], counts[:, 1])


def _share(part: IntArray, whole: IntArray) -> FloatArray:
    """Part of whole, 0 of nothing."""
    shares: FloatArray = part.astype(np.float64) / np.maximum(whole, 1)
    return shares


def _weights(clusters: int, rounds: int, seed: int) -> FloatArray:
    """[R, C]: how often each resample draws each cluster."""
    if not clusters:
        return np.zeros((rounds, 0))
    chance = np.random.default_rng(seed)
    draws = chance.multinomial(clusters, np.full(clusters, 1 / clusters), size=rounds)
    return draws.astype(np.float64)
