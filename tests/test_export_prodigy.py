"""What is written is what `training.importers` reads back, once a person has accepted it."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from stance.classifier import Classifier
from stance.export.prodigy import document_to_examples
from stance.types import Document, Sentence
from tests.examples import lake_document, stance
from tests.tiny import PARTIES, TEXT
from training.importers.prodigy import read


def read_back(folder: Path, document: Document) -> list:
    path = folder / "labelled.jsonl"
    examples = [{**each, "answer": "accept"} for each in document_to_examples("a.txt", document)]
    path.write_text("".join(json.dumps(each) + "\n" for each in examples), "utf-8")
    problems: list[str] = []
    records = read(path, problems)
    assert not problems
    return records


def test_what_was_accepted_is_read_back(tiny: Classifier, tmp_path: Path) -> None:
    document = tiny(TEXT, PARTIES)
    records = read_back(tmp_path, document)
    assert [r.sentence for r in records] == [s.text.strip() for s in document.sentences]
    for record, sentence in zip(records, document.sentences, strict=True):
        assert [p.label for p in record.parties] == [str(s.label) for s in sentence.stances]
        assert len(record.relations) == len(sentence.relations)
    assert any(record.relations for record in records)


def test_the_example_by_hand(tmp_path: Path) -> None:
    examples = list(document_to_examples("a.txt", lake_document()))
    assert [each["meta"]["sentence"] for each in examples] == [0, 1, 2]
    span = examples[0]["spans"][1]
    words = [token["text"] for token in examples[0]["tokens"]]
    assert words[span["token_start"] : span["token_end"] + 1] == ["Estmark"]
    (link,) = examples[0]["relations"]
    assert (link["head_span"]["text"], link["child_span"]["text"]) == ("Norvania", "Estmark")
    assert (words[link["head"]], words[link["child"]]) == ("Norvania", "Estmark")
    # The holder is named in another sentence.
    assert examples[1]["relations"] == []
    assert examples[1]["text"] == "“We thank the Lake Council,” its envoy\nsaid."
    first, second, _ = read_back(tmp_path, lake_document())
    assert dict(first.relations) == {(0, 1): "against"}
    assert [p.label for p in second.parties] == ["favor"]


@given(st.text(alphabet="ab .'-\n😀", max_size=8), st.text(alphabet="ab .'-\n😀", max_size=8))
def test_each_span_covers_whole_tokens(before: str, after: str) -> None:
    text = f"{before}Kesh{after}"
    document = Document(text, (Sentence(text, 0, len(text), (stance(text, "Kesh", "favor"),)),))
    (example,) = document_to_examples("a", document)
    (span,) = example["spans"]
    tokens = example["tokens"]
    assert tokens[span["token_start"]]["start"] == span["start"]
    assert tokens[span["token_end"]]["end"] == span["end"]
    assert [token["id"] for token in tokens] == list(range(len(tokens)))
    for token in tokens:
        assert example["text"][token["start"] : token["end"]] == token["text"]


def test_blank_sentences_are_left_out() -> None:
    assert list(document_to_examples("a", Document(" \n", (Sentence(" \n", 0, 2),)))) == []
