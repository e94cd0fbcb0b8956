"""A labelled sample as its owner keeps it: other names of columns, other spellings of labels, gaps."""

from __future__ import annotations

import csv
import io
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from stance.errors import InputError
from stance.types import LABELS, Label

__all__ = ["Gold", "Sample", "read_gold", "read_label"]

_COLUMNS = {
    "text": ("text", "sentence", "body"),
    "party": ("party", "target", "entity", "mention"),
    "label": ("label", "stance", "sentiment", "polarity", "gold"),
    "start": ("start", "from"),
    "end": ("end", "to"),
    "holder": ("holder",),
    "document": ("document", "document_id", "doc_id", "article", "article_id", "url", "id"),
    "source": ("source", "outlet", "corpus"),
}
_NEEDED = ("text", "party", "label")
_WORDS = {
    "favor": "favor favour for pro positive pos + plus support supports supportive supporting 1",
    "against": "against anti contra con negative neg - minus oppose opposes opposed critical -1",
    "neutral": "neutral neu none 0",
}
_MEANING = {word: label for label, words in _WORDS.items() for word in words.split()}
_SKIP = "skip"


@dataclass(frozen=True, slots=True)
class Gold:
    """A row of the sample that can be asked: ``row`` is its number from 1, without the heading."""

    row: int
    text: str
    party: str
    label: Label
    span: tuple[int, int] | None = None
    holder: str = ""
    document: str = ""
    source: str = ""


@dataclass(slots=True)
class Sample:
    """The rows, and how the file was read.

    Attributes:
        rows: what can be asked.
        columns: our name of a column → the sample's.
        read_as: word of the sample → what it was read as, and how often.
        skipped: number of a row → why it was left out.
    """

    rows: list[Gold] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)
    read_as: dict[str, dict[str, Any]] = field(default_factory=dict)
    skipped: dict[int, str] = field(default_factory=dict)


def read_gold(
    given: Any,
    *,
    columns: Mapping[str, str] | None = None,
    labels: Mapping[Any, str] | None = None,
    encoding: str = "utf-8",
) -> Sample:
    """The sample in a file, a frame or rows; see `stance.validate` for the arguments.

    Raises:
        InputError: the file cannot be read, a column is missing, a label is unknown, or no row is left.

    >>> row = {"sentence": "Ghana thanked Togo.", "target": "Togo", "sentiment": "pro"}
    >>> sample = read_gold([row])
    >>> sample.rows[0].party, sample.rows[0].label, sample.columns["label"]
    ('Togo', <Label.FAVOR: 'favor'>, 'sentiment')
    """
    rows = list(_rows(given, encoding))
    if not rows:
        raise InputError("the sample is empty; it needs a row per text and party")
    names = list(dict.fromkeys(name for row in rows for name in row))
    sample = Sample(columns=_columns(names, columns or {}))
    fields = [{ours: _plain(row.get(theirs)) for ours, theirs in sample.columns.items()} for row in rows]
    meanings = _meanings(fields, labels or {})
    counts = Counter(row["label"] for row in fields if row["label"])
    sample.read_as = {word: {"label": meanings[word], "count": n} for word, n in counts.most_common()}
    _sort_out(sample, fields, meanings)
    if not sample.rows:
        reason = next(iter(sample.skipped.values()))
        raise InputError(f"no row of the sample can be used; row 1 was left out: {reason}")
    return sample


def read_label(word: str, labels: Mapping[str, str] | None = None) -> str | None:
    """The label that a word of the sample means, ``skip`` where its rows are to be left out, None if unknown.

    Args:
        word: the word; its case does not matter, and 1.0 is 1.
        labels: further words, in lower case → label or ``skip``; they go before what is known.

    >>> read_label("Positive"), read_label("-1.0"), read_label("Lob", {"lob": "favor"}), read_label("2")
    ('favor', 'against', 'favor', None)
    """
    key = word.strip().lower()
    try:
        number = float(key)
        key = str(int(number)) if number.is_integer() else key
    except (ValueError, OverflowError):
        pass
    return (labels or {}).get(key) or _MEANING.get(key)


def _sort_out(sample: Sample, fields: Sequence[dict[str, str]], meanings: Mapping[str, str]) -> None:
    """Put each row among those that can be asked or, with the reason, those that were left out."""
    seen: dict[tuple[Any, ...], Gold] = {}
    for number, row in enumerate(fields, start=1):
        read = _read_row(number, row, meanings)
        if isinstance(read, str):
            sample.skipped[number] = read
            continue
        first = seen.setdefault((read.text, read.party, read.span), read)
        if first is read:
            sample.rows.append(read)
        elif first.label == read.label:
            sample.skipped[number] = f"the same as row {first.row}"
        else:
            sample.skipped[number] = (
                f"{read.label} here, but {first.label} in row {first.row}, which was kept"
            )


