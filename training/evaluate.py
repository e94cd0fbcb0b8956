"""Measure a model: ``python -m training.evaluate --model models/stance-minilm --output runs/evaluation``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from rich.console import Console

import stance
from stance.errors import StanceError
from training.evaluation.charts import draw, need_matplotlib
from training.evaluation.compare import compare
from training.evaluation.floors import floors
from training.evaluation.report import read_metrics, suite_values, write_metrics
from training.evaluation.runs import Result
from training.evaluation.show import difference_table, score_table, suite_progress
from training.evaluation.suites import DEFAULT, SUITES, check_files, run_suite
from training.evaluation.written import write_tables
from training.records import Record, file_hash
from training.sources import read_any

__all__ = ["command", "evaluate", "main"]


def evaluate(
    model: str | None,
    suites: Sequence[str] = DEFAULT,
    root: Path = Path("../shared/data"),
    *,
    device: str = "auto",
    with_floors: bool = True,
    other: str | None = None,
) -> dict[str, Any]:
    """Run suites on a model.

    Args:
        model: as for `stance.load`.
        suites: keys of `SUITES`.
        root: folder of the labelled data.
        device: as for `stance.load`.
        with_floors: whether to measure floors too.
        other: a model to compare with.

    Returns:
        What ``metrics.json`` holds: the model's name and revision, the SHA-256 of the files, the suites, and
        the differences under ``compared``.

    Raises:
        InputError: a file of the suites is missing.
        ModelError: a model cannot be loaded.
        MissingExtraError: a floor needs a package that is not installed.
    """
    check_files([SUITES[name] for name in suites], root, floors=with_floors)
    name, results = _run(model, suites, root, device)
    files = dict.fromkeys(file for suite in suites for file in SUITES[suite].files)
    metrics = {
        "model": name,
        "version": stance.__version__,
        "data": {file: file_hash(root / file) for file in files},
        "suites": {
            suite: suite_values(suite, result, _floors(suite, result, root) if with_floors else {})
            for suite, result in results.items()
        },
    }
    if other is not None:
        other_name, others = _run(other, suites, root, device)
        found = {suite: compare(results[suite].tallies, others[suite].tallies) for suite in results}
        metrics["compared"] = {"model": other_name, "suites": found}
    return metrics


def _run(model: str | None, suites: Sequence[str], root: Path, device: str) -> tuple[str, dict[str, Result]]:
    classifier = stance.load(model, device=device)
    results = {}
    for name in suites:
        with suite_progress(name) as advance:
            results[name] = run_suite(SUITES[name], classifier, root, advance)
    return classifier.checkpoint.identity, results


def _floors(suite: str, result: Result, root: Path) -> dict[str, Any]:
    if result.questions is None:
        return {}
    train: list[Record] = [record for file in SUITES[suite].train for record in read_any(root / file)]
    return floors(result.questions, train)


def _about() -> str:
    dev, final = ([name for name, s in SUITES.items() if s.final is kind] for kind in (False, True))
    return (
        f"\b\nSuites:\n  for choosing:       {', '.join(dev)}\n  for a final report: {', '.join(final)}\n\n"
        "\b\nExamples:\n"
        "  python -m training.evaluate --model models/stance-minilm --output runs/evaluation\n"
        "  python -m training.evaluate --model runs/new --suite news --compare models/stance-minilm\n"
        "  python -m training.evaluate --write models/stance-minilm/metrics.json"
    )


@click.command("evaluate", epilog=_about(), context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--model", metavar="FOLDER", help="The model; by default the one that comes with the package.")
@click.option(
    "--suite",
    "suites",
    multiple=True,
    type=click.Choice(list(SUITES)),
    metavar="NAME",
    help=f"What to measure on; repeat for more. Default: {', '.join(DEFAULT)}.",
)
@click.option(
    "--root",
    type=click.Path(path_type=Path),
    default=Path("../shared/data"),
    show_default=True,
    help="Folder of the labelled data.",
)
@click.option("--output", type=click.Path(path_type=Path), help="Folder for metrics.json, tables and charts.")
@click.option("--compare", "other", metavar="FOLDER", help="Another model, for a paired test per score.")
@click.option("--floors/--no-floors", "with_floors", default=True, help="Measure simple answers too.")
@click.option("--charts/--no-charts", default=True, help="Draw PNG charts into the output folder.")
@click.option("--device", default="auto", show_default=True, help="auto, cpu, cuda, cuda:1, mps …")
@click.option(
    "--write",
    "written",
    type=click.Path(path_type=Path),
    metavar="METRICS.json",
    help="Measure nothing; write the tables of README.md, docs/ and the model's card from this file.",
)
def command(
    model: str | None,
    suites: tuple[str, ...],
    root: Path,
    output: Path | None,
    other: str | None,
    with_floors: bool,
    charts: bool,
    device: str,
    written: Path | None,
) -> None:
    """Measure a model on labelled sentences, through the interface that users meet."""
    if written is not None:
        for page in write_tables(Path(), written, read_metrics(written)):
            click.echo(f"wrote the tables of {page}")
        return
    if output and charts:
        need_matplotlib()
    chosen = tuple(dict.fromkeys(suites)) or DEFAULT
    if final := [name for name in chosen if SUITES[name].final]:
        click.echo(f"note: {', '.join(final)}: for one final report, never for choosing a model", err=True)
    metrics = evaluate(model, chosen, root, device=device, with_floors=with_floors, other=other)
    if output:
        write_metrics(output, metrics)
        if charts:
            draw(metrics, output)
    console = Console()
    console.print(score_table(metrics))
    if "compared" in metrics:
        console.print(difference_table(metrics["compared"]))


def main() -> None:
    """Run the command; what the package raises on purpose becomes a message without a traceback."""
    try:
        command(prog_name="python -m training.evaluate")
    except (StanceError, OSError) as error:
        raise SystemExit(f"Error: {error}") from error


if __name__ == "__main__":
    main()
