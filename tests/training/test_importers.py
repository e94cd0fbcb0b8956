"""Importers: what annotators marked arrives, and what cannot be used is listed."""

from __future__ import annotations

from pathlib import Path

import pytest

from stance.errors import InputError
from tests.training import corpora
from training.data.check import problems
from training.data.write import record_dict
from training.importers import brat, doccano, label_studio, prodigy, tables
from training.importers.build import Mark, build_records
from training.records import Record
from training.sources import read_any

LABELS = Path(__file__).parent.parent / "data" / "labels"

Found = tuple[str, list[tuple[str, str | None]], dict[tuple[int, int], str]]


def content(records: list[Record]) -> list[Found]:
    for record in records:
        assert problems(record_dict(record)) == []
    return [
        (r.sentence, [(p.name, p.label) for p in r.parties], dict(r.relations)) for r in records if r.parties
    ]


def test_label_studio_offsets_of_a_browser_choices_and_relations() -> None:
    skipped: list[str] = []
    assert content(label_studio.read(LABELS / "label_studio.json", skipped)) == [
        (
            "Lumeria thanked Ostrava Union 😀 for its help.",
            [("Lumeria", "neutral"), ("Ostrava Union", "favor")],
            {(0, 1): "favor"},
        ),
        ("Ketsi criticised Lumeria.", [("Ketsi", "neutral"), ("Lumeria", "against")], {(0, 1): "against"}),
    ]
    assert [problem.split(":")[0] for problem in skipped] == ["label_studio-12", "label_studio-13"]
    assert "holds 'etsi ', not 'Ketsi'" in skipped[1]


def test_prodigy_spans_relations_and_answers() -> None:
    skipped: list[str] = []
    assert content(prodigy.read(LABELS / "prodigy.jsonl", skipped)) == [
        (
            "Lumeria backs the Ostrava Union.",
            [("Lumeria", "neutral"), ("Ostrava Union", "favor")],
            {(0, 1): "favor"},
        )
    ]
    assert [problem.split(":")[0] for problem in skipped] == ["prodigy-2", "prodigy-3"]


def test_doccano_both_forms() -> None:
    skipped: list[str] = []
    assert content(doccano.read(LABELS / "doccano.jsonl", skipped)) == [
        ("Lumeria sued Ketsi.", [("Lumeria", "neutral"), ("Ketsi", "against")], {(0, 1): "against"}),
        ("Ketsi was praised.", [("Ketsi", "favor")], {}),
    ]
    assert len(skipped) == 1
    assert "--label Verb=against" in skipped[0]


def test_brat_attributes_relations_and_gaps() -> None:
    skipped: list[str] = []
    assert content(brat.read(LABELS / "brat", skipped)) == [
        ("Lumeria thanked Ketsi.", [("Lumeria", "neutral"), ("Ketsi", "favor")], {(0, 1): "favor"}),
        (
            "Ketsi rejected the Ostrava\nUnion plan.",
            [("Ketsi", "neutral"), ("Ostrava\nUnion", "against")],
            {(0, 1): "against"},
        ),
    ]
    assert [problem.split(":")[0] for problem in skipped] == [
        "story.ann line 10",
        "story.ann line 11",
        "story",
    ]


def test_brat_keeps_line_ends_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"Rain.\r\nKetsi won.\r\n")
    (tmp_path / "a.ann").write_bytes(b"T1\tFavor 7 12\tKetsi\r\n")
    assert content(brat.read(tmp_path)) == [("Ketsi won.", [("Ketsi", "favor")], {})]


def test_csv_rows_of_one_sentence_and_holders() -> None:
    skipped: list[str] = []
    records = tables.read(LABELS / "labels.csv", skipped)
    assert content(records) == [
        (
            "Lumeria accused Ketsi, and Ostrava defended Ketsi.",
            [("Lumeria", None), ("Ketsi", "against"), ("Ostrava", "neutral")],
            {(0, 1): "against"},
        )
    ]
    assert [record.id for record in records] == ["labels-1", "labels-2", "labels-3", "labels-4"]
    assert len(skipped) == 2
    named = tables.read(LABELS / "labels.csv", skipped := [], {"Splendid": "favor"})
    assert named[-1].parties[0].label == "favor"
    assert len(skipped) == 1


@pytest.mark.parametrize("divider", [",", ";", "\t"])
def test_csv_with_offsets_and_other_dividers(tmp_path: Path, divider: str) -> None:
    rows = [["Text", "Target", "Start", "End", "Stance"], ["Ketsi met Ketsi.", "Ketsi", "10", "15", "neg"]]
    rows += [["Ketsi met Ketsi.", "Ketsi", "9", "15", "neg"], ["Ketsi met Ketsi.", "Ketsi", "x", "", "pos"]]
    path = corpora.write_lines(tmp_path / "a.csv", *(divider.join(row) for row in rows))
    skipped: list[str] = []
    (record,) = tables.read(path, skipped)
    assert [(p.start, p.end, p.label) for p in record.parties] == [(10, 15, "against")]
    assert len(skipped) == 2


def test_csv_names_the_column_that_is_missing(tmp_path: Path) -> None:
    path = corpora.write_lines(tmp_path / "a.csv", "sentence,stance", "Rain.,neutral")
    with pytest.raises(InputError, match="no column party; it has sentence, stance"):
        tables.read(path)


def test_marks_that_do_not_fit_are_listed() -> None:
    text = "Ketsi won. Ketsi lost. Rain fell."
    marks = [Mark("a", 0, 5, "favor"), Mark("b", 6, 16, None), Mark("c", 11, 16, "against")]
    skipped: list[str] = []
    records = build_records("t", text, marks, [], skipped, {})
    assert [record.sentence for record in records] == ["Ketsi won. Ketsi lost.", "Rain fell."]
    assert [(p.name, p.label) for p in records[0].parties] == [("Ketsi", "favor"), ("won. Ketsi", None)]
    assert skipped == ["t-1: 'Ketsi' is favor and against; the first was kept"]


@pytest.mark.parametrize("name", ["label-studio", "prodigy", "doccano", "csv"])
def test_files_of_another_form_never_crash(name: str, tmp_path: Path) -> None:
    broken = [
        '{"data": 3}',
        "[1, null]",
        "{}",
        '[{"id": 1, "data": {"a": "x", "b": "y"}, "annotations": [{}]}]',
        "x",
    ]
    for text in broken:
        path = corpora.write_lines(tmp_path / "a.jsonl", text)
        skipped: list[str] = []
        try:
            assert not read_any(path, name, skipped)
        except InputError:
            continue
        assert skipped
