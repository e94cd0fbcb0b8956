"""The mean of models: halfway between two, calibrated, and only of models that are alike."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from safetensors.torch import load_file, save_file

from stance.checkpoint import Checkpoint
from stance.classifier import load
from tests import tiny
from training.average import _about, main


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    tiny.write_records(tmp_path / "dev.jsonl")
    return tmp_path / "dev.jsonl"


@pytest.fixture
def other(tiny_folder: Path, tmp_path: Path) -> Path:
    """A model like the tiny one, each weight one higher."""
    folder = shutil.copytree(tiny_folder, tmp_path / "other")
    weights = load_file(folder / "model.safetensors")
    save_file({name: value + 1 for name, value in weights.items()}, folder / "model.safetensors")
    return folder


def run(*arguments: object) -> tuple[int, str]:
    done = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert "Traceback" not in done.output
    return done.exit_code, done.output


def test_each_weight_is_the_mean(tiny_folder: Path, other: Path, labelled: Path, tmp_path: Path) -> None:
    code, said = run(tmp_path / "mean", labelled, tiny_folder, f"{other}=3")
    assert code == 0, said
    before, mean = (load_file(folder / "model.safetensors") for folder in (tiny_folder, tmp_path / "mean"))
    assert all((mean[name].float() - before[name].float() - 0.75).abs().max() < 0.01 for name in before)
    checkpoint = Checkpoint.read(tmp_path / "mean")
    assert checkpoint.identity in said
    assert checkpoint.revision != Checkpoint.read(tiny_folder).revision
    record = json.loads((tmp_path / "mean" / "training.json").read_text("utf-8"))
    assert [each["share"] for each in record["averaged"]] == [0.25, 0.75]
    assert load(tmp_path / "mean", device="cpu")(tiny.TEXT, ["Norvania"]).stances


def test_the_shipped_record_names_no_path_of_one_machine() -> None:
    shipped = Path(__file__).parents[2] / "models" / "stance-minilm"
    for name in ("training.json", "recipe.yaml"):
        text = (shipped / name).read_text("utf-8")
        assert "start" in text
        assert not re.search(r"[:\s]['\"]?(/|[A-Z]:\\)\w", text)


def test_a_start_is_told_by_its_identity(tiny_folder: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(tiny_folder, tmp_path / "model")
    (folder / "recipe.yaml").write_text("model: {start: /home/me/start}", "utf-8")
    (folder / "training.json").write_text('{"start": "tiny@123", "history": []}', "utf-8")
    about = _about(Checkpoint.read(folder), 1.0)
    assert about["recipe"] == {"model": {"start": "tiny@123"}}
    assert "start" not in about


def test_the_mean_of_one_is_itself_with_its_calibration_fitted(
    tiny_folder: Path, labelled: Path, tmp_path: Path
) -> None:
    assert run(tmp_path / "mean", labelled, tiny_folder)[0] == 0
    before, after = Checkpoint.read(tiny_folder), Checkpoint.read(tmp_path / "mean")
    assert before.calibration != after.calibration
    texts = [
        load(folder, device="cpu")(tiny.TEXT, ["Norvania"]) for folder in (tiny_folder, tmp_path / "mean")
    ]
    assert texts[0].stances[0].label == texts[1].stances[0].label


def test_what_cannot_be_averaged_is_told(tiny_folder: Path, labelled: Path, tmp_path: Path) -> None:
    unlike = shutil.copytree(tiny_folder, tmp_path / "unlike")
    replace(Checkpoint.read(unlike), known_words=frozenset({"Kesh"})).write_description()
    for models, reason in (
        ([tiny_folder, unlike], "not alike"),
        ([f"{tiny_folder}=0"], "above 0"),
        ([f"{tiny_folder}=much"], "above 0"),
        ([tmp_path / "gone"], "no model folder"),
    ):
        code, said = run(tmp_path / "mean", labelled, *models)
        assert (code, reason in said) == (1, True), said
