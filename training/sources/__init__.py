"""Where the records of a recipe come from: one file per source, and one door to all of them.

Each module has ``ORIGIN`` (reference, licence, addresses), ``read(path)`` and ``fetch(folder)``. A path may
begin with a format and a colon, as in ``label-studio:./export.json``; without one the file is recognised by
its form.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import cast

from stance.errors import ConfigError, InputError
from training.config import DataSettings
from training.records import Record
from training.sources.base import Origin

__all__ = ["IMPORTERS", "SOURCES", "fetch_source", "locate", "origin", "read_any", "read_source"]

SOURCES: dict[str, str] = {
    "newsmtsc": "training.sources.newsmtsc",
    "dse": "training.sources.dse",
    "seesaw": "training.sources.seesaw",
    "semeval2016": "training.sources.semeval2016",
    "mad_tsc": "training.sources.mad_tsc",
    "own": "training.sources.own",
}
"""Corpus → module that reads and fetches it."""

IMPORTERS: dict[str, str] = {
    "label-studio": "training.importers.label_studio",
    "prodigy": "training.importers.prodigy",
    "doccano": "training.importers.doccano",
    "brat": "training.importers.brat",
    "csv": "training.importers.tables",
}
"""Format of an annotation tool → module that reads it."""

Reader = Callable[..., list[Record]]


def locate(data: DataSettings, path: str) -> Path:
    """The file a recipe means: under ``data.root``, or in the project when it begins with ``./``."""
    path = _parts(path)[1]
    return Path(path) if path.startswith("./") else Path(data.root) / path


def read_source(data: DataSettings, path: str) -> list[Record]:
    """The records of one training file, in any format of `SOURCES` and `IMPORTERS`."""
    file, format_name = locate(data, path), _parts(path)[0]
    if not file.exists():
        raise ConfigError(f"training file {file} is missing; set data.root to the folder that holds the data")
    format_name = format_name or recognise(file)
    if format_name in SOURCES and not origin(format_name).train:
        raise ConfigError(
            f"training file {file}: {format_name} is not for training ({origin(format_name).licence})"
        )
    return read_any(file, format_name)


def read_any(
    path: Path,
    format_name: str | None = None,
    skipped: list[str] | None = None,
    labels: Mapping[str, str] | None = None,
) -> list[Record]:
    """The records of a file in any format.

    Args:
        path: file or folder.
        format_name: a key of `SOURCES` or `IMPORTERS`; None recognises the form of a source.
        skipped: collects what could not be used; without it a warning in the log counts it.
        labels: what further label words mean, for `IMPORTERS`.

    Raises:
        InputError: the format is unknown or the file has another form.

    >>> read_any(Path("labels.xyz"), "exel")
    Traceback (most recent call last):
      ...
    stance.errors.InputError: unknown format exel; allowed are newsmtsc, dse, seesaw, semeval2016, mad_tsc, \
own, label-studio, prodigy, doccano, brat, csv
    """
    known = SOURCES | IMPORTERS
    format_name = format_name or recognise(path)
    if format_name not in known:
        raise InputError(f"unknown format {format_name}; allowed are {', '.join(known)}")
    read = cast(Reader, import_module(known[format_name]).read)
    try:
        return read(path, skipped, labels) if format_name in IMPORTERS else read(path, skipped)
    except UnicodeDecodeError as error:
        raise InputError(
            f"{path}: byte 0x{error.object[error.start]:02x} is not UTF-8; save the file as UTF-8"
        ) from error
    except RecursionError as error:
        raise InputError(f"{path} is nested too deeply to be a {format_name} file") from error


def recognise(path: Path) -> str:
    """The source whose form a file has; ``own`` where nothing else fits."""
    if path.is_dir():
        return "seesaw" if any(path.rglob("annotations/*.json")) else "own"
    if path.suffix not in (".jsonl", ".txt", ".csv"):
        return "own"
    with path.open(encoding="utf-8", errors="replace") as file:
        first = file.readline()
    if path.suffix == ".jsonl":
        try:
            row = json.loads(first)
        except ValueError:
            return "own"
        return "newsmtsc" if isinstance(row, dict) and ("polarity" in row or "targets" in row) else "own"
    return "semeval2016" if {"Target", "Tweet", "Stance"} <= set(first.replace(",", "\t").split()) else "dse"


def origin(name: str) -> Origin:
    """Reference, licence and addresses of a source."""
    return cast(Origin, import_module(SOURCES[name]).ORIGIN)


def fetch_source(name: str, folder: Path, *, trust: bool = False) -> list[Path]:
    """Download a corpus to a folder; see `training.sources.base.download`."""
    return cast(list[Path], import_module(SOURCES[name]).fetch(folder, trust=trust))


def _parts(path: str) -> tuple[str | None, str]:
    """The format before the colon, if it is one, and the rest: a drive letter is no format."""
    name, colon, rest = path.partition(":")
    return (name, rest) if colon and name in SOURCES | IMPORTERS else (None, path)
