"""Runtimes: where a batch is computed. Each takes the same batch and gives the same logits."""

from __future__ import annotations

import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from stance.batch import Batch, Spans
from stance.checkpoint import Checkpoint
from stance.errors import InputError, MissingExtraError

__all__ = ["DEVICES", "RUNTIMES", "Runtime", "SpanLogits", "open_runtime"]

FloatArray = NDArray[np.float32]

RUNTIMES = ("auto", "openvino", "torch")
DEVICES = ("auto", "cpu", "cuda", "mps")


class SpanLogits(NamedTuple):
    """Uncalibrated logits: stances [S, 3] and relations [P, 3]."""

    stances: FloatArray
    relations: FloatArray


class Runtime(Protocol):
    """One pass of the encoder, then heads on its hidden states, which stay where they were computed.

    Attributes:
        batch_tokens: how many tokens, padding included, a batch should hold at most.
    """

    batch_tokens: int

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
        runtime: ``openvino`` (CPU, 8-bit integers), ``torch``, or ``auto``: openvino on a CPU if the model
            was exported for it, else torch.

    Raises:
        InputError: the runtime or device is unknown, not on this machine, or not for this model.
        MissingExtraError: the runtime's packages are not installed.
        ModelError: the weights do not fit the config.
    """
    if runtime not in RUNTIMES:
        raise InputError(f"runtime {runtime!r} is unknown; allowed are {', '.join(RUNTIMES)}")
    if device.split(":")[0] not in DEVICES:
        raise InputError(f"device {device!r} is unknown; allowed are {', '.join(DEVICES)} and cuda:N")
    if runtime == "auto":
        runtime = "openvino" if _suits_openvino(checkpoint, device) else "torch"
    if runtime == "openvino":
        from stance.runtime.openvino import OpenVinoRuntime

        return OpenVinoRuntime.load(checkpoint, device)
    if find_spec("torch") is None or find_spec("transformers") is None:
        raise MissingExtraError("the torch runtime", "torch", "torch")
    from stance.runtime.torch import TorchRuntime

    return TorchRuntime.load(checkpoint, device)


def _suits_openvino(checkpoint: Checkpoint, device: str) -> bool:
    """Whether a model is to run on the CPU and can do so with 8-bit integers."""
    from stance.runtime.openvino import exported

    wanted = device == "cpu" or (device == "auto" and not _may_have_gpu())
    return wanted and exported(checkpoint) is not None


def _may_have_gpu() -> bool:
    """Whether it is worth importing torch, which takes seconds, to look for a GPU."""
    driver = Path("/proc/driver/nvidia").exists() or shutil.which("nvidia-smi") is not None
    if not driver or find_spec("torch") is None:
        return False
    import torch

    return torch.cuda.is_available()
