"""Rates are of the right size: a product of matrices takes the operations that it takes."""

from __future__ import annotations

from pathlib import Path

import pytest

from stance.benchmark import roofline
from stance.checkpoint import Checkpoint


def test_operations_of_a_token_by_hand() -> None:
    encoder = {"hidden_size": 2, "intermediate_size": 3, "num_hidden_layers": 5}
    # Five layers of four 2 × 2 and two 2 × 3 matrices, and of twice ten tokens of width 2.
    assert roofline.flops_per_token(encoder, 10) == 2 * 5 * (16 + 12 + 40)


def test_a_batch_is_full(tiny_folder: Path) -> None:
    batch = roofline.full_batch(Checkpoint.read(tiny_folder), 3, 7)
    assert batch.ids.shape == (3, 7)
    assert (batch.views == 1).all()
    assert batch.ids.max() < Checkpoint.read(tiny_folder).config.encoder["vocab_size"]


def test_the_share_is_of_the_fastest(tiny_exported: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roofline, "_SIDE", 64)
    for folder, kinds in ((tiny_exported, {"float32", "bfloat16", "int8"}),):
        found = roofline.roofline(Checkpoint.read(folder), "cpu")
        assert set(found["peaks"]) == kinds
        assert found["share"] == pytest.approx(found["reached"] / max(found["peaks"].values()), abs=0.001)
        assert found["reached"] == pytest.approx(found["tokens a second"] * found["flops a token"], rel=0.01)
