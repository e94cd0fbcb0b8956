"""Results on the terminal: a table, and a bar while a suite runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from rich import box
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from training.evaluation.report import NAMES, interval, percent

__all__ = ["score_table", "suite_progress"]


@contextmanager
def suite_progress(name: str) -> Iterator[Callable[[int], None]]:
    """Show how many sentences a suite has read; the value is called with the number of new ones."""
    console = Console(stderr=True)
    columns = (TextColumn(name), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=None)
        yield lambda count: bar.advance(task, count)


def score_table(metrics: Mapping[str, Any]) -> Table:
    """One row per suite and score, with its interval; the most important score of each suite in bold."""
    made = Table(box=box.SIMPLE_HEAD, title=f"{metrics['model']}, per cent", title_justify="left")
    for heading in ("Suite", "Score"):
        made.add_column(heading)
    for heading in ("%", "95 % interval"):
        made.add_column(heading, justify="right")
    for name, suite in metrics["suites"].items():
        for number, (score, value) in enumerate(suite["scores"].items()):
            made.add_row(
                name if number == 0 else "",
                NAMES.get(score, score.replace("_", " ")),
                percent(value["value"]),
                interval(value),
                style="bold" if score == suite["headline"] else "",
            )
    return made
