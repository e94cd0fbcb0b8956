"""Calibration, fitted on dev: how sure each head may be, and how ready the relation head is to speak up.

Fit that of a finished model anew: ``python -m training.calibrate models/stance-minilm LABELLED``. Labels of
stances stay as they are; probabilities become honest on sentences like these.

Source of the temperature: Guo et al., On Calibration of Modern Neural Networks, ICML 2017.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize, minimize_scalar

from stance.checkpoint import Calibration, Checkpoint, find_model
from stance.classifier import text_encoder
from stance.decode import NEUTRAL, calibrated, calibrated_stances
from stance.errors import StanceError
from stance.runtime.torch import TorchRuntime
from training.dataset import build_examples
from training.metrics import polar_f1
from training.predict import Predictions, predict
from training.sources import read_any

__all__ = ["fit_calibration", "fit_readiness", "fit_scale", "fit_stances", "main"]

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
_NO_BIAS = (0.0, 0.0, 0.0)


def fit_calibration(predictions: Predictions) -> Calibration:
    """Calibration of both heads from a labelled set that training has not seen."""
    scale = fit_scale(predictions.pair_gold, predictions.pair_logits)
    readiness = fit_readiness(predictions.pair_gold, scale * predictions.pair_logits)
    neutral, polar, doubt = fit_stances(predictions.gold, predictions.logits)
    return Calibration(
        stance_scale=neutral,
        polar_scale=polar,
        doubt=doubt,
        relation_scale=scale,
        relation_bias=(readiness, 0.0, readiness),
    )


def fit_stances(gold: IntArray, logits: FloatArray) -> tuple[float, float, float]:
    """Scale, polar scale and doubt of `stance.decode.calibrated_stances` that make the labels most likely.

    Stances that are most probably neutral tell the first, the others the second and third.

    >>> neutral, polar, doubt = fit_stances(np.array([0, 0, 1, 1, 1, 2]), 3 * np.eye(3)[[0, 0, 0, 1, 1, 1]])
    >>> neutral
    0.4621
    """
    polar = logits.argmax(axis=-1) != NEUTRAL
    neutral_scale = fit_scale(gold[~polar], logits[~polar])

    def surprise(tried: FloatArray) -> float:
        scale, doubt = np.exp(tried[0]), tried[1]
        chances = calibrated_stances(logits[polar], 1.0, _NO_BIAS, scale, doubt)
        return float(-np.log(chances[np.arange(len(chances)), gold[polar]] + 1e-12).mean())

    if not polar.any():
        return neutral_scale, 1.0, 0.0
    found = minimize(surprise, np.array([0.0, 0.5]), method="Nelder-Mead", bounds=[(-4, 3), (0, 5)]).x
    return neutral_scale, round(float(np.exp(found[0])) / neutral_scale, 4), round(float(found[1]), 4)


def fit_scale(gold: IntArray, logits: FloatArray) -> float:
    """The inverse temperature that makes the labels most likely; 1 without any.

    >>> round(fit_scale(np.array([0, 1, 2, 1]), 9 * np.eye(3)[[0, 1, 2, 0]]), 2)
    0.2
    """

    def surprise(log_scale: float) -> float:
        probabilities = calibrated(logits, float(np.exp(log_scale)), _NO_BIAS)
        return float(-np.log(probabilities[np.arange(len(gold)), gold] + 1e-12).mean())

    if not len(gold):
        return 1.0
    found = minimize_scalar(surprise, bounds=(-4, 3), method="bounded")
    return round(float(np.exp(found.x)), 4)


def fit_readiness(gold: IntArray, logits: FloatArray) -> float:
    """The bias towards favor and against that gives the best F1 of non-neutral relations.

    Few pairs are not neutral, so the most probable label alone finds too few of them.
    The mean of all biases within half a point of the best is taken, which is steadier than the best; 0 when
    no pair is labelled favor or against.
    """
    if not (gold != NEUTRAL).any():
        return 0.0
    grid = np.round(np.arange(-0.5, 2.01, 0.1), 1)
    towards = np.array([1.0, 0.0, 1.0])
    marks = np.array([polar_f1(gold, (logits + bias * towards).argmax(-1)) for bias in grid])
    return round(float(grid[marks >= marks.max() - 0.005].mean()), 3)


@click.command(
    epilog="Example: python -m training.calibrate models/stance-minilm ../shared/data/news/dev.jsonl"
)
@click.argument("model", type=click.Path(path_type=Path))
@click.argument("labelled", type=click.Path(path_type=Path))
def main(model: Path, labelled: Path) -> None:
    """Fit the calibration of the model folder MODEL anew, on the LABELLED sentences of a file or folder."""
    try:
        checkpoint = Checkpoint.read(find_model(model))
        network = TorchRuntime.load(checkpoint, "cpu").network
        examples = build_examples(read_any(labelled), text_encoder(checkpoint), checkpoint.config)
        found = fit_calibration(predict(network, examples))
        replace(checkpoint, calibration=found).write_description()
    except (StanceError, OSError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"wrote {checkpoint.folder / 'config.json'}: {found}")


if __name__ == "__main__":
    main()
