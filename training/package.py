"""Writes a network as a model folder that `stance.load` reads."""

from __future__ import annotations

import hashlib
import json
import platform
from pathlib import Path
from typing import Any

import torch
import yaml
from safetensors.torch import save
from tokenizers import Tokenizer

from stance.checkpoint import Calibration, Checkpoint, write_bytes, write_text
from stance.model.network import StanceNetwork
from training.config import Recipe
from training.records import file_hash
from training.sources import locate

__all__ = ["write_model", "write_network"]


def write_model(
    folder: Path,
    network: StanceNetwork,
    tokenizer: Tokenizer,
    *,
    recipe: Recipe,
    known_words: frozenset[str],
    calibration: Calibration,
    history: list[dict[str, Any]],
    start: str | None,
) -> Checkpoint:
    """Write what `write_network` writes, the recipe and the record of the training.

    The record names the model that training began with by its identity: a path says nothing elsewhere.
    """
    checkpoint = write_network(folder, network, tokenizer, recipe.model.name, known_words, calibration)
    write_text(folder / "recipe.yaml", yaml.safe_dump(recipe.model_dump(mode="json"), sort_keys=False))
    record = {
        "start": start,
        "history": history,
        "data": _hashes(recipe),
        "environment": _environment(network),
    }
    write_text(folder / "training.json", json.dumps(record, indent=2) + "\n")
    return checkpoint


def write_network(
    folder: Path,
    network: StanceNetwork,
    tokenizer: Tokenizer,
    name: str,
    known_words: frozenset[str],
    calibration: Calibration,
) -> Checkpoint:
    """Write weights (float16), tokenizer and description.

    The revision in every answer is the beginning of the weights' SHA-256.
    """
    folder.mkdir(parents=True, exist_ok=True)
    weights = save({k: v.detach().cpu().half().contiguous() for k, v in network.state_dict().items()})
    write_bytes(folder / "model.safetensors", weights)
    write_text(folder / "tokenizer.json", tokenizer.to_str())
    revision = hashlib.sha256(weights).hexdigest()[:12]
    checkpoint = Checkpoint(folder, name, revision, network.config, calibration, known_words)
    checkpoint.write_description()
    return checkpoint


def _hashes(recipe: Recipe) -> dict[str, str]:
    """SHA-256 of every file that training or choosing read."""
    paths = [source.path for source in recipe.data.train] + list(recipe.data.dev.values())
    if recipe.data.newsmtsc:
        paths.append(recipe.data.newsmtsc)
    return {path: file_hash(locate(recipe.data, path)) for path in paths}


def _environment(network: StanceNetwork) -> dict[str, str]:
    import tokenizers
    import transformers

    device = network.writer.device
    return {
        "python": platform.python_version(),
        "machine": f"{platform.system()} {platform.machine()}",
        "device": torch.cuda.get_device_name(device) if device.type == "cuda" else device.type,
        "torch": torch.__version__,
        "transformers": transformers.__version__,
        "tokenizers": tokenizers.__version__,
    }