def _read_row(number: int, row: Mapping[str, str], meanings: Mapping[str, str]) -> Gold | str:
    """The row, or why it cannot be used."""
    text, party = row["text"], row["party"].strip()
    if empty := [name for name in _NEEDED if not row[name].strip()]:
        return f"no {' and no '.join(empty)}"
    label = meanings[row["label"]]
    if label == _SKIP:
        return f"label {row['label']!r} is to be left out"
    if not any(character.isalnum() for character in party):
        return f"the party {party!r} has no letter or digit"
    start, end = row.get("start", ""), row.get("end", "")
    span = None
    if start or end:
        if not (start.isdecimal() and end.isdecimal() and int(start) < int(end) <= len(text)):
            return f"start {start!r} and end {end!r} do not lie in the text of {len(text)} characters"
        span = (int(start), int(end))
        if not any(character.isalnum() for character in text[slice(*span)]):
            return f"characters {start} to {end} of the text hold no name"
    rest = {name: row.get(name, "").strip() for name in ("holder", "document", "source")}
    return Gold(number, text, party, Label(label), span, **rest)


def _columns(names: Sequence[str], chosen: Mapping[str, str]) -> dict[str, str]:
    """Our names of the columns → those of the sample."""
    if unknown := [name for name in chosen if name not in _COLUMNS]:
        raise InputError(f"{unknown[0]!r} is no column of a sample; allowed are {', '.join(_COLUMNS)}")
    if absent := [name for name in chosen.values() if name not in names]:
        raise InputError(f"the sample has no column {absent[0]!r}; it has {', '.join(names)}")
    folded = {str(name).strip().lower(): name for name in reversed(names)}
    found = {}
    for ours, usual in _COLUMNS.items():
        theirs = chosen.get(ours) or next((folded[name] for name in usual if name in folded), None)
        if theirs is not None:
            found[ours] = theirs
    if missing := [name for name in _NEEDED if name not in found]:
        raise InputError(
            f"the sample has no column for {' and '.join(missing)}; it has {', '.join(map(str, names))}. "
            f"Name it, as in --column {missing[0]}={names[0]} or columns={{{missing[0]!r}: {names[0]!r}}}"
        )
    if ("start" in found) != ("end" in found):
        raise InputError("the sample has one of the columns start and end; both are needed, or none")
    return found


def _meanings(fields: Sequence[Mapping[str, str]], labels: Mapping[Any, str]) -> dict[str, str]:
    """What each word among the labels means."""
    allowed = (*map(str, LABELS), _SKIP)
    if wrong := [word for word in labels.values() if word not in allowed]:
        raise InputError(f"a label was said to mean {wrong[0]!r}; allowed are {', '.join(allowed)}")
    told = {_plain(word).strip().lower(): label for word, label in labels.items()}
    counts = Counter(row["label"] for row in fields if row["label"].strip())
    found = {word: read_label(word, told) for word in counts}
    if unknown := [f"{word!r} ({counts[word]})" for word, label in found.items() if label is None]:
        word = next(word for word, label in found.items() if label is None)
        raise InputError(
            f"labels whose meaning is unknown: {', '.join(unknown[:10])}. Say what each means, or leave its "
            f"rows out, as in --label {word}=against or labels={{{word!r}: 'skip'}}"
        )
    return {word: label for word, label in found.items() if label is not None}


def _rows(given: Any, encoding: str) -> Iterator[Mapping[str, Any]]:
    if isinstance(given, (str, os.PathLike)):
        yield from _file_rows(Path(given), encoding)
        return
    if hasattr(given, "columns") and hasattr(given, "to_dict"):
        given = given.to_dict("records")
    if not isinstance(given, Iterable):
        raise InputError(f"the sample is a {type(given).__name__}; give a path, a frame, or rows as mappings")
    for row in given:
        if not isinstance(row, Mapping):
            raise InputError(f"a row of the sample is {row!r}; a mapping of column to value is needed")
        yield row


def _file_rows(path: Path, encoding: str) -> Iterator[Mapping[str, Any]]:
    try:
        text = path.read_bytes().decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except FileNotFoundError as error:
        raise InputError(f"the sample {str(path)!r} does not exist; check the path") from error
    except (OSError, UnicodeError, LookupError) as error:
        raise InputError(f"the sample {str(path)!r} cannot be read as text in {encoding}: {error}") from error
    if "\0" in text:
        raise InputError(f"the sample {str(path)!r} is a binary file; save it as CSV")
    head = text.partition("\n")[0]
    divider = max("\t;,", key=lambda each: (head.count(each), each == ","))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=divider)
    try:
        names = next(reader, [])
        for row in reader:
            if any(value.strip() for value in row):
                yield dict(zip(names, [*row, *[""] * len(names)], strict=False))
    except csv.Error as error:
        raise InputError(f"line {reader.line_num} of the sample {str(path)!r}: {error}") from error


def _plain(value: Any) -> str:
    """A cell as text; missing values are empty, 1.0 is 1."""
    if value is None or type(value).__name__ in ("NAType", "NaTType") or value != value:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
