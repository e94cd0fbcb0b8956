"""The documents of a corpus, one by one, from JSONL, CSV, TSV, Parquet, text or HTML, or a folder of them.

A document that cannot be read comes as a `Row` with the reason, in its place, so that rows can be counted.
"""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import lzma
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from stance.corpus.page_text import page_text
from stance.errors import InputError, MissingExtraError
from stance.text_files import decode

if TYPE_CHECKING:
    import pyarrow

__all__ = ["KINDS", "MOST_BYTES", "Corpus", "Row", "open_corpus"]

KINDS = (".jsonl", ".ndjson", ".csv", ".tsv", ".parquet", ".txt", ".html", ".htm")
"""How the name of a file ends that can be read; ``.gz``, ``.bz2``, ``.xz`` or ``.zst`` may follow."""

MOST_BYTES = 50_000_000
"""The longest document, or line, that is read: a small compressed file can hold one that fills the memory."""

_OPENERS: dict[str, Callable[..., Any]] = {".gz": gzip.open, ".bz2": bz2.open, ".xz": lzma.open}
_COMPRESSED = (*_OPENERS, ".zst")
_BROKEN = (OSError, EOFError, lzma.LZMAError)


class Row(NamedTuple):
    """One document of a corpus.

    Attributes:
        id: its id, else FILE:ROW, rows counted from 1; of a file that is one document, its path.
        text: its text; empty when there is a problem.
        columns: the other columns.
        problem: why it cannot be read, or "".
    """

    id: str
    text: str
    columns: dict[str, Any]
    problem: str = ""


class Corpus:
    """The files of a corpus, the columns that they have beside the text, and how many rows.

    Args:
        root: a file or a folder.
        text_column: the column that holds the text.
        id_column: the column that holds the id.

    Raises:
        InputError: nothing there that can be read, or no such column.
    """

    def __init__(self, root: Path, text_column: str = "text", id_column: str = "id") -> None:
        self.text_column, self.id_column = text_column, id_column
        self.root = root if root.is_dir() else root.parent
        self.files = _files(root)
        self.columns: dict[str, pyarrow.DataType] = {}
        self.total = 0
        for file in self.files:
            self._survey(file)

    def describe(self) -> list[list[Any]]:
        """Name and size in bytes of each file: by these a corpus is known again."""
        return [[self._name(file), file.stat().st_size] for file in self.files]

    def rows(self, skip: int = 0) -> Iterator[Row]:
        """All rows in order.

        Args:
            skip: how many rows to leave out at the start.
        """
        for row in self._all_rows():
            if skip:
                skip -= 1
            else:
                yield row

    def _all_rows(self) -> Iterator[Row]:
        for file in self.files:
            name = self._name(file)
            read = _READERS[_kind(file)]
            number = 0
            try:
                for number, (values, problem) in enumerate(read(file), 1):
                    yield self._row(name, number, values, problem)
            except _BROKEN as error:
                reason = getattr(error, "strerror", None) or str(error)
                yield Row(f"{name}:{number + 1}", "", {}, f"the file cannot be read from here on: {reason}")

    def _row(self, name: str, number: int, values: dict[str, Any], problem: str) -> Row:
        alone = _kind(Path(name)) in (".txt", ".html", ".htm")
        given = values.get(self.id_column)
        own = name if alone else f"{name}:{number}" if given in (None, "") else _clean(given)
        if problem:
            return Row(own, "", {}, problem)
        text = values.get("text" if alone else self.text_column)
        columns = {k: v for k, v in values.items() if k not in (self.text_column, self.id_column)}
        if not isinstance(text, str):
            what = "is missing" if text is None else f"holds a {type(text).__name__}, not a text"
            return Row(own, "", columns, f"the column {self.text_column!r} {what}")
        try:
            text.encode()
        except UnicodeEncodeError as error:
            return Row(own, "", columns, f"character {error.start} of the text is half of a surrogate pair")
        return Row(own, text, {} if alone else columns)

    def _survey(self, file: Path) -> None:
        """Count a file's rows and note its columns, so that every shard of the answer has all of them."""
        import pyarrow

        kind = _kind(file)
        if kind == ".parquet":
            schema, rows = _parquet_shape(file)
            found = {f.name: pyarrow.string() if pyarrow.types.is_nested(f.type) else f.type for f in schema}
            self.total += rows
        else:
            found = {}
            try:
                for values, _ in _READERS[kind](file):
                    self.total += 1
                    found |= dict.fromkeys(values, pyarrow.string())
            except _BROKEN:
                self.total += 1  # the row that says so
        if kind in (".txt", ".html", ".htm"):
            return
        if found and self.text_column not in found:
            raise InputError(
                f"{file} has no column {self.text_column!r}; it has {', '.join(found)}. "
                "Name the one with the text: --text-column NAME"
            )
        for name, kind_of_value in found.items():
            if name in (self.text_column, self.id_column):
                continue
            same = self.columns.get(name, kind_of_value) == kind_of_value
            self.columns[name] = kind_of_value if same else pyarrow.string()

    def _name(self, file: Path) -> str:
        return file.relative_to(self.root).as_posix()


