"""Results as JSON values, and the files that hold them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from stance.checkpoint import write_text
from stance.errors import InputError
from training.evaluation.runs import Result
from training.evaluation.suites import SUITES
from training.evaluation.tables import markdown
from training.evaluation.tally import Tally

__all__ = ["read_metrics", "suite_values", "write_metrics"]


def suite_values(name: str, result: Result, floors: Mapping[str, Mapping[str, Tally]]) -> dict[str, Any]:
    """One suite's results as JSON values: ``scores`` with their 95 % intervals, floors, then the details."""
    suite = SUITES[name]
    values: dict[str, Any] = {"about": suite.about, "final": suite.final, "headline": suite.headline}
    values["scores"] = _scores(result.tallies)
    if floors:
        values["floors"] = {floor: _scores(tallies) for floor, tallies in floors.items()}
    return values | result.details


def _scores(tallies: Mapping[str, Tally]) -> dict[str, dict[str, float]]:
    intervals = {score: tally.interval() for score, tally in tallies.items()}
    return {
        score: {key: round(number, 4) for key, number in zip(each._fields, each, strict=True)}
        for score, each in intervals.items()
    }


def write_metrics(folder: Path, metrics: Mapping[str, Any]) -> None:
    """Write ``metrics.json`` and ``metrics.md`` to a folder, which is made if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    write_text(folder / "metrics.json", json.dumps(metrics, indent=1, ensure_ascii=False) + "\n")
    write_text(folder / "metrics.md", markdown(metrics))


def read_metrics(path: Path) -> dict[str, Any]:
    """The values of a ``metrics.json``.

    Raises:
        InputError: the file is missing or has another form.
    """
    try:
        values = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(
            f"{path} cannot be read as metrics: {error}. Give a file that --output wrote"
        ) from error
    if not isinstance(values, dict) or not {"model", "suites"} <= values.keys():
        raise InputError(f"{path} holds no metrics; give a metrics.json that --output wrote")
    return values
