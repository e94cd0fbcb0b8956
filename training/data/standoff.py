"""Labels without the text they are about: what may be given away when the text may not.

A line holds the record's id, where the sentence stands in its corpus, the SHA-256 of the sentence (white
space as single spaces), and offsets with labels. `join` puts the sentences back from the corpora on the
user's disk. No sentence, no name and no id that spells one is written.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from stance.errors import InputError
from training.records import Record, RecordParty
from training.sources.base import json_lines
from training.sources.dse import unmark

__all__ = ["Joined", "corpus_id", "join", "plain", "sentence_hash", "stand_off"]

# Document and sentence number; what follows in NewsMTSC's ids is the target's name and its place.
_SENTENCE_ID = re.compile(r"((?:allsides|polusa_v1)_-?\d+_-?\d+_\d+)_")
_BLANK_LINES = re.compile(r"\n\s*\n")
_LABELS = {"favor": "+", "against": "-", "neutral": "0", None: None}
_MEANING = {short: label for label, short in _LABELS.items()}


@dataclass(slots=True)
class Joined:
    """What `join` found, and what it could not: ``missing`` (no such place), ``differs`` (other text)."""

    records: list[Record] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    differs: list[str] = field(default_factory=list)


def plain(text: str) -> str:
    """The text with all white space as single spaces: the form that hashes and offsets are about.

    >>> plain("  Fiji\\u00a0left.\\n")
    'Fiji left.'
    """
    return " ".join(text.split())


def sentence_hash(sentence: str) -> str:
    """SHA-256 of a sentence in its `plain` form, as hexadecimal."""
    return hashlib.sha256(plain(sentence).encode()).hexdigest()


def stand_off(records: Iterable[Record]) -> Iterator[str]:
    """One line of JSON per record.

    Raises:
        InputError: a sentence is not in its `plain` form, or its source does not say where it stands.

    >>> party = RecordParty("Fiji", 0, 4, "neutral")
    >>> record = Record("r1", "Fiji left.", (party,), {}, {"corpus": "dse", "split": "train", "line": 7})
    >>> print(*stand_off([record]))  # doctest: +ELLIPSIS
    {"id":"r1","at":["dse","train",7],"sha256":"67...","parties":[[0,4,"0"]],"relations":[]}
    """
    for record in records:
        if plain(record.sentence) != record.sentence:
            raise InputError(f"{record.id}: the sentence holds more than single spaces between its words")
        place = _place(record)
        line: dict[str, Any] = {
            "id": record.id,
            "at": place,
            "sha256": sentence_hash(record.sentence),
            "parties": [[p.start, p.end, _LABELS[p.label]] for p in record.parties],
            "relations": [[holder, target, _LABELS[v]] for (holder, target), v in record.relations.items()],
        }
        if place[0] == "conflibert-samples":  # articles have no sentence numbers: the length finds it
            line["length"] = len(record.sentence)
        yield json.dumps(line, separators=(",", ":"))


def _place(record: Record) -> list[Any]:
    """Corpus, split and line; corpus, split and id of the sentence; or corpus, file and article."""
    source = record.source
    try:
        match source["corpus"]:
            case "dse":
                return ["dse", source["split"], source["line"]]
            case "newsmtsc":
                return ["newsmtsc", source["split"], corpus_id(source["id"])]
            case "conflibert-samples" as corpus:
                return [corpus, source["file"], source["article"]]
            case other:
                raise InputError(f"{record.id}: no way to point into the corpus {other!r} is known")
    except KeyError as error:
        raise InputError(f"{record.id}: source does not say {error}") from error


def corpus_id(name: str) -> str:
    """The part of NewsMTSC's id that names the sentence.

    >>> corpus_id("polusa_v1_12_-1_3_Jane Doe_4_12")
    'polusa_v1_12_-1_3'
    """
    match = _SENTENCE_ID.match(name)
    if not match:
        raise InputError(f"{name!r} is no id of NewsMTSC")
    return match[1]


def join(path: Path, corpora: Path) -> Joined:
    """The records of a stand-off file, their sentences read from the corpora.

    Args:
        path: the stand-off file.
        corpora: a folder with a folder per corpus: ``newsmtsc`` (.jsonl), ``dse`` (.txt) and
            ``conflibert-samples`` (the .txt samples of the repository eventdata/ConfliBERT).

    Raises:
        InputError: the stand-off file has another form.
    """
    broken: list[str] = []
    lines = [row for _, row in json_lines(path, broken)]
    if broken:
        raise InputError(f"{path}: {broken[0]}")
    corpus = _Corpora(corpora)
    result = Joined()
    for row in lines:
        try:
            sentence, source = corpus.find(row["at"], row["sha256"], row.get("length", 0))
            if sentence is None:
                (result.differs if source else result.missing).append(f"{row['id']}: {_name(row['at'])}")
            else:
                result.records.append(_record(row, sentence, source))
        except (KeyError, TypeError, ValueError) as error:
            raise InputError(f"{path}: {row.get('id')}: not a stand-off line: {error}") from error
    return result


def _name(at: list[Any]) -> str:
    return " ".join(map(str, at))


def _record(row: Mapping[str, Any], sentence: str, source: dict[str, Any]) -> Record:
    parties = tuple(RecordParty(sentence[s:e], s, e, _MEANING[label]) for s, e, label in row["parties"])
    relations = {(h, t): str(_MEANING[label]) for h, t, label in row["relations"]}
    record = Record(row["id"], sentence, parties, relations, source)
    record.validate(row["id"])
    return record


class _Corpora:
    """The sentences of the corpora on disk, each file read when it is first asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[tuple[str, str], dict[Any, list[tuple[str, dict[str, Any]]]]] = {}

    def find(self, at: list[Any], sha256: str, length: int) -> tuple[str | None, dict[str, Any]]:
        """The sentence and its source; None with a source where another text stands, with {} where none."""
        corpus, part, place = at
        if (corpus, part) not in self._files:
            self._files[corpus, part] = self._read(corpus, part)
        found = self._files[corpus, part].get(place, [])
        for text, source in found:
            for sentence in _windows(text, length) if length else [text]:
                if hashlib.sha256(sentence.encode()).hexdigest() == sha256:
                    return sentence, source
        return None, found[0][1] if found else {}

    def _read(self, corpus: str, part: str) -> dict[Any, list[tuple[str, dict[str, Any]]]]:
        readers = {"dse": _read_dse, "newsmtsc": _read_newsmtsc, "conflibert-samples": _read_articles}
        if corpus not in readers:
            raise ValueError(f"unknown corpus {corpus!r}; allowed are {', '.join(readers)}")
        ending = "jsonl" if corpus == "newsmtsc" else "txt"
        places: dict[Any, list[tuple[str, dict[str, Any]]]] = {}
        for file in sorted((self._folder / corpus).rglob(f"{part}.{ending}")):
            for place, text, source in readers[corpus](file):
                places.setdefault(place, []).append((plain(text), {"corpus": corpus, **source}))
        return places


def _read_dse(path: Path) -> Iterator[tuple[int, str, dict[str, Any]]]:
    for number, line in enumerate(path.read_text("utf-8").split("\n"), 1):
        yield number, unmark(line.split("\t")[0])[0], {"split": path.stem, "line": number}


def _read_newsmtsc(path: Path) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Both forms carry the ids; each target of a sentence has one, and they begin alike."""
    for _, row in json_lines(path, []):
        name = str(row.get("id") or row.get("primary_gid"))
        if match := _SENTENCE_ID.match(name):
            text = row.get("sentence") or row.get("sentence_normalized")
            yield match[1], str(text), {"split": path.stem, "id": name}


def _read_articles(path: Path) -> Iterator[tuple[int, str, dict[str, Any]]]:
    articles = _BLANK_LINES.split(path.read_text("utf-8").strip("\n"))
    for number, article in enumerate(articles):
        yield number, article, {"file": path.stem, "article": number}


def _windows(text: str, length: int) -> Iterator[str]:
    """Every piece of that length that begins where a word does and ends where one does."""
    for word in re.finditer(r"\S+", text):
        end = word.start() + length
        if end <= len(text) and (end == len(text) or text[end] == " "):
            yield text[word.start() : end]
