"""Charts: each that there are figures for, as a PNG, the same each time."""

from __future__ import annotations

import builtins
from pathlib import Path
from typing import Any

import pytest

from stance.errors import MissingExtraError
from training.evaluation.charts import draw

METRICS: dict[str, Any] = {
    "suites": {
        "contrast": {
            "confusion": [[3, 1, 0], [0, 0, 0], [1, 0, 5]],
            "calibration": {
                "ece": 0.1,
                "reliability": [
                    {"confidence": 0.5, "accuracy": 0.4, "labels": 12},
                    {"confidence": 0.9, "accuracy": 0.8, "labels": 20},
                ],
            },
            "coverage": {"aurc": 0.2, "curve": [[0.5, 0.1], [1.0, 0.3]]},
            "capabilities": {"negation": {"labels": 9, "labels_right": 0.5}},
        },
        "dse": {"confusion": [[1] * 5] * 5, "classes": list("abcde")},
        "swap": {},
    }
}


def test_charts_are_drawn_for_what_there_is(tmp_path: Path) -> None:
    names = ["reliability", "coverage", "confusion-contrast", "capabilities-contrast", "confusion-dse"]
    paths = draw(METRICS, tmp_path)
    assert [path.stem for path in paths] == names
    first = [path.read_bytes() for path in paths]
    assert all(each.startswith(b"\x89PNG") and len(each) > 3000 for each in first)
    assert [path.read_bytes() for path in draw(METRICS, tmp_path)] == first
    assert draw({"suites": {"swap": {}}}, tmp_path) == []


def test_matplotlib_that_is_not_installed_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: object) -> object:
        if name.startswith("matplotlib"):
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MissingExtraError, match=r"stance\[evaluation\]"):
        draw(METRICS, tmp_path)
