"""``stance validate``: how far the model can be trusted on a sample that you have labelled."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from stance.cli import DONE
from stance.cli.outputs import open_output

if TYPE_CHECKING:
    from stance.classifier import Classifier
    from stance.validation import Validation

__all__ = ["command"]

BELOW = 4

_EPILOG = """\b
Exit codes:
  0  the sample was scored, whatever the scores
  2  wrong usage, or a sample that cannot be used
  4  macro F1 is lower than --fail-under"""


def _pairs(_ctx: click.Context, parameter: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for each in given:
        # A name of ours has no "=", a label of theirs may have one.
        name, equals, value = each.partition("=") if parameter.name == "columns" else each.rpartition("=")
        if not equals or not name or not value:
            raise click.BadParameter(f"{each!r} is not of the form {parameter.metavar}.")
        found[name] = value
    return found


@click.command(
    "validate",
    short_help="Tell how far the model can be trusted on your own labelled sample.",
    epilog=_EPILOG,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.argument("gold", metavar="GOLD.csv", type=click.Path(exists=True, dir_okay=False))
@click.option("--parties", metavar="FILE.yaml", help="Further names of the sample's parties.")
@click.option(
    "--column",
    "columns",
    multiple=True,
    callback=_pairs,
    metavar="OURS=YOURS",
    help="What your columns are called, for instance text=headline; repeat for more.",
)
@click.option(
    "--label",
    "labels",
    multiple=True,
    callback=_pairs,
    metavar="WORD=LABEL",
    help="What a label of yours means: favor, neutral, against, or skip; repeat for more.",
)
@click.option(
    "--aim",
    default=0.9,
    show_default=True,
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    help="The share of right answers to find a min_score for.",
)
@click.option(
    "--fail-under",
    type=click.FloatRange(0, 1),
    metavar="SHARE",
    help="Leave with exit code 4 when macro F1 is lower, for instance 0.7.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "markdown", "html"]),
    default="text",
    show_default=True,
    help="What to write.",
)
@click.option("--output", "-o", metavar="PATH", help="Where to write; standard output by default.")
@click.option("--model", metavar="FOLDER", help="The model; by default the one that comes with the package.")
@click.option("--encoding", default="utf-8", show_default=True, help="Encoding of the sample.")
@click.option("--device", default="auto", show_default=True, help="auto, cpu, cuda, cuda:1, mps …")
@click.option("--runtime", default="auto", show_default=True, help="auto, openvino or torch.")
def command(
    gold: str,
    parties: str | None,
    columns: dict[str, str],
    labels: dict[str, str],
    aim: float,
    fail_under: float | None,
    form: str,
    output: str | None,
    model: str | None,
    encoding: str,
    device: str,
    runtime: str,
) -> int:
    """Score the model on the sentences that you have labelled in GOLD.csv, and say what the scores mean.

    GOLD.csv is CSV or TSV with a row per sentence and party and the columns sentence (or text), party and
    label. Optional are start and end (where the party is named, in characters), holder, document and
    source. Labels may be spelt favor, pro, positive, 1 … neutral, 0 … against, con, negative, -1 …

    \b
    Examples:
      stance validate gold.csv
      stance validate gold.csv --column text=headline --label Kritik=against --label unclear=skip
      stance validate gold.csv --format html -o validation.html
      stance validate gold.csv --fail-under 0.7
    """  # fmt: skip
    import stance

    with _progress() as progress:
        found = stance.validate(
            gold,
            parties,
            columns=columns,
            labels=labels,
            aim=aim,
            model=_load(model, device, runtime),
            encoding=encoding,
            progress=progress,
        )
    _write(found, form, output)
    if fail_under is not None and found.macro_f1[0] < fail_under:
        click.echo(f"macro F1 {found.macro_f1[0]:.3f} is lower than {fail_under}", err=True)
        return BELOW
    return DONE


def _load(model: str | None, device: str, runtime: str) -> Classifier:
    import stance

    return stance.load(model, device=device, runtime=runtime)


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error while a person is looking."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("judging", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _write(found: Validation, form: str, output: str | None) -> None:
    with open_output(output) as out:
        if form == "text" and out is sys.stdout.buffer:
            from stance.cli.remarks import print_validation
            from stance.cli.table import terminal

            console = terminal()
            if console is not None:
                print_validation(console, found)
                return
        if form == "json":
            text = json.dumps(found.to_dict(), ensure_ascii=False, indent=2) + "\n"
        else:
            text = found.to_html() if form == "html" else found.to_markdown()
        out.write(text.encode("utf-8", errors="replace"))
