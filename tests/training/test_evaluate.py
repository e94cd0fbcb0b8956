"""The command, on the tiny model and a few sentences in the form of the labelled data."""

from __future__ import annotations

import doctest
import json
import re
import shlex
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import pytest
from click.testing import CliRunner, Result

import training.evaluation
from stance import cli
from stance.errors import InputError
from tests.tiny import records, write_model, write_records
from tests.training.corpora import flat, write_lines
from training.evaluate import command, evaluate
from training.evaluation.floors import NAMES as FLOORS
from training.evaluation.report import write_metrics
from training.evaluation.suites import DEFAULT, SUITES
from training.evaluation.tables import markdown

MODULES = [f"training.evaluation.{module.name}" for module in iter_modules(training.evaluation.__path__)]


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder like ``shared/data`` with the files of all suites."""
    root = tmp_path_factory.mktemp("data")
    rows = records()
    for folder in ("news", "authored", "external/dse"):
        (root / folder).mkdir(parents=True)
    news = [row | {"source": {"corpus": "one" if n % 2 else "two"}} for n, row in enumerate(rows)]
    write_records(root / "news/dev.jsonl", news)
    write_records(root / "news/train.jsonl", rows)
    write_records(root / "authored/dev.jsonl", rows[:10])
    write_records(root / "authored/train.jsonl", rows)
    write_records(root / "authored/contrast.jsonl", [r | {"capability": r["group"]} for r in rows])
    articles = [{"id": r["id"], "title": "Talks", "text": r["sentence"]} for r in rows[:6]]
    write_lines(root / "authored/articles.jsonl", *articles)
    labels = [r | {"source": {"article": r["id"]}} for r in rows[:6]]
    write_records(root / "authored/articles_labels.jsonl", labels)
    for split in ("train", "dev_rw", "dev_mt", "test_rw", "test_mt"):
        targets = [("Lumeria", 0, 0), ("Ketsi", 16, 1)]
        lines = [flat("Lumeria thanked Ketsi.", *target) for target in targets]
        write_lines(root / f"external/newsmtsc/{split}.jsonl", *lines)
    for split in ("train", "valid", "test"):
        row = "[Kesh] blamed [Pell].\tKesh\tPell\t3"
        write_lines(root / f"external/dse/{split}.txt", row, f"[Kesh] met [Pell] {split}.\tKesh\tPell\t0")
    return root


@pytest.fixture(scope="session")
def metrics(data: Path, tiny_folder: Path) -> dict[str, Any]:
    return evaluate(str(tiny_folder), tuple(SUITES), data)


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(command, [str(word) for word in words])


def numbers(value: Any) -> Iterator[float]:
    if isinstance(value, dict):
        for each in value.values():
            yield from numbers(each)
    elif isinstance(value, list):
        for each in value:
            yield from numbers(each)
    elif isinstance(value, int | float):
        yield value


@pytest.mark.parametrize("name", MODULES)
def test_examples_of_docstrings(name: str) -> None:
    assert not doctest.testmod(import_module(name)).failed


def test_every_suite_has_its_headline_and_bounds_around_each_score(metrics: dict[str, Any]) -> None:
    assert list(metrics["suites"]) == list(SUITES)
    for name, suite in metrics["suites"].items():
        assert SUITES[name].headline in suite["scores"]
        for value in suite["scores"].values():
            assert 0 <= value["low"] <= value["high"] <= 1
            assert 0 <= value["value"] <= 1
    assert all(number == number for number in numbers(metrics))


def test_news_tells_labels_sources_and_parties(metrics: dict[str, Any]) -> None:
    news = metrics["suites"]["news"]
    assert news["labels"] == 80
    assert news["missed"] == 0
    assert sum(sum(row) for row in news["confusion"]) == 80
    assert {name: row["labels"] for name, row in news["per_source"].items()} == {"one": 40, "two": 40}
    assert news["per_party"]["Norvania"]["labels"] == 16
    assert set(news["scores"]) >= {
        "macro_f1",
        "accuracy",
        "relations_f1",
        "relations_macro_f1",
        "mentions_f1",
    }


def test_contrast_tells_capabilities(metrics: dict[str, Any]) -> None:
    contrast = metrics["suites"]["contrast"]
    assert contrast["capabilities"]["t0"]["labels"] == 10
    assert contrast["scores"]["groups_right"]["value"] <= contrast["scores"]["labels_right"]["value"]


def test_the_same_command_gives_the_same_figures(
    metrics: dict[str, Any], data: Path, tiny_folder: Path
) -> None:
    again = evaluate(str(tiny_folder), ("swap", "dse-dev"), data)
    assert again["suites"]["swap"] == metrics["suites"]["swap"]
    assert again["suites"]["dse-dev"] == metrics["suites"]["dse-dev"]
    assert again["data"].items() <= metrics["data"].items()
    assert "compared" not in again


def test_floors_stand_beside_the_model(metrics: dict[str, Any]) -> None:
    for name, suite in metrics["suites"].items():
        floors = suite.get("floors", {})
        assert set(floors) == (
            set() if name == "swap" else {"majority", "tfidf"} if name.startswith("dse") else set(FLOORS)
        )
        for scores in floors.values():
            assert SUITES[name].headline in scores
            assert scores.keys() <= suite["scores"].keys()
    news = metrics["suites"]["news"]
    shares = [row["support"] / news["labels"] for row in news["per_label"].values()]
    assert news["floors"]["majority"]["accuracy"]["value"] == pytest.approx(max(shares), abs=1e-4)


def test_models_are_compared_on_the_same_sentences(
    metrics: dict[str, Any], data: Path, tiny_folder: Path, tmp_path: Path
) -> None:
    suites = ("news", "swap")
    other = write_model(tmp_path / "other", seed=2).folder
    found = evaluate(str(other), suites, data, with_floors=False, other=str(tiny_folder))
    assert found["compared"]["model"] == metrics["model"] == "tiny@seed1"
    for name in suites:
        for score, difference in found["compared"]["suites"][name].items():
            ours, theirs = (each["suites"][name]["scores"][score]["value"] for each in (found, metrics))
            assert difference["value"] == pytest.approx(ours - theirs, abs=2e-4)
            assert difference["low"] <= difference["high"]
            assert 0 < difference["p"] <= 1
    assert "floors" not in found["suites"]["news"]
    same = evaluate(str(tiny_folder), ("authored",), data, with_floors=False, other=str(tiny_folder))
    assert {d["value"] for d in same["compared"]["suites"]["authored"].values()} == {0.0}
    assert "Compared with tiny@seed1" in markdown(found)


def test_the_command_writes_json_tables_and_charts(data: Path, tiny_folder: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"
    words = ["--model", tiny_folder, "--suite", "authored", "--root", data, "--output", output]
    result = run(*words, "--compare", tiny_folder)
    assert result.exit_code == 0, result.output
    for word in ("macro F1", "VADER", "against tiny@seed1", "+0.0"):
        assert word in result.stdout
    assert "note" not in result.output
    written = json.loads((output / "metrics.json").read_text("utf-8"))
    assert written["model"] == "tiny@seed1"
    assert (output / "metrics.md").read_text("utf-8") == markdown(written)
    charts = {"confusion-authored.png", "coverage.png", "reliability.png"}
    assert {path.name for path in output.iterdir()} == {"metrics.json", "metrics.md"} | charts
    assert run(*words, "--no-charts", "--no-floors").exit_code == 0
    assert "floors" not in json.loads((output / "metrics.json").read_text("utf-8"))["suites"]["authored"]


def test_write_fills_the_tables_and_measures_nothing(
    metrics: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_metrics(tmp_path / "models/m", metrics)
    Path("README.md").write_text("<!-- metrics:summary -->\n<!-- /metrics -->\n", "utf-8")
    result = run("--write", "models/m/metrics.json")
    assert result.exit_code == 0, result.output
    assert "README.md" in result.output
    assert "| news | macro F1 |" in Path("README.md").read_text("utf-8")
    assert run("--write", "models/m/metrics.json").output == ""


def test_final_suites_say_so(data: Path, tiny_folder: Path) -> None:
    result = run("--model", tiny_folder, "--suite", "newsmtsc-rw", "--root", data, "--no-floors")
    assert result.exit_code == 0, result.output
    assert "final report" in result.stderr
    assert not any(SUITES[name].final for name in DEFAULT)
    assert {name for name, suite in SUITES.items() if suite.final} == {"newsmtsc-rw", "newsmtsc-mt", "dse"}


def test_what_is_missing_is_named(tiny_folder: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"suite news needs .*dev\.jsonl.*--root.*another suite"):
        evaluate(str(tiny_folder), ("news",), tmp_path)
    (tmp_path / "news").mkdir()
    write_records(tmp_path / "news/dev.jsonl", records()[:5])
    with pytest.raises(InputError, match=r"train\.jsonl.*--no-floors"):
        evaluate(str(tiny_folder), ("news",), tmp_path)
    assert (
        evaluate(str(tiny_folder), ("news",), tmp_path, with_floors=False)["suites"]["news"]["labels"] == 10
    )
    assert "'nws' is not one of" in run("--suite", "nws").stderr


def test_stance_evaluate_is_the_same_command(
    data: Path, tiny_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--model", str(tiny_folder), "--suite", "authored", "--root", str(data)]
    assert cli.run(["evaluate", *words]) == 0
    assert "macro F1" in capsys.readouterr().out
    assert cli.run(["evaluate", "--help"]) == 0
    assert "Usage: stance evaluate" in capsys.readouterr().out
    assert cli.run(["evaluate", "--suite", "nws"]) == 2
    assert cli.run(["evaluate", *words[:-1], "nowhere"]) == 2
    assert "--root" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("missing", "advice"), [("training.evaluate", "pip install -e"), ("sklearn", r"stance[evaluation]")]
)
def test_stance_evaluate_says_what_is_missing(
    missing: str, advice: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def absent(name: str) -> None:
        raise ModuleNotFoundError(f"No module named {missing!r}", name=missing)

    monkeypatch.setattr("stance.cli.evaluate.import_module", absent)
    assert cli.run(["evaluate"]) == 2
    assert advice in capsys.readouterr().err


def test_the_commands_of_the_page_are_understood() -> None:
    page = (Path(__file__).parent.parent.parent / "docs" / "evaluation.md").read_text("utf-8")
    commands = re.findall(r"^python -m training\.evaluate (.*)$", page, re.MULTILINE)
    assert len(commands) == 3
    for words in commands:
        command.make_context("evaluate", shlex.split(words))
    for name in SUITES:
        assert f"`{name}`" in page
