from __future__ import annotations

import importlib
import sys
import tomllib
from pathlib import Path

import pytest

from stance.classifier import Classifier
from stance.errors import InputError, MissingExtraError, PartyError
from tests.tiny import PARTIES, TEXT

spacy = pytest.importorskip("spacy")

from spacy.tokens import Doc, DocBin  # noqa: E402

from stance.integrations.spacy import StanceComponent, make_stance, register  # noqa: E402

ROOT = Path(__file__).parent.parent.parent


def pipeline(folder: Path, **config) -> spacy.Language:
    nlp = spacy.blank("en")
    nlp.add_pipe("stance", config={"model": str(folder), "parties": list(PARTIES)} | config)
    return nlp


def test_the_entry_point_is_the_factory() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    module, name = project["entry-points"]["spacy_factories"]["stance"].split(":")
    assert getattr(importlib.import_module(module), name) is make_stance


def test_spans_and_attributes_say_what_classify_says(tiny: Classifier, tiny_folder: Path) -> None:
    doc = pipeline(tiny_folder)(TEXT)
    document = tiny(TEXT, PARTIES)
    assert doc._.stance == document
    wanted = [(m.text, str(s.label), s.party) for s in document.stances for m in s.mentions]
    assert [(span.text, span.label_, span.kb_id_) for span in doc.spans["stance"]] == wanted
    assert [span._.stance for span in doc.spans["stance"]] == [
        s for s in document.stances for _ in s.mentions
    ]
    sentence = document.sentences[0]
    assert doc.char_span(sentence.start, sentence.start + 46)._.stances == sentence.stances
    assert doc[:0]._.stances == ()


def test_before_the_component_there_is_nothing() -> None:
    register()
    doc = spacy.blank("en")("Norvania left.")
    assert doc._.stance is None
    assert doc[:1]._.stance is None


def test_a_mention_within_a_token_takes_the_token(tiny_folder: Path) -> None:
    nlp = pipeline(tiny_folder, parties=["Norvania", "Estmark"])
    nlp.tokenizer = lambda text: Doc(nlp.vocab, text.split(" "))
    doc = nlp("The Norvania-Estmark talks failed.")
    assert [(s.text, s.kb_id_) for s in doc.spans["stance"]] == [
        ("Norvania-Estmark", "Norvania"),
        ("Norvania-Estmark", "Estmark"),
    ]
    assert [s._.stance.party for s in doc.spans["stance"]] == ["Norvania", "Estmark"]


def test_pipe_is_the_same_and_reads_ahead(tiny_folder: Path) -> None:
    nlp = pipeline(tiny_folder)
    texts = [TEXT, "", "Rain fell.", "Norvania thanked Estmark."] * 3
    for doc, text in zip(nlp.pipe(iter(texts), batch_size=2), texts, strict=True):
        assert doc.text == text
        alone = nlp(text)._.stance
        assert [s.mentions for s in doc._.stance.stances] == [s.mentions for s in alone.stances]
        assert [s.score for s in doc._.stance.stances] == pytest.approx(
            [s.score for s in alone.stances],
            abs=1e-5,  # rows of another batch differ in the last digits
        )


@pytest.mark.parametrize(
    "parties",
    [
        ["Norvania", "St. Kitts"],
        {"Norvania": ["Port Ansel"], "U.S.": []},
        [{"name": "A = B: c", "aliases": ["[d]"], "lexicon": False}, "Estmark"],
        None,
    ],
)
def test_saving_keeps_the_parties(parties: object, tiny_folder: Path, tmp_path: Path) -> None:
    nlp = pipeline(tiny_folder, parties=parties)
    nlp.to_disk(tmp_path / "nlp")
    read = spacy.load(tmp_path / "nlp")
    other = pipeline(tiny_folder, parties=["Kesh"]).from_bytes(nlp.to_bytes())
    text = "Norvania thanked Estmark, St. Kitts and Port Ansel."
    for each in (read, other):
        assert each.get_pipe("stance").to_bytes() == nlp.get_pipe("stance").to_bytes()
        assert each(text)._.stance == nlp(text)._.stance


def test_a_saved_pipeline_needs_its_party_file_no_more(tiny_folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "parties.yaml"
    file.write_text("Norvania: [Port Ansel]\n", "utf-8")
    pipeline(tiny_folder, parties=str(file)).to_disk(tmp_path / "nlp")
    file.unlink()
    doc = spacy.load(tmp_path / "nlp")("Port Ansel fell silent.")
    assert [span.kb_id_ for span in doc.spans["stance"]] == ["Norvania"]
    with pytest.raises(PartyError, match="does not exist"):
        pipeline(tiny_folder, parties=str(file))("Port Ansel fell silent.")


def test_saved_docs_keep_their_stances(tiny_folder: Path) -> None:
    nlp = pipeline(tiny_folder)
    doc = nlp(TEXT)
    (read,) = DocBin().from_bytes(DocBin(docs=[doc], store_user_data=True).to_bytes()).get_docs(nlp.vocab)
    assert read._.stance == doc._.stance
    assert [s._.stance for s in read.spans["stance"]] == [s._.stance for s in doc.spans["stance"]]


@pytest.mark.slow
def test_other_processes_load_the_model_for_themselves(tiny_folder: Path) -> None:
    nlp = pipeline(tiny_folder)
    texts = [TEXT] * 6
    expected = [judged.label for judged in nlp(TEXT)._.stance.stances]
    for doc in nlp.pipe(texts, n_process=2, batch_size=2):
        assert [judged.label for judged in doc._.stance.stances] == expected


def test_two_components_side_by_side(tiny_folder: Path) -> None:
    nlp = pipeline(tiny_folder, parties=["Norvania"])
    config = {"parties": ["Estmark"], "spans_key": "more", "extension": "more", "model": str(tiny_folder)}
    nlp.add_pipe("stance", name="more", config=config)
    doc = nlp(TEXT)
    assert (doc._.stance.parties, doc._.more.parties) == (("Norvania",), ("Estmark",))
    assert {span.kb_id_ for span in doc.spans["more"]} == {"Estmark"}


def test_attributes_of_others_are_left_alone() -> None:
    Doc.set_extension("taken", default=3)
    try:
        with pytest.raises(InputError, match=r"Doc\._\.taken belongs to another"):
            StanceComponent(extension="taken")
        assert spacy.blank("en")("a")._.taken == 3
    finally:
        Doc.remove_extension("taken")


@pytest.mark.parametrize(
    ("parties", "told"),
    [([], "empty"), ({"A: B": []}, "list of entries"), ([{"nom": "A"}], "allowed are the keys name")],
)
def test_wrong_parties_are_told_at_once(parties: object, told: str, tiny_folder: Path) -> None:
    with pytest.raises(InputError, match=told):
        pipeline(tiny_folder, parties=parties)


def test_the_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "stance.integrations.spacy")
    monkeypatch.setitem(sys.modules, "spacy.language", None)
    with pytest.raises(MissingExtraError, match=r"stance\[spacy\]"):
        importlib.import_module("stance.integrations.spacy")
