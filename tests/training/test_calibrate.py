from __future__ import annotations

import numpy as np
import pytest

from stance.decode import calibrated
from training.calibrate import fit_calibration, fit_readiness, fit_scale
from training.metrics import calibration_error
from training.predict import Predictions


def sample(scale: float, count: int = 4000) -> tuple[np.ndarray, np.ndarray]:  # type: ignore[type-arg]
    """Labels drawn from logits that were then made ``scale`` times too sure."""
    chance = np.random.default_rng(1)
    logits = chance.normal(size=(count, 3)) * 2
    probabilities = calibrated(logits, 1.0, (0.0, 0.0, 0.0))
    gold = np.array([chance.choice(3, p=p) for p in probabilities])
    return gold, logits * scale


@pytest.mark.parametrize("scale", [0.5, 1.0, 3.0])
def test_the_scale_undoes_too_much_or_too_little_conviction(scale: float) -> None:
    gold, logits = sample(scale)
    found = fit_scale(gold, logits)
    assert found == pytest.approx(1 / scale, rel=0.1)
    before, after = (calibration_error(gold, calibrated(logits, s, (0, 0, 0))) for s in (1.0, found))
    assert after < 0.03
    assert scale == 1 or after < before


def test_the_scale_never_changes_a_label() -> None:
    gold, logits = sample(2.0, 100)
    assert fit_scale(gold, logits) > 0


def test_readiness_lowers_the_bar_for_rare_labels() -> None:
    chance = np.random.default_rng(2)
    gold = np.array([0, 2] * 50 + [1] * 900)
    logits = chance.normal(size=(1000, 3)) * 0.3
    logits[np.arange(1000), gold] += 1
    logits[:, 1] += 1
    assert fit_readiness(gold, logits) > 0.3


def test_readiness_without_any_relation() -> None:
    assert np.isfinite(fit_readiness(np.ones(5, np.int64), np.zeros((5, 3))))


def test_both_heads_are_calibrated() -> None:
    gold, logits = sample(3.0)
    predictions = Predictions(gold, logits, [""] * len(gold), gold, logits, (0, 0, 0))
    found = fit_calibration(predictions)
    assert found.stance_scale == found.relation_scale == pytest.approx(1 / 3, rel=0.1)
    assert found.stance_bias == (0.0, 0.0, 0.0)
    assert found.relation_bias[0] == found.relation_bias[2]
    assert found.relation_bias[1] == 0
