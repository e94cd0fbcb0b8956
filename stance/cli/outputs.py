"""Writing documents in each format, to standard output or to a file that is whole or not there."""

from __future__ import annotations

import csv
import io
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias

from stance.errors import MissingExtraError
from stance.types import Document

__all__ = ["FORMATS", "check_extra", "open_output"]

Pairs: TypeAlias = Iterable[tuple[str, Document]]

_EXTRAS = {
    "parquet": ("tables", ("pandas", "pyarrow")),
    "graphml": ("graph", ("networkx",)),
    "gexf": ("graph", ("networkx",)),
}


@contextmanager
def open_output(path: str | None) -> Iterator[BinaryIO]:
    """Standard output for None and ``-``; else a file that takes its place only when all went well.

    Args:
        path: where to write.

    Raises:
        OSError: the file cannot be written.
    """
    if path is None or path == "-":
        sys.stdout.flush()
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    target = Path(path).resolve()
    if target.exists() and not target.is_file():
        # A device or a pipe is written to, never replaced.
        with target.open("wb") as stream:
            yield stream
        return
    with _replaced(target) as stream:
        yield stream


@contextmanager
def _replaced(target: Path) -> Iterator[BinaryIO]:
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(target)) from error
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
        mode = target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask()
        Path(name).chmod(mode)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    """The mask of new files; the system tells it only by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def check_extra(name: str) -> None:
    """Say before the model is loaded that a format's packages are missing.

    Args:
        name: a key of `FORMATS`.

    Raises:
        MissingExtraError: such a package is not installed.
    """
    extra, packages = _EXTRAS.get(name, ("", ()))
    for package in packages:
        try:
            __import__(package)
        except ImportError as error:
            raise MissingExtraError(f"--format {name}", package, extra) from error


def write_json(pairs: Pairs, out: BinaryIO, several: bool) -> None:
    """One object for one file; a list of objects for several."""
    values = [_with_id(name, document) for name, document in pairs]
    written = json.dumps(values if several else values[0], ensure_ascii=False, indent=2)
    out.write(_encoded(written + "\n"))


def write_jsonl(pairs: Pairs, out: BinaryIO, several: bool) -> None:  # noqa: ARG001  # one shape for all
    """One document a line, written as soon as it is judged."""
    for name, document in pairs:
        out.write(_encoded(json.dumps(_with_id(name, document), ensure_ascii=False) + "\n"))
        out.flush()


def write_csv(pairs: Pairs, out: BinaryIO, several: bool) -> None:  # noqa: ARG001
    """The tidy table with ``id`` first; needs no extra package."""
    from stance.export.tables import COLUMNS, document_rows

    out.write(_csv_lines([("id", *COLUMNS)]))
    for name, document in pairs:
        out.write(_csv_lines((name, *row) for row in document_rows(document)))


def write_parquet(pairs: Pairs, out: BinaryIO, several: bool) -> None:  # noqa: ARG001
    """The tidy table with ``id`` first."""
    from stance.export.tables import documents_to_pandas

    buffer = io.BytesIO()  # parquet seeks, a pipe cannot
    documents_to_pandas(pairs).to_parquet(buffer, index=False)
    out.write(buffer.getvalue())


def write_html(pairs: Pairs, out: BinaryIO, several: bool) -> None:
    """One page; several files follow each other on it."""
    from stance.export.html import documents_to_html

    found = [("standard input" if name == "-" else name, document) for name, document in pairs]
    title = "Stances" if several else found[0][0]
    out.write(_encoded(documents_to_html(found, title=title)))


def write_table(pairs: Pairs, out: BinaryIO, several: bool) -> None:
    """For people: coloured on a terminal, plain aligned columns elsewhere."""
    from stance.cli.table import plain_lines, print_document, terminal

    console = terminal() if out is sys.stdout.buffer else None
    for name, document in pairs:
        if console is not None:
            print_document(console, document, name if several else None)
        else:
            for line in plain_lines(document, name if several else None):
                out.write(_encoded(line + "\n"))
            out.flush()


def write_label_studio(pairs: Pairs, out: BinaryIO, several: bool) -> None:  # noqa: ARG001
    """A list of tasks for Label Studio, a document each, with the stances as predictions."""
    from stance.export.label_studio import document_to_task

    tasks = [document_to_task(name, document) for name, document in pairs]
    out.write(_encoded(json.dumps(tasks, ensure_ascii=False, indent=2) + "\n"))


def write_prodigy(pairs: Pairs, out: BinaryIO, several: bool) -> None:  # noqa: ARG001
    """Examples for Prodigy, a sentence a line."""
    from stance.export.prodigy import document_to_examples

    for name, document in pairs:
        for example in document_to_examples(name, document):
            out.write(_encoded(json.dumps(example, ensure_ascii=False) + "\n"))


def write_network(form: str, pairs: Pairs, out: BinaryIO, several: bool) -> None:  # noqa: ARG001
    """The network of all documents."""
    from stance.export.graph import write_graph

    write_graph(pairs, out, form)


FORMATS: dict[str, Callable[[Pairs, BinaryIO, bool], None]] = {
    "table": write_table,
    "json": write_json,
    "jsonl": write_jsonl,
    "csv": write_csv,
    "parquet": write_parquet,
    "html": write_html,
    "graphml": partial(write_network, "graphml"),
    "gexf": partial(write_network, "gexf"),
    "label-studio": write_label_studio,
    "prodigy": write_prodigy,
}
"""Format -> its writer; it takes (name, document) pairs, the stream, and whether several files were given."""


def _with_id(name: str, document: Document) -> dict[str, Any]:
    return {"id": name, **document.to_dict()}


def _csv_lines(rows: Iterable[tuple[Any, ...]]) -> bytes:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\n").writerows([_inert(cell) for cell in row] for row in rows)
    return _encoded(buffer.getvalue())


def _inert(cell: Any) -> Any:
    """A cell that a spreadsheet would run as a formula gets a quote before it, as spreadsheets do themselves.

    Source: OWASP, CSV Injection.
    """
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def _encoded(text: str) -> bytes:
    # A file name may hold bytes that are no UTF-8; Python carries them as lone surrogates.
    return text.encode("utf-8", errors="replace")
