from __future__ import annotations

from pathlib import Path

import pytest

from stance.errors import InputError
from stance.types import Label
from stance.validation.gold import read_gold, read_label

ROW = {"text": "Norvania thanked Estmark.", "party": "Estmark", "label": "favor"}


@pytest.mark.parametrize("divider", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_files_of_several_kinds(divider: str, encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "gold.csv"
    lines = [
        divider.join(line)
        for line in (
            ["Sentence", "Target", "Sentiment", "Outlet"],
            ['"Norvania thanked,\nat last; Estmark’s"', "Estmark", "pos", "Lake"],
            ["", "", "", ""],
            ["Rain.", "Estmark"],
        )
    ]
    path.write_bytes("\r\n".join(lines).encode(encoding))
    found = read_gold(path, encoding="utf-8" if encoding == "utf-8-sig" else encoding)
    (row,) = found.rows
    assert row.text == "Norvania thanked,\nat last; Estmark’s"
    assert (row.party, row.label, row.source) == ("Estmark", Label.FAVOR, "Lake")
    assert found.columns == {
        "text": "Sentence",
        "party": "Target",
        "label": "Sentiment",
        "source": "Outlet",
    }
    assert found.skipped == {2: "no label"}


@pytest.mark.parametrize(
    ("words", "label"),
    [
        (["Positive", "PRO", "favour", "1", "1.0", "+1", " for "], "favor"),
        (["con", "Negative", "-1", "-1.0", "ANTI", "critical"], "against"),
        (["neutral", "0", "None", "0.0"], "neutral"),
        (["2", "unclear", "", "nan", "0.5", "inf"], None),
    ],
)
def test_spellings(words: list[str], label: str | None) -> None:
    assert {read_label(word) for word in words} == {label}


def test_frames_and_missing_values() -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(
        {
            "text": ["Norvania won.", None, "Norvania lost.", "Norvania rose."],
            "party": ["Norvania", "Norvania", float("nan"), "Norvania"],
            "label": [1, -1, 0, float("nan")],
            "start": [0, 0, 0, pandas.NA],
            "end": [8, 8, 8, pandas.NA],
        }
    )
    found = read_gold(frame)
    assert [(row.row, row.label, row.span) for row in found.rows] == [(1, Label.FAVOR, (0, 8))]
    assert found.skipped == {2: "no text", 3: "no party", 4: "no label"}
    assert found.read_as["1"] == {"label": "favor", "count": 1}


def test_own_words_and_columns() -> None:
    rows = [{"headline": "Norvania won.", "party": "Norvania", "label": word} for word in ("Lob", "?", "pos")]
    labels = {"lob": "favor", "?": "skip", "pos": "against"}
    found = read_gold(rows, columns={"text": "headline"}, labels=labels)
    assert found.read_as["pos"]["label"] == "against"
    assert [row.row for row in found.rows] == [1]
    assert found.skipped[2] == "label '?' is to be left out"
    assert found.skipped[3] == "against here, but favor in row 1, which was kept"


def test_rows_that_cannot_be_asked_are_listed() -> None:
    spans = [("0", "8"), ("x", "8"), ("8", "0"), ("0", "99"), ("7", "8"), ("0", "")]
    rows = [ROW, ROW, {**ROW, "party": "—"}]
    rows += [{**ROW, "start": start, "end": end} for start, end in spans]
    found = read_gold(rows)
    assert [row.row for row in found.rows] == [1, 4, 8]
    assert found.skipped[2] == "the same as row 1"
    assert "no letter or digit" in found.skipped[3]
    assert "start 'x' and end '8' do not lie in the text of 25 characters" in found.skipped[5]


@pytest.mark.parametrize(
    ("rows", "options", "told"),
    [
        ([], {}, "the sample is empty"),
        ([{"text": "a", "label": "pro"}], {}, "no column for party; it has text, label"),
        ([ROW], {"columns": {"headline": "text"}}, "'headline' is no column of a sample; allowed are text"),
        ([ROW], {"columns": {"text": "headline"}}, "no column 'headline'; it has text, party, label"),
        ([ROW], {"labels": {"x": "good"}}, "mean 'good'; allowed are against, neutral, favor, skip"),
        ([{**ROW, "label": "2"}] * 2, {}, r"unknown: '2' \(2\)\..*--label 2=against"),
        ([{**ROW, "start": "1"}], {}, "one of the columns start and end"),
        ([{**ROW, "text": ""}], {}, "no row of the sample can be used; row 1 was left out: no text"),
        (["a"], {}, "a row of the sample is 'a'"),
        (3, {}, "the sample is a int"),
        ("nowhere.csv", {}, "'nowhere.csv' does not exist"),
    ],
)
def test_what_cannot_be_read_is_told(rows: object, options: dict, told: str) -> None:
    with pytest.raises(InputError, match=told):
        read_gold(rows, **options)


@pytest.mark.parametrize("raw", [b"PK\x00\x03", b"text,party,label\n\xff,a,pro"])
def test_files_that_are_no_text(raw: bytes, tmp_path: Path) -> None:
    path = tmp_path / "gold.csv"
    path.write_bytes(raw)
    with pytest.raises(InputError, match=r"binary file|cannot be read as text in utf-8"):
        read_gold(path)
