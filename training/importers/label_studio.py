"""Label Studio: the JSON export (not JSON-MIN, not CoNLL, which lose relations).

Regions are parties; their label, or a choice per region, is the stance. Relations go from holder to target.
"""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from stance.errors import InputError
from training.importers.build import (
    Labels,
    Link,
    Mark,
    build_records,
    check_text,
    stance_label,
    utf16_offset,
)
from training.records import Record
from training.sources.base import report

__all__ = ["read"]

Json = dict[str, Any]


def read(path: Path, skipped: list[str] | None = None, labels: Labels | None = None) -> list[Record]:
    """The records of an export.

    Args:
        path: the .json file.
        skipped: collects what could not be used; without it a warning in the log counts it.
        labels: what further label names mean.

    Raises:
        InputError: the file is not such an export.
    """
    try:
        tasks = json.loads(path.read_text("utf-8-sig"))
    except ValueError as error:
        raise InputError(f"{path} is not JSON: {error}; export from Label Studio as JSON") from error
    if not isinstance(tasks, list):
        raise InputError(f"{path} is not a list of tasks; export from Label Studio as JSON")
    problems: list[str] = []
    records = []
    for number, task in enumerate(tasks, 1):
        name = f"{path.stem}-{task.get('id', number) if isinstance(task, dict) else number}"
        try:
            records += _read_task(name, task, problems, labels)
        except (InputError, KeyError, TypeError, AttributeError) as error:
            problems.append(f"{name}: {_explain(error)}")
    report("label-studio", problems, skipped)
    return records


def _explain(error: Exception) -> str:
    return str(error) if isinstance(error, InputError) else f"field {error} is missing or of the wrong type"


def _read_task(name: str, task: Json, skipped: list[str], labels: Labels | None) -> list[Record]:
    text = _text(task["data"])
    done = [a for a in task.get("annotations") or [] if not a.get("was_cancelled")]
    if not done:
        raise InputError("no finished annotation")
    if len(done) > 1:
        skipped.append(f"{name}: {len(done)} annotations; the first was kept")
    marks: dict[str, Mark] = {}
    links = []
    for item in done[0]["result"]:
        try:
            if item["type"] == "relation":
                links += _links(item, labels)
            else:
                _add_mark(marks, text, item, labels)
        except (InputError, KeyError, TypeError, IndexError) as error:
            skipped.append(f"{name}: {item.get('type')} {item.get('id', '')}: {_explain(error)}")
    return build_records(name, text, list(marks.values()), links, skipped, {"corpus": "label-studio"})


def _text(data: Json) -> str:
    texts = [value for value in data.values() if isinstance(value, str)]
    text = data.get("text", texts[0] if len(texts) == 1 else None)
    if not isinstance(text, str):
        raise InputError(f"no field text among {', '.join(data)}")
    return text


def _add_mark(marks: dict[str, Mark], text: str, item: Json, labels: Labels | None) -> None:
    """A region, or a choice about one: both have the region's id and its span."""
    value, kind = item["value"], item["type"]
    words = value.get(kind) or value.get("labels") or value.get("choices")
    if not words:
        raise InputError(
            f"a {kind} cannot be read; regions with labels, choices per region and relations can"
        )
    label = stance_label(words[0], labels)
    start, end = _span(text, value)
    if (first := marks.get(item["id"])) and label is None:
        label = first.label
    marks[item["id"]] = Mark(item["id"], start, end, label)


def _span(text: str, value: Json) -> tuple[int, int]:
    """Label Studio counts as its browser does; the text it stores with the region decides."""
    start, end, wanted = value["start"], value["end"], value.get("text")
    with suppress(InputError):
        return check_text(text, start, end, wanted)
    return check_text(text, utf16_offset(text, int(start)), utf16_offset(text, int(end)), wanted)


def _links(item: Json, labels: Labels | None) -> list[Link]:
    words = item.get("labels") or []
    label = stance_label(words[0], labels) if words else None
    if label is None:
        raise InputError("a relation without a label; allowed are favor, against and neutral")
    pair = (str(item["from_id"]), str(item["to_id"]))
    ways = {"right": [pair], "left": [pair[::-1]], "bi": [pair, pair[::-1]]}
    return [Link(*way, label) for way in ways[item.get("direction") or "right"]]
