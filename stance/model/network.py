"""The network: one encoder pass per sentence, then a stance, a relation and a mention head.

Shapes: B rows, T tokens, H hidden width, S spans, P pairs; labels in the order of `stance.types.LABELS`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from transformers import AutoConfig, AutoModel

from stance.batch import MAX_NAMES, Batch, Spans
from stance.model.config import ModelConfig
from stance.types import LABELS
from stance.words import Shape

__all__ = ["BatchTensors", "SpanTensors", "StanceNetwork", "batch_tensors", "span_tensors"]

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

    def _head(self, inputs: int) -> nn.Module:
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
        hidden: Tensor = self.encoder(
            inputs_embeds=inputs,
            attention_mask=attention_mask(batch.views, inputs.dtype),
            position_ids=batch.positions + self._position_offset,
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

    def relation_logits(self, features: Tensor, spans: SpanTensors) -> Tensor:
        """[P, 3] logits of holder → target, from holder, target, their product and the sentence."""
        logits: Tensor = self.relation_head(self._pair_features(features, spans.pairs))
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
        attended = self._attend(pooled, hidden, batch, spans.rows)
        return torch.cat([pooled, attended, hidden[spans.rows, 0]], dim=-1)

    def _attend(self, queries: Tensor, hidden: Tensor, batch: BatchTensors, rows: Tensor) -> Tensor:
        """[S, H]: what each span [S, H] attends to in the main view of its row.

        The spans of a row stand side by side, so that a sentence is projected once, not once per party.
        """
        places = rows, torch.arange(len(rows), device=rows.device) - torch.searchsorted(rows, rows)
        sides = queries.new_zeros(len(hidden), int(places[1].max()) + 1, queries.shape[-1])
        attended: Tensor
        attended, _ = self.target_attention(
            sides.index_put(places, queries),
            hidden,
            hidden,
            key_padding_mask=batch.views != 1,
            need_weights=False,
        )
        return attended[places]

    def _pair_features(self, features: Tensor, pairs: Tensor) -> Tensor:
        """[P, 6H]; the writer as holder has a learned vector of its own."""
        width = features.shape[-1] // 3
        if len(pairs) == 0:
            return features.new_zeros(0, 6 * width)
        holders, targets = pairs.unbind(-1)
        own, sentence = features[:, : 2 * width], features[:, 2 * width :]
        writer = self.writer.to(own.dtype)
        holder = torch.where((holders < 0).unsqueeze(-1), writer, own[holders.clamp(min=0)])
        target = own[targets]
        product = holder[:, :width] * target[:, :width]
        return torch.cat([holder, target, product, sentence[targets]], dim=-1)


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
