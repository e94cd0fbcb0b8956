"""Labels, relations, mentions, contrast groups, trust and DSE's classes, counted on answers built by hand."""

from __future__ import annotations

import numpy as np
import pytest

from stance.types import Document, Label, Mention, Sentence, Stance
from training.evaluation.ask import Answer, Pair
from training.evaluation.contrast import by_capability, group_tallies
from training.evaluation.external import class_tallies, copied_rows, directed_class, directed_classes
from training.evaluation.mentions import count_mentions
from training.evaluation.relations import relation_tallies
from training.evaluation.stances import confusion_of, per_group, per_label, per_party, stance_tallies
from training.evaluation.trust import calibration, coverage, trust
from training.metrics import calibration_error, polar_f1
from training.records import Record, RecordParty
from training.sources.dse import parse_row


def record(name: str, group: str = "", capability: str = "") -> Record:
    parties = (RecordParty("Kesh", 0, 4, "favor"), RecordParty("Pell", 11, 15, "against"))
    return Record(name, "Kesh beats Pell.", parties, {}, {"corpus": name[0]}, group, capability)


def answer(name: str, gold: int, found: int, party: int = 0, **about: str) -> Answer:
    chances = tuple(0.8 if label == found else 0.1 for label in range(3))
    return Answer(record(name, **about), party, gold, found, chances)


ANSWERS = [answer("a1", 0, 0), answer("a1", 1, 1, 1), answer("b1", 2, 2), answer("b2", 2, 1, 1)]


def test_labels() -> None:
    tallies = stance_tallies(ANSWERS, lambda a: a.record.id)
    assert tallies["accuracy"].value == 0.75
    assert tallies["accuracy"].clusters == ("a1", "b1", "b2")
    matrix = confusion_of(ANSWERS)
    assert matrix == [[1, 0, 0], [0, 1, 0], [0, 1, 1]]
    labels = per_label(matrix)
    assert labels["against"]["support"] == 1
    assert labels["neutral"] == {"precision": 0.5, "recall": 1.0, "f1": 0.6667, "support": 1}


def test_groups_and_parties() -> None:
    groups = per_group(ANSWERS, lambda a: str(a.record.source["corpus"]))
    assert groups["a"] == {"labels": 2, "accuracy": 1.0, "macro_f1": 1.0}
    assert groups["b"]["accuracy"] == 0.5
    assert list(per_group(ANSWERS, lambda a: a.record.id, least=2)) == ["a1"]
    assert per_party(ANSWERS, most=1)["Kesh"]["labels"] == 2
    assert list(per_party([*ANSWERS, ANSWERS[3]], most=1)) == ["Pell"]


def test_relations_count_sign_and_direction() -> None:
    gold, found = [0, 1, 2, 1, 2], [0, 0, 0, 1, 1]
    pairs = [
        Pair(record(f"a{n}"), 0, 1, *labels, 0.5) for n, labels in enumerate(zip(gold, found, strict=True))
    ]
    tallies = relation_tallies(pairs, lambda pair: pair.record.id)
    assert tallies["relations_f1"].value == pytest.approx(polar_f1(np.array(gold), np.array(found)))
    assert tallies["relations_f1"].counts.sum(0).tolist() == [1, 3, 3]


def found_at(*parties: list[tuple[int, int]]) -> Document:
    text = "Kesh beats Pell and Kesh."
    stances = tuple(
        Stance(str(n), Label.NEUTRAL, 1.0, {}, tuple(Mention(text[s:e], s, e) for s, e in spans))
        for n, spans in enumerate(parties)
    )
    return Document(text, (Sentence(text, 0, len(text), stances),))


@pytest.mark.parametrize(
    ("found", "counts"),
    [
        ([[(0, 4)], [(11, 15)]], (2, 2, 2)),
        ([[(0, 4), (20, 24)], [(11, 15)]], (2, 2, 2)),  # the second mention of a name is not listed
        ([[(20, 24)]], (0, 0, 2)),
        ([[(5, 10)]], (0, 1, 2)),
        ([[(0, 10)], [(11, 15)]], (1, 2, 2)),
        ([], (0, 0, 2)),
    ],
)
def test_mentions(found: list[list[tuple[int, int]]], counts: tuple[int, int, int]) -> None:
    assert count_mentions(record("a1"), found_at(*found)) == counts


