"""The state of a run on disk: a killed run goes on from it to the same result."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch

__all__ = ["load_state", "save_state"]


def save_state(path: Path, state: dict[str, Any]) -> None:
    """Write a state whole or not at all."""
    temporary = path.with_suffix(".tmp")
    torch.save(state | {"torch_random": torch.get_rng_state()}, temporary)
    temporary.replace(path)


def load_state(path: Path) -> dict[str, Any] | None:
    """The state, with torch's random generator set back to it; None when there is none."""
    if not path.exists():
        return None
    state: dict[str, Any] = torch.load(path, weights_only=True)
    torch.set_rng_state(state["torch_random"])
    return state
