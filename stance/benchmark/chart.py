"""The figures as one picture: the ways side by side, and what parties and words cost."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stance.errors import MissingExtraError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["draw"]

_OURS, _OTHERS, _INK = "#0072b2", "#b8b8be", "#1d1d1f"


def draw(figures: Mapping[str, Any], path: Path) -> None:
    """Write the picture as the file's ending says: .svg, .png or .pdf.

    Args:
        figures: as of `stance.benchmark.suite.measure`.
        path: the file.

    Raises:
        MissingExtraError: matplotlib is not installed.
    """
    try:
        import matplotlib
        from matplotlib.figure import Figure
    except ImportError as error:
        raise MissingExtraError("the benchmark's chart", "matplotlib", "report") from error
    figure = Figure(figsize=(9, 5.6), layout="constrained")
    grid = figure.add_gridspec(2, 2)
    _ways(figure.add_subplot(grid[0, :]), figures)
    _line(
        figure.add_subplot(grid[1, 0]), "Cost of a sentence by the parties asked for", "times one party",
        {number: row["median"] for number, row in figures["hundred parties"].items()},
    )  # fmt: skip
    _line(
        figure.add_subplot(grid[1, 1]),
        "Milliseconds of a sentence by its words",
        "ms, 32 at once",
        figures["length"],
    )
    with matplotlib.rc_context({"svg.fonttype": "none", "svg.hashsalt": "benchmark"}):
        figure.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else None, dpi=160)


def _ways(axes: Axes, figures: Mapping[str, Any]) -> None:
    ways = (figures.get("ways") or {}).get("ways", {})
    times = [way["times"]["median"] for way in ways.values()]
    axes.barh(range(len(ways)), times, color=[_OURS, *[_OTHERS] * (len(ways) - 1)], height=0.6)
    for place, value in enumerate(times):
        axes.text(value * 1.1, place, f"{value:.1f}", va="center", fontsize=9, color=_INK)
    axes.set_yticks(range(len(ways)), list(ways))
    axes.set_xscale("log")
    axes.set_xlim(0.8, max([*times, 1.0]) * 2.5)
    axes.invert_yaxis()
    axes.set_title("Time for one article, as a multiple of stance", loc="left")
    _plain(axes)


def _line(axes: Axes, title: str, unit: str, values: Mapping[str, float]) -> None:
    axes.plot([int(key) for key in values], list(values.values()), "o-", color=_OURS, markersize=4)
    axes.set_ylim(0, max(values.values()) * 1.15)
    axes.set_title(title, loc="left", fontsize=10)
    axes.set_ylabel(unit)
    axes.grid(True, axis="y", color="#e3e1dc")
    _plain(axes)


def _plain(axes: Axes) -> None:
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
