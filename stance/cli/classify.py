"""``stance classify``: label the sentences of texts."""

from __future__ import annotations

import codecs
import sys
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from itertools import chain
from typing import TYPE_CHECKING, Any

import click

from stance.cli import DONE, EXIT_CODES, UNREADABLE
from stance.cli.inputs import STDIN, Texts
from stance.cli.outputs import FORMATS, check_extra, open_output
from stance.types import Document, Party

if TYPE_CHECKING:
    from stance.classifier import Classifier

__all__ = ["command", "parse_party", "party_option"]


def parse_party(given: str) -> Party:
    """The party that ``NAME`` or ``NAME=ALIAS,ALIAS`` means.

    Args:
        given: what stood after ``--party``.

    Raises:
        click.BadParameter: the name or an alias is empty.

    >>> parse_party("Norvania = Norvanian, Port Ansel").aliases
    ('Norvanian', 'Port Ansel')
    """
    name, equals, rest = given.partition("=")
    aliases = tuple(alias.strip() for alias in rest.split(",")) if equals else ()
    if not name.strip():
        raise click.BadParameter(f"{given!r} has an empty name; write NAME or NAME=ALIAS,ALIAS.")
    if not all(aliases):
        raise click.BadParameter(f"{given!r} has an empty alias; write NAME or NAME=ALIAS,ALIAS.")
    return Party(name.strip(), aliases)


def _parse_parties(_ctx: click.Context, _parameter: click.Parameter, given: Iterable[str]) -> list[Party]:
    return [parse_party(each) for each in given]


party_option = click.option(
    "--party",
    "named",
    multiple=True,
    callback=_parse_parties,
    metavar="NAME[=ALIAS,ALIAS]",
    help="A party to judge, with other names for it; repeat for more. Without any, parties are found.",
)
"""``--party``, repeated, as a list of `Party` under the name ``named``."""


def _check_encoding(_ctx: click.Context, _parameter: click.Parameter, given: str) -> str:
    try:
        "".encode(given)  # also refuses codecs that are none for text, such as base64
        return codecs.lookup(given).name
    except (LookupError, ValueError) as error:
        raise click.BadParameter(
            f"{given!r} is not an encoding Python knows; allowed are, for instance, utf-8, cp1252, utf-16."
        ) from error


@click.command(
    "classify",
    short_help="Label each sentence with its stance toward each party.",
    epilog=EXIT_CODES,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.argument("files", nargs=-1, metavar="[FILE]...")
@party_option
@click.option(
    "--parties", "party_file", metavar="FILE.yaml", help="A YAML file of parties and their aliases."
)
@click.option("--model", metavar="FOLDER", help="The model; by default the one that comes with the package.")
@click.option(
    "--format",
    "form",
    type=click.Choice(list(FORMATS)),
    default="table",
    show_default=True,
    help="What to write.",
)
@click.option("--output", "-o", metavar="PATH", help="Where to write; standard output by default.")
@click.option(
    "--encoding", default="utf-8", show_default=True, callback=_check_encoding, help="Encoding of the files."
)
@click.option("--evidence", is_flag=True, help="Also find the words that carry each stance; slower.")
@click.option(
    "--min-score", default=0.0, type=click.FloatRange(0, 1), metavar="SHARE",
    help="Leave out stances and relations that are less sure; 'stance validate' tells which score to take.",
)  # fmt: skip
@click.option("--device", default="auto", show_default=True, help="auto, cpu, cuda, cuda:1, mps …")
@click.option("--runtime", default="auto", show_default=True, help="auto or torch.")
def command(
    files: tuple[str, ...],
    named: list[Party],
    party_file: str | None,
    model: str | None,
    form: str,
    output: str | None,
    encoding: str,
    evidence: bool,
    min_score: float,
    device: str,
    runtime: str,
) -> int:
    """Label each sentence of the FILEs with its stance toward the parties it names.

    FILEs are plain text; - is standard input, which is also read when no FILE is given and something
    is piped in. Each stance is favor, neutral or against, with its probability and the named parties
    that hold it.

    \b
    Formats:
      table    for people; in colour on a terminal, plain in a pipe or file
      json     one object for one file, a list for several, each with its "id"
      jsonl    one object a line
      csv      a row per sentence and party, "id" first
      parquet  the same, binary (needs the extra "tables")
      html     one page with the text highlighted; several files follow each other
      graphml, gexf           the network of all files (needs the extra "graph")
      label-studio, prodigy   to import there, for people to correct
    The table and the page number sentences from 1, the other formats from 0.

    \b
    Examples:
      stance classify news.txt
      stance classify news.txt --party Kenya --party "Uganda=Kampala,Ugandan"
      stance classify *.txt --parties parties.yaml --format csv -o stances.csv
      cat news.txt | stance classify --format json
    """
    files = _check_files(files)
    if named and party_file is not None:
        raise click.UsageError("Give --party or --parties, not both.")
    if form == "parquet" and output in (None, "-") and sys.stdout.isatty():
        raise click.UsageError("Parquet is binary; give --output PATH or pipe it into a program.")
    check_extra(form)
    with open_output(output) as out:
        texts = Texts(files, encoding)
        reading = iter(texts)
        first = next(reading, None)
        if first is None:  # nothing to judge: no need to load the model
            raise click.exceptions.Exit(UNREADABLE)
        classifier = _load(model, device, runtime)
        documents = classifier.stream(chain([first], reading), named or party_file, evidence=evidence)
        if min_score:
            documents = (document.confident(min_score) for document in documents)
        FORMATS[form](_named(texts, documents), out, len(files) > 1)
    return UNREADABLE if texts.failed else DONE


def _check_files(files: tuple[str, ...]) -> tuple[str, ...]:
    if not files:
        if sys.stdin is None or sys.stdin.isatty():
            raise click.UsageError("Give a FILE, or - for standard input.")
        return (STDIN,)
    if files.count(STDIN) > 1:
        raise click.UsageError("Standard input (-) can be read only once.")
    return files


def _load(model: str | None, device: str, runtime: str) -> Classifier:
    import stance

    with _status("loading the model …"):
        return stance.load(model, device=device, runtime=runtime)


def _status(message: str) -> AbstractContextManager[Any]:
    """Show that something is going on, when a person is looking."""
    if not sys.stderr.isatty():
        return nullcontext()
    from rich.console import Console

    return Console(stderr=True).status(message)


def _named(texts: Texts, documents: Iterable[Document]) -> Iterator[tuple[str, Document]]:
    """Put each document together with the name of its file; reading may be ahead of judging."""
    for document in documents:
        yield texts.names.popleft(), document
