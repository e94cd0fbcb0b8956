"""Sentences with their labels written inline: the form of the project's own training sentences.

One sentence a line, three tab-separated fields, blank lines between contrast groups::

    negation<TAB>{Uruguay|neutral} did not blame {Paraguay|neutral}.<TAB>-
    negation<TAB>{Uruguay|neutral} blamed {Paraguay|against}.<TAB>Uruguay>Paraguay:against
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from stance.errors import InputError
from training.records import Record

__all__ = ["parse_markup", "read_markup"]

_PARTY = re.compile(r"\{([^{}|]+)\|(against|neutral|favor)\}")


def read_markup(path: Path) -> Iterator[Record]:
    """The records of a file, with ids made of its name and the line numbers."""
    group = 1
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if not line.strip():
            group += 1
            continue
        yield parse_markup(line, f"{path.stem}-{number}", f"{path.stem}-g{group}")


def parse_markup(line: str, name: str, group: str = "") -> Record:
    """The record written in one line.

    Raises:
        InputError: the line has another form; the message names it and what is wrong.

    >>> line = "passive\\t{Fiji|against} was blamed by {Samoa|neutral}.\\tSamoa>Fiji:against"
    >>> record = parse_markup(line, "line 1")
    >>> record.sentence, dict(record.relations)
    ('Fiji was blamed by Samoa.', {(1, 0): 'against'})
    """
    fields = line.split("\t")
    if len(fields) != 3:
        raise InputError(f"{name}: {len(fields)} tab-separated fields; three are needed")
    capability, marked, relations = fields
    sentence, parties, end = "", [], 0
    for match in _PARTY.finditer(marked):
        sentence += marked[end : match.start()]
        start, end = len(sentence), match.end()
        sentence += match[1]
        parties.append({"name": match[1], "start": start, "end": len(sentence), "label": match[2]})
    sentence += marked[end:]
    if "{" in sentence or "}" in sentence:
        raise InputError(f"{name}: a brace does not belong to a {{Name|label}} mark: {sentence!r}")
    numbers = {party["name"]: index for index, party in enumerate(parties)}
    return Record.from_dict(
        {
            "id": name,
            "sentence": sentence,
            "parties": parties,
            "relations": [
                _relation(r, numbers, name) for r in relations.split(";") if r.strip() not in ("", "-")
            ],
            "source": {"corpus": "own"},
            "group": group,
            "capability": capability,
        },
        name,
    )


def _relation(text: str, numbers: dict[object, int], name: str) -> dict[str, object]:
    match = re.fullmatch(r"\s*(.+?)>(.+?):(favor|against)\s*", text)
    if not match or match[1] not in numbers or match[2] not in numbers:
        raise InputError(
            f"{name}: relation {text!r} must be Holder>Target:label with names marked in the sentence"
        )
    return {"holder": numbers[match[1]], "target": numbers[match[2]], "label": match[3]}
