"""PNG charts of a ``metrics.json``: reliability, risk against coverage, confusion, capabilities."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stance.errors import MissingExtraError
from stance.types import LABELS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["draw", "need_matplotlib"]

# Okabe and Ito's colours, which colour-blind readers tell apart; the marks differ too.
_LINES = (
    ("#0072B2", "o"),
    ("#D55E00", "s"),
    ("#009E73", "^"),
    ("#CC79A7", "D"),
    ("#E69F00", "v"),
    ("#56B4E9", "P"),
)


def need_matplotlib() -> None:
    """Raise `MissingExtraError` unless charts can be drawn; cheap, to be asked before long work."""
    try:
        import matplotlib.figure  # noqa: F401
    except ImportError as error:
        raise MissingExtraError("drawing charts", "matplotlib", "evaluation") from error


def draw(metrics: Mapping[str, Any], folder: Path) -> list[Path]:
    """Write all charts that the metrics have figures for.

    Args:
        metrics: what ``metrics.json`` holds.
        folder: where to; it must exist.

    Returns:
        The files written.

    Raises:
        MissingExtraError: matplotlib is not installed.
    """
    need_matplotlib()
    suites: Mapping[str, Any] = metrics["suites"]
    charts = {}
    trusted = {name: suite for name, suite in suites.items() if "calibration" in suite}
    if trusted:
        charts["reliability"] = _reliability(trusted)
        charts["coverage"] = _coverage(trusted)
    for name, suite in suites.items():
        if "confusion" in suite:
            charts[f"confusion-{name}"] = _confusion(name, suite)
        if suite.get("capabilities"):
            charts[f"capabilities-{name}"] = _capabilities(suite["capabilities"])
    paths = []
    for chart, figure in charts.items():
        paths.append(folder / f"{chart}.png")
        # Without the name and version of the library, so that the same figures give the same file.
        figure.savefig(paths[-1], dpi=120, metadata={"Software": None})
    return paths


def _axes(width: float, height: float, xlabel: str, ylabel: str, title: str) -> tuple[Figure, Axes]:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    axes = figure.add_subplot()
    axes.set(xlabel=xlabel, ylabel=ylabel, title=title)
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def _reliability(suites: Mapping[str, Any]) -> Figure:
    figure, axes = _axes(5, 5, "confidence", "share of right labels", "Reliability")
    axes.plot([0.3, 1], [0.3, 1], color="grey", linewidth=1, linestyle="--", label="perfect")
    for (name, suite), (color, mark) in zip(suites.items(), _styles(len(suites)), strict=True):
        points = [p for p in suite["calibration"]["reliability"] if p["labels"] >= 10]
        x, y = [p["confidence"] for p in points], [p["accuracy"] for p in points]
        label = f"{name} (ECE {suite['calibration']['ece']:.3f})"
        axes.plot(x, y, color=color, marker=mark, markersize=4, label=label)
    axes.set(xlim=(0.3, 1.01), ylim=(0, 1.02))
    axes.legend(frameon=False)
    return figure


def _coverage(suites: Mapping[str, Any]) -> Figure:
    figure, axes = _axes(
        6, 4, "share of labels kept, surest first", "share of wrong labels", "Risk and coverage"
    )
    for (name, suite), (color, mark) in zip(suites.items(), _styles(len(suites)), strict=True):
        x, y = zip(*suite["coverage"]["curve"], strict=True)
        label = f"{name} (AURC {suite['coverage']['aurc']:.3f})"
        axes.plot(x, y, color=color, marker=mark, markersize=4, markevery=20, label=label)
    axes.set(xlim=(0, 1.01), ylim=(0, None))
    axes.legend(frameon=False)
    return figure


def _confusion(name: str, suite: Mapping[str, Any]) -> Figure:
    names = suite.get("classes", [str(label) for label in LABELS])
    figure, axes = _axes(1.6 + len(names), 1.2 + len(names), "found", "gold", name)
    matrix = suite["confusion"]
    shares = [[cell / max(1, sum(row)) for cell in row] for row in matrix]
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    axes.set_xticks(range(len(names)), names, rotation=30, ha="right")
    axes.set_yticks(range(len(names)), names)
    for i, row in enumerate(matrix):
        for j, cell in enumerate(row):
            color = "white" if shares[i][j] > 0.5 else "black"
            axes.text(j, i, f"{cell}\n{100 * shares[i][j]:.0f} %", ha="center", va="center", color=color)
    return figure


def _capabilities(capabilities: Mapping[str, Any]) -> Figure:
    names = sorted(capabilities, key=lambda name: capabilities[name]["labels_right"])
    figure, axes = _axes(7, 1 + 0.3 * len(names), "labels right, %", "", "Contrast groups by capability")
    values = [100 * capabilities[name]["labels_right"] for name in names]
    axes.barh([f"{name} ({capabilities[name]['labels']})" for name in names], values, color=_LINES[0][0])
    axes.set(xlim=(0, 100))
    for row, value in enumerate(values):
        axes.text(min(value, 94) + 0.5, row, f"{value:.0f}", va="center", fontsize=8)
    return figure


def _styles(count: int) -> list[tuple[str, str]]:
    return [_LINES[number % len(_LINES)] for number in range(count)]
