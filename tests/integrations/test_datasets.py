from __future__ import annotations

import pickle
import sys
from pathlib import Path

import pytest

from stance.classifier import Classifier
from stance.errors import InputError, MissingExtraError, PartyError
from tests.tiny import PARTIES, TEXT

datasets = pytest.importorskip("datasets")

from stance.integrations.datasets import ClassifyBatch  # noqa: E402

datasets.disable_progress_bars()


def dataset() -> datasets.Dataset:
    return datasets.Dataset.from_dict({"body": ["Rain fell.", None, "", TEXT], "n": [1, 2, 3, 4]})


def judge(folder: Path, **changes) -> ClassifyBatch:
    return ClassifyBatch(**{"text": "body", "parties": PARTIES, "model": folder} | changes)


@pytest.mark.parametrize("size", [1, 2, 1000])
def test_rows_say_what_classify_says(size: int, tiny: Classifier, tiny_folder: Path) -> None:
    given, call = dataset(), judge(tiny_folder)
    found = given.map(call, batched=True, batch_size=size, features=call.features(given))
    assert found.features == call.features(given)
    assert found["n"][:] == [1, 2, 3, 4]
    assert [len(row["stances"]) for row in found][:3] == [0, 0, 0]
    document, row = tiny(TEXT, PARTIES), found[3]
    expected = document.to_dict()
    assert [(s["party"], s["label"], s["mentions"], s["holders"]) for s in row["stances"]] == [
        (s["party"], s["label"], s["mentions"], s["holders"])
        for sentence in expected["sentences"]
        for s in sentence["stances"]
    ]
    assert [s["score"] for s in row["stances"]] == pytest.approx(
        [s.score for s in document.stances], abs=1e-5
    )
    assert [(r["holder"], r["target"], r["sentence"]) for r in row["relations"]] == [
        (r.holder, r.target, r.sentence) for r in document.relations
    ]
    for each in row["stances"]:
        assert each["favor"] + each["neutral"] + each["against"] == pytest.approx(1)


def test_a_stream_has_the_same_rows(tiny_folder: Path) -> None:
    given, call = dataset(), judge(tiny_folder)
    stream = given.to_iterable_dataset().map(call, batched=True, features=call.features(given))
    assert list(stream) == list(given.map(call, batched=True, features=call.features(given)))


def test_it_is_small_and_its_fingerprint_depends_on_the_arguments(tiny_folder: Path) -> None:
    call = judge(tiny_folder)
    call(dataset()[:])
    assert len(pickle.dumps(call)) < 2000
    given = dataset()
    prints = [
        given.map(each, batched=True, features=call.features(given))._fingerprint
        for each in (call, judge(tiny_folder), judge(tiny_folder, parties=["Norvania"]))
    ]
    assert prints[0] == prints[1] != prints[2]


@pytest.mark.slow
def test_several_processes_give_the_same(tiny_folder: Path) -> None:
    given, call = dataset(), judge(tiny_folder)
    one = given.map(call, batched=True, features=call.features(given))
    two = given.map(call, batched=True, features=call.features(given), num_proc=2)
    for first, second in zip(one, two, strict=True):
        assert [each["label"] for each in first["stances"]] == [each["label"] for each in second["stances"]]
        assert len(first["relations"]) == len(second["relations"])


def test_what_cannot_be_used_is_named(tiny_folder: Path) -> None:
    with pytest.raises(InputError, match="no column 'text'; its columns are body, n"):
        judge(tiny_folder, text="text")(dataset()[:])
    with pytest.raises(InputError, match="batched=True"):
        judge(tiny_folder)(dataset()[3])
    with pytest.raises(InputError, match="already has n"):
        judge(tiny_folder, columns=("n", "m")).features(dataset())
    with pytest.raises(InputError, match="not known"):
        judge(tiny_folder).features(datasets.DatasetDict(train=dataset()).map)
    with pytest.raises(PartyError):
        judge(tiny_folder, parties=[])


def test_the_missing_package_is_named(tiny_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "datasets", None)
    with pytest.raises(MissingExtraError, match=r"stance\[datasets\]"):
        judge(tiny_folder).features(None)
