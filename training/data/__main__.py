"""``python -m training.data``: check, import, compare, fetch and join labelled data."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from pathlib import Path

import click

from stance.errors import StanceError
from training.data.check import check_file
from training.data.leaks import KINDS, find_leaks
from training.data.standoff import join, stand_off
from training.data.write import write_lines, write_records
from training.records import read_records
from training.sources import IMPORTERS, SOURCES, fetch_source, origin, read_any

FILE = click.Path(exists=True, path_type=Path)
NEW_FILE = click.Path(path_type=Path, dir_okay=False)
STRICT = click.option("--strict", is_flag=True, help="Exit with 1 when anything could not be used.")


class _Commands(click.Group):
    """Turns what the package raises on purpose into a message without a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except (StanceError, OSError) as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=_Commands)
def main() -> None:
    """Check, import, compare, fetch and join labelled data."""


@main.command()
@click.argument("files", nargs=-1, required=True, type=FILE)
def check(files: tuple[Path, ...]) -> None:
    """Report every problem of FILES (.jsonl records, .tsv inline labels); exit 1 when there are any."""
    count = 0
    for path in files:
        for line, problem in check_file(path):
            click.echo(f"{path}:{line}: {problem}")
            count += 1
    click.echo(f"{count} problems in {len(files)} files" if count else f"{len(files)} files without problems")
    if count:
        raise click.exceptions.Exit(1)


@main.command("import")
@click.argument("form", metavar="FORMAT", type=click.Choice([*IMPORTERS, *SOURCES]))
@click.argument("source", metavar="INPUT", type=FILE)
@click.argument("output", metavar="OUTPUT.jsonl", type=NEW_FILE)
@click.option("--label", "labels", multiple=True, metavar="WORD=LABEL", help="What another label word means.")
@STRICT
def import_(form: str, source: Path, output: Path, labels: tuple[str, ...], strict: bool) -> None:
    """Turn the labels of an annotation tool, or a public corpus, into records."""
    meanings = dict(_divide(label) for label in labels)
    skipped: list[str] = []
    if form in SOURCES and meanings:
        raise click.UsageError(f"--label is for {', '.join(IMPORTERS)}; {form} has fixed labels")
    records = read_any(source, form, skipped, meanings)
    if not records:
        _list("could not be used", skipped)
        raise click.ClickException(f"{source} holds nothing that can be used")
    write_records(output, records)
    parties = sum(len(record.parties) for record in records)
    relations = sum(len(record.relations) for record in records)
    click.echo(f"{output}: {len(records)} sentences, {parties} parties, {relations} directed stances")
    _list("could not be used", skipped)
    if strict and skipped:
        raise click.exceptions.Exit(1)


def _divide(label: str) -> tuple[str, str]:
    word, equals, meaning = label.partition("=")
    if not equals or meaning not in ("favor", "against", "neutral", "party"):
        raise click.UsageError(f"--label {label!r} must be like Kritik=against (favor, neutral or party)")
    return word, meaning


def _list(what: str, items: list[str], shown: int | None = None) -> None:
    if items:
        click.echo(f"{len(items)} {what}:", err=True)
        for item in items[:shown]:
            click.echo(f"  {item}", err=True)
        if shown is not None and len(items) > shown:
            click.echo(f"  and {len(items) - shown} more", err=True)


@main.command()
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option("--likeness", default=0.8, type=click.FloatRange(0, 1), help="Near-identical from here on.")
@click.option("--list", "listed", is_flag=True, help="Print where each one stands.")
def leaks(files: tuple[Path, ...], likeness: float, listed: bool) -> None:
    """Find sentences of later FILES that stand in earlier ones too, as rows, as sentences or nearly."""
    if len(files) < 2:
        raise click.UsageError("name two files or more: first what is trained on, then what is tested on")
    records = {path: read_any(path) for path in dict.fromkeys(files)}
    for first, second in combinations(records, 2):
        found = find_leaks(records[first], records[second], likeness=likeness)
        count = Counter(leak.kind for leak in found)
        click.echo(
            f"{second} in {first}: of {len(records[second])} records "
            f"{count['row']} with the same labels, {count['sentence']} with others, "
            f"{count['near']} nearly the same"
        )
        for kind in KINDS if listed else ():
            for leak in (leak for leak in found if leak.kind == kind):
                twin = records[first][leak.twin].id
                click.echo(f"  {kind} {records[second][leak.record].id} = {twin} ({leak.likeness:.2f})")


@main.command()
@click.argument("records", metavar="RECORDS.jsonl", type=FILE)
@click.argument("output", metavar="OUTPUT.jsonl", type=NEW_FILE)
def standoff(records: Path, output: Path) -> None:
    """Write the labels of RECORDS without their sentences, which stand in public corpora."""
    lines = list(stand_off(read_records(records)))
    write_lines(output, lines)
    click.echo(f"{output}: labels of {len(lines)} sentences")


@main.command("join")
@click.argument("labels", metavar="STANDOFF.jsonl", type=FILE)
@click.argument(
    "corpora", metavar="CORPORA_FOLDER", type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@click.argument("output", metavar="OUTPUT.jsonl", type=NEW_FILE)
@STRICT
def join_(labels: Path, corpora: Path, output: Path, strict: bool) -> None:
    """Put the sentences from CORPORA_FOLDER back to their labels."""
    result = join(labels, corpora)
    write_records(output, result.records)
    click.echo(f"{output}: {len(result.records)} sentences joined")
    _list("sentences are missing", result.missing, None if strict else 20)
    _list("sentences differ from what was labelled", result.differs, None if strict else 20)
    if not result.records or (strict and (result.missing or result.differs)):
        raise click.exceptions.Exit(1)


@main.command()
@click.argument("name", metavar="SOURCE", type=click.Choice(list(SOURCES)))
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--trust", is_flag=True, help="Accept a file whose checksum is not known yet, and record it.")
def fetch(name: str, folder: Path, trust: bool) -> None:
    """Download a public corpus to FOLDER, with its checksum."""
    about = origin(name)
    click.echo(f"{about.reference}. Licence: {about.licence}.")
    for path in fetch_source(name, folder, trust=trust):
        click.echo(f"{path}")


if __name__ == "__main__":
    main(prog_name="python -m training.data")
