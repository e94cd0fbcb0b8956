"""The network: one encoder pass per sentence, then a stance, a relation and a mention head.

Shapes: B rows, T tokens, H hidden width, S spans, P pairs; labels in the order of `stance.types.LABELS`.
"""

from __future__ import annotations

from typing import Any, NamedTuple, cast

import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import AutoConfig, AutoModel

from stance.batch import MAX_NAMES, Batch, Spans
from stance.model.config import ModelConfig
from stance.types import LABELS
from stance.words import Shape

__all__ = [
    "PADDING_MASKS_ONLY",
    "BatchTensors",
    "SpanTensors",
    "StanceNetwork",
    "batch_tensors",
    "span_tensors",
]

PADDING_MASKS_ONLY = frozenset({"deberta", "deberta-v2"})
"""Encoders that cannot be told which token may read which: the two views need a pass each."""

MENTION_TAGS = 3
"""Outside, beginning, inside: the tags of the mention head."""


class BatchTensors(NamedTuple):
    """`stance.batch.Batch` as tensors, each [B, T]."""

    ids: Tensor
    shapes: Tensor
    names: Tensor
    views: Tensor
    positions: Tensor


class SpanTensors(NamedTuple):
    """`stance.batch.Spans` as tensors: [K], [K], [S] and [P, 2]."""

    tokens: Tensor
    owners: Tensor
    rows: Tensor
    pairs: Tensor


def batch_tensors(batch: Batch, device: torch.device | str = "cpu") -> BatchTensors:
    """Move a batch's arrays to a device."""
    return BatchTensors(*(torch.from_numpy(getattr(batch, n)).to(device) for n in BatchTensors._fields))


def span_tensors(spans: Spans, device: torch.device | str = "cpu") -> SpanTensors:
    """Move the arrays of spans and pairs to a device."""
    return SpanTensors(*(torch.from_numpy(getattr(spans, n)).to(device) for n in SpanTensors._fields))


