"""doccano: JSONL with ``label`` or ``labels`` [start, end, label], or ``entities`` and ``relations``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from stance.errors import InputError
from training.importers.build import Labels, Link, Mark, build_records, check_text, stance_label
from training.records import Record
from training.sources.base import json_lines, report

__all__ = ["read"]

Json = dict[str, Any]


def read(path: Path, skipped: list[str] | None = None, labels: Labels | None = None) -> list[Record]:
    """The records of an export; relations go from holder to target.

    Args:
        path: the .jsonl file.
        skipped: collects what could not be used; without it a warning in the log counts it.
        labels: what further label names mean.
    """
    problems: list[str] = []
    records = []
    for number, row in json_lines(path, problems):
        name = f"{path.stem}-{row.get('id', number)}"
        text = row.get("text", row.get("data"))
        if not isinstance(text, str):
            problems.append(f"{name}: field text is missing")
            continue
        marks = _marks(name, text, row, problems, labels)
        links = _links(name, row, problems, labels)
        records += build_records(name, text, marks, links, problems, {"corpus": "doccano"})
    report("doccano", problems, skipped)
    return records


def _marks(name: str, text: str, row: Json, skipped: list[str], labels: Labels | None) -> list[Mark]:
    entries: list[Any] = row.get("entities") or row.get("labels") or row.get("label") or []
    marks = []
    for number, entry in enumerate(entries):
        try:
            if isinstance(entry, dict):
                key, word = str(entry["id"]), entry["label"]
                start, end = entry["start_offset"], entry["end_offset"]
            else:
                key, (start, end, word) = str(number), entry
            marks.append(Mark(key, *check_text(text, start, end), stance_label(str(word), labels)))
        except (InputError, KeyError, TypeError, ValueError) as error:
            skipped.append(f"{name}: label {entry}: {error}")
    return marks


def _links(name: str, row: Json, skipped: list[str], labels: Labels | None) -> list[Link]:
    links = []
    for entry in row.get("relations") or []:
        try:
            label = stance_label(str(entry["type"]), labels)
            if label is None:
                raise InputError("a relation needs favor, against or neutral")
            links.append(Link(str(entry["from_id"]), str(entry["to_id"]), label))
        except (InputError, KeyError, TypeError) as error:
            skipped.append(f"{name}: relation {entry}: {error}")
    return links
