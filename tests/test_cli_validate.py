"""``stance validate`` as its users meet it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from stance import cli
from stance.cli.remarks import print_validation
from tests.validation.test_report import validation
from tests.validation.test_validate import rows


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    path = tmp_path / "gold.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["sentence", "party", "label", "id"])
        writer.writeheader()
        writer.writerows(rows())
    return path


def run(*words: object) -> int:
    return cli.run(["validate", *map(str, words)])


def test_the_formats(
    gold: Path, tiny_folder: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(gold, "--model", tiny_folder) == 0
    text, errors = capfd.readouterr()
    assert text.startswith("# How far tiny@seed1 can be trusted on this sample")
    assert errors == ""
    assert run(gold, "--model", tiny_folder, "--format", "json", "--aim", 0.8) == 0
    values = json.loads(capfd.readouterr().out)
    assert values["labels"] == 80
    assert values["aim"]["accuracy"] == 0.8
    for form, begin in (("html", "<!doctype html>"), ("markdown", "# How far")):
        assert run(gold, "--model", tiny_folder, "--format", form, "-o", tmp_path / "out") == 0
        assert (tmp_path / "out").read_text("utf-8").startswith(begin)


def test_fail_under_is_an_exit_code(gold: Path, tiny_folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(gold, "--model", tiny_folder, "--fail-under", 1) == 4
    out, errors = capfd.readouterr()
    assert out.startswith("# How far")
    assert "is lower than 1" in errors
    assert run(gold, "--model", tiny_folder, "--fail-under", 0) == 0


def test_own_words_and_columns(tmp_path: Path, tiny_folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "gold.tsv"
    path.write_text(
        "headline\tparty\tlabel\nNorvania won.\tNorvania\ta=b\nNorvania lost.\tNorvania\t?\n", "utf-8"
    )
    options = ("--column", "text=headline", "--label", "a=b=favor", "--label", "?=skip", "--format", "json")
    assert run(path, "--model", tiny_folder, *options) == 0
    values = json.loads(capfd.readouterr().out)
    assert values["read_as"]["a=b"]["label"] == "favor"
    assert values["skipped"][0]["row"] == 2


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["nowhere.csv"], "does not exist"),
        (["GOLD", "--label", "favor"], "'favor' is not of the form WORD=LABEL"),
        (["GOLD", "--column", "headline=sentence"], "no column of a sample"),
        (["GOLD", "--aim", "1"], "--aim"),
        (["GOLD", "--parties", "nowhere.yaml"], "does not exist"),
    ],
)
def test_bad_input_is_exit_code_2(
    words: list[str], told: str, gold: Path, tiny_folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    given = [str(gold) if word == "GOLD" else word for word in words]
    assert run(*given, "--model", tiny_folder) == 2
    out, errors = capfd.readouterr()
    assert (out, errors.count("\n")) == ("", 1)
    assert told in errors


def test_a_terminal_gets_colour_and_no_control_characters() -> None:
    out = io.StringIO()
    print_validation(Console(file=out, force_terminal=True, width=100), validation())
    shown = out.getvalue()
    assert "\x1b[1;" in shown
    assert "Mistakes to look at" in shown
