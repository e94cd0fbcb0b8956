"""Reading the texts that a command is given: files, standard input, encodings, what is no text."""

from __future__ import annotations

import codecs
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path

from stance.cli import complain, describe, note
from stance.errors import InputError

__all__ = ["STDIN", "Texts", "decode", "read"]

STDIN = "-"

_WIDE_MARKS = {
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


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


def decode(raw: bytes, name: str, encoding: str = "utf-8") -> str:
    """Turn bytes into text, or say at which byte and why it is none.

    Args:
        raw: the bytes of a file.
        name: how an error calls the file.
        encoding: name of its encoding.

    Raises:
        InputError: the bytes are not in the encoding, or hold NUL as binary files do.

    >>> decode(b"\\xef\\xbb\\xbfGood morning.", "a.txt")
    'Good morning.'
    >>> decode(b"caf\\xe9", "a.txt")
    Traceback (most recent call last):
    stance.errors.InputError: a.txt: byte 3 (0xe9) is not utf-8; if it is in another encoding, name it, \
for instance --encoding cp1252
    """
    if codecs.lookup(encoding).name == "utf-8":
        return _decode_utf8(raw, name)
    try:
        text = raw.decode(encoding)
    except UnicodeError as error:
        raise InputError(
            f"{name}: {_where(error, raw)} is not {encoding}; name the right --encoding"
        ) from error
    if "\0" in text:
        raise InputError(
            f"{name}: character {text.index(chr(0))} is NUL, so this is no text in {encoding}; "
            "give a text file or the right --encoding"
        )
    return text.removeprefix("\ufeff")


def _decode_utf8(raw: bytes, name: str) -> str:
    for mark, other in _WIDE_MARKS.items():
        if raw.startswith(mark):
            raise InputError(f"{name}: this looks like {other}, not utf-8; say so with --encoding {other}")
    if b"\0" in raw:
        raise InputError(f"{name}: byte {raw.index(0)} is NUL, so this is a binary file; give a text file")
    # The mark is cut by hand: with "utf-8-sig" the position in an error would not count it.
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(
            f"{name}: {_where(error, raw)} is not utf-8; if it is in another encoding, "
            "name it, for instance --encoding cp1252"
        ) from error
    return text.removeprefix("\ufeff")


def _where(error: UnicodeError, raw: bytes) -> str:
    if isinstance(error, UnicodeDecodeError):
        return f"byte {error.start} (0x{raw[error.start]:02x})"
    return "what it holds"


def _shown(path: str) -> str:
    return "standard input" if path == STDIN else path
