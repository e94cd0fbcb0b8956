"""What a report is made from: the stances and relations of many documents, as two tables."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stance.corpus.tables import answer_rows
from stance.errors import InputError, MissingExtraError
from stance.types import Document

if TYPE_CHECKING:
    import pandas

__all__ = ["DATE_COLUMNS", "SOURCE_COLUMNS", "Judged", "judge_tables", "read_judged"]

DATE_COLUMNS = ("date", "published", "published_at", "publish_date", "time", "datetime")
SOURCE_COLUMNS = ("outlet", "source", "publisher", "newspaper", "medium", "domain")
"""Names under which the date and the source of a document are looked for, in this order."""

_NEEDED = {
    "stances": ("id", "sentence", "party", "mention", "label", "score"),
    "relations": ("id", "sentence", "holder", "target", "label", "score"),
}


@dataclass(frozen=True, slots=True)
class Judged:
    """The judged sentences of many documents, ready to be counted.

    Attributes:
        stances: a row per sentence and party: id, sentence, party, mention, label, score, date, source.
        relations: a row per directed stance: id, sentence, holder, target, label, score, date, source.
        documents: how many documents there are, also those that name no party.
        sentences: how many sentences these have.
        texts: the sentences of some rows, by the name of the table and the rows' positions.
        has_dates: whether the documents have dates; else ``date`` is all missing.
        has_sources: whether they have sources; else ``source`` is empty.
        model: the model that judged, as ``corpus.json`` or the rows name it.
    """

    stances: pandas.DataFrame
    relations: pandas.DataFrame
    documents: int
    sentences: int
    texts: Callable[[str, Sequence[int]], list[str]]
    has_dates: bool
    has_sources: bool
    model: str = ""


def read_judged(
    folder: str | Path,
    *,
    date: str | None = None,
    source: str | None = None,
    only: Mapping[str, str] | None = None,
) -> Judged:
    """Read the folder that ``stance corpus`` wrote.

    The sentences stay on the disk until they are asked for, so that a corpus of millions fits in memory.

    Args:
        folder: the OUTPUT of ``stance corpus``; it may still be growing.
        date: the column that holds the date; by default the first of `DATE_COLUMNS` that is there.
        source: the column that holds the source; by default the first of `SOURCE_COLUMNS` that is there.
        only: column -> value; rows with other values are left out.

    Raises:
        InputError: the folder is not of ``stance corpus``, or a column is not there.
        MissingExtraError: pandas or pyarrow is not installed.
    """
    folder = Path(folder)
    _pandas()
    if not (folder / "corpus.json").is_file():
        raise InputError(
            f"{folder} is not a judged corpus: it has no corpus.json. Give the OUTPUT of stance corpus"
        )
    only = dict(only or {})
    read = partial(_read_table, folder, date=date, source=source, only=only)
    documents = read("documents", ("id", "sentences"))
    stances, relations = (read(table, columns) for table, columns in _NEEDED.items())
    state = json.loads((folder / "corpus.json").read_text("utf-8"))
    return Judged(
        stances=stances,
        relations=relations,
        documents=len(documents),
        sentences=int(documents["sentences"].sum()),
        texts=partial(_read_texts, folder, {"stances": stances, "relations": relations}),
        has_dates=bool(documents["date"].notna().any()),
        has_sources=bool((documents["source"] != "").any()),
        model=str(state.get("settings", {}).get("model", "")),
    )


def judge_tables(
    documents: Document | Mapping[str, Document] | Iterable[tuple[str, Document]],
    about: Mapping[str, Mapping[str, Any]] | None = None,
) -> Judged:
    """Documents in memory as what a report is made from.

    Args:
        documents: one document, id -> document, or pairs of them.
        about: id -> its ``date`` and ``source``, where known.

    >>> judge_tables(Document("Nothing here.")).documents
    1
    """
    pandas = _pandas()
    if isinstance(documents, Document):
        documents = {"": documents}
    pairs = list(documents.items() if isinstance(documents, Mapping) else documents)
    about = about or {}
    rows: dict[str, list[dict[str, Any]]] = {table: [] for table in _NEEDED}
    for name, document in pairs:
        known = {"date": about.get(name, {}).get("date"), "source": about.get(name, {}).get("source", "")}
        for table, found in answer_rows(name, document).items():
            if table in rows:
                rows[table] += [row | known for row in found]
    frames = {
        table: _typed(pandas.DataFrame(rows[table], columns=[*columns, "date", "source", "text"]))
        for table, columns in _NEEDED.items()
    }
    return Judged(
        stances=frames["stances"],
        relations=frames["relations"],
        documents=len(pairs),
        sentences=sum(len(document.sentences) for _, document in pairs),
        texts=lambda table, rows: frames[table]["text"].iloc[list(rows)].tolist(),
        has_dates=any(each.get("date") for each in about.values()),
        has_sources=any(each.get("source") for each in about.values()),
        model=pairs[0][1].model if pairs else "",
    )


def _pandas() -> Any:
    try:
        import pandas
        import pyarrow  # noqa: F401
    except ImportError as error:
        raise MissingExtraError("a report", error.name or "pandas", "report") from error
    return pandas


def _read_table(
    folder: Path,
    table: str,
    columns: Sequence[str],
    *,
    date: str | None,
    source: str | None,
    only: Mapping[str, str],
) -> pandas.DataFrame:
    """The needed columns of a table, ``date`` and ``source``; ``part`` and ``row`` tell where a row is."""
    pandas = _pandas()
    parts = sorted((folder / table).glob("part-*.parquet"))
    frames = [_read_part(part, columns, date=date, source=source, only=only) for part in parts]
    if not frames:
        frames = [pandas.DataFrame(columns=[*columns, "date", "source", "part", "row"])]
    return _typed(pandas.concat(frames, ignore_index=True))


def _read_part(
    part: Path, columns: Sequence[str], *, date: str | None, source: str | None, only: Mapping[str, str]
) -> pandas.DataFrame:
    from pyarrow import parquet

    there = parquet.read_schema(part).names
    dated, named = _column(date, DATE_COLUMNS, there, part), _column(source, SOURCE_COLUMNS, there, part)
    for column in only:
        _column(column, (), there, part)
    wanted = dict.fromkeys([*columns, *only, *(each for each in (dated, named) if each)])
    frame = parquet.read_table(part, columns=list(wanted)).to_pandas()
    shown = frame[list(columns)].copy()
    shown["date"] = frame[dated] if dated else None
    shown["source"] = frame[named].fillna("").astype(str) if named else ""
    shown["part"], shown["row"] = part.name, range(len(frame))
    for column, value in only.items():
        shown = shown[frame.loc[shown.index, column].astype(str) == value]
    return shown


def _column(asked: str | None, usual: Sequence[str], there: Sequence[str], part: Path) -> str | None:
    if asked is not None and asked not in there:
        raise InputError(f"{part.parent.parent} has no column {asked!r}; it has {', '.join(there)}")
    return asked or next((name for name in usual if name in there), None)


def _typed(frame: pandas.DataFrame) -> pandas.DataFrame:
    """Names as categories (a corpus has few of them and many rows), dates without a time zone."""
    pandas = _pandas()
    dates = pandas.to_datetime(frame["date"], errors="coerce", utc=True, format="mixed")
    frame["date"] = dates.dt.tz_localize(None)
    for column in ("party", "mention", "holder", "target", "label", "source", "part"):
        if column in frame:
            frame[column] = frame[column].astype("category")
    return frame


def _read_texts(
    folder: Path, frames: Mapping[str, pandas.DataFrame], table: str, rows: Sequence[int]
) -> list[str]:
    """The sentences of some rows; one part is read at a time."""
    from pyarrow import parquet

    wanted = frames[table].iloc[list(rows)][["part", "row"]].reset_index(drop=True)
    texts = [""] * len(wanted)
    for part, group in wanted.groupby("part", observed=True):
        column = parquet.read_table(folder / table / str(part), columns=["text"])["text"]
        for place, row in zip(group.index, group["row"], strict=True):
            texts[place] = column[row].as_py()
    return texts
