"""Sources: both forms of NewsMTSC, brackets that are off, names without spans, downloads with checksums."""

from __future__ import annotations

import hashlib
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from stance.errors import ConfigError, InputError
from tests.training import corpora
from training.config import DataSettings
from training.records import Record
from training.sources import (
    SOURCES,
    dse,
    fetch_source,
    mad_tsc,
    newsmtsc,
    origin,
    own,
    read_any,
    read_source,
    recognise,
    seesaw,
    semeval2016,
)
from training.sources.base import Download


def labels(record: Record) -> list[tuple[str, str | None]]:
    return [(party.name, party.label) for party in record.parties]


def test_newsmtsc_joins_the_targets_of_a_sentence(tmp_path: Path) -> None:
    skipped: list[str] = []
    thanks, failed = newsmtsc.read(corpora.write_newsmtsc(tmp_path), skipped)
    assert labels(thanks) == [("Lumeria", "neutral"), ("Ketsi", "favor")]
    assert labels(failed) == [("Ketsi’s\xa0mayor", "against")]
    assert (thanks.id, thanks.source["split"], thanks.source["line"]) == ("train-1", "train", 1)
    assert skipped == []


def test_newsmtsc_nested_form_and_what_it_cannot_use(tmp_path: Path) -> None:
    corpora.write_lines(
        tmp_path / "train.jsonl",
        corpora.nested(
            "Ketsi, said Ketsi, is Ketsi.",
            corpora.target("Ketsi", 13, 2.0),  # a character off: the nearest mention is meant
            corpora.target("Lumeria", 0, 6.0),
            corpora.target("Ketsi", 0, 3.0),
        ),
        "{broken",
        {"sentence": " "},
    )
    skipped: list[str] = []
    (record,) = newsmtsc.read(tmp_path / "train.jsonl", skipped)
    assert [(p.start, p.end, p.label) for p in record.parties] == [(12, 17, "against")]
    assert [problem.split(":")[0] for problem in skipped] == [
        "train.jsonl line 1", "train.jsonl line 1", "train.jsonl line 2", "train.jsonl line 3",
    ]  # fmt: skip


def test_mad_tsc_reads_one_language(tmp_path: Path) -> None:
    for language in ("en", "fr"):
        row = corpora.nested(f"Ketsi won ({language}).", corpora.target("Ketsi", 0, 6.0))
        corpora.write_lines(tmp_path / "data" / "original" / language / "train.jsonl", row)
    (record,) = mad_tsc.read(tmp_path, language="fr")
    assert (record.sentence, record.source["corpus"]) == ("Ketsi won (fr).", "mad_tsc")
    assert len(mad_tsc.read(tmp_path)) == 1


def test_dse_repairs_spans_and_gives_directed_stances(tmp_path: Path) -> None:
    skipped: list[str] = []
    first, second, third = dse.read(corpora.write_dse(tmp_path) / "train.txt", skipped)
    assert labels(first) == [("Lumerians", None), ("Ketsi", None)]
    assert dict(first.relations) == {(0, 1): "against"}
    assert first.sentence == "Lumerians accused Ketsi’s mayor."
    assert dict(second.relations) == {(1, 0): "favor"}
    assert [party.name for party in third.parties] == ['Ketsi.""Ostrava', "Lumeria"]
    assert [dse.row_class(record) for record in (first, second, third)] == [3, 2, 0]
    assert skipped == []


def test_dse_lists_rows_of_another_form(tmp_path: Path) -> None:
    path = corpora.write_lines(
        tmp_path / "x.txt", "only text", "[A] b [C]\tA\tC\t9", "[A] b [C]\tA\tD\t1", "[,] b [C]\t,\tC\t1"
    )
    skipped: list[str] = []
    (record,) = dse.read(path, skipped)
    assert [party.name for party in record.parties] == [",", "C"]
    assert [problem.split(":")[0] for problem in skipped] == [f"x.txt line {n}" for n in (1, 2, 3)]


@pytest.mark.parametrize(
    ("marked", "name"),
    [
        ("[Congre]ss met.", "Congress"),
        ("[The U. S.] met.", "The U. S."),
        ("[Acme Inc.] met.", "Acme Inc."),
        ("It was [Ketsi.]", "Ketsi"),
        ("[Ketsi]then left.", "Ketsi"),  # a missing space, not a cut-off ending
        ("[“Ketsi”] met.", "Ketsi"),
        ("[’] met.", "’"),
    ],
)
def test_dse_spans(marked: str, name: str) -> None:
    sentence, (span,) = dse.unmark(marked)
    assert sentence[slice(*dse.repair(sentence, span))] == name


def test_seesaw_uses_what_the_sentence_names(tmp_path: Path) -> None:
    skipped: list[str] = []
    first, third = seesaw.read(corpora.write_seesaw(tmp_path), skipped)
    assert labels(first) == [("Ada Fale", None), ("Blue Party", "against")]
    assert dict(first.relations) == {(0, 1): "against"}
    assert labels(third) == [("Fale", "favor")]
    assert third.source == {
        "corpus": "seesaw", "split": "test", "article": "TRIPLET_000_DOCUMENT_0", "sentence": 2,
    }  # fmt: skip
    assert len(skipped) == 2
    assert seesaw.read(tmp_path, split="train") == []