def open_corpus(root: Path, text_column: str = "text", id_column: str = "id") -> Corpus:
    """Find the files of a corpus and look through them once, for their columns and the number of rows.

    Args:
        root: a file, or a folder that is searched with its sub-folders.
        text_column: the column that holds the text.
        id_column: the column that holds the id.

    Raises:
        InputError: nothing there that can be read, or no such column.
        MissingExtraError: pyarrow is not installed.
    """
    try:
        import pyarrow  # noqa: F401
    except ImportError as error:
        raise MissingExtraError("stance corpus", "pyarrow", "tables") from error
    return Corpus(root, text_column, id_column)


def _files(root: Path) -> list[Path]:
    if not root.exists():
        raise InputError(f"{root}: no such file or folder")
    if root.is_file():
        found = [root]
    else:
        found = sorted(path for path in root.rglob("*") if path.is_file() and _kind(path) in KINDS)
    if not found or _kind(found[0]) not in KINDS:
        raise InputError(
            f"{root} holds nothing that can be read; allowed are files that end in {', '.join(KINDS)}, "
            f"also followed by {', '.join(_COMPRESSED)}, and folders of them"
        )
    return found


def _kind(file: Path) -> str:
    """How a file's name ends, without the compression."""
    suffixes = [suffix.lower() for suffix in file.suffixes]
    if suffixes and suffixes[-1] in _COMPRESSED:
        suffixes.pop()
    return suffixes[-1] if suffixes else ""


@contextmanager
def _opened(file: Path) -> Iterator[IO[bytes]]:
    suffix = file.suffix.lower()
    if suffix == ".zst":
        import pyarrow

        with pyarrow.input_stream(str(file), compression="zstd") as stream:
            yield io.BufferedReader(stream)
    else:
        with _OPENERS.get(suffix, open)(file, "rb") as stream:
            yield stream


_Found = Iterator[tuple[dict[str, Any], str]]


def _lines(stream: IO[bytes]) -> Iterator[bytes | None]:
    """The lines of a stream, None for one that is too long; of that one only a part is ever in memory."""
    while line := stream.readline(MOST_BYTES + 1):
        if len(line) <= MOST_BYTES:
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(MOST_BYTES)
        yield None


def _too_long(what: str) -> str:
    return f"the {what} has more than {MOST_BYTES:,} bytes; split it"


def _read_jsonl(file: Path) -> _Found:
    with _opened(file) as stream:
        for line in _lines(stream):
            if line is None:
                yield {}, _too_long("line")
                continue
            if not line.strip():
                continue
            try:
                values = json.loads(line.decode("utf-8-sig"))
            except UnicodeDecodeError as error:
                yield {}, f"byte {error.start} of the line is not utf-8"
            except (ValueError, RecursionError) as error:
                yield {}, f"the line is not JSON: {error}"
            else:
                problem = "" if isinstance(values, dict) else "the line is JSON, but no object {…}"
                yield ({}, problem) if problem else (values, "")


def _read_separated(file: Path, separator: str) -> _Found:
    csv.field_size_limit(MOST_BYTES)  # the module knows this limit only as a whole
    with _opened(file) as stream:
        # A line that is too long is cut off; what is left has too few fields, or is one that is too long.
        lines = ((line or b'"\n').decode("utf-8", "surrogateescape") for line in _lines(stream))
        reader = csv.reader(lines, delimiter=separator)
        header = [name.removeprefix("\ufeff") for name in next(reader, [])]
        while True:
            try:
                fields = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield {}, f"the row is not CSV: {error}"
                continue
            if not fields:
                continue
            if len(fields) != len(header):
                yield {}, f"the row has {len(fields)} fields, the header {len(header)}"
            elif any("\udc80" <= character <= "\udcff" for field in fields for character in field):
                yield {}, "the row is not utf-8"
            else:
                yield dict(zip(header, fields, strict=True)), ""


def _read_parquet(file: Path) -> _Found:
    import pyarrow
    from pyarrow import parquet

    try:
        with _opened(file) as stream:
            whole = stream if file.suffix.lower() == ".parquet" else pyarrow.BufferReader(stream.read())
            for batch in parquet.ParquetFile(whole).iter_batches(256):
                yield from ((values, "") for values in batch.to_pylist())
    except pyarrow.ArrowException as error:
        raise OSError(str(error)) from error


def _parquet_shape(file: Path) -> tuple[Any, int]:
    import pyarrow
    from pyarrow import parquet

    try:
        with _opened(file) as stream:
            whole = stream if file.suffix.lower() == ".parquet" else pyarrow.BufferReader(stream.read())
            opened = parquet.ParquetFile(whole)
            return opened.schema_arrow, opened.metadata.num_rows
    except (pyarrow.ArrowException, *_BROKEN):
        return [], 1


def _read_text(file: Path) -> _Found:
    with _opened(file) as stream:
        raw = stream.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        yield {}, _too_long("file")
        return
    try:
        text = decode(raw, file.name)
    except InputError as error:
        yield {}, str(error)
        return
    yield {"text": page_text(text) if _kind(file) != ".txt" else text}, ""


def _clean(value: Any) -> str:
    """A value as a text that can be stored."""
    shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return shown.encode("utf-8", "replace").decode()


_READERS: dict[str, Callable[[Path], _Found]] = {
    ".jsonl": _read_jsonl,
    ".ndjson": _read_jsonl,
    ".csv": lambda file: _read_separated(file, ","),
    ".tsv": lambda file: _read_separated(file, "\t"),
    ".parquet": _read_parquet,
    ".txt": _read_text,
    ".html": _read_text,
    ".htm": _read_text,
}
