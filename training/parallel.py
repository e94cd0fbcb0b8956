"""Several processes, on one machine or many, that train one model: each takes its part of every batch.

Started by ``torchrun`` or ``accelerate launch``, which tell each process its number by the environment. All
begin with the same weights; gradients are averaged before each step, so the weights stay the same in all.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import torch
from torch import distributed, nn

__all__ = ["Processes", "join"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Processes:
    """This process among the others.

    Attributes:
        number: which one this is, from 0; the first one writes files.
        count: how many there are.
    """

    number: int = 0
    count: int = 1

    @property
    def first(self) -> bool:
        """Whether this is the one that writes."""
        return self.number == 0

    def part(self, batch: Sequence[T]) -> Sequence[T]:
        """This process's part of a batch; all of it where there are fewer examples than processes.

        >>> [list(Processes(number, 2).part([1, 2, 3])) for number in (0, 1)]
        [[1, 3], [2]]
        """
        return batch[self.number :: self.count] if len(batch) >= self.count else batch

    def average(self, network: nn.Module) -> None:
        """Replace each gradient by its mean over all processes."""
        if self.count == 1:
            return
        gradients = [p.grad for p in network.parameters() if p.grad is not None]
        flat = torch.cat([gradient.flatten() for gradient in gradients])
        distributed.all_reduce(flat)
        flat /= self.count
        parts = flat.split([gradient.numel() for gradient in gradients])  # type: ignore[no-untyped-call]
        for gradient, part in zip(gradients, parts, strict=True):
            gradient.copy_(part.view_as(gradient))

    def wait(self) -> None:
        """Wait for the others."""
        if self.count > 1:
            distributed.barrier()


def join(device: torch.device) -> Processes:
    """Find the others, if this process was started beside some.

    Args:
        device: where this process computes; decides how they talk (NCCL between GPUs, else gloo).
    """
    count = int(os.environ.get("WORLD_SIZE", "1"))
    if count == 1:
        return Processes()
    if not distributed.is_initialized():
        distributed.init_process_group("nccl" if device.type == "cuda" else "gloo")
    return Processes(distributed.get_rank(), count)
