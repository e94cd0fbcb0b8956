"""Evidence: the words without which a label becomes less probable."""

from __future__ import annotations

from pathlib import Path

import pytest

import stance
from stance.cli import run
from stance.evidence import LONGEST, MOST
from stance.export.plain import document_from_dict
from tests.tiny import PARTIES, TEXT

HAS_MODEL = any((Path(__file__).parent.parent / "models").glob("*/config.json"))
TOLD = (
    "Kenya condemned Uganda on Monday in a long statement. Togo praised Benin for the way in which "
    "it had run the vote. Ghana met Mali. Chad accused Niger of hiding the men who had fled over the border."
)


def test_without_being_asked_there_is_none(tiny: stance.Classifier) -> None:
    assert not any(s.evidence for s in tiny(TEXT, PARTIES).stances)


def test_the_answers_stay_as_they_are_and_offsets_hold(tiny: stance.Classifier) -> None:
    plain, told = tiny(TEXT, PARTIES), tiny(TEXT, PARTIES, evidence=True)
    assert any(s.evidence for s in told.stances)
    for before, after in zip(plain.stances, told.stances, strict=True):
        assert (before.party, before.label, before.mentions) == (after.party, after.label, after.mentions)
        assert len(after.evidence) <= MOST
        if after.label == "neutral":
            assert after.evidence == ()
        for each in after.evidence:
            assert TEXT[each.start : each.end] == each.text
            assert each.weight > 0
            assert not any(m.start < each.end and each.start < m.end for m in after.mentions)


def test_it_does_not_depend_on_what_is_judged_beside_it(tiny: stance.Classifier) -> None:
    alone = tiny(TEXT, PARTIES, evidence=True)
    among = tiny(["Rain fell on Norvania.", TEXT, TEXT[::2]], PARTIES, evidence=True)[1]
    assert [[e.text for e in s.evidence] for s in alone.stances] == [
        [e.text for e in s.evidence] for s in among.stances
    ]


def test_parties_that_are_found_have_evidence_too(tiny: stance.Classifier) -> None:
    for each in tiny(TEXT, evidence=True).stances:
        assert each.evidence == () or each.label != "neutral"


def test_a_very_long_sentence_gets_none(tiny: stance.Classifier) -> None:
    document = tiny("Norvania blamed the rain and " * LONGEST + "Estmark", ["Norvania"], evidence=True)
    assert document.stances
    assert not any(s.evidence for s in document.stances)


def test_it_survives_export(tiny: stance.Classifier) -> None:
    told = tiny(TEXT, PARTIES, evidence=True)
    assert document_from_dict(told.to_dict()) == told
    word = next(e.text for s in told.stances for e in s.evidence)
    assert f'">{word}</u>' in told.to_html()
    assert "</u>" not in tiny(TEXT, PARTIES).to_html()


def test_the_command_writes_it(tiny_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    words = ["classify", str(tmp_path / "a.txt"), "--model", str(tiny_folder), "--format", "json"]
    assert run([*words, "--party", "Estmark", "--evidence"]) == 0
    assert '"evidence"' in capsys.readouterr().out


@pytest.mark.skipif(not HAS_MODEL, reason="no model in models/")
def test_the_shipped_model_names_the_words_a_reader_would() -> None:
    told = stance.classify(TOLD, evidence=True)
    words = {s.party: {e.text for e in s.evidence} for s in told.stances if s.evidence}
    assert "condemned" in words["Uganda"]
    assert "praised" in words["Benin"]
    assert words["Niger"] & {"accused", "hiding"}
    assert "Mali" not in words


@pytest.mark.skipif(not HAS_MODEL, reason="no model in models/")
def test_without_its_evidence_a_stance_changes_more_often_than_without_other_words() -> None:
    from tests.tiny import record
    from training.evaluation.evidence import cases, summary
    from training.records import Record

    templates = (
        "{0} condemned {1} on Monday in a long statement about the harbour.\t\t",
        "On Friday {0} warmly praised {1} for the way in which it had run the vote.\t\t",
        "The minister of {0} told reporters that {1} had betrayed the trust of its neighbours.\t\t",
        "{0} will stand by {1}, its envoy said after two days of talks on the coast.\t\t",
    )
    pairs = (("Ghana", "Togo"), ("Chad", "Niger"), ("Peru", "Chile"))
    rows = [record(t, names, f"{i}-{names[0]}") for i, t in enumerate(templates) for names in pairs]
    found = summary(cases(stance.load(device="cpu"), [Record.from_dict(row) for row in rows]))["all"]
    assert found["stances"] >= 8
    assert found["changed"][0] > found["changed at random"][0] + 0.3
