"""The record format: one sentence with its parties and directed stances."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from stance.errors import InputError
from stance.types import LABELS

__all__ = ["Record", "RecordParty", "file_hash", "occurrences", "read_records"]

Span = tuple[int, int]
LABEL_IDS = {str(label): index for index, label in enumerate(LABELS)}


@dataclass(frozen=True, slots=True)
class RecordParty:
    """A party at its clearest mention; ``label`` None where only its relations are known."""

    name: str
    start: int
    end: int
    label: str | None


@dataclass(frozen=True, slots=True)
class Record:
    """One labelled sentence.

    Attributes:
        id: unique within its file.
        sentence: the text.
        parties: who is named, half-open spans in characters.
        relations: (holder, target) indices of ``parties`` → ``favor`` or ``against``; all others are
            neutral.
        source: where the sentence stands.
        group, capability: the contrast group it belongs to, if any.
    """

    id: str
    sentence: str
    parties: tuple[RecordParty, ...]
    relations: Mapping[tuple[int, int], str]
    source: Mapping[str, Any] = field(default_factory=dict)
    group: str = ""
    capability: str = ""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], where: str = "record") -> Record:
        """Check and build a record; an `InputError` says which field is wrong."""
        try:
            parties = tuple(RecordParty(p["name"], p["start"], p["end"], p["label"]) for p in data["parties"])
            relations = {(r["holder"], r["target"]): r["label"] for r in data["relations"]}
            record = cls(
                data["id"], data["sentence"], parties, relations,
                data.get("source", {}), data.get("group", ""), data.get("capability", ""),
            )  # fmt: skip
        except (KeyError, TypeError) as error:
            raise InputError(f"{where}: field {error} is missing or of the wrong type") from error
        record.validate(where)
        return record

    def validate(self, where: str = "record") -> None:
        """Raise `InputError` unless spans, labels and indices agree with the sentence."""
        for party in self.parties:
            if not (_whole(party.start) and _whole(party.end) and 0 <= party.start < party.end):
                raise InputError(
                    f"{where}: party {party.name!r} at {party.start!r} to {party.end!r}; "
                    "whole numbers from 0 are needed, the end after the start"
                )
            if self.sentence[party.start : party.end] != party.name:
                found = self.sentence[party.start : party.end]
                raise InputError(f"{where}: party {party.name!r} is not at its span, which holds {found!r}")
            if party.label is not None and party.label not in LABEL_IDS:
                raise InputError(f"{where}: label {party.label!r}; allowed are {sorted(LABEL_IDS)} and null")
        for (holder, target), label in self.relations.items():
            if not (_whole(holder) and _whole(target)):
                raise InputError(f"{where}: relation {holder!r} > {target!r}; whole numbers are needed")
            if holder == target or not (0 <= holder < len(self.parties) and 0 <= target < len(self.parties)):
                raise InputError(f"{where}: relation {holder} > {target} does not name two parties")
            if label not in ("favor", "against"):
                raise InputError(f"{where}: relation label {label!r}; allowed are favor and against")


def read_records(path: Path) -> list[Record]:
    """All records of a JSONL file."""
    # Not splitlines(): a sentence may hold other marks that it takes for line ends.
    return list(_parse(path.read_text("utf-8").split("\n"), path))


def _parse(lines: Iterable[str], path: Path) -> Iterator[Record]:
    for number, line in enumerate(lines, 1):
        if line.strip():
            where = f"{path.name} line {number}"
            try:
                data = json.loads(line)
            except json.JSONDecodeError as error:
                raise InputError(f"{where} is not JSON: {error}") from error
            yield Record.from_dict(data, where)


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def occurrences(sentence: str, name: str) -> list[Span]:
    """Every place where ``name`` stands as whole words.

    >>> occurrences("Mali said Malians trust Mali.", "Mali")
    [(0, 4), (24, 28)]
    """
    return [m.span() for m in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", sentence)]


def file_hash(path: Path) -> str:
    """SHA-256 of a file, as hexadecimal; of a folder, that of its files' names and hashes in order."""
    if path.is_file():
        return hashlib.sha256(path.read_bytes()).hexdigest()
    files = (file for file in sorted(path.rglob("*")) if file.is_file())
    listed = "".join(f"{file_hash(file)}  {file.relative_to(path).as_posix()}\n" for file in files)
    return hashlib.sha256(listed.encode()).hexdigest()
