"""``python -m training.data``: check, leaks, stand-off labels, joining, and the commands of docs/data.md."""

from __future__ import annotations

import doctest
import hashlib
import json
import re
import shlex
import shutil
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from stance.errors import InputError
from tests.training import corpora
from training.data.__main__ import main
from training.data.check import problems
from training.data.leaks import copies, find_leaks
from training.data.standoff import join, sentence_hash, stand_off
from training.data.write import record_dict, write_records
from training.records import Record, RecordParty, read_records
from training.sources import dse, newsmtsc
from training.sources.base import Download

ROOT = Path(__file__).parent.parent.parent
STANDOFF = ROOT / "training" / "data" / "standoff"
PUBLIC = ROOT.parent / "shared" / "data"
GOOD = {
    "id": "1",
    "sentence": "Lumeria thanked Ketsi.",
    "parties": [
        {"name": "Lumeria", "start": 0, "end": 7, "label": None},
        {"name": "Ketsi", "start": 16, "end": 21, "label": "favor"},
    ],
    "relations": [{"holder": 0, "target": 1, "label": "favor"}],
}


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.mark.parametrize(
    "name",
    [
        "training.sources", "training.sources.base", "training.sources.dse", "training.importers.build",
        "training.data.check", "training.data.leaks", "training.data.standoff",
    ],
)  # fmt: skip
def test_examples_of_docstrings(name: str) -> None:
    results = doctest.testmod(import_module(name))
    assert results.attempted
    assert not results.failed


def test_a_good_record_has_no_problems_and_comes_back(tmp_path: Path) -> None:
    assert problems(GOOD) == []
    record = Record.from_dict(GOOD)
    write_records(tmp_path / "a.jsonl", [record])
    assert read_records(tmp_path / "a.jsonl") == [record]
    assert run("check", tmp_path / "a.jsonl").exit_code == 0


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        ({"sentense": "x"}, "did you mean sentence?"),
        ({"id": 3}, "id is 3, not a str"),
        ({"sentence": " "}, "the sentence is empty"),
        ({"parties": [{"name": "Ketsi"}]}, "must have name, start, end and label"),
        ({"parties": [{"name": "K", "start": -1, "end": 3, "label": None}]}, "does not lie in the sentence"),
        ({"parties": [{"name": "Ketsi", "start": 0, "end": 7, "label": None}]}, "which holds 'Lumeria'"),
        (
            {"parties": [{"name": "Lumeria", "start": 0, "end": 7, "label": "pro"}]},
            "label 'pro'; allowed are",
        ),
        ({"parties": GOOD["parties"][:1] * 2}, "has the same span"),
        ({"relations": [{"holder": 0, "target": 2, "label": "favor"}]}, "must be two of the 2 parties"),
        ({"relations": [{"holder": 1, "target": 1, "label": "favor"}]}, "toward itself"),
        ({"relations": [{"holder": 0, "target": 1, "label": "neutral"}]}, "a pair not listed is neutral"),
        ({"relations": GOOD["relations"] * 2}, "the same holder and target"),
        ({"relations": None}, "relations is None, not a list"),
    ],
)
def test_each_problem_is_named(change: dict[str, object], wanted: str) -> None:
    assert any(wanted in problem for problem in problems(GOOD | change))


def test_check_reports_every_problem_with_its_line(tmp_path: Path) -> None:
    bad = GOOD | {"parties": [], "relations": GOOD["relations"]}
    path = corpora.write_lines(tmp_path / "a.jsonl", GOOD, "{", bad, "", [1])
    markup = corpora.write_lines(tmp_path / "b.tsv", "plain\t{Ketsi|good} won.\t-")
    result = run("check", path, markup)
    assert result.exit_code == 1
    places = [line.split(": ")[0] for line in result.output.splitlines()]
    assert places == [
        f"{path}:2",
        f"{path}:3",
        f"{path}:3",
        f"{path}:5",
        f"{markup}:1",
        "5 problems in 2 files",
    ]


def test_import_writes_lists_and_is_strict_when_told(tmp_path: Path) -> None:
    labels = ROOT / "tests" / "data" / "labels"
    output = tmp_path / "mine.jsonl"
    result = run("import", "csv", labels / "labels.csv", output)
    assert result.exit_code == 0
    assert "2 could not be used:" in result.stderr
    assert len(read_records(output)) == 4
    assert run("import", "csv", labels / "labels.csv", output, "--strict").exit_code == 1
    assert "1 could not be used:" in run(
        "import", "csv", labels / "labels.csv", output, "--label", "splendid=favor"
    ).stderr  # fmt: skip
    assert run("import", "csv", labels / "labels.csv", output, "--label", "splendid").exit_code == 2
    empty = corpora.write_lines(tmp_path / "a.jsonl", "{}")
    result = run("import", "prodigy", empty, tmp_path / "none.jsonl")
    assert result.exit_code == 1
    assert "field text is missing" in result.stderr
    assert not (tmp_path / "none.jsonl").exists()


