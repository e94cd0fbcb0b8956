"""Every problem of a file of records, with its line: `Record.validate` stops at the first."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from stance.errors import InputError
from training.markup import parse_markup
from training.records import LABEL_IDS, Record

__all__ = ["check_file", "problems"]

_KEYS = ("id", "sentence", "parties", "relations", "source", "group", "capability")
_NEEDED = ("id", "sentence", "parties", "relations")
_KINDS = {"id": str, "sentence": str, "parties": list, "relations": list, "source": dict, "group": str}
_POLAR = ("favor", "against")


def check_file(path: Path) -> Iterator[tuple[int, str]]:
    """Line number and problem, for a .jsonl file of records or a .tsv file of inline labels.

    Raises:
        InputError: the file cannot be read.
    """
    try:
        lines = path.read_text("utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read: {error}") from error
    ids: dict[str, int] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        name, found = _check_markup(line) if path.suffix == ".tsv" else _check_line(line)
        yield from ((number, problem) for problem in found)
        if name is not None and ids.setdefault(name, number) != number:
            yield number, f"id {name!r} stands in line {ids[name]} too"
    if not any(line.strip() for line in lines):
        yield 1, "the file holds no records"


def _check_markup(line: str) -> tuple[None, list[str]]:
    try:
        parse_markup(line, "markup")
    except InputError as error:
        return None, [str(error).removeprefix("markup: ")]
    return None, []


def _check_line(line: str) -> tuple[str | None, list[str]]:
    try:
        data = json.loads(line)
    except ValueError as error:
        return None, [f"not JSON: {error}"]
    if not isinstance(data, dict):
        return None, ["not a JSON object"]
    found = problems(data)
    if not found:  # what training reads must never be stricter than this check
        Record.from_dict(data)
    name = data.get("id")
    return (name if isinstance(name, str) else None), found


def problems(data: dict[str, Any]) -> list[str]:
    """Everything that is wrong with one record.

    >>> problems({"id": "a", "sentence": "Fiji left.", "partys": [], "relations": []})
    ['unknown key partys; did you mean parties?', 'key parties is missing']
    """
    found = []
    for key in data:
        if key not in _KEYS:
            near = difflib.get_close_matches(key, _KEYS, 1)
            hint = f"did you mean {near[0]}?" if near else f"allowed are {', '.join(_KEYS)}"
            found.append(f"unknown key {key}; {hint}")
    found += [f"key {key} is missing" for key in _NEEDED if key not in data]
    wrong = [key for key, kind in _KINDS.items() if key in data and not isinstance(data[key], kind)]
    found += [f"{key} is {data[key]!r:.40}, not a {_KINDS[key].__name__}" for key in wrong]
    if isinstance(data.get("sentence"), str) and not data["sentence"].strip():
        found.append("the sentence is empty")
    if {"sentence", "parties", "relations"} & {*wrong, *(k for k in _NEEDED if k not in data)}:
        return found
    found += _party_problems(data["sentence"], data["parties"])
    found += _relation_problems(data["relations"], len(data["parties"]))
    return found


def _party_problems(sentence: str, parties: list[Any]) -> Iterator[str]:
    spans: dict[tuple[int, int], int] = {}
    for number, party in enumerate(parties):
        where = f"party {number}"
        if not isinstance(party, dict) or {"name", "start", "end", "label"} - set(party):
            yield f"{where} must have name, start, end and label (null where only its relations are known)"
            continue
        name, start, end, label = (party[key] for key in ("name", "start", "end", "label"))
        if label is not None and label not in LABEL_IDS:
            yield f"{where}: label {label!r}; allowed are {', '.join(LABEL_IDS)} and null"
        if not all(type(place) is int for place in (start, end)) or not 0 <= start < end <= len(sentence):
            length = len(sentence)
            yield f"{where}: span {start!r} to {end!r} does not lie in the sentence of {length} characters"
            continue
        if sentence[start:end] != name:
            yield f"{where}: {name!r} is not at its span, which holds {sentence[start:end]!r}"
        if spans.setdefault((start, end), number) != number:
            yield f"{where}: party {spans[start, end]} has the same span"


def _relation_problems(relations: list[Any], parties: int) -> Iterator[str]:
    pairs: dict[tuple[Any, Any], int] = {}
    for number, relation in enumerate(relations):
        where = f"relation {number}"
        if not isinstance(relation, dict) or {"holder", "target", "label"} - set(relation):
            yield f"{where} must have holder, target and label"
            continue
        holder, target, label = (relation[key] for key in ("holder", "target", "label"))
        if label not in _POLAR:
            yield f"{where}: label {label!r}; allowed are favor and against (a pair not listed is neutral)"
        if not all(type(end) is int and 0 <= end < parties for end in (holder, target)):
            yield f"{where}: {holder!r} > {target!r} must be two of the {parties} parties, counted from 0"
        elif holder == target:
            yield f"{where}: party {holder} toward itself"
        elif pairs.setdefault((holder, target), number) != number:
            yield f"{where}: relation {pairs[holder, target]} has the same holder and target"
