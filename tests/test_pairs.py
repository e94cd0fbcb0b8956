from __future__ import annotations

import pytest

from stance.classifier import Classifier
from stance.pairs import Pair, judge_pairs
from stance.types import LABELS, Party
from tests.tiny import TEXT


def test_sentences_are_averaged_and_a_span_chooses_one(tiny: Classifier) -> None:
    document = tiny(TEXT, ["Norvania"])
    first, second = document.stances
    place = second.mentions[0]
    whole, chosen, nowhere = judge_pairs(
        tiny,
        [
            Pair(TEXT, Party("Norvania")),
            Pair(TEXT, Party("Norvania"), (place.start, place.end)),
            Pair(TEXT, Party("Kesh")),
        ],
    )
    expected = [(first.probabilities[label] + second.probabilities[label]) / 2 for label in LABELS]
    assert whole.probabilities == pytest.approx(expected)
    assert chosen.probabilities == pytest.approx([second.probabilities[label] for label in LABELS])
    assert chosen.sentences == (document.sentences[3].text,)
    assert nowhere is None


def test_others_may_hold_the_stance_and_change_no_label(tiny: Classifier) -> None:
    text = "Norvania accused Estmark of cutting the cable."
    alone, beside = judge_pairs(
        tiny,
        [Pair(text, Party("Estmark")), Pair(text, Party("Estmark"), others=(Party("Norvania"),))],
    )
    assert alone.probabilities == pytest.approx(beside.probabilities)
    relations = tiny(text, ["Norvania", "Estmark"]).relations
    assert beside.holders == tuple(r.holder for r in relations if r.target == "Estmark")
