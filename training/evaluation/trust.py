"""How far the model's probabilities can be trusted: calibration, and risk against coverage.

Parties that the model did not find have no probability and are left out here.
Sources: Guo et al., On Calibration of Modern Neural Networks, ICML 2017 (ECE, reliability diagram);
Brier, Verification of forecasts expressed in terms of probability, 1950; Geifman et al., Bias-Reduced
Uncertainty Estimation, ICLR 2019 (AURC).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.evaluation.ask import Answer
from training.metrics import calibration_error

__all__ = ["calibration", "coverage", "trust"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BINS = 15
COVERAGES = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)


def trust(answers: Sequence[Answer]) -> dict[str, Any]:
    """All figures of this file for the answers that have probabilities; empty when none has."""
    known = [a for a in answers if a.probabilities is not None]
    if not known:
        return {}
    gold = np.array([a.gold for a in known], np.int64)
    chances = np.array([a.probabilities for a in known], np.float64)
    return {"calibration": calibration(gold, chances), "coverage": coverage(gold, chances)}


def calibration(gold: IntArray, probabilities: FloatArray) -> dict[str, Any]:
    """ECE, Brier score and the points of the reliability diagram.

    Args:
        gold: [N] indices of labels.
        probabilities: [N, 3].

    Returns:
        ``ece`` and ``brier`` (0 is best; sum of squares over the three labels), and ``reliability``: per bin
        that is not empty its mean confidence, accuracy and number of labels.

    >>> calibration(np.array([0, 1]), np.array([[1.0, 0, 0], [1.0, 0, 0]]))["ece"]
    0.5
    """
    confidence = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == gold
    bucket = np.minimum((confidence * BINS).astype(int), BINS - 1)
    wanted = np.eye(probabilities.shape[1])[gold]
    return {
        "ece": round(calibration_error(gold, probabilities, BINS), 4),
        "brier": round(float(((probabilities - wanted) ** 2).sum(axis=1).mean()), 4),
        "reliability": [
            {
                "confidence": round(float(confidence[bucket == b].mean()), 4),
                "accuracy": round(float(right[bucket == b].mean()), 4),
                "labels": int((bucket == b).sum()),
            }
            for b in np.unique(bucket)
        ],
    }


def coverage(gold: IntArray, probabilities: FloatArray) -> dict[str, Any]:
    """Risk (share of wrong labels) when only the surest answers are kept.

    Args:
        gold: [N] indices of labels.
        probabilities: [N, 3].

    Returns:
        ``aurc``, the mean risk over all coverages (0 is best); ``points``: for some coverages the accuracy of
        what is kept and the ``min_score`` that keeps it; ``curve``: up to 100 points (coverage, risk).

    >>> found = coverage(np.array([0, 1]), np.array([[0.9, 0.1, 0], [0.6, 0.4, 0]]))
    >>> found["aurc"], found["points"][0]
    (0.25, {'coverage': 0.5, 'accuracy': 1.0, 'min_score': 0.9})
    """
    confidence = probabilities.max(axis=1)
    order = np.argsort(-confidence, kind="stable")
    wrong = (probabilities.argmax(axis=1) != gold)[order]
    total = len(gold)
    risks = np.cumsum(wrong) / np.arange(1, total + 1)
    kept = [max(1, round(share * total)) for share in COVERAGES]
    shown = np.unique(np.linspace(0, total - 1, min(100, total)).round().astype(int))
    return {
        "aurc": round(float(risks.mean()), 4),
        "points": [
            {
                "coverage": share,
                "accuracy": round(1 - float(risks[k - 1]), 4),
                "min_score": round(float(confidence[order][k - 1]), 4),
            }
            for share, k in zip(COVERAGES, kept, strict=True)
        ],
        "curve": [[round((i + 1) / total, 4), round(float(risks[i]), 4)] for i in shown],
    }
