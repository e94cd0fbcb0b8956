"""The rivals do the passes that they are said to do."""

from __future__ import annotations

import pytest

pytest.importorskip("torch")
from transformers import RobertaConfig

from stance.benchmark.rivals import Rival, per_target, zero_shot
from stance.benchmark.work import Question

SMALL = RobertaConfig(
    vocab_size=10, hidden_size=8, num_hidden_layers=1, num_attention_heads=2, intermediate_size=8,
    max_position_embeddings=200, type_vocab_size=1,
)  # fmt: skip
QUESTIONS = [Question("Ghana thanked Togo for its help.", party) for party in ("Ghana", "Togo")] * 10


def shapes(rival: Rival) -> list[tuple[int, ...]]:
    return [tuple(batch.shape) for batch in rival._batches]


def test_one_padded_row_per_target() -> None:
    rival = per_target(QUESTIONS, "cpu", SMALL)
    assert shapes(rival) == [(16, 150), (4, 150)]
    rival()


def test_three_rows_per_question_of_the_length_of_both_texts() -> None:
    rival = zero_shot(QUESTIONS, "cpu", SMALL)
    assert sum(rows for rows, _ in shapes(rival)) == 60
    assert {length for _, length in shapes(rival)} == {22}
    rival()
