"""Results on the terminal: a table, and a bar while a suite runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from rich import box
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from training.evaluation.floors import NAMES as FLOORS
from training.evaluation.tables import NAMES, interval, percent

__all__ = ["difference_table", "score_table", "suite_progress"]


@contextmanager
def suite_progress(name: str) -> Iterator[Callable[[int], None]]:
    """Show how many sentences a suite has read; the value is called with the number of new ones."""
    console = Console(stderr=True)
    columns = (TextColumn(name), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=None)
        yield lambda count: bar.advance(task, count)


def score_table(metrics: Mapping[str, Any]) -> Table:
    """One row per suite and score, with interval and floors; the most important score of each in bold."""
    suites = metrics["suites"]
    used = [floor for floor in FLOORS if any(floor in suite.get("floors", ()) for suite in suites.values())]
    made = Table(box=box.SIMPLE_HEAD, title=f"{metrics['model']}, per cent", title_justify="left")
    for heading in ("Suite", "Score"):
        made.add_column(heading)
    for heading in ("%", "95 % interval", *(FLOORS[floor] for floor in used)):
        made.add_column(heading, justify="right")
    for name, suite in suites.items():
        for number, (score, value) in enumerate(suite["scores"].items()):
            floors = [suite.get("floors", {}).get(floor, {}).get(score) for floor in used]
            made.add_row(
                name if number == 0 else "",
                NAMES.get(score, score.replace("flips_", "  of kind ")),
                percent(value["value"]),
                interval(value),
                *(percent(each["value"]) if each else "" for each in floors),
                style="bold" if score == suite["headline"] else "",
            )
    return made


def difference_table(compared: Mapping[str, Any]) -> Table:
    """How much better the model is than the one it is compared with, per score."""
    made = Table(box=box.SIMPLE_HEAD, title=f"against {compared['model']}", title_justify="left")
    for heading in ("Suite", "Score"):
        made.add_column(heading)
    for heading in ("Difference", "95 % interval", "p"):
        made.add_column(heading, justify="right")
    for name, scores in compared["suites"].items():
        for score, found in scores.items():
            if score in NAMES:
                p = f"{found['p']:.3f}"
                made.add_row(name, NAMES[score], f"{100 * found['value']:+.1f}", interval(found), p)
    return made
