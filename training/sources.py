"""Where the records of a recipe come from."""

from __future__ import annotations

from pathlib import Path

from stance.errors import ConfigError
from training.config import DataSettings
from training.markup import read_markup
from training.records import Record, read_records

__all__ = ["locate", "read_source"]


def locate(data: DataSettings, path: str) -> Path:
    """The file a recipe means: under ``data.root``, or in the project when it begins with ``./``."""
    return Path(path) if path.startswith("./") else Path(data.root) / path


def read_source(data: DataSettings, path: str) -> list[Record]:
    """The records of one training file."""
    file = locate(data, path)
    if not file.is_file():
        raise ConfigError(f"training file {file} is missing; set data.root to the folder that holds the data")
    return list(read_markup(file)) if file.suffix == ".tsv" else read_records(file)
