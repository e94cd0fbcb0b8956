"""The mean of the weights of models that began alike: ``python -m training.average OUT LABELLED MODEL…``.

Models that went on from the same weights can be averaged; the mean is as fast as one, and often better than
each.
Source: Wortsman et al., Model soups, ICML 2022; Robust fine-tuning of zero-shot models, CVPR 2022.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
import yaml

from stance.checkpoint import Checkpoint, find_model, write_text
from stance.classifier import text_encoder
from stance.errors import ConfigError, StanceError
from stance.model.network import StanceNetwork
from stance.runtime.torch import TorchRuntime
from training.base import load_mean
from training.calibrate import fit_calibration
from training.dataset import build_examples
from training.package import write_network
from training.predict import predict
from training.sources import read_any

__all__ = ["average", "main", "mean_network"]


def average(models: Sequence[tuple[Path, float]], labelled: Path, folder: Path) -> Checkpoint:
    """Write the mean of some models, calibrated on labelled sentences that none has trained on.

    Args:
        models: model folders, each with its weight; weights are shares of their sum.
        labelled: the sentences, a file or folder.
        folder: where to write. Its ``training.json`` tells the recipe and the record of every model.

    Raises:
        ConfigError: the models are not alike, or a weight is not positive.
        ModelError: a folder is no model.
        InputError: the sentences cannot be read.
    """
    if not all(weight > 0 for _, weight in models):
        raise ConfigError("the weight of a model must be a number above 0, as in runs/one=2")
    checkpoints = [Checkpoint.read(path) for path, _ in models]
    total = sum(weight for _, weight in models)
    shares = [weight / total for _, weight in models]
    network = mean_network(checkpoints, shares)
    first = checkpoints[0]
    examples = build_examples(read_any(labelled), text_encoder(first), first.config)
    calibration = fit_calibration(predict(network, examples))
    record = {"averaged": [_about(c, share) for c, share in zip(checkpoints, shares, strict=True)]}
    checkpoint = write_network(folder, network, first.tokenizer(), first.name, first.known_words, calibration)
    write_text(folder / "training.json", json.dumps(record, indent=2) + "\n")
    return checkpoint


def mean_network(checkpoints: Sequence[Checkpoint], shares: Sequence[float]) -> StanceNetwork:
    """The network of the averaged weights, rounded to 16 bits as it will be stored."""
    first = checkpoints[0]
    for other in checkpoints[1:]:
        if other.config != first.config or other.known_words != first.known_words:
            raise ConfigError(
                f"{other.folder} and {first.folder} are not alike; only models that began with the same "
                "weights (model.start) can be averaged"
            )
    network = TorchRuntime.load(first, "cpu").network
    parts = (
        (TorchRuntime.load(each, "cpu").network, share)
        for each, share in zip(checkpoints, shares, strict=True)
    )
    load_mean(network, parts)
    return network.half().float().eval()


def _about(checkpoint: Checkpoint, share: float) -> dict[str, Any]:
    """What is known of a model: its revision, share, recipe and the record of its training."""
    about: dict[str, Any] = {"revision": checkpoint.revision, "share": round(share, 4)}
    recipe, record = checkpoint.folder / "recipe.yaml", checkpoint.folder / "training.json"
    if record.is_file():
        about |= json.loads(record.read_text("utf-8"))
    if recipe.is_file():
        about["recipe"] = yaml.safe_load(recipe.read_text("utf-8"))
        if start := about.pop("start", None):
            about["recipe"]["model"]["start"] = start
    return about


def _with_weight(text: str) -> tuple[Path, float]:
    name, _, weight = text.partition("=")
    try:
        return find_model(name), float(weight or 1)
    except ValueError as error:
        raise ConfigError(f"{text!r}: what follows = must be a number above 0") from error


@click.command(
    epilog="Example: python -m training.average runs/mean ../shared/data/news/dev.jsonl runs/one runs/two=0.5"
)
@click.argument("out", type=click.Path(path_type=Path))
@click.argument("labelled", type=click.Path(path_type=Path))
@click.argument("models", nargs=-1, required=True, metavar="MODEL[=WEIGHT]...")
def main(out: Path, labelled: Path, models: tuple[str, ...]) -> None:
    """Write to the folder OUT the mean of the weights of MODELs, calibrated on LABELLED sentences."""
    try:
        checkpoint = average([_with_weight(model) for model in models], labelled, out)
    except (StanceError, OSError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"wrote {checkpoint.identity} to {out}")


if __name__ == "__main__":
    main()
