from __future__ import annotations

from pathlib import Path

import pytest

from stance.model.config import ModelConfig
from stance.model.network import StanceNetwork
from training.base import load_base
from training.config import ModelSettings, OptimizerSettings
from training.optimizer import adamw, rate_at


@pytest.mark.parametrize("warmup", [0.0, 0.1])
def test_the_learning_rate_rises_and_falls(warmup: float) -> None:
    rates = [rate_at(step / 100, warmup) for step in range(101)]
    assert max(rates) <= 1
    assert min(rates) >= 0.02
    top = rates.index(max(rates))
    assert rates[:top] == sorted(rates[:top])
    assert rates[top:] == sorted(rates[top:], reverse=True)


def test_heads_learn_fastest_and_lower_layers_slowest(tiny_base: Path) -> None:
    encoder, _, described = load_base(ModelSettings(base=str(tiny_base)))
    network = StanceNetwork(ModelConfig(max_tokens=64, head_width=16, schemes=("party",), **described))
    settings = OptimizerSettings(learning_rate=1e-3, head_factor=3, layer_decay=0.5)
    optimizer = adamw(network, settings)
    rates = {id(p): group["lr"] for group in optimizer.param_groups for p in group["params"]}
    names = {name: rates.get(id(p)) for name, p in network.named_parameters()}
    layers = encoder.config.num_hidden_layers
    for name, rate in names.items():
        if "word_embeddings" in name or ".pooler." in name:
            assert rate is None, name
        elif ".layer." in name:
            number = int(name.split(".layer.")[1].split(".")[0])
            assert rate == pytest.approx(1e-3 * 0.5 ** (layers - 1 - number)), name
        elif not name.startswith("encoder."):
            assert rate == pytest.approx(3e-3), name


def test_biases_and_norms_do_not_decay(tiny_base: Path) -> None:
    _, _, described = load_base(ModelSettings(base=str(tiny_base)))
    network = StanceNetwork(ModelConfig(max_tokens=64, head_width=16, schemes=("party",), **described))
    for group in adamw(network, OptimizerSettings(weight_decay=0.1)).param_groups:
        for parameter in group["params"]:
            assert group["weight_decay"] == (0.1 if parameter.ndim > 1 else 0.0)
