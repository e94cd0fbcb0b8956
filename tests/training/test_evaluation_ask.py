"""Records put to a model, and answers taken out of documents."""

from __future__ import annotations

from dataclasses import replace

import pytest

from stance.classifier import Classifier
from stance.types import Document, Label, Mention, Party, Relation, Sentence, Stance
from tests.tiny import records, write_model
from training.evaluation.ask import answers, ask, parties_of, under_scheme
from training.records import LABEL_IDS, Record, RecordParty

SENTENCE = "Norvania blamed Estmark."
RECORD = Record(
    "1",
    SENTENCE,
    (RecordParty("Norvania", 0, 8, "neutral"), RecordParty("Estmark", 16, 23, "against")),
    {(0, 1): "against"},
)


def said(party: str, start: int, label: str, offset: int = 0) -> Stance:
    chances = {str(each): 0.8 if each == label else 0.1 for each in Label}
    mention = Mention(party, offset + start, offset + start + len(party))
    return Stance(party, Label(label), 0.8, chances, (mention,))


def document(*stances: Stance, relations: tuple[Relation, ...] = (), before: str = "") -> Document:
    first = (Sentence(before, 0, len(before)),) if before else ()
    end = len(before) + len(SENTENCE)
    return Document(before + SENTENCE, (*first, Sentence(SENTENCE, len(before), end, stances, relations)))


def test_answers_are_those_of_the_spans() -> None:
    relation = Relation("Norvania", "Estmark", Label.FAVOR, 0.7, {}, 0)
    found = answers(
        RECORD, document(said("Norvania", 0, "favor"), said("Estmark", 16, "against"), relations=(relation,))
    )
    assert [(a.name, a.gold, a.found) for a in found.stances] == [("Norvania", 1, 2), ("Estmark", 0, 0)]
    assert found.stances[1].probabilities == (0.8, 0.1, 0.1)
    assert [(p.holder, p.target, p.gold, p.found, p.score) for p in found.pairs] == [
        (0, 1, LABEL_IDS["against"], LABEL_IDS["favor"], 0.7),
        (1, 0, LABEL_IDS["neutral"], LABEL_IDS["neutral"], 0.0),
    ]


def test_a_party_that_is_not_found_is_neutral_and_missed() -> None:
    found = answers(RECORD, document(said("Norvania", 0, "favor")))
    assert [a.found for a in found.stances] == [2, 1]
    assert found.stances[1].probabilities is None
    assert found.missed == 1
    assert [p.found for p in found.pairs] == [1, 1]


def test_only_relations_of_the_sentence_count() -> None:
    before = "Norvania hates Estmark. "
    elsewhere = Relation("Norvania", "Estmark", Label.AGAINST, 0.9, {}, 0)
    stances = (said("Norvania", 0, "favor", len(before)), said("Estmark", 16, "neutral", len(before)))
    whole = document(*stances, relations=(elsewhere,), before=before)
    found = answers(RECORD, whole, len(before))
    assert [a.found for a in found.stances] == [2, 1]
    assert [p.found for p in found.pairs] == [1, 1]
    here = replace(elsewhere, sentence=1)
    found = answers(RECORD, document(*stances, relations=(here,), before=before), len(before))
    assert [p.found for p in found.pairs] == [0, 1]


def test_a_party_without_label_is_asked_only_for_its_relations() -> None:
    parties = (replace(RECORD.parties[0], label=None), RECORD.parties[1])
    found = answers(replace(RECORD, parties=parties), document(said("Estmark", 16, "against")))
    assert [a.name for a in found.stances] == ["Estmark"]
    assert len(found.pairs) == 2


def test_names_of_one_state_stand_for_themselves() -> None:
    text = "Kyiv and Ukraine."
    parties = (RecordParty("Kyiv", 0, 4, "neutral"), RecordParty("Ukraine", 9, 16, "favor"))
    assert [p.lexicon for p in parties_of(Record("1", text, parties, {}))] in ([False, False], [True, True])
    assert parties_of(Record("1", text, parties[1:], {})) == [Party("Ukraine")]
    twice = (*parties[1:], RecordParty("Ukraine", 9, 16, "favor"))
    assert len(parties_of(Record("1", text, twice, {}))) == 1


def test_asking_many_is_asking_one_by_one(tiny: Classifier) -> None:
    made = [Record.from_dict(row) for row in records()]
    made.insert(1, Record("none", "Rain fell.", (), {}))
    done: list[int] = []
    found = ask(tiny, made, advance=done.append)
    assert sum(done) == len(made)
    assert found.missed == 0
    assert len(found.stances) == len(found.pairs) == 80
    assert {a.found for a in found.stances} == {0, 1, 2}
    for answer in found.stances[::9]:
        alone = tiny(answer.record.sentence, [p.name for p in answer.record.parties])
        label = next(s.label for s in alone.stances if s.party == answer.name)
        assert LABEL_IDS[label] == answer.found


def test_a_name_of_marks_alone_is_missed(tiny: Classifier) -> None:
    odd = replace(RECORD, sentence="’ blamed Estmark.", parties=(
        RecordParty("’", 0, 1, "against"), RecordParty("Estmark", 9, 16, "against")))  # fmt: skip
    odd.validate()
    found = ask(tiny, [odd, RECORD, replace(odd, parties=odd.parties[:1], relations={})])
    assert [a.probabilities is None for a in found.stances] == [True, False, False, False, True]


def test_another_scheme_has_a_head_of_its_own(tmp_path, tiny: Classifier) -> None:
    from stance.classifier import load

    assert under_scheme(tiny, "newsmtsc") is tiny
    both = load(write_model(tmp_path / "both", schemes=("party", "newsmtsc")).folder, device="cpu")
    other = under_scheme(both, "newsmtsc")
    assert other.checkpoint.config.schemes == ("newsmtsc", "party")
    first, second = (each(SENTENCE, ["Norvania"]).stances[0].probabilities for each in (both, other))
    assert first != pytest.approx(second, abs=1e-3)
    assert under_scheme(other, "party")(SENTENCE, ["Norvania"]).stances[0].probabilities == pytest.approx(
        first, abs=1e-6
    )