def test_semeval_reads_both_tables(tmp_path: Path) -> None:
    skipped: list[str] = []
    records = semeval2016.read(corpora.write_semeval(tmp_path), skipped)
    assert [labels(record) for record in records] == [[("Tram lines", "neutral")], [("Fale", "favor")]]
    assert records[0].sentence == "Tram lines, cafés and rain"
    assert [problem.split(":")[0] for problem in skipped] == [f"trial.txt line {n}" for n in (2, 4, 5)]
    prefixed = semeval2016.read(tmp_path / "trial.txt", [], prefix=True)
    assert [record.sentence.split(":")[0] for record in prefixed[::2]] == ["Ada Fale", "Tram Lines"]


def test_own_reads_both_forms(tmp_path: Path) -> None:
    corpora.write_lines(
        tmp_path / "a.jsonl", {"id": "1", "sentence": "Rain.", "parties": [], "relations": []}
    )
    corpora.write_lines(tmp_path / "b.tsv", "plain\t{Ketsi|favor} won.\t-")
    assert [record.sentence for record in own.read(tmp_path)] == ["Rain.", "Ketsi won."]


def test_a_separator_of_lines_inside_a_sentence_is_no_line_end(tmp_path: Path) -> None:
    path = corpora.write_lines(
        tmp_path / "a.jsonl", {"id": "1", "sentence": "Rain\u2028fell.", "parties": [], "relations": []}
    )
    assert own.read(path)[0].sentence == "Rain\u2028fell."


def test_forms_are_recognised(tmp_path: Path) -> None:
    assert recognise(corpora.write_newsmtsc(tmp_path / "n") / "train.jsonl") == "newsmtsc"
    assert recognise(corpora.write_dse(tmp_path / "d") / "train.txt") == "dse"
    assert recognise(corpora.write_seesaw(tmp_path / "s")) == "seesaw"
    semeval = tmp_path / "t"
    semeval.mkdir()
    assert recognise(corpora.write_semeval(semeval) / "trial.txt") == "semeval2016"


def test_a_recipe_reads_any_format(tmp_path: Path) -> None:
    corpora.write_newsmtsc(tmp_path / "newsmtsc")
    settings = DataSettings(root=str(tmp_path), train=[{"path": "a"}], dev={"a": "a"})
    assert len(read_source(settings, "newsmtsc/train.jsonl")) == 2
    assert len(read_source(settings, "mad_tsc:newsmtsc/train.jsonl")) == 2
    with pytest.raises(ConfigError, match="is missing; set data"):
        read_source(settings, "nothing.jsonl")
    corpora.write_seesaw(tmp_path / "seesaw")
    with pytest.raises(ConfigError, match="evaluation only"):
        read_source(settings, "seesaw:seesaw")


@pytest.mark.parametrize("name", SOURCES)
def test_every_source_says_where_it_comes_from_and_refuses_nothing(name: str, tmp_path: Path) -> None:
    about = origin(name)
    assert about.name == name
    assert about.licence
    assert about.labels <= {"party", "relation"}
    assert all(file.url.startswith("https://") for file in about.downloads)
    with pytest.raises(InputError):
        read_any(tmp_path / "nothing", name)


def test_fetch_checks_what_it_downloads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    public = corpora.write_dse(tmp_path / "public") / "train.txt"
    checksum = hashlib.sha256(public.read_bytes()).hexdigest()
    file = Download("train.txt", public.as_uri(), checksum)
    monkeypatch.setattr(dse, "ORIGIN", replace(dse.ORIGIN, downloads=(file,)))
    (path,) = fetch_source("dse", tmp_path / "mine")
    assert path.read_bytes() == public.read_bytes()
    public.unlink()
    assert fetch_source("dse", tmp_path / "mine") == [path]  # whole and checked: not downloaded again

    public.write_text("changed")
    path.unlink()
    with pytest.raises(InputError, match="has the checksum"):
        fetch_source("dse", tmp_path / "mine")
    assert not list((tmp_path / "mine").iterdir())


def test_fetch_records_a_checksum_that_nobody_knew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    corpora.write_seesaw(tmp_path / "public")
    archive = tmp_path / "public.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for path in (tmp_path / "public").rglob("*.json"):
            packed.write(path, Path("SEESAW-1", "SEESAW", path.relative_to(tmp_path / "public")))
    file = Download("SEESAW.zip", archive.as_uri(), None)
    monkeypatch.setattr(seesaw, "ORIGIN", replace(seesaw.ORIGIN, downloads=(file,)))
    mine = tmp_path / "mine"
    with pytest.raises(InputError, match="--trust"):
        fetch_source("seesaw", mine)
    fetch_source("seesaw", mine, trust=True)
    assert len(seesaw.read(mine, [])) == 2
    (mine / "SEESAW.zip").unlink()
    archive.write_bytes(b"another file")
    with pytest.raises(InputError, match="has the checksum"):
        fetch_source("seesaw", mine)
