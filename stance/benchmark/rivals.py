"""The ways in which others answer the question, built with random weights: that is enough for the time.

Each is one pass of RoBERTa-base per question or more, on the same device and in the same batches of 16.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from transformers import RobertaConfig, RobertaModel

from stance.benchmark.work import Question

__all__ = ["BASE", "Rival", "per_target", "zero_shot"]

BASE = RobertaConfig(vocab_size=50265, max_position_embeddings=514, type_vocab_size=1)
"""RoBERTa-base: 12 layers of width 768."""

_BATCH = 16
_TOKENS_PER_WORD = 1.4


class Rival:
    """Passes of an encoder over rows of given lengths.

    Args:
        lengths: tokens of each row.
        device: a torch device.
        config: the encoder.
    """

    def __init__(self, lengths: Sequence[int], device: str, config: RobertaConfig = BASE) -> None:
        self._network = RobertaModel(config).train(False)
        self._network.to(torch.device(device))
        self._batches = [
            torch.full((len(part), max(part)), 7, device=device)
            for part in (lengths[i : i + _BATCH] for i in range(0, len(lengths), _BATCH))
        ]
        self._device = torch.device(device)

    @torch.inference_mode()
    def __call__(self) -> None:
        for batch in self._batches:
            self._network(batch)
        if self._device.type == "cuda":
            torch.cuda.synchronize(self._device)


def per_target(questions: Sequence[Question], device: str, config: RobertaConfig = BASE) -> Rival:
    """NewsSentiment and its kin: one row per target, each padded to 150 tokens."""
    return Rival([150] * len(questions), device, config)


def zero_shot(questions: Sequence[Question], device: str, config: RobertaConfig = BASE) -> Rival:
    """Natural language inference: the sentence with a hypothesis of ten words, for each of three labels."""
    lengths = [int((len(q.sentence.split()) + 10) * _TOKENS_PER_WORD) for q in questions for _ in range(3)]
    return Rival(sorted(lengths), device, config)
