"""How the weights move: AdamW with a rate per group of weights, and the schedule of the rates."""

from __future__ import annotations

import torch
from torch import nn

from stance.model.network import StanceNetwork
from training.config import OptimizerSettings

__all__ = ["adamw", "rate_at"]


def adamw(network: StanceNetwork, settings: OptimizerSettings) -> torch.optim.Optimizer:
    """AdamW: heads faster than the encoder, lower layers slower, no decay on biases and norms."""
    groups: dict[tuple[float, float], list[nn.Parameter]] = {}
    depth = network.encoder.config.num_hidden_layers
    if settings.freeze_words:
        network.encoder.get_input_embeddings().requires_grad_(False)
    for name, parameter in network.named_parameters():
        if ".pooler." in name:
            parameter.requires_grad_(False)
        if not parameter.requires_grad:
            continue
        rate = settings.learning_rate
        if not name.startswith("encoder."):
            rate *= settings.head_factor
        else:
            numbers = [int(part) for part in name.split(".") if part.isdigit()]
            rate *= settings.layer_decay ** (depth - 1 - numbers[0] if numbers else depth)
        decay = settings.weight_decay if parameter.ndim > 1 else 0.0
        groups.setdefault((rate, decay), []).append(parameter)
    return torch.optim.AdamW(
        [{"params": p, "lr": rate, "weight_decay": decay} for (rate, decay), p in groups.items()],
        betas=(0.9, 0.98),
        fused=True,
    )


def rate_at(done: float, warmup: float) -> float:
    """Rises linearly over the warm-up, then falls linearly to a fiftieth."""
    rising = (done + 1e-6) / warmup if warmup else 1.0
    return max(0.02, min(rising, (1 - done) / (1 - warmup)))
