from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.errors import InputError
from stance.export.plain import document_from_dict, document_to_dict, document_to_json, sentence_to_dict
from stance.types import Document, Label, Sentence, Stance
from tests.examples import lake_document


def test_keys_are_the_documented_ones() -> None:
    values = document_to_dict(lake_document())
    assert list(values) == ["text", "model", "parties", "sentences", "relations"]
    sentence = values["sentences"][0]
    assert list(sentence) == ["text", "start", "end", "stances", "relations"]
    assert list(sentence["stances"][1]) == ["party", "label", "score", "probabilities", "mentions", "holders"]
    assert list(sentence["stances"][1]["mentions"][0]) == ["text", "start", "end"]
    assert list(values["relations"][0]) == [
        "holder",
        "target",
        "label",
        "score",
        "probabilities",
        "sentence",
    ]


def test_round_trip_through_a_dict_and_through_json() -> None:
    document = lake_document()
    again = document_from_dict(document.to_dict())
    assert again == document
    assert again.model == document.model
    assert document_from_dict(json.loads(document.to_json(indent=2))) == document
    assert json.loads(document.to_json()) == document.to_dict()
    assert again.sentences[0].stances[0].label is Label.NEUTRAL


def test_values_are_plain_types_only() -> None:
    def check(value: object) -> None:
        assert type(value) in (dict, list, str, float, int)
        if isinstance(value, dict):
            for key, inner in value.items():
                assert type(key) is str
                check(inner)
        elif isinstance(value, list):
            for inner in value:
                check(inner)

    check(lake_document().to_dict())


def test_scalars_of_an_array_library_become_numbers() -> None:
    numpy = pytest.importorskip("numpy")
    score = numpy.float32(0.5)
    stance = Stance("Norvania", Label.FAVOR, score, {"favor": score, "neutral": score, "against": score}, ())
    document = Document("x", (Sentence("x", 0, 1, (stance,)),))
    assert json.loads(document_to_json(document))["sentences"][0]["stances"][0]["score"] == 0.5


def test_letters_outside_ascii_stay_readable() -> None:
    assert "Élysée — 🕊" in document_to_json(Document("Élysée — 🕊"))


@given(st.text())
def test_any_text_survives(text: str) -> None:
    document = Document(text, (Sentence(text, 0, len(text)),))
    assert document_from_dict(json.loads(document_to_json(document))) == document


def test_relations_of_the_document_are_those_of_its_sentences() -> None:
    values = document_to_dict(lake_document())
    assert values["relations"] == [r for sentence in values["sentences"] for r in sentence["relations"]]


def test_unknown_keys_are_passed_over() -> None:
    document = lake_document()
    assert document_from_dict({"id": "lake.txt", **document.to_dict()}) == document


@pytest.mark.parametrize("key", ["text", "sentences", "parties"])
def test_a_missing_key_is_named(key: str) -> None:
    values = document_to_dict(lake_document())
    del values[key]
    with pytest.raises(InputError, match=f"lacks the key '{key}'"):
        document_from_dict(values)


def test_an_unknown_label_is_an_error() -> None:
    values = document_to_dict(lake_document())
    values["sentences"][0]["stances"][0]["label"] = "positive"
    with pytest.raises(InputError, match="'positive' is not a valid Label"):
        document_from_dict(values)


def test_a_list_is_not_a_document() -> None:
    with pytest.raises(InputError, match="cannot be read"):
        document_from_dict([])  # type: ignore[arg-type]


def test_sentence_to_dict_is_the_method() -> None:
    sentence = replace(lake_document().sentences[2], relations=())
    assert sentence.to_dict() == sentence_to_dict(sentence)
