"""Floors: what they answer, and who can answer what."""

from __future__ import annotations

import builtins
from collections.abc import Sequence

import pytest

from stance.errors import MissingExtraError
from tests.tiny import records
from training.evaluation.floors import (
    NAMES,
    Questions,
    floors,
    labelled,
    majority,
    tfidf,
    unseen_target,
    vader,
)
from training.evaluation.tally import Tally, accuracy, labels_tally
from training.records import Record

AGAINST, NEUTRAL, FAVOR = 0, 1, 2
RECORDS = [Record.from_dict(row) for row in records()]


def test_vader_reads_the_sentence() -> None:
    texts = ["Kesh is a wonderful, generous friend.", "Kesh met Pell.", "Kesh is a vile, cruel liar."]
    assert vader(texts) == [FAVOR, NEUTRAL, AGAINST]


def test_vader_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: object) -> object:
        if name.startswith("vaderSentiment"):
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MissingExtraError, match=r"stance\[evaluation\]"):
        vader(["Kesh met Pell."])


def test_tfidf_learns_words_but_cannot_tell_the_parties_of_a_sentence_apart() -> None:
    known = (["good help praised", "bad cruel blamed", "met on Monday"] * 5, [FAVOR, AGAINST, NEUTRAL] * 5)
    assert tfidf(known, ["praised", "cruel", "Monday"]) == [FAVOR, AGAINST, NEUTRAL]
    texts, _ = labelled(RECORDS)
    found = dict(zip(texts, tfidf(labelled(RECORDS), texts), strict=True))
    assert tfidf(labelled(RECORDS), texts) == [found[text] for text in texts]
    assert tfidf((["a", "b"], [FAVOR, FAVOR]), ["c"]) == [FAVOR]
    assert tfidf(known, []) == []


def test_labelled_leaves_out_parties_without_label() -> None:
    row = records()[0]
    row["parties"][0]["label"] = None
    assert labelled([Record.from_dict(row)]) == ([row["sentence"]], [AGAINST])


def test_the_unseen_target_gets_the_sentences_label() -> None:
    chances = [(0.8, 0.2, 0.0), (0.1, 0.3, 0.6), (0.0, 0.1, 0.9), None]
    assert unseen_target(["a", "a", "b", "b"], chances) == [AGAINST, AGAINST, FAVOR, FAVOR]
    assert majority([FAVOR, FAVOR, NEUTRAL], 3) == [FAVOR] * 3


def measure(found: Sequence[int]) -> dict[str, Tally]:
    return {"accuracy": labels_tally([NEUTRAL, FAVOR], found, "ab", accuracy)}


def test_only_those_answer_who_can() -> None:
    texts = ["Kesh met Pell.", "Kesh praised Pell."]
    chances = [(0.1, 0.8, 0.1), (0.1, 0.1, 0.8)]
    found = floors(Questions(texts, texts, measure, chances, labelled), RECORDS)
    assert list(found) == list(NAMES)
    assert found["unseen_target"]["accuracy"].value == 1.0
    assert found["majority"]["accuracy"].value == 0.5
    assert list(floors(Questions(texts, texts, measure, [], labelled), RECORDS)) == ["majority", "tfidf"]
