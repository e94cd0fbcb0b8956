"""The shape of a model, as stored beside its weights in ``config.json``."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

__all__ = ["ModelConfig"]


@dataclass(frozen=True, slots=True)
class ModelConfig:
    """What a checkpoint must know to be built again.

    Attributes:
        encoder: the Hugging Face configuration of the encoder, as a dict with ``model_type``.
        blind: whether names are hidden from the stance heads.
        max_tokens: longest window of main-view tokens the encoder reads at once.
        head_width: width of the hidden layer of each head.
        dropout: dropout before and inside the heads, training only.
        schemes: annotation schemes with a stance head of their own; the first one answers.
        cls_id, sep_id, pad_id: special tokens of the encoder's vocabulary.
    """

    encoder: dict[str, Any] = field(default_factory=dict)
    blind: bool = True
    max_tokens: int = 192
    head_width: int = 384
    dropout: float = 0.1
    schemes: tuple[str, ...] = ("party",)
    cls_id: int = 101
    sep_id: int = 102
    pad_id: int = 0

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types."""
        return asdict(self) | {"schemes": list(self.schemes)}