def test_contrast_groups_are_right_only_as_a_whole() -> None:
    answers = [
        answer("a1", 0, 0, group="k1", capability="negation"),
        answer("a2", 1, 1, group="k1", capability="negation"),
        answer("a3", 0, 0, group="k2", capability="negation"),
        answer("a4", 1, 2, group="k2", capability="negation"),
        answer("a5", 1, 1, group="k3", capability="sarcasm"),
    ]
    pairs = [Pair(answers[0].record, 0, 1, 0, 1, 0.0)]
    tallies = group_tallies(answers, pairs)
    values = [round(tally.value, 3) for tally in tallies.values()]
    assert values == [0.8, 0.667, 0.333]
    found = by_capability(answers)
    assert found["negation"] == {"groups": 2, "groups_right": 1, "labels": 4, "labels_right": 0.75}


def test_calibration() -> None:
    chance = np.random.default_rng(1)
    chances = chance.dirichlet((1, 1, 1), 500)
    gold = np.array([chance.choice(3, p=row) for row in chances])
    found = calibration(gold, chances)
    assert found["ece"] == pytest.approx(calibration_error(gold, chances), abs=1e-4)
    assert found["ece"] < 0.1
    assert sum(row["labels"] for row in found["reliability"]) == 500
    sharp = np.eye(3)[(gold + 1) % 3]
    assert calibration(gold, sharp)["brier"] == 2.0
    assert calibration(gold, np.eye(3)[gold])["brier"] == 0.0


def test_risk_falls_with_coverage_when_confidence_tells() -> None:
    gold = np.array([0] * 10)
    right, doubtful = [0.9, 0.05, 0.05], [0.3, 0.4, 0.3]
    found = coverage(gold, np.array([doubtful] * 5 + [right] * 5))
    assert found["points"][0] == {"coverage": 0.5, "accuracy": 1.0, "min_score": 0.9}
    assert found["points"][-1]["accuracy"] == 0.5
    assert found["curve"][-1] == [1.0, 0.5]
    worse = coverage(gold, np.array([[0.05, 0.9, 0.05]] * 5 + [[0.4, 0.3, 0.3]] * 5))
    assert worse["aurc"] > found["aurc"]


def test_parties_not_found_have_no_probability_to_trust() -> None:
    missed = Answer(record("a1"), 0, 0, 1, None)
    assert trust([missed]) == {}
    assert trust([missed, *ANSWERS]) == trust(ANSWERS)


ROWS = [
    parse_row("[Kesh] praised [Pell].\tKesh\tPell\t1", "test", 1),
    parse_row("[Kesh] blamed [Pell].\tKesh\tPell\t3", "test", 2),
    parse_row("[Kesh] was blamed by [Pell].\tKesh\tPell\t4", "test", 3),
    parse_row("[Kesh] met [Pell].\tKesh\tPell\t0", "test", 4),
]


def pair(row: int, holder: int, found: int, score: float) -> Pair:
    return Pair(ROWS[row], holder, 1 - holder, 1, found, score)


def test_the_class_of_a_row() -> None:
    assert directed_class([]) == 0
    assert directed_class([pair(0, 0, 2, 0.9), pair(0, 1, 1, 0.0)]) == 1
    assert directed_class([pair(0, 0, 1, 0.0), pair(0, 1, 2, 0.9)]) == 2
    assert directed_class([pair(0, 0, 0, 0.9), pair(0, 1, 2, 0.6)]) == 3
    assert directed_class([pair(0, 0, 0, 0.6), pair(0, 1, 0, 0.9)]) == 4


def test_copied_rows_do_not_count_in_the_clean_score() -> None:
    pairs = [pair(0, 0, 2, 0.9), pair(1, 0, 2, 0.9), pair(2, 1, 0, 0.9)]
    train = [parse_row("[Kesh] blamed [Pell].\tKesh\tPell\t3", "train", 9)]
    found = directed_classes(ROWS, pairs)
    assert found == [1, 1, 4, 0]
    copied = copied_rows(ROWS, train)
    assert copied == {"test-2"}
    tallies = class_tallies(ROWS, found, copied)
    assert tallies["micro_f1"].value == 0.75
    assert tallies["clean_micro_f1"].value == 1.0
    assert tallies["micro_f1"].counts.sum(0)[3][1] == 1
