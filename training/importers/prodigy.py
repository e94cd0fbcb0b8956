"""Prodigy: the JSONL of ``db-out`` from ``ner.manual``, ``spans.manual`` or ``rel.manual``.

Spans are parties, their label the stance. Relations go from the head (holder) to the child (target).
"""

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
    """The records of the accepted examples; rejected and ignored ones are listed.

    Args:
        path: the .jsonl file.
        skipped: collects what could not be used; without it a warning in the log counts it.
        labels: what further label names mean.
    """
    problems: list[str] = []
    records = []
    for number, row in json_lines(path, problems):
        name = f"{path.stem}-{number}"
        if row.get("answer", "accept") != "accept":
            problems.append(f"{name}: answer {row['answer']}")
            continue
        if not isinstance(row.get("text"), str):
            problems.append(f"{name}: field text is missing")
            continue
        records += _read_example(name, row, problems, labels)
    report("prodigy", problems, skipped)
    return records


def _read_example(name: str, row: Json, skipped: list[str], labels: Labels | None) -> list[Record]:
    text, marks, links = row["text"], {}, []
    for span in row.get("spans") or []:
        try:
            start, end = check_text(text, span["start"], span["end"], span.get("text"))
            marks[_key(span)] = Mark(_key(span), start, end, stance_label(span["label"], labels))
        except (InputError, KeyError, TypeError) as error:
            skipped.append(f"{name}: span {span}: {error}")
    for relation in row.get("relations") or []:
        try:
            label = stance_label(relation["label"], labels)
            if label is None:
                raise InputError("a relation needs favor, against or neutral")
            links.append(Link(_key(relation["head_span"]), _key(relation["child_span"]), label))
        except (InputError, KeyError, TypeError) as error:
            skipped.append(f"{name}: relation {relation.get('label')}: {error}")
    return build_records(name, text, list(marks.values()), links, skipped, {"corpus": "prodigy"})


def _key(span: Json) -> str:
    return f"{span['start']}-{span['end']}"
