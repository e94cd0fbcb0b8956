"""Calibration: one scale and one bias per label for each head, fitted on dev by maximum likelihood.

Source: temperature and bias-corrected scaling, Guo et al. 2017 and Alexandari et al. 2020.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from stance.checkpoint import Calibration
from stance.decode import calibrated
from training.predict import Predictions

__all__ = ["fit_calibration", "fit_scale"]


def fit_calibration(predictions: Predictions) -> Calibration:
    """Scales of both heads from a labelled set that training has not seen."""
    return Calibration(
        stance_scale=fit_scale(predictions.gold, predictions.logits),
        relation_scale=fit_scale(predictions.pair_gold, predictions.pair_logits),
    )


def fit_scale(gold: NDArray[np.int64], logits: NDArray[np.float64]) -> float:
    """The inverse temperature that makes the labels most likely.

    >>> round(fit_scale(np.array([0, 1, 2, 1]), 9 * np.eye(3)[[0, 1, 2, 0]]), 2)
    0.2
    """

    def surprise(log_scale: NDArray[np.float64]) -> float:
        probabilities = calibrated(logits, float(np.exp(log_scale[0])), (0.0, 0.0, 0.0))
        return float(-np.log(probabilities[np.arange(len(gold)), gold] + 1e-12).mean())

    found = minimize(surprise, np.zeros(1), method="Nelder-Mead")
    return round(float(np.exp(found.x[0])), 4)
