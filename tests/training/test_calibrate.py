from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from stance.checkpoint import Calibration, Checkpoint
from stance.decode import calibrated, calibrated_stances
from tests.tiny import write_records
from training.calibrate import fit_calibration, fit_readiness, fit_scale, fit_stances, main
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


def test_too_much_conviction_of_what_is_not_neutral_is_undone() -> None:
    gold, logits = sample(1.0, 8000)
    logits[:, 1] -= 1.0  # neutral is more frequent than this network thinks
    logits[logits.argmax(-1) != 1] *= 2
    neutral, polar, doubt = fit_stances(gold, logits)
    assert neutral * polar == pytest.approx(0.5, rel=0.2)
    assert doubt == pytest.approx(1.0, rel=0.3)
    ours = calibrated_stances(logits, neutral, (0, 0, 0), polar, doubt)
    plain = calibrated(logits, fit_scale(gold, logits), (0, 0, 0))
    assert (ours.argmax(-1) == logits.argmax(-1)).all()
    assert calibration_error(gold, ours) < calibration_error(gold, plain) * 0.7


def test_sets_without_one_of_the_two_kinds() -> None:
    gold, logits = sample(1.0, 300)
    for some in (logits.argmax(-1) == 1, logits.argmax(-1) != 1):
        assert np.isfinite(fit_stances(gold[some], logits[some])).all()


def test_a_finished_model_is_calibrated_anew(tiny_folder: Path, tmp_path: Path) -> None:
    shutil.copytree(tiny_folder, tmp_path / "model")
    write_records(tmp_path / "labelled.jsonl")
    done = CliRunner().invoke(main, [str(tmp_path / "model"), str(tmp_path / "labelled.jsonl")])
    assert done.exit_code == 0, done.output
    before, after = (Checkpoint.read(folder) for folder in (tiny_folder, tmp_path / "model"))
    assert before.calibration != after.calibration
    assert before.identity == after.identity
    told = CliRunner().invoke(main, [str(tmp_path / "gone"), str(tmp_path / "labelled.jsonl")])
    assert (told.exit_code, "Traceback" in told.output) == (1, False)


def test_a_head_without_labels_stays_as_it_is() -> None:
    nothing, none = np.zeros(0, np.int64), np.zeros((0, 3))
    assert fit_readiness(np.ones(5, np.int64), np.zeros((5, 3))) == 0
    assert fit_calibration(Predictions(nothing, none, [], nothing, none, (0, 0, 0))) == Calibration()


def test_both_heads_are_calibrated() -> None:
    gold, logits = sample(3.0)
    predictions = Predictions(gold, logits, [""] * len(gold), gold, logits, (0, 0, 0))
    found = fit_calibration(predictions)
    assert found.relation_scale == pytest.approx(1 / 3, rel=0.1)
    assert (found.stance_scale, found.polar_scale) == pytest.approx((1 / 3, 1.0), rel=0.2)
    assert found.doubt < 0.3
    assert found.stance_bias == (0.0, 0.0, 0.0)
    assert found.relation_bias[0] == found.relation_bias[2]
    assert found.relation_bias[1] == 0
