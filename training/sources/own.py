"""The project's own files: records as JSONL, sentences with inline labels as TSV, grammars as YAML."""

from __future__ import annotations

from pathlib import Path

from stance.errors import InputError
from training.grammar import read_grammar
from training.markup import read_markup
from training.records import Record, read_records
from training.sources.base import Origin, download

__all__ = ["ORIGIN", "fetch", "read"]

ORIGIN = Origin(
    "own",
    "this project",
    "Apache-2.0, where the sentences are the project's; the labels always",
    train=True,
    labels=frozenset({"party", "relation"}),
)


def fetch(folder: Path, *, trust: bool = False) -> list[Path]:
    """Nothing to download: the files come with the project, or are made by ``training.data join``."""
    return download(ORIGIN, folder, trust=trust)


def read(path: Path, skipped: list[str] | None = None) -> list[Record]:  # noqa: ARG001 - as all sources
    """The records of a file, or of the .jsonl and .tsv files below a folder.

    Args:
        path: a file (.jsonl, .tsv, or a grammar as .yaml), or a folder with .jsonl and .tsv files.
        skipped: stays empty: in our own files a wrong line is an error, not something to leave out.

    Raises:
        InputError: there is no such file, or a line of it is wrong.
    """
    if path.suffix == ".yaml":
        return read_grammar(path)
    files = [path] if path.is_file() else sorted([*path.rglob("*.jsonl"), *path.rglob("*.tsv")])
    if not files:
        raise InputError(f"{path} is not a file, nor a folder with .jsonl or .tsv files")
    return [
        record
        for file in files
        for record in (read_markup(file) if file.suffix == ".tsv" else read_records(file))
    ]
