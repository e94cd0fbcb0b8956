"""``stance evaluate``: the command of `training`, where that is installed.

This package never imports `training`; the command is looked up by name when it is called, as a plug-in is.
"""

from __future__ import annotations

from importlib import import_module

import click

from stance.errors import MissingExtraError, StanceError

__all__ = ["command"]

_HOME = "training.evaluate"


@click.command(
    "evaluate",
    short_help="Measure a model on labelled sentences (needs the project's source).",
    add_help_option=False,
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
)
@click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar="[OPTION]...")
def command(words: tuple[str, ...]) -> int:
    """Measure a model on labelled sentences; ``stance evaluate --help`` tells the options."""
    result = _find().main(args=list(words), prog_name="stance evaluate", standalone_mode=False)
    return result if isinstance(result, int) else 0


def _find() -> click.Command:
    """The command of `training`; an error says what is missing."""
    try:
        found = getattr(import_module(_HOME), "command", None)
    except ModuleNotFoundError as error:
        package = (error.name or "").split(".")[0]
        if package not in ("", _HOME.split(".")[0]):
            raise MissingExtraError("stance evaluate", package, "evaluation") from error
        found = None
    if not isinstance(found, click.Command):
        raise StanceError(
            "stance evaluate needs the folder training/, which comes with the project's source and not with "
            "the installed package. In a copy of the source run: pip install -e '.[evaluation]'"
        )
    return found
