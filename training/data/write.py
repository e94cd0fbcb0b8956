"""Records as JSONL."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from training.records import Record

__all__ = ["record_dict", "write_lines", "write_records"]


def record_dict(record: Record) -> dict[str, Any]:
    """The record as plain values, in the form that `Record.from_dict` reads."""
    data: dict[str, Any] = {
        "id": record.id,
        "sentence": record.sentence,
        "parties": [
            {"name": p.name, "start": p.start, "end": p.end, "label": p.label} for p in record.parties
        ],
        "relations": [
            {"holder": holder, "target": target, "label": label}
            for (holder, target), label in record.relations.items()
        ],
        "source": dict(record.source),
    }
    return data | {
        key: value for key, value in (("group", record.group), ("capability", record.capability)) if value
    }


def write_records(path: Path, records: Iterable[Record]) -> None:
    """Write one record a line; nothing is left behind under ``path`` when writing fails."""
    write_lines(path, (json.dumps(record_dict(record), ensure_ascii=False) for record in records))


def write_lines(path: Path, lines: Iterable[str]) -> None:
    """Write lines as UTF-8, first under another name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    with part.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(line + "\n" for line in lines)
    part.replace(path)
