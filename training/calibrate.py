"""Calibration, fitted on dev: a temperature per head, and how ready the relation head is to speak up.

Source of the temperature: Guo et al., On Calibration of Modern Neural Networks, ICML 2017.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

from stance.checkpoint import Calibration
from stance.decode import calibrated
from training.metrics import polar_f1
from training.predict import Predictions

__all__ = ["fit_calibration", "fit_readiness", "fit_scale"]

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]


def fit_calibration(predictions: Predictions) -> Calibration:
    """Calibration of both heads from a labelled set that training has not seen."""
    scale = fit_scale(predictions.pair_gold, predictions.pair_logits)
    readiness = fit_readiness(predictions.pair_gold, scale * predictions.pair_logits)
    return Calibration(
        stance_scale=fit_scale(predictions.gold, predictions.logits),
        relation_scale=scale,
        relation_bias=(readiness, 0.0, readiness),
    )


def fit_scale(gold: IntArray, logits: FloatArray) -> float:
    """The inverse temperature that makes the labels most likely.

    >>> round(fit_scale(np.array([0, 1, 2, 1]), 9 * np.eye(3)[[0, 1, 2, 0]]), 2)
    0.2
    """

    def surprise(log_scale: float) -> float:
        probabilities = calibrated(logits, float(np.exp(log_scale)), (0.0, 0.0, 0.0))
        return float(-np.log(probabilities[np.arange(len(gold)), gold] + 1e-12).mean())

    found = minimize_scalar(surprise, bounds=(-4, 3), method="bounded")
    return round(float(np.exp(found.x)), 4)


def fit_readiness(gold: IntArray, logits: FloatArray) -> float:
    """The bias towards favor and against that gives the best F1 of non-neutral relations.

    Few pairs are not neutral, so the most probable label alone finds too few of them.
    The mean of all biases within half a point of the best is taken, which is steadier than the best.
    """
    grid = np.round(np.arange(-0.5, 2.01, 0.1), 1)
    towards = np.array([1.0, 0.0, 1.0])
    marks = np.array([polar_f1(gold, (logits + bias * towards).argmax(-1)) for bias in grid])
    return round(float(grid[marks >= marks.max() - 0.005].mean()), 3)