def test_leaks_of_each_kind() -> None:
    def record(number: int, sentence: str, label: str = "neutral") -> Record:
        return Record(str(number), sentence, (RecordParty("Ketsi", 0, 5, label),), {})

    long = "Ketsi said on Monday that the harbour would open again before the rains of the autumn"
    first = [record(0, "Ketsi won."), record(1, long), record(2, "Ketsi left the hall.")]
    second = [
        record(5, "Ketsi won."),
        record(6, "Ketsi “won”!"),
        record(7, "Ketsi won.", "favor"),
        record(8, long + " this year."),
        record(9, "Ketsi left the room."),
    ]
    found = [(leak.record, leak.twin, leak.kind) for leak in find_leaks(first, second)]
    assert found == [(0, 0, "row"), (1, 0, "sentence"), (2, 0, "sentence"), (3, 1, "near")]
    assert copies(first, second) == {"5"}


def test_leaks_command(tmp_path: Path) -> None:
    corpora.write_dse(tmp_path)
    result = run("leaks", tmp_path / "train.txt", tmp_path / "test.txt", "--list")
    assert "of 2 records 1 with the same labels, 1 with others, 0 nearly the same" in result.output
    assert "row test-1 = train-1 (1.00)" in result.output
    assert run("leaks", tmp_path / "train.txt").exit_code == 2


@pytest.mark.skipif(not (PUBLIC / "external" / "dse").is_dir(), reason="the corpus DSE is not here")
@pytest.mark.parametrize(("split", "rows", "copied"), [("test", 1623, 400), ("valid", 1461, 392)])
def test_leaks_of_the_official_split_of_dse(split: str, rows: int, copied: int) -> None:
    folder = PUBLIC / "external" / "dse"
    train, other = (dse.read(folder / f"{name}.txt") for name in ("train", split))
    assert (len(train), len(other)) == (13144, rows)
    assert len(copies(train, other)) == copied


def labelled() -> list[Record]:
    """Records whose sentences stand in the small corpora, in their plain form."""
    places = [
        (
            "Lumeria thanked Ketsi.",
            {"corpus": "newsmtsc", "split": "train", "id": "allsides_7_1_3_Lumeria_0_7"},
        ),
        ("Ketsi’s mayor failed.", {"corpus": "newsmtsc", "split": "train", "id": "allsides_7_1_4_x_0_3"}),
        ("Ostrava was praised by the Ketsi Union.", {"corpus": "dse", "split": "train", "line": 2}),
        (
            "Ketsi backed Lumeria today.",
            {"corpus": "conflibert-samples", "file": "gazette_001", "article": 1},
        ),
        ("Rain fell.", {"corpus": "conflibert-samples", "file": "gazette_001", "article": 1}),
    ]
    records = []
    for number, (sentence, source) in enumerate(places):
        names = [name for name in ("Lumeria", "Ketsi", "Ostrava") if name in sentence]
        parties = tuple(
            RecordParty(name, sentence.index(name), sentence.index(name) + len(name), label)
            for name, label in zip(names, ("favor", None, "against"), strict=False)
        )
        relations = {(1, 0): "against"} if len(parties) > 1 else {}
        records.append(Record(f"r{number}", sentence, parties, relations, source))
    return records


def test_standoff_labels_join_with_the_corpora(tmp_path: Path) -> None:
    records = labelled()
    write_records(tmp_path / "labels.jsonl", records)
    labels = tmp_path / "standoff.jsonl"
    assert run("standoff", tmp_path / "labels.jsonl", labels).exit_code == 0
    assert not re.search("Lumeria|Ketsi|Ostrava|thanked|Rain", labels.read_text("utf-8"))
    folder = corpora.write_all(tmp_path / "corpora")
    result = run("join", labels, folder, tmp_path / "joined.jsonl", "--strict")
    assert result.exit_code == 0, result.output
    joined = read_records(tmp_path / "joined.jsonl")
    assert [{**record_dict(r), "source": 0} for r in joined] == [
        {**record_dict(r), "source": 0} for r in records
    ]
    assert [r.source["corpus"] for r in joined] == [r.source["corpus"] for r in records]


def test_join_works_with_the_nested_form_too(tmp_path: Path) -> None:
    row = corpora.nested("Lumeria thanked Ketsi.", corpora.target("Ketsi", 16, 6.0))
    corpora.write_lines(tmp_path / "newsmtsc" / "train.jsonl", row)
    labels = corpora.write_lines(tmp_path / "labels.jsonl", *stand_off(labelled()[:1]))
    assert [record.id for record in join(labels, tmp_path).records] == ["r0"]


