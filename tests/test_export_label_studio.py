"""What is written is what `training.importers` reads back, once a person has accepted it."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from pathlib import Path

from stance.export.label_studio import document_to_task, labelling_config
from stance.types import Document, Sentence
from tests.examples import TEXT, lake_document, relation, stance
from training.importers.label_studio import read


def accepted(task: dict, number: int = 1) -> dict:
    """The task as Label Studio exports it when its prediction was submitted unchanged."""
    return {"id": number, "data": task["data"], "annotations": [{"result": task["predictions"][0]["result"]}]}


def read_back(folder: Path, *documents: Document) -> list:
    path = folder / "export.json"
    tasks = [accepted(document_to_task("a.txt", each), n) for n, each in enumerate(documents)]
    path.write_text(json.dumps(tasks), "utf-8")
    problems: list[str] = []
    records = read(path, problems)
    assert not problems
    return records


def test_what_was_accepted_is_read_back(tmp_path: Path) -> None:
    first, second, third = read_back(tmp_path, lake_document())
    assert [(p.name, p.label) for p in first.parties] == [("Norvania", "neutral"), ("Estmark", "against")]
    assert dict(first.relations) == {(0, 1): "against"}
    # Its holder is named in another sentence, where no relation can point to.
    assert [(p.name, p.label) for p in second.parties] == [("Lake Council", "favor")]
    assert third.parties == ()


def test_offsets_count_characters_beyond_the_basic_plane(tmp_path: Path) -> None:
    text = "😀 Norvania thanked Estmark."
    judged = (stance(text, "Norvania"), stance(text, "Estmark", "favor", holders=("Norvania",)))
    related = (relation("Norvania", "Estmark", "favor", 0),)
    document = Document(text, (Sentence(text, 0, len(text), judged, related),), ("Norvania", "Estmark"))
    (record,) = read_back(tmp_path, document)
    assert [(p.name, p.label) for p in record.parties] == [("Norvania", "neutral"), ("Estmark", "favor")]
    assert dict(record.relations) == {(0, 1): "favor"}


def test_a_party_is_marked_once_by_its_own_name() -> None:
    task = document_to_task("a.txt", lake_document())
    (prediction,) = task["predictions"]
    regions = [item for item in prediction["result"] if item["type"] == "labels"]
    assert [region["value"]["text"] for region in regions] == ["Norvania", "Estmark", "Lake Council"]
    for region in regions:
        value = region["value"]
        assert TEXT[value["start"] : value["end"]] == value["text"]
    assert (prediction["score"], prediction["model_version"]) == (0.75, "tiny 1")
    assert task["data"]["id"] == "a.txt"


def test_the_interface_has_the_names_that_the_tasks_use() -> None:
    view = ElementTree.fromstring(labelling_config())
    labels, text = view.find("Labels"), view.find("Text")
    task = document_to_task("a.txt", lake_document())
    region = task["predictions"][0]["result"][0]
    assert (labels.get("name"), labels.get("toName")) == (region["from_name"], region["to_name"])
    assert text.get("value").removeprefix("$") in task["data"]
    assert {label.get("value") for label in labels} == {"favor", "neutral", "against"}
    assert {each.get("value") for each in view.find("Relations")} == {"favor", "against"}


def test_a_text_without_parties_is_still_a_task() -> None:
    task = document_to_task("a", Document("Rain fell.", (Sentence("Rain fell.", 0, 10),)))
    assert task["predictions"] == [{"model_version": "", "result": []}]