class StanceNetwork(nn.Module):
    """A Hugging Face encoder with heads; built from its config alone, no hub is asked.

    Args:
        config: the model's shape.
    """

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.config = config
        settings = dict(config.encoder)
        encoder_config = AutoConfig.for_model(settings.pop("model_type"), **settings)
        self.encoder = AutoModel.from_config(encoder_config)  # type: ignore[no-untyped-call]
        width = encoder_config.hidden_size
        self.shape_embedding = nn.Embedding(len(Shape), width)
        self.name_embedding = nn.Embedding(MAX_NAMES + 1, width)
        self.view_embedding = nn.Embedding(3, width)
        for embedding in (self.shape_embedding, self.view_embedding):
            nn.init.zeros_(embedding.weight)
        heads = encoder_config.num_attention_heads
        self.target_attention = nn.MultiheadAttention(width, heads, batch_first=True)
        self.stance_heads = nn.ModuleDict({s: self._head(3 * width) for s in config.schemes})
        self.relation_head = self._head(6 * width)
        self.writer = nn.Parameter(torch.zeros(2 * width))
        self.mention_head = nn.Sequential(nn.Dropout(config.dropout), nn.Linear(width, MENTION_TAGS))
        self._position_offset = _position_offset(encoder_config)
        self._reads_views_apart = encoder_config.model_type in PADDING_MASKS_ONLY

    def _head(self, inputs: int) -> nn.Sequential:
        width, dropout = self.config.head_width, self.config.dropout
        return nn.Sequential(
            nn.Dropout(dropout),
            nn.Linear(inputs, width),
            nn.GELU(),
            nn.Dropout(dropout),
            nn.Linear(width, len(LABELS)),
        )

    def forward(self, batch: BatchTensors) -> Tensor:
        """Hidden states [B, T, H]."""
        words = self.encoder.get_input_embeddings()(batch.ids)
        hidden_name = (batch.names > 0).unsqueeze(-1)
        inputs = torch.where(hidden_name, self.name_embedding(batch.names), words)
        inputs = inputs + self.shape_embedding(batch.shapes) + self.view_embedding(batch.views)
        if self._reads_views_apart and bool((batch.views == 2).any()):
            main, both = (
                self.encode(inputs, seen.long(), batch.positions)
                for seen in (batch.views == 1, batch.views > 0)
            )
            return torch.where((batch.views == 2).unsqueeze(-1), both, main)
        return self.encode(inputs, attention_mask(batch.views, inputs.dtype), batch.positions)

    def encode(self, inputs: Tensor, mask: Tensor, positions: Tensor) -> Tensor:
        """Hidden states [B, T, H] of embedded tokens [B, T, H], under a mask of `attention_mask`."""
        hidden: Tensor = self.encoder(
            inputs_embeds=inputs, attention_mask=mask, position_ids=positions + self._position_offset
        ).last_hidden_state
        return hidden

    def mention_logits(self, hidden: Tensor) -> Tensor:
        """[B, T, 3] logits of outside, beginning, inside."""
        logits: Tensor = self.mention_head(hidden)
        return logits

    def stance_logits(self, features: Tensor, scheme: str | None = None) -> Tensor:
        """[S, 3] logits under an annotation scheme, by default the first."""
        logits: Tensor = self.stance_heads[scheme or self.config.schemes[0]](features)
        return logits

    def relation_logits(self, features: Tensor, pairs: Tensor) -> Tensor:
        """[P, 3] logits of holder → target, from holder, target, their product and the sentence.

        The first layer is linear, so what it makes of each is computed once per span and then added up
        per pair: pairs are quadratic in the parties of a sentence.
        """
        dropout, first, *others = self.relation_head
        width = features.shape[-1] // 3
        features = dropout(features)
        target, sentence = features[:, : 2 * width], features[:, 2 * width :]
        holder = torch.cat([target, self.writer.to(target.dtype).unsqueeze(0)])  # holder -1 is the last
        parts = [2 * width, 2 * width, width, width]
        of_holder, of_target, of_product, of_sentence = torch.split(cast(Tensor, first.weight), parts, dim=1)
        from_holder = holder @ of_holder.T
        from_target = target @ of_target.T + sentence @ of_sentence.T + cast(Tensor, first.bias)
        holders, targets = pairs.unbind(-1)
        product = holder[holders, :width] * target[targets, :width]
        logits: Tensor = from_holder[holders] + from_target[targets] + product @ of_product.T
        for layer in others:
            logits = layer(logits)
        return logits

    def span_features(self, hidden: Tensor, batch: BatchTensors, spans: SpanTensors) -> Tensor:
        """[S, 3H]: the span's mean, what it attends to in its sentence, and the sentence's [CLS]."""
        width = hidden.shape[-1]
        count = len(spans.rows)
        if count == 0:
            return hidden.new_zeros(0, 3 * width)
        tokens = hidden.reshape(-1, width)[spans.tokens]
        sums = tokens.new_zeros(count, width).index_add_(0, spans.owners, tokens)
        sizes = torch.bincount(spans.owners, minlength=count).clamp(min=1).unsqueeze(-1)
        pooled = sums / sizes.to(sums.dtype)
        # The spans of a row stand side by side, so that a sentence is projected once, not once per party.
        places = (
            spans.rows,
            torch.arange(count, device=hidden.device) - torch.searchsorted(spans.rows, spans.rows),
        )
        sides = pooled.new_zeros(len(hidden), int(places[1].max()) + 1, width).index_put(places, pooled)
        attended = self.attend(sides, hidden, batch.views == 1)[places]
        return torch.cat([pooled, attended, hidden[spans.rows, 0]], dim=-1)

    def attend(self, spans: Tensor, hidden: Tensor, visible: Tensor) -> Tensor:
        """[B, M, H]: what the M spans of each row [B, M, H] attend to in its visible tokens [B, T]."""
        return self.mix(spans, *self.keys_and_values(hidden), visible)

    def keys_and_values(self, hidden: Tensor) -> tuple[Tensor, Tensor]:
        """What spans attend to, of each of the hidden states [..., H]: keys and values, both [..., H]."""
        attention = self.target_attention
        weights, biases = (each.chunk(3)[1:] for each in (attention.in_proj_weight, attention.in_proj_bias))
        key, value = (functional.linear(hidden, *each) for each in zip(weights, biases, strict=True))
        return key, value

    def mix(self, spans: Tensor, key: Tensor, value: Tensor, visible: Tensor) -> Tensor:
        """[B, M, H]: `attend`, from the keys and values [B, T, H] of the tokens."""
        attention = self.target_attention
        asked = functional.linear(
            spans, attention.in_proj_weight.chunk(3)[0], attention.in_proj_bias.chunk(3)[0]
        )
        query, key, value = (
            of.reshape(*of.shape[:2], attention.num_heads, -1).transpose(1, 2) for of in (asked, key, value)
        )
        mixed = functional.scaled_dot_product_attention(query, key, value, attn_mask=visible[:, None, None])
        attended: Tensor = attention.out_proj(mixed.transpose(1, 2).flatten(-2))
        return attended


def attention_mask(views: Tensor, dtype: torch.dtype) -> Tensor:
    """[B, T] of 0 and 1, or, with a name view, [B, 1, T, T] to add to the attention's logits.

    The main view never attends to the name view, so its hidden states are the same without it.
    """
    if not bool((views == 2).any()):
        return (views > 0).long()
    from_names, to_main = (views == 2).unsqueeze(2), (views == 1).unsqueeze(1)
    seen = to_main | (from_names & (views > 0).unsqueeze(1))
    blocked = torch.zeros(seen.shape, dtype=dtype, device=views.device)
    return blocked.masked_fill_(~seen, torch.finfo(dtype).min).unsqueeze(1)


def _position_offset(encoder_config: Any) -> int:
    """RoBERTa-like encoders count positions from the padding id on."""
    roberta_like = {"roberta", "xlm-roberta", "camembert", "mpnet", "longformer"}
    return int(encoder_config.pad_token_id) + 1 if encoder_config.model_type in roberta_like else 0
