"""The corpus job: every document once, whatever happens on the way."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import duckdb
import pandas
import polars
import psutil
import pytest
from pyarrow import dataset, parquet

import stance
from stance.cli import run
from stance.corpus import judge_corpus
from stance.corpus.tables import TABLES, kept_names
from stance.errors import InputError, MissingExtraError, WorkerError
from tests.tiny import PARTIES, TEXT

SENTENCES = TEXT.split(". ")


def write_corpus(path: Path, count: int = 23) -> Path:
    rows: list[Any] = [
        {"id": f"n{n}", "text": " ".join(SENTENCES[n % 4 :]), "outlet": ["Post", "Sun"][n % 2], "label": n}
        for n in range(count)
    ]
    rows[7] = {"id": "n7", "outlet": "Post"}
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path


def read(folder: Path) -> dict[str, list[dict[str, Any]]]:
    return {t: dataset.dataset(folder / t, format="parquet").to_table().to_pylist() for t in TABLES}


def test_the_tables_hold_what_classify_answers(tiny_folder: Path, tmp_path: Path) -> None:
    path = write_corpus(tmp_path / "n.jsonl")
    summary = judge_corpus(path, tmp_path / "out", PARTIES, model=tiny_folder, chunk=5)
    assert summary == (22, 1, False)
    tables = read(tmp_path / "out")
    texts = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    classifier = stance.load(tiny_folder, device="cpu")
    documents = {row["id"]: classifier(row["text"], PARTIES) for row in texts if "text" in row}
    assert [row["id"] for row in tables["documents"]] == list(documents)
    for name, document in documents.items():
        found = [row for row in tables["stances"] if row["id"] == name]
        assert [(r["party"], r["label"], r["text"]) for r in found] == [
            (s.party, s.label, sentence.text) for sentence in document.sentences for s in sentence.stances
        ]
        directed = [row for row in tables["relations"] if row["id"] == name]
        assert [(r["holder"], r["target"], r["label"]) for r in directed] == [
            (r.holder, r.target, r.label) for r in document.relations
        ]
    assert {(row["outlet"], row["document_label"]) for row in tables["stances"] if row["id"] == "n1"} == {
        ("Sun", "1")
    }
    (reject,) = (tmp_path / "out" / "rejects.jsonl").read_text().splitlines()
    assert json.loads(reject) == {"id": "n7", "reason": "the column 'text' is missing"}


def test_other_programs_read_the_tables(tiny_folder: Path, tmp_path: Path) -> None:
    judge_corpus(write_corpus(tmp_path / "n.jsonl"), tmp_path / "out", PARTIES, model=tiny_folder, chunk=4)
    folder = tmp_path / "out" / "stances"
    schemas = {str(parquet.read_schema(path).remove_metadata()) for path in folder.iterdir()}
    assert len(schemas) == 1
    count = len(pandas.read_parquet(folder))
    assert count == polars.read_parquet(folder / "*.parquet").height
    assert count == duckdb.sql(f"select count(*) from '{folder}/*.parquet'").fetchall()[0][0]


def test_a_killed_job_goes_on_and_leaves_the_same_tables(tiny_folder: Path, tmp_path: Path) -> None:
    path = write_corpus(tmp_path / "n.jsonl", 60)
    judge_corpus(path, tmp_path / "whole", PARTIES, model=tiny_folder, chunk=2)
    script = (
        "import sys; from stance.corpus import judge_corpus; from tests.tiny import PARTIES;"
        "judge_corpus(sys.argv[1], sys.argv[2], PARTIES, model=sys.argv[3], device='cpu', chunk=2)"
    )
    command = [sys.executable, "-c", script, str(path), str(tmp_path / "out"), str(tiny_folder)]
    chance, kills = random.Random(3), 0
    for _ in range(6):
        process = subprocess.Popen(command, cwd=Path(__file__).parents[2])
        begun = time.monotonic()
        while (
            process.poll() is None and not _grown(tmp_path / "out", kills) and time.monotonic() < begun + 60
        ):
            time.sleep(0.002)
        time.sleep(chance.random() * 0.05)
        process.send_signal(signal.SIGKILL)
        kills += process.wait() == -signal.SIGKILL
    assert kills
    judge_corpus(path, tmp_path / "out", PARTIES, model=tiny_folder, chunk=2)
    assert read(tmp_path / "out") == read(tmp_path / "whole")
    assert (tmp_path / "out" / "rejects.jsonl").read_text() == (
        tmp_path / "whole" / "rejects.jsonl"
    ).read_text()


def _grown(folder: Path, than: int) -> bool:
    return len(list((folder / "stances").glob("*.parquet"))) > 2 * than


def test_leftovers_of_a_kill_are_written_anew(tiny_folder: Path, tmp_path: Path) -> None:
    path, out = write_corpus(tmp_path / "n.jsonl"), tmp_path / "out"
    judge_corpus(path, out, PARTIES, model=tiny_folder, chunk=5)
    wanted = read(out)
    state = json.loads((out / "corpus.json").read_text())
    (out / "corpus.json").write_text(json.dumps(state | {"chunks": 2, "documents": 9, "complete": False}))
    (out / "stances" / "part-00003.parquet.tmp").write_bytes(b"torn")
    (out / "relations" / "part-00002.parquet").write_bytes(b"torn")
    with (out / "rejects.jsonl").open("a") as file:
        file.write('{"id": "n9", "rea')
    assert judge_corpus(path, out, PARTIES, model=tiny_folder, chunk=5).documents == 22
    assert read(out) == wanted
    assert len((out / "rejects.jsonl").read_text().splitlines()) == 1


def test_a_complete_job_is_left_alone(tiny_folder: Path, tmp_path: Path) -> None:
    path, out = write_corpus(tmp_path / "n.jsonl"), tmp_path / "out"
    judge_corpus(path, out, PARTIES, model=tiny_folder)
    before = {file: file.stat().st_mtime_ns for file in out.rglob("*.parquet")}
    assert judge_corpus(path, out, PARTIES, model=tiny_folder) == (22, 1, True)
    assert before == {file: file.stat().st_mtime_ns for file in out.rglob("*.parquet")}


def test_other_settings_or_a_foreign_folder_are_refused(tiny_folder: Path, tmp_path: Path) -> None:
    path, out = write_corpus(tmp_path / "n.jsonl"), tmp_path / "out"
    judge_corpus(path, out, PARTIES, model=tiny_folder)
    with pytest.raises(InputError, match="other settings: parties, documents per file"):
        judge_corpus(path, out, ["France"], model=tiny_folder, chunk=7)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.docx").write_text("")
    with pytest.raises(InputError, match=r"thesis\.docx"):
        judge_corpus(path, tmp_path / "mine", PARTIES, model=tiny_folder)


def test_two_processes_do_not_write_one_folder(tiny_folder: Path, tmp_path: Path) -> None:
    path, out = write_corpus(tmp_path / "n.jsonl"), tmp_path / "out"

    def meddle(_done: int, _total: int) -> None:
        with pytest.raises(InputError, match="another process"):
            judge_corpus(path, out, PARTIES, model=tiny_folder)

    assert judge_corpus(path, out, PARTIES, model=tiny_folder, watch=meddle).documents == 22


def test_an_empty_corpus_leaves_empty_tables(tiny_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "n.csv").write_text("id,text\n")
    assert judge_corpus(tmp_path / "n.csv", tmp_path / "out", PARTIES, model=tiny_folder) == (0, 0, False)


def test_names_that_are_taken_are_told_apart() -> None:
    assert kept_names(["score", "document_score", "date"]) == {
        "score": "document_document_score", "document_score": "document_score", "date": "date",
    }  # fmt: skip


def test_the_command(tiny_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = [
        "corpus",
        str(write_corpus(tmp_path / "n.jsonl")),
        str(tmp_path / "out"),
        "--model",
        str(tiny_folder),
    ]
    assert run([*words, "--party", "France"]) == 0
    out, err = capsys.readouterr()
    assert out == f"{tmp_path / 'out'}: 22 documents, complete\n"
    assert "1 could not be read" in err
    assert run([*words, "--party", "France"]) == 0
    assert "was complete already" in capsys.readouterr().out
    assert run([*words, "--engine", "spark"]) == 2
    assert "allowed are local, ray" in capsys.readouterr().err


def test_without_ray_the_error_names_the_extra(
    tiny_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(MissingExtraError, match=r"stance\[ray\]"):
        judge_corpus(
            write_corpus(tmp_path / "n.jsonl"), tmp_path / "o", PARTIES, model=tiny_folder, engine="ray"
        )


def test_ray_leaves_the_same_tables(
    tiny_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "0")
    path = write_corpus(tmp_path / "n.jsonl")
    judge_corpus(path, tmp_path / "here", PARTIES, model=tiny_folder, chunk=4)
    judge_corpus(path, tmp_path / "ray", PARTIES, model=tiny_folder, chunk=4, engine="ray", workers=2)
    assert read(tmp_path / "ray") == read(tmp_path / "here")


def kill_workers(stop: threading.Event, times: int) -> None:
    """Kill the processes that judge for Ray, as soon as they are there, so many times."""
    while times and not stop.is_set():
        for process in psutil.process_iter(["name", "cmdline"]):
            if "ray::_Worker" in " ".join(process.info["cmdline"] or [process.info["name"]]):
                process.kill()
                times -= 1
                if not times:
                    return
        time.sleep(0.05)


@pytest.mark.parametrize(("kills", "ends"), [(1, True), (1000, False)])
def test_a_worker_that_dies_is_started_again_but_not_for_ever(
    kills: int, ends: bool, tiny_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "0")
    path = write_corpus(tmp_path / "n.jsonl", 23 if ends else 900)  # not done before all kills
    judge_corpus(path, tmp_path / "here", PARTIES, model=tiny_folder, chunk=4)
    stop = threading.Event()
    killer = threading.Thread(target=kill_workers, args=(stop, kills))
    killer.start()

    def judge() -> None:
        judge_corpus(path, tmp_path / "ray", PARTIES, model=tiny_folder, chunk=4, engine="ray", workers=2)

    try:
        if ends:
            judge()
        else:
            with pytest.raises(WorkerError, match="what was judged before is kept"):
                judge()
    finally:
        stop.set()
        killer.join()
    judge()
    assert read(tmp_path / "ray") == read(tmp_path / "here")
