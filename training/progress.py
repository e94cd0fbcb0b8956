"""A progress bar on a terminal, log lines elsewhere."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

__all__ = ["progress"]

log = logging.getLogger("training")
_EVERY = 100


@contextmanager
def progress(total: int, done: int, *, shown: bool = True) -> Iterator[Callable[[float], None]]:
    """Show ``done`` of ``total`` steps; the value is called with each step's loss."""
    start, first, smooth = time.monotonic(), done, 0.0
    columns = (
        TextColumn("training"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[loss]}"),
    )
    console = Console(stderr=True)
    with Progress(*columns, console=console, disable=not (shown and console.is_terminal)) as bar:
        task = bar.add_task("", total=total, completed=done, loss="")

        def advance(loss: float) -> None:
            nonlocal done, smooth
            done += 1
            smooth = loss if smooth == 0.0 else 0.98 * smooth + 0.02 * loss
            bar.update(task, completed=done, loss=f"loss {smooth:.3f}")
            if shown and done % _EVERY == 0:
                rate = (time.monotonic() - start) / max(1, done - first)
                log.info("step %d/%d loss %.3f, %.2f s a step", done, total, smooth, rate)

        yield advance
