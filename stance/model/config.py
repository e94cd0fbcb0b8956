"""The shape of a model, as stored beside its weights in ``config.json``."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from stance.batch import MAX_PIECES
from stance.errors import ConfigError

__all__ = ["ModelConfig"]

_FOREIGN_KEYS = frozenset({"attn_implementation", "auto_map", "quantization_config", "trust_remote_code"})
"""Keys by which a Hugging Face config can name code or kernels to download."""


def _is_count(value: object, least: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


@dataclass(frozen=True, slots=True)
class ModelConfig:
    """What a checkpoint must know to be built again.

    Raises:
        ConfigError: a value is not allowed.

    Attributes:
        encoder: the Hugging Face configuration of the encoder, as a dict with ``model_type``.
        blind: whether names are hidden from the stance heads.
        name_context: tokens on either side of a hidden name that are read with it to find mentions.
        max_tokens: longest window of main-view tokens the encoder reads at once.
        head_width: width of the hidden layer of each head.
        dropout: dropout before and inside the heads, training only.
        schemes: annotation schemes with a stance head of their own; the first one answers.
        cls_id, sep_id, pad_id: special tokens of the encoder's vocabulary.
    """

    encoder: dict[str, Any] = field(default_factory=dict)
    blind: bool = True
    name_context: int = 0
    max_tokens: int = 192
    head_width: int = 384
    dropout: float = 0.1
    schemes: tuple[str, ...] = ("party",)
    cls_id: int = 101
    sep_id: int = 102
    pad_id: int = 0

    def __post_init__(self) -> None:
        """Check what would else fail late, or fetch code: some keys of an encoder's config do that."""
        self._check(isinstance(self.encoder, dict), "encoder", "the encoder's config")
        foreign = [k for k in self.encoder if k.startswith("_") or k in _FOREIGN_KEYS]
        self._check(not foreign, "encoder", f"a config without {', '.join(foreign)}")
        self._check(isinstance(self.blind, bool), "blind", "true or false")
        self._check(_is_count(self.name_context, 0), "name_context", "a whole number from 0 on")
        # The ends of a window, the last name's pieces, and RoBERTa's two positions before the first.
        most = self.encoder.get("max_position_embeddings", 2**31) - MAX_PIECES - 4
        fits = _is_count(self.max_tokens, 2) and self.max_tokens <= most
        self._check(fits, "max_tokens", f"a whole number from 2 to {most}")
        self._check(_is_count(self.head_width, 1), "head_width", "a whole number from 1 on")
        schemes = self.schemes
        named = isinstance(schemes, tuple) and schemes and all(isinstance(s, str) for s in schemes)
        self._check(bool(named), "schemes", "one or more names")
        vocabulary = self.encoder.get("vocab_size", 2**31)
        for name in ("cls_id", "sep_id", "pad_id"):
            value = getattr(self, name)
            self._check(_is_count(value, 0) and value < vocabulary, name, "an id of the vocabulary")

    def _check(self, right: bool, name: str, wanted: str) -> None:
        if not right:
            raise ConfigError(f"{name} is {getattr(self, name)!r}; {wanted} is needed")

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types."""
        return asdict(self) | {"schemes": list(self.schemes)}
