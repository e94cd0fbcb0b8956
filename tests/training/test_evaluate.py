"""The command, on the tiny model and a few sentences in the form of the labelled data."""

from __future__ import annotations

import doctest
import json
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
from tests.tiny import records, write_records
from tests.training.corpora import flat, write_lines
from training.evaluate import command, evaluate
from training.evaluation.report import markdown
from training.evaluation.suites import DEFAULT, SUITES

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
    for split in ("dev_rw", "dev_mt", "test_rw", "test_mt"):
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
    again = evaluate(str(tiny_folder), ("swap", "news"), data)
    assert again["suites"]["swap"] == metrics["suites"]["swap"]
    assert again["suites"]["news"] == metrics["suites"]["news"]
    assert again["data"].items() <= metrics["data"].items()


def test_the_command_writes_json_and_tables(data: Path, tiny_folder: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"
    result = run("--model", tiny_folder, "--suite", "authored", "--root", data, "--output", output)
    assert result.exit_code == 0, result.output
    assert "macro F1" in result.stdout
    written = json.loads((output / "metrics.json").read_text("utf-8"))
    assert written["model"] == "tiny@seed1"
    assert (output / "metrics.md").read_text("utf-8") == markdown(written)
    assert "note" not in result.output


def test_final_suites_say_so(data: Path, tiny_folder: Path) -> None:
    result = run("--model", tiny_folder, "--suite", "newsmtsc-rw", "--root", data)
    assert result.exit_code == 0, result.output
    assert "final report" in result.stderr
    assert not any(SUITES[name].final for name in DEFAULT)
    assert {name for name, suite in SUITES.items() if suite.final} == {"newsmtsc-rw", "newsmtsc-mt", "dse"}


def test_what_is_missing_is_named(tiny_folder: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"suite news needs .*dev\.jsonl.*--root"):
        evaluate(str(tiny_folder), ("news",), tmp_path)
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
