"""The state of a run on disk: a killed run goes on from it to the same result."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch

from stance.errors import ConfigError

__all__ = ["load_state", "save_state"]


def save_state(path: Path, state: dict[str, Any]) -> None:
    """Write a state whole or not at all."""
    temporary = path.with_suffix(".tmp")
    random = {"cpu": torch.get_rng_state(), "cuda": torch.cuda.get_rng_state_all()}
    torch.save(state | {"torch_random": random}, temporary)
    temporary.replace(path)


def load_state(path: Path) -> dict[str, Any] | None:
    """The state, with torch's random generators set back to it; None when there is none.

    Raises:
        ConfigError: the file is damaged.
    """
    if not path.exists():
        return None
    try:
        state: dict[str, Any] = torch.load(path, weights_only=True, map_location="cpu")
    except Exception as error:  # damaged bytes make torch's unpickler raise anything, a KeyError among others
        raise ConfigError(f"{path} is damaged. Delete it to train this run from its beginning") from error
    torch.set_rng_state(state["torch_random"]["cpu"])
    torch.cuda.set_rng_state_all(state["torch_random"]["cuda"])
    return state