def test_join_reports_what_is_missing_and_what_differs(tmp_path: Path) -> None:
    labels = corpora.write_lines(tmp_path / "labels.jsonl", *stand_off(labelled()))
    folder = corpora.write_all(tmp_path / "corpora")
    (folder / "newsmtsc" / "train.jsonl").unlink()
    file = folder / "dse" / "train.txt"
    file.write_text(file.read_text("utf-8").replace("praised", "blamed"), "utf-8")
    result = join(labels, folder)
    assert [record.id for record in result.records] == ["r3", "r4"]
    assert result.missing == ["r0: newsmtsc train allsides_7_1_3", "r1: newsmtsc train allsides_7_1_4"]
    assert result.differs == ["r2: dse train 2"]
    assert run("join", labels, folder, tmp_path / "a.jsonl").exit_code == 0
    assert run("join", labels, folder, tmp_path / "a.jsonl", "--strict").exit_code == 1
    assert run("join", labels, tmp_path / "corpora" / "dse", tmp_path / "a.jsonl").exit_code == 1


def test_standoff_refuses_what_it_cannot_point_to(tmp_path: Path) -> None:
    for record, wanted in [
        (replace(labelled()[0], sentence="Lumeria  thanked Ketsi."), "single spaces"),
        (replace(labelled()[0], source={"corpus": "diary"}), "no way to point"),
        (replace(labelled()[0], source={"corpus": "dse", "split": "train"}), "does not say 'line'"),
    ]:
        with pytest.raises(InputError, match=wanted):
            list(stand_off([record]))
    with pytest.raises(InputError, match="not a stand-off line"):
        join(corpora.write_lines(tmp_path / "a.jsonl", {"id": "x"}), tmp_path)


@pytest.mark.parametrize(("name", "count"), [("news_train", 17538), ("news_dev", 901)])
def test_the_shipped_labels_hold_no_text(name: str, count: int) -> None:
    """Every string is an id, a corpus, a split, a place, a hash or a label sign; nothing else fits in."""
    path = STANDOFF / f"{name}.jsonl"
    assert path.stat().st_size < 4_000_000
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert len(rows) == len({row["id"] for row in rows}) == count
    sentence_id = re.compile(r"(allsides|polusa_v1)(_-?\d+){3}")
    for row in rows:
        assert set(row) - {"length"} == {"id", "at", "sha256", "parties", "relations"}
        assert re.fullmatch(r"[a-z]\d{5}", row["id"])
        assert re.fullmatch("[0-9a-f]{64}", row["sha256"])
        assert all(type(n) is int for numbers in row["parties"] + row["relations"] for n in numbers[:2])
        assert {label for *_, label in row["parties"] + row["relations"]} <= {"+", "-", "0", None}
        corpus, part, place = row["at"]
        if corpus == "conflibert-samples":
            assert re.fullmatch(r"[a-z0-9_]{6,17}", part)
        else:
            assert (corpus in ("dse", "newsmtsc"), part) == (True, "train")
        assert isinstance(place, int) or sentence_id.fullmatch(place)


@pytest.mark.skipif(not (PUBLIC / "news").is_dir(), reason="the corpora are not here")
def test_the_shipped_labels_join_with_the_corpora() -> None:
    records = {record.id: record for record in read_records(PUBLIC / "news" / "dev.jsonl")}
    result = join(STANDOFF / "news_dev.jsonl", PUBLIC / "external")
    assert not result.differs
    assert len(result.records) + len(result.missing) == len(records)
    assert all("conflibert" in name for name in result.missing)
    for record in result.records:
        assert replace(record, source={}) == replace(records[record.id], source={})


def test_hashes_do_not_depend_on_white_space() -> None:
    assert sentence_hash(" Rain\u00a0 fell.\n") == hashlib.sha256(b"Rain fell.").hexdigest()


def test_the_commands_of_the_docs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run in a folder like the project's, with small corpora at the addresses."""
    page = (ROOT / "docs" / "data.md").read_text("utf-8")
    lines = [line for block in re.findall(r"```sh\n(.*?)```", page, re.DOTALL) for line in block.splitlines()]
    commands = [
        shlex.split(line, comments=True) for line in lines if line.startswith("python -m training.data")
    ]
    assert {command[3] for command in commands} == set(main.commands)
    monkeypatch.chdir(tmp_path)
    shutil.copytree(ROOT / "tests" / "data" / "labels", tmp_path / "tests" / "data" / "labels")
    shutil.copy(
        ROOT / "training" / "data" / "contrast" / "first.tsv",
        corpora.write_lines(tmp_path / "training/data/contrast/x").parent,
    )
    corpora.write_lines(tmp_path / "training/data/standoff/news_train.jsonl", *stand_off(labelled()))
    corpora.write_lines(tmp_path / "training/data/standoff/news_dev.jsonl", *stand_off(labelled()))
    public = corpora.write_all(tmp_path / "public")
    for module, name, file in [
        (dse, "dse", "train.txt"),
        (dse, "dse", "test.txt"),
        (newsmtsc, "newsmtsc", "train.jsonl"),
    ]:
        path = public / name / file
        here = Download(file, path.as_uri(), hashlib.sha256(path.read_bytes()).hexdigest())
        others = tuple(d for d in module.ORIGIN.downloads if d.url.startswith("file:"))
        monkeypatch.setattr(module, "ORIGIN", replace(module.ORIGIN, downloads=(*others, here)))
    for command in commands:
        result = run(*command[3:])
        assert result.exit_code == 0, (command, result.output, result.exception)
