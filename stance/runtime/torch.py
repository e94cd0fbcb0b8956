"""The PyTorch runtime, for CPU and GPU."""

from __future__ import annotations

import warnings

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file

from stance.batch import Batch, Spans
from stance.checkpoint import Checkpoint
from stance.errors import InputError, ModelError
from stance.model.network import StanceNetwork, batch_tensors, span_tensors
from stance.runtime import DEVICES, FloatArray, SpanLogits

__all__ = ["TorchRuntime", "pick_device"]

_PAIRS_AT_ONCE = 8192


class TorchRuntime:
    """Runs a `StanceNetwork`; on a CUDA device in bfloat16, elsewhere in float32."""

    batch_tokens = 4096

    def __init__(self, network: StanceNetwork, device: torch.device) -> None:
        self.device = device
        self.dtype = torch.bfloat16 if device.type == "cuda" else torch.float32
        self.network = network.eval().to(device=device, dtype=self.dtype)

    @classmethod
    def load(cls, checkpoint: Checkpoint, device: str = "auto") -> TorchRuntime:
        """Build the network of a checkpoint and read its weights."""
        where = pick_device(device)
        try:
            weights = {name: value.float() for name, value in load_file(checkpoint.weights).items()}
        except (SafetensorError, OSError) as error:
            raise ModelError(f"{checkpoint.weights} is damaged: {error}") from error
        try:
            network = StanceNetwork(checkpoint.config)
            network.load_state_dict(weights, assign=True)
        except (RuntimeError, KeyError, TypeError, ValueError, AttributeError, ImportError) as error:
            raise ModelError(f"{checkpoint.weights} does not fit its config.json: {error}") from error
        return cls(network, where)

    @torch.inference_mode()
    def encode(self, batch: Batch) -> torch.Tensor:
        """Hidden states [B, T, H] on the device."""
        hidden: torch.Tensor = self.network(batch_tensors(batch, self.device))
        return hidden

    @torch.inference_mode()
    def mention_logits(self, hidden: torch.Tensor) -> FloatArray:
        """[B, T, 3] logits of the mention tags."""
        return _array(self.network.mention_logits(hidden))

    @torch.inference_mode()
    def span_logits(self, hidden: torch.Tensor, batch: Batch, spans: Spans) -> SpanLogits:
        """Logits of spans [S, 3] and pairs [P, 3]."""
        where = span_tensors(spans, self.device)
        features = self.network.span_features(hidden, batch_tensors(batch, self.device), where)
        # Pairs are quadratic in the parties of a sentence.
        parts = where.pairs.split(_PAIRS_AT_ONCE)  # type: ignore[no-untyped-call]
        relations = [self.network.relation_logits(features, part) for part in parts]
        return SpanLogits(_array(self.network.stance_logits(features)), _array(torch.cat(relations)))


def pick_device(device: str) -> torch.device:
    """The torch device meant by ``auto``, ``cpu``, ``cuda``, ``cuda:N`` or ``mps``."""
    if device == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    kind = device.split(":")[0]
    if kind not in DEVICES:
        raise InputError(f"device {device!r} is unknown; allowed are {', '.join(DEVICES)} and cuda:N")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            torch.empty(1, device=device)
    except (RuntimeError, AssertionError) as error:
        raise InputError(f"device {device!r} is not on this machine; use cpu or auto") from error
    return torch.device(device)


def _array(logits: torch.Tensor) -> FloatArray:
    array: FloatArray = logits.float().cpu().numpy()
    return array
