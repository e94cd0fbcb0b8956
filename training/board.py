"""Figures of a training for TensorBoard: ``tensorboard --logdir runs``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

__all__ = ["write_board"]


def write_board(folder: Path, entry: Mapping[str, Any]) -> bool:
    """Add the figures of one epoch to a folder's log.

    Args:
        folder: the run's folder; the log lies in its ``tensorboard``.
        entry: ``run``, ``step``, ``loss``, and the scores of each dev set by name.

    Returns:
        Whether they were written: without the package ``tensorboard`` they stay in ``training.json`` alone.
    """
    try:
        from torch.utils.tensorboard import SummaryWriter
    except ImportError:
        return False
    with SummaryWriter(str(folder / "tensorboard" / f"run-{entry['run']}")) as writer:
        writer.add_scalar("loss", entry["loss"], entry["step"])
        for name, scores in entry.items():
            if isinstance(scores, Mapping):
                for score, value in scores.items():
                    writer.add_scalar(f"{name}/{score}", value, entry["step"])
    return True
