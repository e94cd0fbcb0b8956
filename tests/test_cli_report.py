"""``stance report`` writes the page and the charts, and says what is wrong with its input."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from stance.cli import run
from stance.corpus import judge_corpus
from tests.tiny import TEXT


@pytest.fixture(scope="module")
def judged(tiny_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    rows = [{"id": f"d{n}", "text": TEXT, "outlet": f"Paper {n % 2}", "date": "2031-05-01"} for n in range(4)]
    (folder / "news.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    judge_corpus(folder / "news.jsonl", folder / "out", ["Norvania", "Estmark"], model=tiny_folder)
    return folder / "out"


def test_the_page_and_the_charts_are_written(judged: Path, tiny_folder: Path, tmp_path: Path) -> None:
    page, charts = tmp_path / "report.html", tmp_path / "charts"
    words = ["--title", "The <lake>", "--model", str(tiny_folder), "--charts", str(charts)]
    assert run(["report", str(judged), "-o", str(page), *words]) == 0
    assert "<h1>The &lt;lake&gt;</h1>" in page.read_text("utf-8")
    names = {"network", "matrix", "parties", "sources", "over-time"}
    assert {path.name for path in charts.iterdir()} == {
        f"{n}.{form}" for n in names for form in ("png", "svg")
    }


def test_another_model_gives_no_evidence_and_a_note(judged: Path, tmp_path: Path, capsys) -> None:  # type: ignore[no-untyped-def]
    from tests.tiny import write_model

    other = write_model(tmp_path / "other", seed=9).folder
    assert run(["report", str(judged), "-o", str(tmp_path / "r.html"), "--model", str(other)]) == 0
    assert "without evidence" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nowhere"], "no corpus.json"),
        (["JUDGED", "--only", "outlet"], "not COLUMN=VALUE"),
        (["JUDGED", "--date-column", "day"], "no column 'day'"),
        (["JUDGED", "--by", "fortnight"], "fortnight"),
    ],
)
def test_wrong_usage_is_said(judged: Path, words: list[str], said: str, tmp_path: Path, capsys) -> None:  # type: ignore[no-untyped-def]
    given = [str(judged) if word == "JUDGED" else word for word in words]
    assert run(["report", *given, "-o", str(tmp_path / "r.html"), "--no-evidence"]) == 2
    assert said in capsys.readouterr().err
