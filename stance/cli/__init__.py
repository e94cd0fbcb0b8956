"""The command ``stance``: a table of sub-commands, and one door through which every error leaves.

Each sub-command is one file, loaded when it is called or listed. To add one, write
``stance/cli/NAME.py`` with a click command called ``command`` and add a line to `COMMANDS`. Keep
imports at the top of that file light: all of them are loaded by ``stance --help``.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from typing import Any, NoReturn

import click

from stance import __version__
from stance.errors import StanceError

__all__ = ["COMMANDS", "main", "run"]

COMMANDS: dict[str, str] = {
    "classify": "stance.cli.classify",
    "corpus": "stance.cli.corpus",
    "report": "stance.cli.report",
    "serve": "stance.cli.serve",
    "validate": "stance.cli.validate",
    "evaluate": "stance.cli.evaluate",
    "benchmark": "stance.cli.benchmark",
}
"""Sub-command -> module that holds it as ``command``, in the order of ``stance --help``."""

DONE, UNREADABLE, WRONG_USAGE, FAULT, INTERRUPTED, PIPE_CLOSED = 0, 1, 2, 3, 130, 141

EXIT_CODES = """\b
Exit codes:
  0    all files done
  1    a file could not be read or written; the others were done
  2    wrong usage: an unknown option, format, party list or model
  3    a fault of this program
  130  interrupted"""


class _PipeClosedError(Exception):
    """The reader of our output has gone; click would turn the plain error into exit code 1."""


class _Commands(click.Group):
    """A group that imports a sub-command only when it is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(COMMANDS[cmd_name]).command
        return command

    def invoke(self, ctx: click.Context) -> Any:
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError as error:
            raise _PipeClosedError from error
        return result


@click.group(
    cls=_Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=EXIT_CODES,
)
@click.version_option(__version__, prog_name="stance")
@click.pass_context
def stance(ctx: click.Context) -> None:
    """Who is for or against whom: the stance of each sentence toward the parties it names.

    \b
    Examples:
      stance classify news.txt
      stance classify news.txt --party Kenya --party "Uganda=Kampala,Ugandan"
      stance classify *.txt --format csv --output stances.csv
      stance corpus news.csv judged --parties parties.yaml
      stance report judged
    """
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def main(args: Sequence[str] | None = None) -> NoReturn:
    """Run the command and leave with its exit code.

    Args:
        args: the words after ``stance``; those of the process by default.
    """
    sys.exit(run(args))


def run(args: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code; no error gets past it as a traceback.

    Args:
        args: the words after ``stance``; those of the process by default.

    >>> run(["--version"])
    stance, version 0.1.0
    0
    """
    words = None if args is None else list(args)
    try:
        result = stance.main(args=words, prog_name="stance", standalone_mode=False)
        return result if isinstance(result, int) else DONE
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except _PipeClosedError:
        _drop_output()
        return PIPE_CLOSED
    except click.UsageError as error:
        path = error.ctx.command_path if error.ctx else "stance"
        return complain(f"{error.format_message()} See '{path} --help'.", WRONG_USAGE)
    except click.ClickException as error:
        return complain(error.format_message(), WRONG_USAGE)
    except StanceError as error:
        return complain(str(error), WRONG_USAGE)
    except OSError as error:
        return complain(describe(error), UNREADABLE)
    except Exception as error:
        if os.environ.get("STANCE_DEBUG"):
            raise
        return complain(
            f"a fault of this program, please report it: {type(error).__name__}: {error} "
            "(set STANCE_DEBUG=1 to see where)",
            FAULT,
        )


def complain(message: str, code: int = UNREADABLE) -> int:
    """Write one line ``error: …`` to standard error, red on a terminal; returns the code given."""
    _write_line("error", "red", message)
    return code


def note(message: str) -> None:
    """Write one line ``note: …`` to standard error."""
    _write_line("note", "yellow", message)


def describe(error: OSError) -> str:
    """What went wrong with which file, without Python's own wording."""
    reason = (error.strerror or str(error)).lower()
    return f"{error.filename}: {reason}" if error.filename else reason


def _write_line(kind: str, color: str, message: str) -> None:
    line = click.style(f"{kind}: {' '.join(message.split())}", fg=color)
    # click drops the colour where standard error is no terminal; NO_COLOR drops it everywhere.
    click.echo(line, err=True, color=False if os.environ.get("NO_COLOR") else None)


def _drop_output() -> None:
    """Send what is still buffered nowhere, so that Python does not complain while it shuts down."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
