"""Reading the texts that a command is given: files, standard input, encodings, what is no text."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path

from stance.cli import complain, describe, note
from stance.errors import InputError
from stance.text_files import decode

__all__ = ["STDIN", "Texts", "read"]

STDIN = "-"


class Texts:
    """The texts of several files, read one by one when asked for.

    A file that cannot be read is reported on standard error and counted; the others go on.

    Args:
        paths: paths of files; ``-`` is standard input.
        encoding: the encoding of all of them.

    Attributes:
        names: the paths of the texts handed out and not yet taken by the reader of the answers.
        failed: how many files could not be read.
    """

    def __init__(self, paths: Sequence[str], encoding: str = "utf-8") -> None:
        self._paths = paths
        self._encoding = encoding
        self.names: deque[str] = deque()
        self.failed = 0

    def __iter__(self) -> Iterator[str]:
        for path in self._paths:
            try:
                text = read(path, self._encoding)
            except InputError as error:
                complain(str(error))
                self.failed += 1
            except OSError as error:
                complain(describe(error))
                self.failed += 1
            else:
                if not text:
                    note(f"{_shown(path)}: the text is empty")
                self.names.append(path)
                yield text


def read(path: str, encoding: str = "utf-8") -> str:
    """The text of one file, exactly as written but for a byte order mark.

    Args:
        path: path of the file; ``-`` is standard input.
        encoding: name of its encoding.

    Raises:
        InputError: a folder, a binary file, or bytes that the encoding does not allow.
        OSError: the file cannot be opened.
    """
    if path == STDIN:
        return decode(sys.stdin.buffer.read(), _shown(path), encoding)
    if Path(path).is_dir():
        raise InputError(f"{path}: this is a folder; give its files, for instance {Path(path) / '*.txt'}")
    return decode(Path(path).read_bytes(), path, encoding)


def _shown(path: str) -> str:
    return "standard input" if path == STDIN else path
