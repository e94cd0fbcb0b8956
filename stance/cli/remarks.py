"""A validation on a terminal: remarks in colour, then the tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stance.cli.table import clean
from stance.validation.report import SIGNS, Table, blocks

if TYPE_CHECKING:
    from rich.console import Console

    from stance.validation import Validation

__all__ = ["print_validation"]

_STYLES = {
    "good": "bold dodger_blue1",
    "fair": "bold gold3",
    "poor": "bold dark_orange",
    "note": "bold grey62",
}
_NUMBERS = {"labels", "rows", "row", "value", "right", "score", "kept", "score at least"}


def print_validation(console: Console, validation: Validation) -> None:
    """Show remarks and tables.

    Args:
        console: where to print.
        validation: what `stance.validate` returned.
    """
    from rich.padding import Padding
    from rich.table import Table as Grid
    from rich.text import Text

    console.print(Text(f"How far {validation.figures['model']} can be trusted on this sample", "bold"))
    grid = Grid.grid(padding=(0, 1))
    for remark in validation.remarks:
        grid.add_row(Text(SIGNS[remark.level], _STYLES[remark.level]), Text(clean(remark.text)))
    console.print(Padding(grid, (1, 0)))
    for table in blocks(validation):
        _print_table(console, table)


def _print_table(console: Console, table: Table) -> None:
    from rich import box
    from rich.table import Table as Grid
    from rich.text import Text

    console.print(Text(table.title, "bold"))
    if table.lead:
        console.print(Text(clean(table.lead), "dim"))
    grid = Grid(box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False)
    for name in table.head:
        grid.add_column(Text(clean(name)), justify="right" if name in _NUMBERS else "left")
    for row in table.rows:
        grid.add_row(*(Text(clean(cell)) for cell in row))
    console.print(grid)
