"""The classifier's door: what goes in, what comes out, when it is read. The laws are in test_laws.py."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from stance.classifier import Classifier, load
from stance.errors import InputError, ModelError, PartyError
from stance.types import Document, Party
from tests.tiny import PARTIES, TEXT, records


def test_one_text_gives_one_document_and_several_a_list(tiny: Classifier) -> None:
    assert isinstance(tiny(TEXT, ["Norvania"]), Document)
    assert [d.text for d in tiny([TEXT, ""], ["Norvania"])] == [TEXT, ""]
    assert [d.text for d in tiny((t for t in (TEXT,)), ["Norvania"])] == [TEXT]
    assert tiny([], ["Norvania"]) == []
    assert tiny([]) == []


def test_the_document_tells_model_and_parties(tiny: Classifier) -> None:
    document = tiny(TEXT, ["Norvania", Party("Nobody", aliases=["No One"])])
    assert document.model == "tiny@seed1"
    assert document.parties == ("Norvania", "Nobody")
    assert tiny("", PARTIES).parties == PARTIES
    assert tiny("rain fell").parties == ()


def test_parties_in_every_form(tiny: Classifier, tmp_path: Path) -> None:
    file = tmp_path / "parties.yaml"
    file.write_text("Norvania: [Port Ansel]\n", "utf-8")
    text = "Port Ansel blamed Estmark."
    forms: list[Any] = [
        {"Norvania": ["Port Ansel"]}, [Party("Norvania", ["Port Ansel"])], file, str(file)
    ]  # fmt: skip
    documents = [tiny(text, parties) for parties in forms]
    assert [s.party for s in documents[0].stances] == ["Norvania"]
    assert all(document == documents[0] for document in documents)


def test_found_parties_are_the_documents_parties(tiny: Classifier) -> None:
    documents = tiny([record["sentence"] for record in records()])
    assert any(document.parties for document in documents)
    for document in documents:
        assert document.parties == tuple(dict.fromkeys(stance.party for stance in document.stances))


@pytest.mark.parametrize("parties", [[], [""], ["Kesh", "kesh", "Kesh"], "Norvania", [3]])
def test_wrong_parties_are_told_before_any_text_is_read(tiny: Classifier, parties: Any) -> None:
    def texts() -> Iterator[str]:
        raise AssertionError("a text was read")
        yield ""

    with pytest.raises(PartyError):
        tiny.stream(texts(), parties)


@pytest.mark.parametrize("wrong", [None, b"Norvania", 3.5, ["Norvania"]])
def test_a_text_that_is_none_is_named_by_its_number(tiny: Classifier, wrong: Any) -> None:
    with pytest.raises(InputError, match=rf"number 1 is a {type(wrong).__name__}"):
        tiny(["Norvania", wrong], ["Norvania"])


def test_a_stream_reads_as_needed(tiny: Classifier) -> None:
    read = []

    def texts() -> Iterator[str]:
        for number in range(100):
            read.append(number)
            yield "Norvania blamed Estmark. " + "and so on, " * 4000

    stream = tiny.stream(texts(), ["Norvania"])
    assert read == []
    assert next(stream).stances
    assert len(read) < 10


def test_a_stream_keeps_the_order(tiny: Classifier) -> None:
    texts = [f"Norvania blamed Kesh {number} times." * (1 + number % 3) for number in range(50)]
    assert [document.text for document in tiny.stream(texts, ["Norvania"])] == texts


def test_chunks_do_not_change_answers(tiny: Classifier, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = tiny([TEXT] * 5, PARTIES)
    monkeypatch.setattr("stance.classifier._CHUNK_CHARACTERS", 1)
    for document, other in zip(tiny([TEXT] * 5, PARTIES), whole, strict=True):
        assert [(s.party, s.label) for s in document.stances] == [(s.party, s.label) for s in other.stances]


def test_texts_with_parties_of_their_own_are_judged_as_one_by_one(tiny: Classifier) -> None:
    lists: list[Any] = [PARTIES, ["Estmark"], None, {"Norvania": ["Port Ansel"]}, ["Nobody"], None]
    pairs = [(record["sentence"], lists[n % len(lists)]) for n, record in enumerate(records())]
    pairs += [(TEXT, parties) for parties in lists]
    together = list(tiny.stream_each(pairs))
    assert any(document.relations for document in together)
    for document, (text, parties) in zip(together, pairs, strict=True):
        alone = tiny(text, parties)
        assert document.parties == alone.parties
        assert [(s.party, s.label, s.mentions, s.holders) for s in document.stances] == [
            (s.party, s.label, s.mentions, s.holders) for s in alone.stances
        ]
        for stance, other in zip(document.stances, alone.stances, strict=True):
            assert stance.score == pytest.approx(other.score, abs=1e-4)


def test_wrong_parties_of_one_text_are_told_when_it_is_reached(tiny: Classifier) -> None:
    pairs: list[Any] = [("Norvania blamed Estmark. " + "and so on, " * 40_000, ["Norvania"]), ("Kesh.", [])]
    documents = tiny.stream_each(pairs)
    with pytest.raises(PartyError):
        list(documents)
    with pytest.raises(InputError, match="number 1 is a NoneType"):
        list(tiny.stream_each([("Kesh", ["Kesh"]), (None, ["Kesh"])]))  # type: ignore[list-item]


def test_only_the_last_party_lists_are_kept(tiny: Classifier) -> None:
    for number in range(20):
        tiny("Norvania", [f"Party {number}"])
    assert len(tiny._matchers) <= 8


def test_a_changed_list_of_parties_is_seen(tiny: Classifier) -> None:
    parties = ["Norvania"]
    assert len(tiny(TEXT, parties).parties) == 1
    parties.append("Estmark")
    assert len(tiny(TEXT, parties).parties) == 2


def test_a_model_that_is_not_there() -> None:
    with pytest.raises(ModelError, match="no-such-model"):
        load("no-such-model")


def test_a_stream_of_one_text_is_refused(tiny: Classifier) -> None:
    with pytest.raises(InputError):
        tiny.stream("Norvania blamed Estmark.", ["Norvania"])
