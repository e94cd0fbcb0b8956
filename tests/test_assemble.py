from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from stance.assemble import assemble_sentence
from stance.judge import Job, PairChances

TEXT = "It rained. Norvania thanked Estmark, and Norvania’s minister left."
SENTENCE = (11, len(TEXT))
AGAINST, NEUTRAL, FAVOR = np.eye(3) * 0.7 + 0.1


def window(of_norvania: Any, of_estmark: Any) -> PairChances:
    """What Norvania says of Estmark, and Estmark of Norvania."""
    pairs = np.array([[0, 1], [1, 0]])
    return PairChances(["Norvania", "Estmark"], pairs, np.stack([of_norvania, of_estmark]))


def job() -> Job:
    return Job(
        TEXT[11:],
        {},
        stances={"Estmark": [FAVOR], "Norvania": [NEUTRAL, FAVOR, NEUTRAL]},
        relations=[window(FAVOR, NEUTRAL)],
        mentions={"Norvania": [(30, 38), (0, 8)], "Estmark": [(17, 24)]},
    )


def test_a_sentence_without_a_party() -> None:
    for nothing in (None, Job("It rained.", {})):
        sentence = assemble_sentence(TEXT, (0, 11), 0, nothing)
        assert (sentence.text, sentence.start, sentence.end) == ("It rained. ", 0, 11)
        assert sentence.stances == sentence.relations == ()


def test_stances_stand_in_order_of_the_text_with_offsets_of_the_document() -> None:
    sentence = assemble_sentence(TEXT, SENTENCE, 1, job())
    assert [s.party for s in sentence.stances] == ["Norvania", "Estmark"]
    assert [(m.text, m.start, m.end) for m in sentence.stances[0].mentions] == [
        ("Norvania", 11, 19), ("Norvania", 41, 49)
    ]  # fmt: skip
    assert all(TEXT[m.start : m.end] == m.text for s in sentence.stances for m in s.mentions)


def test_what_several_windows_say_is_averaged() -> None:
    norvania = assemble_sentence(TEXT, SENTENCE, 1, job()).stances[0]
    assert norvania.label == "neutral"
    assert norvania.probabilities == pytest.approx({"against": 0.1, "neutral": 1.7 / 3, "favor": 1 / 3})
    assert norvania.score == norvania.probabilities["neutral"]


def test_relations_are_those_that_are_not_neutral() -> None:
    sentence = assemble_sentence(TEXT, SENTENCE, 1, job())
    (relation,) = sentence.relations
    assert (relation.holder, relation.target, relation.label, relation.sentence) == (
        "Norvania",
        "Estmark",
        "favor",
        1,
    )
    assert [s.holders for s in sentence.stances] == [(), ("Norvania",)]


def test_pairs_are_averaged_over_windows() -> None:
    long = job()
    long.relations = [window(FAVOR, NEUTRAL), window(AGAINST, AGAINST), window(AGAINST, AGAINST)]
    relations = assemble_sentence(TEXT, SENTENCE, 1, long).relations
    said = {relation.holder: relation.probabilities for relation in relations}
    assert said["Norvania"] == pytest.approx({"against": 1.7 / 3, "neutral": 0.1, "favor": 1 / 3})
    assert said["Estmark"] == pytest.approx({"against": 1.7 / 3, "neutral": 1 / 3, "favor": 0.1})


def test_parties_that_get_one_name_become_one() -> None:
    sentence = assemble_sentence(TEXT, SENTENCE, 1, job(), lambda key: "Both")
    (stance,) = sentence.stances
    assert len(stance.mentions) == 3
    assert sentence.relations == ()
    assert stance.probabilities["favor"] == pytest.approx((0.8 + 0.8 + 0.1 + 0.1) / 4)


def test_a_holder_without_a_stance_of_its_own_is_left_out() -> None:
    half = job()
    del half.stances["Norvania"]
    sentence = assemble_sentence(TEXT, SENTENCE, 1, half)
    assert [s.party for s in sentence.stances] == ["Estmark"]
    assert sentence.relations == ()


def test_relations_stand_in_order_of_the_text_in_whatever_order_they_were_judged() -> None:
    mutual = job()
    said = window(FAVOR, AGAINST)
    mutual.relations = [PairChances(said.keys, said.pairs[[i]], said.chances[[i]]) for i in (1, 0)]
    sentence = assemble_sentence(TEXT, SENTENCE, 1, mutual)
    assert [(r.holder, str(r.label)) for r in sentence.relations] == [
        ("Norvania", "favor"),
        ("Estmark", "against"),
    ]


def test_the_values_are_plain_floats() -> None:
    for answer in assemble_sentence(TEXT, SENTENCE, 1, job()).stances:
        assert all(type(value) is float for value in (answer.score, *answer.probabilities.values()))
