"""A model folder that version 0.1 wrote loads, and answers as it did."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from stance.checkpoint import FORMAT, Checkpoint
from stance.classifier import load
from tests.tiny import PARTIES, TEXT

STORED = Path(__file__).parent / "data" / "checkpoint-1"


def test_a_checkpoint_of_format_1_loads() -> None:
    assert json.loads((STORED / "config.json").read_text("utf-8"))["format"] == 1 <= FORMAT
    assert Checkpoint.read(STORED).identity == "tiny@seed1"
    wanted = json.loads((STORED / "answer.json").read_text("utf-8"))
    found = load(STORED, device="cpu", runtime="torch")(TEXT, PARTIES).to_dict()
    assert [s["text"] for s in found["sentences"]] == [s["text"] for s in wanted["sentences"]]
    for ours, theirs in zip(found["sentences"], wanted["sentences"], strict=True):
        for stance, stored in zip(ours["stances"], theirs["stances"], strict=True):
            assert (stance["party"], stance["label"]) == (stored["party"], stored["label"])
            assert stance["probabilities"] == pytest.approx(stored["probabilities"], abs=1e-3)
