"""``stance corpus``: judge a corpus of any size into tables."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from stance.cli import DONE, EXIT_CODES, note
from stance.cli.classify import party_option
from stance.types import Party

__all__ = ["command"]


@click.command(
    "corpus",
    short_help="Judge a corpus of any size into Parquet tables.",
    epilog=EXIT_CODES,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.argument("source", metavar="INPUT")
@click.argument("output", metavar="OUTPUT")
@party_option
@click.option(
    "--parties", "party_file", metavar="FILE.yaml", help="A YAML file of parties and their aliases."
)
@click.option("--text-column", default="text", show_default=True, help="The column that holds the text.")
@click.option("--id-column", default="id", show_default=True, help="The column that holds the id.")
@click.option("--model", metavar="FOLDER", help="The model; by default the one that comes with the package.")
@click.option("--device", default="auto", show_default=True, help="auto, cpu, cuda, cuda:1, mps …")
@click.option("--engine", default="local", show_default=True, help="local, or ray for a cluster.")
@click.option("--address", metavar="HOST:PORT", help="The Ray cluster; by default one is started here.")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1), help="Processes on Ray.")
@click.option("--chunk", default=500, show_default=True, type=click.IntRange(1), help="Documents per file.")
def command(
    source: str,
    output: str,
    named: list[Party],
    party_file: str | None,
    text_column: str,
    id_column: str,
    model: str | None,
    device: str,
    engine: str,
    address: str | None,
    workers: int,
    chunk: int,
) -> int:
    """Judge every document of INPUT into the folder OUTPUT.

    INPUT is a .jsonl, .csv, .tsv, .parquet, .txt or .html file, also compressed (.gz, .bz2, .xz, .zst),
    or a folder of such files. Its other columns are kept.

    \b
    OUTPUT gets
      stances/        a row per sentence and party
      relations/      a row per directed stance, holder and target
      documents/      a row per document
      rejects.jsonl   what could not be read, and why
      corpus.json     settings and progress
    Stopped at any moment and started again, the job goes on where it was, each document once.

    \b
    Examples:
      stance corpus news.csv judged --party Kenya --party Uganda
      stance corpus news/ judged --parties parties.yaml
      stance corpus news.parquet judged --text-column body --id-column url
      stance corpus news.jsonl.gz judged --engine ray --address auto --workers 16
    """
    from stance.corpus import judge_corpus

    if named and party_file is not None:
        raise click.UsageError("Give --party or --parties, not both.")
    with _progress() as watch:
        summary = judge_corpus(
            source, output, named or party_file, text_column=text_column, id_column=id_column, model=model,
            device=device, engine=engine, address=address, workers=workers, chunk=chunk, watch=watch,
        )  # fmt: skip
    if summary.rejects:
        note(f"{summary.rejects} could not be read; {output}/rejects.jsonl says why")
    state = "was complete already" if summary.done_before else "complete"
    click.echo(f"{output}: {summary.documents} documents, {state}")
    return DONE


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    """A bar with rate and time left on standard error, when a person is looking."""
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        BarColumn(), MofNCompleteColumn(), TextColumn("documents,"),
        TextColumn("{task.fields[rate]}"), TimeRemainingColumn(),
    )  # fmt: skip
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("", total=None, rate="reading the input")

        def watch(done: int, total: int) -> None:
            speed = bar.tasks[0].speed
            bar.update(task, completed=done, total=total, rate=f"{speed:.0f} a second" if speed else "")

        yield watch
