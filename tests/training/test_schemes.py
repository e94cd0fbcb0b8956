from __future__ import annotations

import json
from pathlib import Path

import pytest

from stance.batch import TextEncoder
from tests import tiny
from training.dataset import IGNORE, Example, build_examples
from training.records import Record
from training.schemes import NewsMTSCLabels

ROW = tiny.records()[0]


def example() -> Example:
    return build_examples([Record.from_dict(ROW)], TextEncoder(tiny.tokenizer(), None), tiny.config())[0]


def flat(**changes: object) -> str:
    party = ROW["parties"][1]
    row = {"sentence": ROW["sentence"], "mention": party["name"], "from": party["start"], "to": party["end"]}
    return json.dumps(row | {"polarity": -1} | changes, ensure_ascii=False) + "\n"


def read(folder: Path, text: str) -> NewsMTSCLabels:
    (folder / "n.jsonl").write_text(text, "utf-8", newline="")
    return NewsMTSCLabels.read(folder / "n.jsonl")


def test_labels_go_to_the_party_at_their_place(tmp_path: Path) -> None:
    labels, target = read(tmp_path, flat()), example()
    assert labels.attach([target]) == 1
    assert target.stances["newsmtsc"] == [IGNORE, 0]


@pytest.mark.parametrize("change", [{"sentence": "another one"}, {"from": 9, "to": 10}])
def test_what_is_not_shared_gets_no_label(tmp_path: Path, change: dict[str, object]) -> None:
    target = example()
    assert read(tmp_path, flat(**change)).attach([target]) == 0


def test_a_record_cut_by_the_window_is_left_alone(tmp_path: Path) -> None:
    target = example()
    target.spans = target.spans[:1]
    assert read(tmp_path, flat()).attach([target]) == 0
    assert "newsmtsc" not in target.stances


def test_only_line_feeds_end_a_line(tmp_path: Path) -> None:
    read(tmp_path, flat(sentence="one\u2028two"))
