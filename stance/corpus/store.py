"""The folder of a judged corpus. What `corpus.json` counts is there for good; anything else is a leftover.

A chunk is committed by replacing ``corpus.json`` with one that counts it, after its files were written and
flushed to the disk. A job killed before that writes the same files again; one killed after it goes on behind.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from stance.corpus.tables import TABLES, Shard
from stance.errors import InputError

if TYPE_CHECKING:
    import pyarrow

__all__ = ["Store"]

_STATE, _REJECTS, _LOCK = "corpus.json", "rejects.jsonl", ".lock"


class Store:
    """Writes shards into a folder, each once.

    Args:
        folder: where to write; made if it is not there.
        settings: what the answer depends on, as plain JSON; a folder begun with others is refused.

    Attributes:
        chunks: how many chunks are committed.
        documents: how many documents these hold.
        rejects: how many rows these could not read.
        complete: whether the job came to its end.

    Raises:
        InputError: the folder is of something else, of a job with other settings, or in use by another.
    """

    def __init__(self, folder: Path, settings: dict[str, Any]) -> None:
        self.folder, self._settings = folder, settings
        state = self._read_state()
        folder.mkdir(parents=True, exist_ok=True)
        self._held = _lock(folder / _LOCK)
        self.chunks, self.documents = state.get("chunks", 0), state.get("documents", 0)
        self.rejects, self._rejects_size = state.get("rejects", 0), state.get("rejects_size", 0)
        self.complete = state.get("complete", False)
        self._remove_leftovers()

    def commit(self, shard: Shard) -> None:
        """Write the next chunk's shard; when this returns, it survives a kill."""
        for table, rows in shard.tables.items():
            _write_parquet(self._part(table, self.chunks), rows)
        lines = "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in shard.rejects)
        with (self.folder / _REJECTS).open("ab") as file:
            file.write(lines.encode("utf-8", "replace"))
            _flush(file)
            self._rejects_size = file.tell()
        self.rejects += len(shard.rejects)
        self.documents += shard.documents
        self.chunks += 1
        self._write_state()

    def finish(self) -> None:
        """Note that the job came to its end."""
        self.complete = True
        self._write_state()

    def close(self) -> None:
        """Let other processes write the folder."""
        self._held.close()

    def _read_state(self) -> dict[str, Any]:
        path = self.folder / _STATE
        if not path.exists():
            if self.folder.is_dir() and any(each.name != _LOCK for each in self.folder.iterdir()):
                strange = {each.name for each in self.folder.iterdir()} - {*TABLES, _REJECTS, _LOCK}
                if strange:
                    raise InputError(
                        f"{self.folder} holds other things ({min(strange)}); give a new or an empty folder"
                    )
            return {}
        try:
            state: dict[str, Any] = json.loads(path.read_text("utf-8"))
            begun = state["settings"]
        except (ValueError, KeyError, TypeError) as error:
            raise InputError(f"{path} is not of a corpus job; give a new or an empty folder") from error
        differing = [key for key, value in self._settings.items() if begun.get(key) != value]
        if differing:
            raise InputError(
                f"{self.folder} was begun with other settings: {', '.join(differing)}. "
                "Give the same ones to go on, or another folder to begin anew"
            )
        return state

    def _write_state(self) -> None:
        state = {
            "chunks": self.chunks, "documents": self.documents, "rejects": self.rejects,
            "rejects_size": self._rejects_size, "complete": self.complete, "settings": self._settings,
        }  # fmt: skip
        fresh = self.folder / f"{_STATE}.tmp"
        with fresh.open("wb") as file:
            file.write(json.dumps(state, indent=1, ensure_ascii=False).encode())
            _flush(file)
        fresh.replace(self.folder / _STATE)
        _flush_folder(self.folder)

    def _remove_leftovers(self) -> None:
        for table in TABLES:
            (self.folder / table).mkdir(exist_ok=True)
            kept = {self._part(table, number) for number in range(self.chunks)}
            for path in (self.folder / table).iterdir():
                if path not in kept:
                    path.unlink()
        with (self.folder / _REJECTS).open("ab") as file:
            file.truncate(self._rejects_size)

    def _part(self, table: str, number: int) -> Path:
        return self.folder / table / f"part-{number:05d}.parquet"


def _write_parquet(path: Path, table: pyarrow.Table) -> None:
    from pyarrow import parquet

    fresh = path.with_name(f"{path.name}.tmp")
    with fresh.open("wb") as file:
        parquet.write_table(table, file, compression="zstd")
        _flush(file)
    fresh.replace(path)
    _flush_folder(path.parent)


def _flush(file: IO[bytes]) -> None:
    file.flush()
    os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    """Make a rename survive a power cut, where the system can."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _lock(path: Path) -> IO[bytes]:
    """Hold the folder as long as the returned file is open; it is let go when the process dies."""
    file = path.open("ab")
    try:
        import fcntl
    except ImportError:  # Windows
        return file
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        file.close()
        raise InputError(f"{path.parent} is being written by another process; wait for it to end") from error
    return file
