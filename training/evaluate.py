"""Measure a model: ``python -m training.evaluate --model models/stance-minilm --output runs/evaluation``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from rich.console import Console

import stance
from stance.errors import StanceError
from training.evaluation.report import suite_values, write_metrics
from training.evaluation.show import score_table, suite_progress
from training.evaluation.suites import DEFAULT, SUITES, Result, run_suite
from training.records import file_hash

__all__ = ["command", "evaluate", "main"]


def evaluate(model: str | None, suites: tuple[str, ...], root: Path, device: str = "auto") -> dict[str, Any]:
    """Run suites on a model.

    Args:
        model: as for `stance.load`.
        suites: keys of `SUITES`.
        root: folder of the labelled data.
        device: as for `stance.load`.

    Returns:
        What ``metrics.json`` holds: the model's name and revision, the SHA-256 of the files, the suites.
    """
    classifier = stance.load(model, device=device)
    results: dict[str, Result] = {}
    for name in suites:
        with suite_progress(name) as advance:
            results[name] = run_suite(SUITES[name], classifier, root, advance)
    files = dict.fromkeys(file for name in suites for file in SUITES[name].files)
    return {
        "model": classifier.checkpoint.identity,
        "version": stance.__version__,
        "data": {file: file_hash(root / file) for file in files},
        "suites": {name: suite_values(name, result) for name, result in results.items()},
    }


def _about() -> str:
    kinds = (("Dev", False), ("Final", True))
    lines = [
        f"{kind}: {', '.join(name for name, suite in SUITES.items() if suite.final is final)}."
        for kind, final in kinds
    ]
    return "\b\nSuites:\n  " + "\n  ".join(lines)


@click.command("evaluate", epilog=_about(), context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--model", metavar="FOLDER", help="The model; by default the one that comes with the package.")
@click.option(
    "--suite", "suites", multiple=True, type=click.Choice(list(SUITES)), metavar="NAME",
    help=f"What to measure on; repeat for more. Default: {', '.join(DEFAULT)}.",
)  # fmt: skip
@click.option(
    "--root", type=click.Path(path_type=Path), default=Path("../shared/data"), show_default=True,
    help="Folder of the labelled data.",
)  # fmt: skip
@click.option("--output", type=click.Path(path_type=Path), help="Folder for metrics.json and metrics.md.")
@click.option("--device", default="auto", show_default=True, help="auto, cpu, cuda, cuda:1, mps …")
def command(model: str | None, suites: tuple[str, ...], root: Path, output: Path | None, device: str) -> None:
    """Measure a model on labelled sentences, through the interface that users meet."""
    chosen = tuple(dict.fromkeys(suites)) or DEFAULT
    final = [name for name in chosen if SUITES[name].final]
    if final:
        click.echo(f"note: {', '.join(final)}: for one final report, never for choosing a model", err=True)
    metrics = evaluate(model, chosen, root, device)
    if output:
        write_metrics(output, metrics)
    Console().print(score_table(metrics))


def main() -> None:
    """Run the command; what the package raises on purpose becomes a message without a traceback."""
    try:
        command(prog_name="python -m training.evaluate", standalone_mode=True)
    except (StanceError, OSError) as error:
        raise SystemExit(f"Error: {error}") from error


if __name__ == "__main__":
    main()
