"""Charts of who stands where: favour and against per party, over time, per source; the network, the matrix.

Each function takes the OUTPUT folder of ``stance corpus``, what `stance.report.read_judged` made of it, one
document, or id -> document, and returns a matplotlib figure: ``figure.savefig("parties.svg")``, or ``.png``.
Favour is blue and solid, against vermilion and dashed, so that no reader has to rely on colour. Bars are 95 %
intervals that respect documents (see `stance.report.shares`); hollow and pale marks have too few sentences to
say anything. Needs the extra ``report``.

>>> from stance import Document, plot
>>> figure = plot.parties(Document("Nothing here."))
>>> figure.axes[0].get_title(loc="left")
'No party is named.'
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stance.errors import MissingExtraError
from stance.export.look import COLOURS, SYMBOLS
from stance.export.network import Tie, count_ties, make_matrix, on_ellipse, strongest
from stance.report.judged import Judged, judge_tables, read_judged
from stance.report.shares import fitting_period, shares
from stance.types import Document, Label

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    Source = str | Path | Judged | Document | Mapping[str, Document]

__all__ = ["matrix", "most_named", "network", "over_time", "parties", "sources"]

_INK, _PALE, _LINE = "#1d1d1f", "#9a9aa2", "#e3e1dc"
_SIDES = {str(Label.FAVOR): 1, str(Label.AGAINST): -1}
_TONES = {str(label): colour for label, colour in COLOURS.items()} | {"mixed": COLOURS[Label.NEUTRAL]}
_WAYS = {"favor": "solid", "against": (0, (4, 2)), "mixed": (0, (1, 2))}


def parties(source: Source, *, most: int = 12) -> Figure:
    """Share of the sentences for (right) and against (left) each party.

    Args:
        source: what to show, see the module.
        most: how many parties at most; those named most stay.
    """
    judged = _judged(source)
    names = most_named(judged, most)
    table = shares(judged, ("party",))
    figure, axes = _figure(7.5, 0.9 + 0.42 * max(len(names), 1))
    if not names:
        return _empty(figure, axes, "No party is named.")
    totals = judged.stances["party"].value_counts()
    _mirrored(axes, table, "party", names, [f"{_shown(name)}  (of {totals[name]:,})" for name in names])
    axes.set_title("Share of sentences against (left) and for (right) each party", loc="left")
    return figure


def sources(source: Source, *, most: int = 6, most_sources: int = 12) -> Figure:
    """Share of the sentences for and against each party, by source, such as the outlet.

    Args:
        source: what to show, see the module.
        most: how many parties at most; those named most stay.
        most_sources: how many sources at most; those with most sentences stay.
    """
    judged = _judged(source)
    names = most_named(judged, most)
    outlets = [str(name) for name in judged.stances["source"].value_counts().index[:most_sources] if name]
    if not names or not outlets:
        return _empty(*_figure(7.5, 1.2), "No source is known.")
    table = shares(judged, ("party", "source"))
    figure, grid = _panels(len(names), 0.8 + 0.3 * len(outlets))
    for index, (axes, name) in enumerate(zip(grid, names, strict=True)):
        first = index % _ACROSS == 0
        _mirrored(
            axes,
            table[table["party"] == name],
            "source",
            outlets,
            [_shown(name) for name in outlets] if first else None,
        )
        axes.set_title(_shown(name), loc="left")
    return figure


def over_time(source: Source, *, most: int = 6, period: str | None = None) -> Figure:
    """Share of the sentences for (up) and against (down) each party, over time.

    Args:
        source: what to show, see the module.
        most: how many parties at most; those named most stay.
        period: one of `stance.report.PERIODS`; by default the shortest with sentences enough in most places.
    """
    judged = _judged(source)
    names = most_named(judged, most)
    if not names or not judged.has_dates:
        return _empty(*_figure(7.5, 1.2), "No date is known.")
    period = period or fitting_period(judged, names)
    table = shares(judged, ("party", "date"), period=period)
    figure, grid = _panels(len(names), 1.9)
    for axes, name in zip(grid, names, strict=True):
        _timeline(axes, table[table["party"] == name])
        axes.set_title(_shown(name), loc="left")
        axes.set_xlim(table["date"].min() - _edge(table), table["date"].max() + _edge(table))
    figure.suptitle(f"Share of sentences for (up) and against (down), by {period}", x=0.01, ha="left")
    return figure


def matrix(source: Source, *, most: int = 12) -> Figure:
    """Directed stances as a matrix: holders in rows, targets in columns.

    Args:
        source: what to show, see the module.
        most: how many parties at most; those with most directed stances stay.
    """
    grid = make_matrix(_ties(_judged(source)), most)
    rows, columns = len(grid.holders), len(grid.targets)
    figure, axes = _figure(2.6 + 0.75 * max(columns, 3), 1.6 + 0.36 * max(rows, 2))
    if not rows:
        return _empty(figure, axes, "No party is for or against another one.")
    from matplotlib.patches import Rectangle

    for row, ties in enumerate(grid.cells):
        for column, tie in enumerate(ties):
            if tie is None:
                continue
            place = (column - 0.5, row - 0.5)
            axes.add_patch(Rectangle(place, 1, 1, color=_TONES[tie.label], alpha=0.16, lw=0))
            axes.text(column, row, _signs(tie), ha="center", va="center", color=_TONES[tie.label], fontsize=8)
    axes.set(xlim=(-0.5, columns - 0.5), ylim=(rows - 0.5, -0.5))
    axes.set_xticks(
        range(columns),
        [_shown(name) for name in grid.targets],
        rotation=35,
        ha="left",
        rotation_mode="anchor",
    )
    axes.set_yticks(range(rows), [_shown(name) for name in grid.holders])
    axes.xaxis.tick_top()
    axes.set_xlabel("holders in rows, targets in columns")
    return figure


def network(source: Source, *, most: int = 16) -> Figure:
    """The signed network: an arrow from each holder to each target, the wider the more sentences.

    Args:
        source: what to show, see the module.
        most: how many parties at most; those with most directed stances stay.
    """
    ties = strongest(_ties(_judged(source)), most)
    figure, axes = _figure(7.5, 5.5)
    if not ties:
        return _empty(figure, axes, "No party is for or against another one.")
    from matplotlib.patches import FancyArrowPatch

    places = on_ellipse(ties)
    for tie in ties:
        arrow = FancyArrowPatch(
            places[tie.holder], places[tie.target], connectionstyle="arc3,rad=-0.14", shrinkA=3, shrinkB=6,
            arrowstyle="-|>", mutation_scale=13, color=_TONES[tie.label], linestyle=_WAYS[tie.label],
            linewidth=1 + min(math.log2(tie.total), 4.0),
        )  # fmt: skip
        axes.add_patch(arrow)
    for name, (x, y) in places.items():
        axes.plot(x, y, "o", color=_INK, markersize=5)
        side = "center" if abs(x) < 0.2 else "left" if x > 0 else "right"
        axes.annotate(
            _shown(name),
            (x, y),
            (9 * x, 13 * y),
            textcoords="offset points",
            ha=side,
            va="center",
            weight="bold",
        )
    axes.set(xlim=(-1.9, 1.9), ylim=(-1.2, 1.2))
    axes.set_axis_off()
    return figure


def most_named(judged: Judged, most: int) -> list[str]:
    """The parties that most sentences name, the first first."""
    counts = judged.stances["party"].value_counts()
    return [str(name) for name, count in counts.items() if count][:most]


def _judged(source: Source) -> Judged:
    if isinstance(source, Judged):
        return source
    return read_judged(source) if isinstance(source, str | Path) else judge_tables(source)


def _ties(judged: Judged) -> list[Tie]:
    found = judged.relations
    return count_ties(zip(found["holder"], found["target"], found["label"], strict=True))


def _signs(tie: Tie) -> str:
    counts = {Label.FAVOR: tie.favor, Label.AGAINST: tie.against}
    return " ".join(f"{SYMBOLS[label]}{count}" for label, count in counts.items() if count)


def _figure(width: float, height: float) -> tuple[Figure, Axes]:
    figure = _new(width, height)
    axes = figure.add_subplot()
    _plain(axes)
    return figure, axes


_ACROSS = 3


def _panels(number: int, height: float) -> tuple[Figure, list[Axes]]:
    rows = math.ceil(number / _ACROSS)
    figure = _new(10.0, rows * (height + 0.45) + 0.3)
    grid = [figure.add_subplot(rows, _ACROSS, place + 1) for place in range(number)]
    for axes in grid:
        _plain(axes)
    return figure, grid


def _new(width: float, height: float) -> Figure:
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise MissingExtraError("stance.plot", "matplotlib", "report") from error
    return Figure(figsize=(width, height), layout="constrained")


def _plain(axes: Axes) -> None:
    for side in ("top", "right", "left", "bottom"):
        axes.spines[side].set_visible(False)
    axes.tick_params(length=0, labelsize=9, colors=_INK)


def _empty(figure: Figure, axes: Axes, text: str) -> Figure:
    axes.set_axis_off()
    axes.set_title(text, loc="left")
    return figure


def _mirrored(
    axes: Axes, table: pandas.DataFrame, key: str, names: Sequence[str], shown: Sequence[str] | None
) -> None:
    """Against to the left of zero, favour to its right; a bar with an interval for each name."""
    places = {name: row for row, name in enumerate(names)}
    for row in table.itertuples():
        name = str(getattr(row, key))
        if name not in places:
            continue
        side, place, tone = _SIDES[row.label], places[name], _TONES[row.label]
        axes.barh(
            place, side * row.share, height=0.56, color=tone, alpha=0.85 if row.enough else 0.25,
            hatch=None if row.label == "favor" else "////", edgecolor="white", linewidth=0,
        )  # fmt: skip
        axes.plot(
            [side * row.low, side * row.high], [place] * 2, color=_INK if row.enough else _PALE, linewidth=1.1
        )
    axes.axvline(0, color=_INK, linewidth=0.8)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.set_yticks(range(len(names)), shown if shown is not None else [""] * len(names))
    _percent(axes, "x")


def _timeline(axes: Axes, table: pandas.DataFrame) -> None:
    """Favour above zero, against below; hollow where there are too few sentences."""
    for label, side in _SIDES.items():
        rows = table[table["label"] == label].sort_values("date")
        tone, enough = _TONES[label], rows["enough"].to_numpy(bool)
        axes.plot(
            rows["date"], side * rows["share"], color=tone, alpha=0.5, linestyle=_WAYS[label], linewidth=1
        )
        axes.vlines(
            rows["date"], side * rows["low"], side * rows["high"], color=tone, alpha=0.45, linewidth=1
        )
        marker = "^" if side > 0 else "v"
        for solid, chosen in ((True, enough), (False, ~enough)):
            face = tone if solid else "white"
            axes.plot(
                rows["date"][chosen], side * rows["share"][chosen], marker, color=tone, markerfacecolor=face,
                markersize=5,
            )  # fmt: skip
    axes.axhline(0, color=_INK, linewidth=0.8)
    _percent(axes, "y")
    _dates(axes)


def _percent(axes: Axes, side: str) -> None:
    axis = axes.xaxis if side == "x" else axes.yaxis
    setter = axes.set_xlim if side == "x" else axes.set_ylim
    setter(-1.02, 1.02)
    axis.set_ticks([-1, -0.5, 0, 0.5, 1], ["100 %", "50", "0", "50", "100 %"])
    axis.grid(True, color=_LINE, linewidth=0.7)
    axes.set_axisbelow(True)


def _dates(axes: Axes) -> None:
    from matplotlib import dates

    locator: Any = dates.AutoDateLocator(minticks=2, maxticks=5)  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(dates.ConciseDateFormatter(locator))  # type: ignore[no-untyped-call]


def _edge(table: pandas.DataFrame) -> Any:
    import pandas

    return max((table["date"].max() - table["date"].min()) * 0.05, pandas.Timedelta(days=1))


def svg(figure: Figure, words: str) -> str:
    """A figure as SVG for a page: text as text, and the ink the page's own colour.

    Args:
        figure: what to draw.
        words: what it shows, for those who do not see it.
    """
    import io

    import matplotlib

    out = io.StringIO()
    # Without a salt of its own, a figure's ids would be those of the others on the page.
    settings: dict[Any, Any] = {"svg.fonttype": "none", "svg.hashsalt": words, "font.family": "sans-serif"}
    with matplotlib.rc_context(settings):
        figure.savefig(out, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    drawn = out.getvalue()
    return drawn[drawn.index("<svg") :]


def _shown(name: str) -> str:
    """A name as matplotlib takes it: a dollar sign is none of a formula."""
    return name.replace("$", r"\$")
