"""Runtimes: where a batch is computed. Each takes the same batch and gives the same logits."""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from stance.batch import Batch, Spans
from stance.checkpoint import Checkpoint
from stance.errors import InputError

__all__ = ["DEVICES", "RUNTIMES", "Runtime", "SpanLogits", "open_runtime"]

FloatArray = NDArray[np.float32]

RUNTIMES = ("auto", "torch")
DEVICES = ("auto", "cpu", "cuda", "mps")


class SpanLogits(NamedTuple):
    """Uncalibrated logits: stances [S, 3] and relations [P, 3]."""

    stances: FloatArray
    relations: FloatArray


class Runtime(Protocol):
    """One pass of the encoder, then heads on its hidden states, which stay where they were computed."""

    def encode(self, batch: Batch) -> Any:
        """Hidden states of a batch, opaque to the caller."""
        ...

    def mention_logits(self, hidden: Any) -> FloatArray:
        """[B, T, 3] logits of the mention tags."""
        ...

    def span_logits(self, hidden: Any, batch: Batch, spans: Spans) -> SpanLogits:
        """Logits of spans and pairs."""
        ...


def open_runtime(checkpoint: Checkpoint, *, device: str = "auto", runtime: str = "auto") -> Runtime:
    """Load a checkpoint's weights.

    Args:
        checkpoint: the model folder.
        device: ``auto`` (a GPU if there is one), ``cpu``, ``cuda``, ``cuda:N`` or ``mps``.
        runtime: ``auto`` or ``torch``.

    Raises:
        InputError: the runtime or device is unknown or not on this machine.
        ModelError: the weights do not fit the config.
    """
    if runtime not in RUNTIMES:
        raise InputError(f"runtime {runtime!r} is unknown; allowed are {', '.join(RUNTIMES)}")
    from stance.runtime.torch import TorchRuntime

    return TorchRuntime.load(checkpoint, device)
