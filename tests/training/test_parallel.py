"""Two processes train the model that one would train, and go on after a stop."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch
import yaml
from safetensors.torch import load_file

from tests import tiny
from training.parallel import Processes, join


def test_alone_nothing_is_shared() -> None:
    alone = join(torch.device("cpu"))
    assert alone == Processes()
    assert list(alone.part([1, 2, 3])) == [1, 2, 3]


def test_every_example_is_somebodys() -> None:
    parts = [Processes(number, 3).part(list(range(8))) for number in range(3)]
    assert sorted(x for part in parts for x in part) == list(range(8))
    assert Processes(2, 3).part([7]) == [7]  # nobody stands idle, which would leave a mean of nothing


@pytest.fixture
def recipe(tiny_base: Path, tmp_path: Path) -> Path:
    tiny.write_records(tmp_path / "train.jsonl")
    tiny.write_records(tmp_path / "dev.jsonl", tiny.records()[::3])
    settings: dict[str, Any] = {
        "data": {"root": str(tmp_path), "train": [{"path": "train.jsonl"}], "dev": {"own": "dev.jsonl"}},
        "model": {
            "name": "tiny", "base": str(tiny_base), "max_tokens": 64, "head_width": 16,
            "dropout": 0.0, "attention_dropout": 0.0,
        },
        "optimizer": {"epochs": 2, "batch": 8, "learning_rate": 1e-3, "average": 0.0},
        "loss": {"mention": 0.0, "relation": 0.0, "smoothing": 0.0},
        "threads": 1,
        "device": "cpu",
    }  # fmt: skip
    path = tmp_path / "recipe.yaml"
    path.write_text(yaml.safe_dump(settings), "utf-8")
    return path


def run(recipe: Path, output: Path, processes: int) -> dict[str, torch.Tensor]:
    launcher = ["-m", "torch.distributed.run", "--standalone", "--nproc-per-node", str(processes)]
    words = ["-m", "training.train", str(recipe), "--output", str(output)]
    done = subprocess.run(
        [sys.executable, *(launcher if processes > 1 else []), *words],
        capture_output=True, text=True, cwd=Path(__file__).parents[2], timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return load_file(output / "model.safetensors")


def test_two_processes_train_what_one_trains(recipe: Path, tmp_path: Path) -> None:
    one, two = run(recipe, tmp_path / "one", 1), run(recipe, tmp_path / "two", 2)
    assert set(one) == set(two)
    start = {name: value for name, value in one.items() if value.is_floating_point()}
    gaps = [float((one[name].float() - two[name].float()).abs().max()) for name in start]
    # The halves of a batch have other numbers of labels, so that their mean is not quite that of the batch.
    assert max(gaps) < 0.05
    lines = (tmp_path / "two" / "train.log").read_text("utf-8").splitlines()
    assert sum("step 10/10" in line for line in lines) == 1  # only the first process writes
