"""``stance report``: a judged corpus as one page to read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from stance.cli import DONE, EXIT_CODES, note
from stance.errors import ModelError

if TYPE_CHECKING:
    from stance.classifier import Classifier
    from stance.report import Judged

__all__ = ["command"]

_PERIODS = ("day", "week", "month", "quarter", "year")


@click.command(
    "report",
    short_help="Show a judged corpus as one page.",
    epilog=EXIT_CODES,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.argument("judged", metavar="OUTPUT")
@click.option("--output", "-o", "path", default="report.html", show_default=True, help="The page to write.")
@click.option("--title", default="Who stands where", show_default=True, help="Heading of the page.")
@click.option("--top", default=12, show_default=True, type=click.IntRange(1, 40), help="Parties to show.")
@click.option("--by", "period", type=click.Choice(_PERIODS), help="Period of the charts over time.")
@click.option("--date-column", metavar="NAME", help="Column of the date; by default date, published …")
@click.option("--source-column", metavar="NAME", help="Column of the source; by default outlet, source …")
@click.option("--only", metavar="COLUMN=VALUE", multiple=True, help="Only such documents. Repeatable.")
@click.option("--charts", metavar="FOLDER", help="Also write the charts there, as .png and .svg.")
@click.option("--evidence/--no-evidence", default=True, show_default=True, help="Underline telling words.")
@click.option("--model", metavar="FOLDER", help="The model that judged; by default the one that comes along.")
def command(
    judged: str,
    path: str,
    title: str,
    top: int,
    period: str | None,
    date_column: str | None,
    source_column: str | None,
    only: tuple[str, ...],
    charts: str | None,
    evidence: bool,
    model: str | None,
) -> int:
    """Show who stands where in OUTPUT, a folder that stance corpus wrote.

    One self-contained page: the network of who is for or against whom, the matrix of holders and targets,
    each party over time and per source with intervals, and the most telling sentences. It loads nothing from
    elsewhere, and says where there are too few sentences to say anything.

    \b
    Examples:
      stance report judged
      stance report judged -o lake.html --title "The lake" --by week
      stance report judged -o beacon.html --only outlet=Beacon --charts pictures
    """
    from stance.report import read_judged, report_html

    wanted = dict(_pair(text) for text in only)
    tables = read_judged(judged, date=date_column, source=source_column, only=wanted)
    classifier = _classifier(model, tables.model) if evidence else None
    page = report_html(tables, title=title, most=top, period=period, classifier=classifier, only=wanted)
    Path(path).write_text(page, encoding="utf-8")
    if charts:
        _write_charts(tables, Path(charts), top, period)
    click.echo(f"{path}: {tables.sentences} sentences of {tables.documents} documents")
    return DONE


def _pair(text: str) -> tuple[str, str]:
    column, sign, value = text.partition("=")
    if not sign or not column:
        raise click.UsageError(f"--only {text!r} is not COLUMN=VALUE, such as outlet=Beacon.")
    return column, value


def _classifier(model: str | None, judged_by: str) -> Classifier | None:
    """The model that judged; None, with a note, when it is not here."""
    import stance

    try:
        classifier = stance.load(model)
    except ModelError as error:
        note(f"without evidence: {error}")
        return None
    if judged_by and classifier.checkpoint.identity != judged_by:
        note(f"without evidence: give the model that judged as --model, {judged_by}")
        return None
    return classifier


def _write_charts(tables: Judged, folder: Path, top: int, period: str | None) -> None:
    from stance import plot

    folder.mkdir(parents=True, exist_ok=True)
    figures = {
        "network": plot.network(tables, most=top), "matrix": plot.matrix(tables, most=top),
        "parties": plot.parties(tables, most=top), "sources": plot.sources(tables),
        "over-time": plot.over_time(tables, period=period),
    }  # fmt: skip
    for name, figure in figures.items():
        for form in ("png", "svg"):
            figure.savefig(folder / f"{name}.{form}", dpi=160)
