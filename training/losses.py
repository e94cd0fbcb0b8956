"""What a step minimises."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from stance.model.network import StanceNetwork, batch_tensors, span_tensors
from training.config import LossSettings
from training.dataset import IGNORE, LabelledBatch

__all__ = ["Outputs", "divergence", "forward", "supervised_loss"]

Outputs = dict[str, Tensor]


def forward(network: StanceNetwork, labelled: LabelledBatch) -> Outputs:
    """All logits of a batch: one per scheme ([S, 3]), ``relation`` [P, 3], ``mention`` [B, T, 3]; float32."""
    device = network.writer.device
    batch, spans = batch_tensors(labelled.batch, device), span_tensors(labelled.spans, device)
    with torch.autocast(device.type, torch.bfloat16):
        hidden = network(batch)
        features = network.span_features(hidden, batch, spans)
        outputs = {scheme: network.stance_logits(features, scheme) for scheme in network.config.schemes}
        outputs["relation"] = network.relation_logits(features, spans.pairs)
        outputs["mention"] = network.mention_logits(hidden)
    return {name: logits.float() for name, logits in outputs.items()}


def supervised_loss(outputs: Outputs, labelled: LabelledBatch, settings: LossSettings) -> Tensor:
    """Weighted sum of the cross-entropies of the heads."""
    device = outputs["party"].device
    polar = torch.tensor([1 + settings.polar_weight, 1.0, 1 + settings.polar_weight], device=device)
    total = torch.zeros((), device=device)
    for scheme, labels in labelled.stances.items():
        weight = settings.stance if scheme == "party" else settings.newsmtsc
        total = total + weight * _cross_entropy(outputs[scheme], labels, settings.smoothing, polar)
    total = total + settings.relation * _cross_entropy(
        outputs["relation"], labelled.relations, settings.smoothing
    )
    return total + settings.mention * _cross_entropy(outputs["mention"].flatten(0, 1), labelled.tags.ravel())


def divergence(first: Outputs, second: Outputs) -> Tensor:
    """Symmetric KL divergence of the stances of two passes.

    Source: Liang et al., R-Drop: Regularized Dropout for Neural Networks, NeurIPS 2021.
    """
    one, two = (functional.log_softmax(outputs["party"], -1) for outputs in (first, second))
    if not len(one):
        return first["party"].sum()
    forth = functional.kl_div(one, two, log_target=True, reduction="batchmean")
    back = functional.kl_div(two, one, log_target=True, reduction="batchmean")
    return (forth + back) / 2


def _cross_entropy(
    logits: Tensor, labels: object, smoothing: float = 0.0, weight: Tensor | None = None
) -> Tensor:
    """Mean over the known labels; zero when none is known."""
    wanted = torch.as_tensor(labels)
    if not bool((wanted != IGNORE).any()):
        return logits.sum() * 0.0
    return functional.cross_entropy(
        logits, wanted.to(logits.device), ignore_index=IGNORE, label_smoothing=smoothing, weight=weight
    )
