from __future__ import annotations

from pathlib import Path

import pytest

import stance
from stance.classifier import Classifier
from stance.errors import InputError
from stance.validation import Validation
from stance.validation.ask import ask
from stance.validation.gold import read_gold
from tests.tiny import records


def rows() -> list[dict]:
    return [
        {"sentence": record["sentence"], "party": party["name"], "label": party["label"], "id": record["id"]}
        for record in records()
        for party in record["parties"]
    ]


def test_figures_are_those_of_classify(tiny: Classifier, tiny_folder: Path) -> None:
    found = stance.validate(rows(), model=tiny_folder)
    right = [tiny(row["sentence"], [row["party"]]).stances[0].label == row["label"] for row in rows()]
    assert found.accuracy[0] == pytest.approx(sum(right) / len(right), abs=1e-4)
    assert found.figures["model"] == "tiny@seed1"
    assert (found.figures["labels"], found.figures["clusters"]) == (80, 40)
    assert stance.validate(rows(), model=tiny).to_dict() == found.to_dict()


def test_progress_is_told(tiny: Classifier) -> None:
    told: list[tuple[int, int]] = []
    stance.validate(rows()[:5], model=tiny, progress=lambda done, total: told.append((done, total)))
    assert told == [(n, 5) for n in range(1, 6)]


def test_names_that_only_the_sample_or_a_file_knows(tiny: Classifier) -> None:
    text = "The Guild blamed Estmark, and the Guild's ships left."
    sample = read_gold(
        [
            {"text": text, "party": "Harbour Guild", "label": "pro"},
            {"text": text, "party": "Harbour Guild", "label": "pro", "start": 4, "end": 9},
        ]
    )
    unnamed, at_place = ask(tiny, sample)
    assert (unnamed.answer, unnamed.label, unnamed.score) == (None, "neutral", 0)
    assert at_place.answer is not None
    for judged in ask(tiny, sample, {"Harbour Guild": ["the Guild"]}):
        assert judged.answer is not None


def test_holders_are_asked_for_too(tiny: Classifier) -> None:
    row = {"text": "Norvania accused Estmark of cutting the cable.", "party": "Estmark", "label": "con"}
    holders = ["Norvania", "Estmark", "estmark", "—", ""]
    sample = read_gold([{**row, "text": row["text"] + " " * n, "holder": h} for n, h in enumerate(holders)])
    found = ask(tiny, sample)
    expected = tiny(row["text"], ["Norvania", "Estmark"]).stances[1].holders
    assert found[0].answer.holders == expected
    assert all(judged.answer.holders == () for judged in found[1:])


def test_an_aim_that_is_no_share_is_told() -> None:
    with pytest.raises(InputError, match="aim is 90; a share between 0 and 1"):
        stance.validate(rows(), aim=90)


def test_the_score_for_a_wish_is_read_off_the_figures() -> None:
    rows = [{"min_score": 0.0, "kept": 1.0}, {"min_score": 0.7, "kept": 0.8}, {"min_score": 0.9, "kept": 0.4}]
    found = Validation({"aim": {"accuracy": 0.9, "min_score": 0.85}, "coverage": rows})
    assert found.min_score == 0.85
    assert [found.min_score_for(share) for share in (1.0, 0.8, 0.5, 0.1)] == [0.0, 0.7, 0.7, 0.9]
    assert Validation({"aim": {"accuracy": 0.9}, "coverage": rows}).min_score is None
