from __future__ import annotations

import sys

import pytest

from stance.errors import MissingExtraError
from stance.export.tables import COLUMNS, document_rows, document_to_pandas, documents_to_pandas
from stance.types import Document
from tests.examples import lake_document

pandas = pytest.importorskip("pandas")

NAMES = [
    "sentence",
    "start",
    "end",
    "party",
    "mention",
    "label",
    "score",
    "favor",
    "neutral",
    "against",
    "holders",
    "model",
]


def test_columns_are_exactly_the_documented_ones() -> None:
    assert list(COLUMNS) == NAMES
    assert lake_document().to_pandas().columns.tolist() == NAMES


def test_one_row_per_sentence_and_party() -> None:
    table = lake_document().to_pandas()
    assert table["party"].tolist() == ["Norvania", "Estmark", "Lake Council"]
    assert table["sentence"].tolist() == [0, 0, 1]
    assert table["mention"].tolist()[0] == "Norvania; Port Ansel"
    assert table["holders"].tolist() == ["", "Norvania", "Norvania"]
    assert table["label"].tolist() == ["neutral", "against", "favor"]
    assert set(table["model"]) == {"tiny 1"}


def test_spans_are_of_the_sentence() -> None:
    document = lake_document()
    for row in document.to_pandas().itertuples():
        assert document.text[row.start : row.end] == document.sentences[row.sentence].text


def test_score_is_the_probability_of_the_label() -> None:
    table = lake_document().to_pandas()
    assert table[["favor", "neutral", "against"]].sum(axis=1).tolist() == pytest.approx([1, 1, 1])
    assert [row[row["label"]] for _, row in table.iterrows()] == table["score"].tolist()


def test_types_are_the_same_when_empty() -> None:
    empty, full = Document("").to_pandas(), lake_document().to_pandas()
    assert len(empty) == 0
    assert empty.dtypes.to_dict() == full.dtypes.to_dict()
    both = pandas.concat([empty, full], ignore_index=True)
    assert both.dtypes.to_dict() == full.dtypes.to_dict()


def test_several_documents_have_an_id_first() -> None:
    table = documents_to_pandas({"a.txt": lake_document(), "b.txt": Document(""), "c.txt": lake_document()})
    assert table.columns.tolist() == ["id", *NAMES]
    assert table["id"].tolist() == ["a.txt"] * 3 + ["c.txt"] * 3
    assert documents_to_pandas([]).columns.tolist() == ["id", *NAMES]


def test_rows_need_no_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    assert len(list(document_rows(lake_document()))) == 3
    with pytest.raises(MissingExtraError, match=r"stance\[tables\]"):
        document_to_pandas(lake_document())


def test_parquet_gives_the_table_back(tmp_path) -> None:
    pytest.importorskip("pyarrow")
    table = lake_document().to_pandas()
    table.to_parquet(tmp_path / "t.parquet")
    pandas.testing.assert_frame_equal(pandas.read_parquet(tmp_path / "t.parquet"), table)
