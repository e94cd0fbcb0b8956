"""CSV or TSV: a row per sentence and party, with the columns sentence, party and label.

Further columns are optional: ``start`` and ``end`` (half-open, in characters), ``holder`` (a name whose
stance toward the party this is) and ``id`` (what joins the rows of a sentence; else its text does).
"""

from __future__ import annotations

import csv
from pathlib import Path

from stance.errors import InputError
from training.importers.build import Labels, Link, Mark, build_records, check_text, stance_label
from training.records import Record, occurrences
from training.sources.base import report

__all__ = ["read"]

Row = dict[str, str]
_NAMES = {
    "sentence": ("sentence", "text"),
    "party": ("party", "target", "mention", "entity"),
    "label": ("label", "stance", "sentiment"),
    "start": ("start", "from"),
    "end": ("end", "to"),
    "holder": ("holder",),
    "id": ("id", "sentence_id"),
}


def read(path: Path, skipped: list[str] | None = None, labels: Labels | None = None) -> list[Record]:
    """The records of a table; every text is one sentence.

    Args:
        path: the file; a tab in its first line makes it TSV, a semicolon without a comma also divides.
        skipped: collects what could not be used; without it a warning in the log counts it.
        labels: what further label names mean.

    Raises:
        InputError: a column is missing; the message names the columns there are.
    """
    groups: dict[str, list[tuple[int, Row]]] = {}
    problems: list[str] = []
    for number, row in _rows(path):
        groups.setdefault(row.get("id") or row["sentence"], []).append((number, row))
    records = []
    for key, rows in groups.items():
        number, first = rows[0]
        name = f"{path.stem}-{key if first.get('id') else number}"
        records += _read_sentence(name, first["sentence"], rows, problems, labels)
    report("csv", problems, skipped)
    return records


def _rows(path: Path) -> list[tuple[int, Row]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        head = file.readline()
        file.seek(0)
        divider = "\t" if "\t" in head else ";" if ";" in head and "," not in head else ","
        reader = csv.reader(file, delimiter=divider)
        columns = [name.strip().lower() for name in next(reader, [])]
        places = {
            ours: columns.index(theirs)
            for ours, names in _NAMES.items()
            for theirs in [next((name for name in names if name in columns), None)]
            if theirs is not None
        }
        if missing := {"sentence", "party", "label"} - set(places):
            raise InputError(
                f"{path} has no column {' and no column '.join(sorted(missing))}; it has {', '.join(columns)}"
            )
        return [
            (reader.line_num, {ours: row[at] if at < len(row) else "" for ours, at in places.items()})
            for row in reader
            if any(field.strip() for field in row)
        ]


def _read_sentence(
    name: str, sentence: str, rows: list[tuple[int, Row]], skipped: list[str], labels: Labels | None
) -> list[Record]:
    marks: dict[str, Mark] = {}
    links: list[Link] = []
    for number, row in rows:
        try:
            if row["sentence"] != sentence:
                raise InputError("another sentence has the same id")
            if not row["party"].strip():
                continue  # a sentence in which nobody is named
            label = stance_label(row["label"].strip(), labels)
            start, end = _place(sentence, row["party"].strip(), row.get("start"), row.get("end"))
            key = sentence[start:end]
            holder = (row.get("holder") or "").strip()
            known = marks.get(key)
            if known is None or known.label is None:
                marks[key] = Mark(key, start, end, label)
            elif label not in (None, known.label):
                conflict = f"{key!r} is {known.label} and {label}; the first was kept as its label"
                skipped.append(f"{name} (line {number}): {conflict}")
            if holder and label:
                span = _place(sentence, holder, None, None)
                marks.setdefault(holder, Mark(holder, *span, None))
                links.append(Link(holder, key, label))
        except InputError as error:
            skipped.append(f"{name} (line {number}): {error}")
    source = {"corpus": "csv"}
    return build_records(name, sentence, list(marks.values()), links, skipped, source, whole=True)


def _place(sentence: str, party: str, start: str | None, end: str | None) -> tuple[int, int]:
    if start and start.strip():
        if not start.strip().isdigit() or not (end or "").strip().isdigit():
            raise InputError(f"start {start!r} and end {end!r} must be whole numbers")
        return check_text(sentence, int(start), int(end or 0), party)
    places = occurrences(sentence, party)
    if not places:
        raise InputError(f"the sentence does not name {party!r}")
    return places[0]
