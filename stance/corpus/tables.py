"""The tables of a judged corpus: stances, relations and documents, with the same columns in each shard."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from stance.corpus.sources import Row
from stance.export.tables import COLUMNS, document_rows
from stance.types import Document, Label

if TYPE_CHECKING:
    import pyarrow

__all__ = ["TABLES", "Shard", "answer_rows", "kept_names", "make_shard", "schemas"]

TABLES: dict[str, dict[str, str]] = {
    "stances": {"id": "str", **COLUMNS, "text": "str"},
    "relations": {
        "id": "str", "sentence": "int64", "start": "int64", "end": "int64", "holder": "str", "target": "str",
        "label": "str", "score": "float64", "favor": "float64", "neutral": "float64", "against": "float64",
        "model": "str", "text": "str",
    },
    "documents": {"id": "str", "characters": "int64", "sentences": "int64", "judged": "int64"},
}  # fmt: skip
"""Name and type of the columns of each table, before those kept from the input. ``text`` is the sentence;
``sentences`` and ``judged`` of a document are how many it has and how many of them name a party."""


class Shard(NamedTuple):
    """The answer to one chunk of documents: a table each, and the rows that could not be read."""

    tables: dict[str, pyarrow.Table]
    rejects: list[dict[str, str]]
    documents: int


def kept_names(columns: Iterable[str]) -> dict[str, str]:
    """What each column of the input is called in the tables: ``document_NAME`` where the name is taken.

    >>> kept_names(["outlet", "label"])
    {'outlet': 'outlet', 'label': 'document_label'}
    """
    taken = {name for table in TABLES.values() for name in table}
    names: dict[str, str] = {}
    columns = list(columns)
    for column in columns:
        name = column
        while name in taken or (name != column and name in columns):
            name = f"document_{name}"
        names[column] = name
        taken.add(name)
    return names


def schemas(columns: Mapping[str, pyarrow.DataType]) -> dict[str, pyarrow.Schema]:
    """The schema of each table, with the columns kept from the input at its end.

    Args:
        columns: the input's columns and their types.
    """
    import pyarrow

    types = {"str": pyarrow.string(), "int64": pyarrow.int64(), "float64": pyarrow.float64()}
    names = kept_names(columns)
    kept = [(names[column], kind) for column, kind in columns.items()]
    return {
        table: pyarrow.schema([*((name, types[kind]) for name, kind in own.items()), *kept])
        for table, own in TABLES.items()
    }


def make_shard(
    rows: Sequence[Row], documents: Iterable[Document], columns: Mapping[str, pyarrow.DataType]
) -> Shard:
    """The tables of some rows and their documents.

    Args:
        rows: rows in order; those with a problem become rejects.
        documents: the document of each row that has no problem, in the same order.
        columns: the input's columns and their types.
    """
    import pyarrow

    names = kept_names(columns)
    found: dict[str, list[dict[str, Any]]] = {table: [] for table in TABLES}
    good = [row for row in rows if not row.problem]
    for row, document in zip(good, documents, strict=True):
        kept = {names[c]: _fitting(row.columns.get(c), kind) for c, kind in columns.items()}
        for table, own in answer_rows(row.id, document).items():
            found[table] += [values | kept for values in own]
    tables = {
        table: pyarrow.Table.from_pylist(found[table], schema) for table, schema in schemas(columns).items()
    }
    return Shard(tables, [{"id": r.id, "reason": r.problem} for r in rows if r.problem], len(good))


def answer_rows(name: str, document: Document) -> dict[str, list[dict[str, Any]]]:
    """The rows of one document for each table, without the columns kept from the input.

    Args:
        name: the document's id.
        document: the judged document.

    >>> answer_rows("a1", Document("Nothing here."))["documents"]
    [{'id': 'a1', 'characters': 13, 'sentences': 0, 'judged': 0}]
    """
    texts = [sentence.text for sentence in document.sentences]
    stances = [
        {"id": name, **dict(zip(COLUMNS, row, strict=True)), "text": texts[row[0]]}
        for row in document_rows(document)
    ]
    relations = [
        {
            "id": name, "sentence": r.sentence, "start": document.sentences[r.sentence].start,
            "end": document.sentences[r.sentence].end, "holder": r.holder, "target": r.target,
            "label": str(r.label), "score": float(r.score),
            **{str(label): float(r.probabilities[label]) for label in Label},
            "model": document.model, "text": texts[r.sentence],
        }
        for r in document.relations
    ]  # fmt: skip
    judged = sum(bool(sentence.stances) for sentence in document.sentences)
    about = {"id": name, "characters": len(document.text), "sentences": len(texts), "judged": judged}
    return {"stances": stances, "relations": relations, "documents": [about]}


def _fitting(value: Any, kind: pyarrow.DataType) -> Any:
    """A value of the input as its column stores it: a column of texts keeps other values as JSON."""
    import pyarrow

    if value is None or not pyarrow.types.is_string(kind):
        return value
    shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return shown.encode("utf-8", "replace").decode()
