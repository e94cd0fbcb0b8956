from __future__ import annotations

import sys
from pathlib import Path

import pytest

import stance
from stance.classifier import Classifier
from stance.errors import InputError, MissingExtraError
from stance.export.tables import COLUMNS
from stance.integrations.pandas import classify_frame
from tests.tiny import PARTIES, TEXT

pandas = pytest.importorskip("pandas")


def frame(**columns) -> pandas.DataFrame:
    return pandas.DataFrame({"body": [TEXT, None, "Rain fell.", "Norvania thanked Estmark."]} | columns)


def test_it_is_the_table_of_each_document_under_the_frames_index(tiny: Classifier, tiny_folder: Path) -> None:
    df = frame().set_axis([("a", 1), ("a", 2), ("b", 1), ("b", 1)])
    df.index = pandas.MultiIndex.from_tuples(df.index, names=["outlet", "day"])
    found = stance.classify_frame(df, "body", PARTIES, model=tiny_folder)
    assert list(found.columns) == list(COLUMNS)
    assert found.index.names == ["outlet", "day"]
    for label, text in ((("a", 1), TEXT), (("b", 1), df["body"].iloc[3])):
        expected = tiny(text, PARTIES).to_pandas()
        pandas.testing.assert_frame_equal(found.loc[[label]].reset_index(drop=True), expected)
    assert ("a", 2) not in found.index


def test_labels_that_occur_twice_keep_their_columns(tiny_folder: Path) -> None:
    df = frame(outlet=["A", "B", "C", "D"]).set_axis([7, 7, 7, 7])
    found = classify_frame(df, "body", ["Norvania"], keep=["outlet"], model=tiny_folder)
    assert set(found.index) == {7}
    assert set(found["outlet"]) == {"A", "D"}
    assert list(found.columns) == ["outlet", *COLUMNS]


@pytest.mark.parametrize("texts", [[], [None, float("nan")], ["Rain fell."], [""]])
def test_without_an_answer_there_are_columns_and_no_rows(texts: list, tiny_folder: Path) -> None:
    found = classify_frame(pandas.DataFrame({"text": texts}), parties=["Norvania"], model=tiny_folder)
    assert len(found) == 0
    assert list(found.columns) == list(COLUMNS)
    assert found["score"].dtype == "float64"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"text": "headline"}, "has no column 'headline'; its columns are body, n, score"),
        ({"keep": ["score"]}, "keep holds score"),
        ({"keep": "n"}, "a list of columns"),
        ({"text": "n"}, "row 0 of column 'n' holds 1"),
    ],
)
def test_what_cannot_be_used_is_named(change: dict, told: str, tiny_folder: Path) -> None:
    df = frame(n=[1, 2, 3, 4], score=0.5)
    with pytest.raises(InputError, match=told):
        classify_frame(df, **{"text": "body", "parties": ["Norvania"], "model": tiny_folder} | change)


def test_the_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(MissingExtraError, match=r"stance\[tables\]"):
        classify_frame(None)
