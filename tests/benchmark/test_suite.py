"""All parts of the benchmark run, and what they give is shown."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner
from transformers import RobertaConfig

from stance.benchmark import rivals, roofline, suite
from stance.benchmark.measure import Process
from stance.cli import stance

SMALL = RobertaConfig(
    vocab_size=10, hidden_size=8, num_hidden_layers=1, num_attention_heads=2, intermediate_size=8,
    max_position_embeddings=300, type_vocab_size=1,
)  # fmt: skip


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("per_target", "zero_shot"):
        monkeypatch.setattr(rivals, name, partial(getattr(rivals, name), config=SMALL))
    monkeypatch.setattr(suite, "_COPIES", (1, 2))
    monkeypatch.setattr(suite, "_PARTIES", (1, 3))
    monkeypatch.setattr(suite, "_STREAMED", (10, 20))
    monkeypatch.setattr(roofline, "_SIDE", 64)
    monkeypatch.setattr(suite, "run_process", lambda words: Process(1.0 if "-m" in words else 2.0, 100.0))


@pytest.mark.usefixtures("quick")
def test_the_command_writes_and_shows_all_parts(tiny_folder: Path, tmp_path: Path) -> None:
    words = ["benchmark", "--model", str(tiny_folder), "--device", "cpu", "--rounds", "1"]
    done = CliRunner().invoke(stance, [*words, "--output", str(tmp_path / "new")])
    assert done.exit_code == 0, done.output
    figures = json.loads((tmp_path / "new" / "benchmark.json").read_text("utf-8"))
    assert set(suite.PARTS) < set(figures)
    assert figures["ways"]["questions"] > 40
    assert figures["ways"]["ways"]["stance"]["times"]["median"] == 1.0
    assert [row["documents"] for row in figures["rates"]] == [1, 2]
    assert figures["process"]["share of that import"]["median"] == 0.5
    assert set(figures["memory"]) == {"10", "20"}
    assert set(figures["hundred parties"]) == {"1", "3"}
    assert (tmp_path / "new" / "benchmark.svg").read_text("utf-8").count("<svg") == 1
    shown = (tmp_path / "new" / "benchmark.md").read_text("utf-8")
    assert shown in done.output
    assert "| RoBERTa-base once per target |" in shown
    assert "0.50 (0.50 to 0.50) times `import torch, transformers` alone" in shown


@pytest.mark.usefixtures("quick")
def test_without_torch_our_own_times_are_given(tiny_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suite, "find_spec", lambda name: None)
    done = CliRunner().invoke(
        stance, ["benchmark", "--model", str(tiny_folder), "--device", "cpu", "--rounds", "1"]
    )
    assert done.exit_code == 0, done.output
    assert "RoBERTa" not in done.output
    assert "100 MB at most" in done.output
