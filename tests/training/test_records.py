from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from stance.errors import InputError
from tests import tiny
from training.records import Record, file_hash, occurrences, read_records


def row(**changes: Any) -> dict[str, Any]:
    return tiny.record(tiny.TEMPLATES[0], ("Norvania", "Estmark"), "r1") | changes


def party(**changes: Any) -> list[dict[str, Any]]:
    first, second = row()["parties"]
    return [first | changes, second]


def test_a_record_is_read() -> None:
    record = Record.from_dict(row())
    assert [(p.name, p.label) for p in record.parties] == [("Norvania", "neutral"), ("Estmark", "against")]
    assert record.relations == {(0, 1): "against"}
    assert record.group == "r1"


def test_a_label_may_be_unknown_and_parties_and_relations_none() -> None:
    assert Record.from_dict(row(parties=party(label=None))).parties[0].label is None
    assert Record.from_dict(row(parties=[], relations=[])).parties == ()


WRONG = {
    "a span beside the name": (row(parties=party(start=1)), "Norvania"),
    "a span beyond the end": (row(parties=party(start=900, end=908)), "Norvania"),
    "an unknown label": (row(parties=party(label="support")), "support"),
    "a label in capitals": (row(parties=party(label="Favor")), "Favor"),
    "a party without a field": (row(parties=[{"name": "Norvania"}]), "start"),
    "no parties": ({k: v for k, v in row().items() if k != "parties"}, "parties"),
    "no sentence": ({k: v for k, v in row().items() if k != "sentence"}, "sentence"),
    "a sentence that is no text": (row(sentence=["Norvania"]), "Norvania"),
    "parties of the wrong type": (row(parties=5), "parties|iterable"),
    "a relation to itself": (row(relations=[{"holder": 0, "target": 0, "label": "favor"}]), "0 > 0"),
    "a relation to nobody": (row(relations=[{"holder": 0, "target": 2, "label": "favor"}]), "0 > 2"),
    "a relation from below zero": (row(relations=[{"holder": -1, "target": 0, "label": "favor"}]), "-1 > 0"),
    "a neutral relation": (row(relations=[{"holder": 0, "target": 1, "label": "neutral"}]), "neutral"),
    "a relation without a label": (row(relations=[{"holder": 0, "target": 1}]), "label"),
}


@pytest.mark.parametrize(("data", "message"), WRONG.values(), ids=WRONG)
def test_a_wrong_record_is_told_with_its_place(data: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=rf"file line 7: .*({message})"):
        Record.from_dict(data, "file line 7")


WRONG_TYPES = {
    "an offset that is no number": row(parties=party(start="0")),
    "an offset that is no whole number": row(parties=party(start=0.0)),
    "a relation that is no number": row(relations=[{"holder": "0", "target": 1, "label": "favor"}]),
    "an offset below zero": row(parties=party(start=-len(row()["sentence"]), end=8 - len(row()["sentence"]))),
    "an empty name": row(parties=party(name="", start=3, end=3)),
}


@pytest.mark.parametrize("data", WRONG_TYPES.values(), ids=WRONG_TYPES)
def test_a_record_of_wrong_types_is_told_too(data: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        Record.from_dict(data)


def test_a_file_of_records(tmp_path: Path) -> None:
    records = read_records(tiny.write_records(tmp_path / "r.jsonl"))
    assert len(records) == 40
    assert len({record.id for record in records}) == 40


def test_only_line_feeds_end_a_line(tmp_path: Path) -> None:
    sentence = "Norvania\u2028left\x85and\x0bslept."
    data = row(sentence=sentence, parties=[party()[0]], relations=[])
    path = tmp_path / "r.jsonl"
    path.write_text(
        json.dumps(data, ensure_ascii=False).replace("\\u000b", "\x0b") + "\r\n\n", "utf-8", newline=""
    )
    with pytest.raises(InputError, match="Invalid control character"):
        read_records(path)
    path.write_text(json.dumps(data, ensure_ascii=False) + "\r\n\n", "utf-8", newline="")
    (record,) = read_records(path)
    assert record.sentence == sentence


def test_the_line_of_a_wrong_record_is_named(tmp_path: Path) -> None:
    path = tiny.write_records(tmp_path / "r.jsonl", [row(), row(parties=party(start=1))])
    with pytest.raises(InputError, match=r"r\.jsonl line 2"):
        read_records(path)


def test_a_line_that_is_no_json_is_named(tmp_path: Path) -> None:
    (tmp_path / "r.jsonl").write_text("{", "utf-8")
    with pytest.raises(InputError, match=r"r\.jsonl line 1"):
        read_records(tmp_path / "r.jsonl")


@pytest.mark.parametrize(
    ("sentence", "name", "spans"),
    [
        ("Kesh met Keshans and Kesh’s envoy", "Kesh", [(0, 4), (21, 25)]),
        ("U.S. and U.S.", "U.S.", [(0, 4), (9, 13)]),
        ("a+b (a+b)", "a+b", [(0, 3), (5, 8)]),
        ("", "Kesh", []),
    ],
)
def test_occurrences_are_whole_words(sentence: str, name: str, spans: list[tuple[int, int]]) -> None:
    assert occurrences(sentence, name) == spans


def test_the_hash_is_of_the_bytes(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"abc")
    assert file_hash(tmp_path / "f").startswith("ba7816bf8f01cfea")


def test_the_hash_of_a_folder_follows_its_files(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    first = file_hash(tmp_path)
    (tmp_path / "b").write_bytes(b"abc")
    assert first != file_hash(tmp_path)
    (tmp_path / "b").unlink()
    assert first == file_hash(tmp_path)
    (tmp_path / "a").rename(tmp_path / "c")
    assert first != file_hash(tmp_path)
