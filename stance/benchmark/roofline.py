"""How far the encoder is from what the processor can do: the roofline.

A model can be no faster than its arithmetic on the processor's fastest kind of number. The processor's rates
are measured here with one large product of matrices in the same library, the encoder's rate on full batches.
Source: Williams, Waterman and Patterson, Roofline: an insightful visual performance model, CACM 2009.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from stance.batch import Batch
from stance.benchmark.measure import seconds
from stance.checkpoint import Checkpoint
from stance.runtime import open_runtime

__all__ = ["flops_per_token", "full_batch", "roofline"]

_ROWS, _TOKENS = 64, 48
_SIDE, _TIMES = 2048, 5


def roofline(checkpoint: Checkpoint, device: str) -> dict[str, Any]:
    """Rates in operations a second, a multiplication and an addition being two.

    Args:
        checkpoint: the model.
        device: as in `stance.load`.

    Returns:
        ``tokens a second`` of the encoder on full batches of 48 tokens, ``flops a token``, ``reached`` (their
        product), ``peaks`` (the rate of a large product by kind of number) and ``share`` (reached, of the
        fastest of them).
    """
    runtime = open_runtime(checkpoint, device=device)
    batch = full_batch(checkpoint, _ROWS, _TOKENS)
    taken = _best(lambda: _finished(runtime.encode(batch)))
    per_token = flops_per_token(checkpoint.config.encoder, _TOKENS)
    reached = _ROWS * _TOKENS / taken * per_token
    cuda = type(runtime).__name__ == "TorchRuntime"
    peaks = _torch_peaks(str(getattr(runtime, "device", "cpu"))) if cuda else _openvino_peaks()
    return {
        "tokens a second": round(_ROWS * _TOKENS / taken),
        "flops a token": per_token,
        "reached": round(reached),
        "peaks": {kind: round(rate) for kind, rate in peaks.items()},
        "share": round(reached / max(peaks.values()), 3),
    }


def flops_per_token(encoder: dict[str, Any], tokens: int) -> int:
    """Operations of the encoder for one token of a sentence of ``tokens``: its matrices and its attention.

    >>> flops_per_token({"hidden_size": 384, "intermediate_size": 1536, "num_hidden_layers": 6}, 48)
    21676032
    """
    width, inner, layers = (encoder[k] for k in ("hidden_size", "intermediate_size", "num_hidden_layers"))
    matrices = 4 * width * width + 2 * width * inner
    attention = 2 * tokens * width
    return int(2 * layers * (matrices + attention))


def full_batch(checkpoint: Checkpoint, rows: int, tokens: int) -> Batch:
    """A batch without padding, of words drawn by chance."""
    shape = (rows, tokens)
    draw = np.random.default_rng(0)
    ids = draw.integers(1000, 2000, shape) % checkpoint.config.encoder["vocab_size"]
    zeros, ones = np.zeros(shape, np.int64), np.ones(shape, np.int64)
    return Batch(ids, zeros, zeros, ones, np.tile(np.arange(tokens), (rows, 1)))


def _best(work: Callable[[], object]) -> float:
    """The shortest of some calls: a peak is what nothing disturbed."""
    work()
    return min(seconds(work) for _ in range(_TIMES))


def _finished(hidden: Any) -> Any:
    """Wait for a GPU, which computes while Python goes on."""
    if type(hidden).__module__.startswith("torch") and hidden.is_cuda:
        import torch

        torch.cuda.synchronize(hidden.device)
    return hidden


def _openvino_peaks() -> dict[str, float]:
    """A product of two square matrices in 32, 16 and 8 bits, as the CPU runtime computes it."""
    from openvino import Core

    peaks = {}
    for kind in ("float32", "bfloat16", "int8"):
        precision = "f32" if kind == "float32" else "bf16"
        graph = Core().compile_model(
            _product(kind == "int8"),
            "CPU",
            {"INFERENCE_PRECISION_HINT": precision, "PERFORMANCE_HINT": "LATENCY"},
        )
        given = [np.ones((_SIDE, _SIDE), np.float32)]
        peaks[kind] = 2 * _SIDE**3 / _best(lambda: graph(given))  # noqa: B023 - called at once
    return peaks


def _product(quantised: bool) -> Any:
    """A graph that multiplies its input with a constant matrix, both through 256 steps if quantised."""
    from openvino import Model
    from openvino import opset13 as ops

    given = ops.parameter([_SIDE, _SIDE], np.float32)
    matrix: Any = ops.constant(np.random.default_rng(0).uniform(-1, 1, (_SIDE, _SIDE)).astype(np.float32))
    left: Any = given
    if quantised:
        low, high = np.float32(-1.28), np.float32(1.27)
        left = ops.fake_quantize(given, low, high, low, high, 256)
        matrix = ops.fake_quantize(matrix, np.float32(-1.27), high, np.float32(-1.27), high, 255)
    return Model([ops.matmul(left, matrix, False, True)], [given])


def _torch_peaks(device: str) -> dict[str, float]:
    import torch

    peaks = {}
    side = _SIDE * (4 if device.startswith("cuda") else 1)
    for kind in ("float32", "bfloat16"):
        left = torch.ones(side, side, dtype=getattr(torch, kind), device=device)
        peaks[kind] = 2 * side**3 / _best(lambda: _finished(left @ left))  # noqa: B023 - called at once
    return peaks
