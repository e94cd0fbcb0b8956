"""From records to training batches: labels beside the arrays that the network reads."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stance.batch import Batch, Spans, TextEncoder, Tokens, collate, lay_out_spans
from stance.model.config import ModelConfig
from stance.words import split_words
from training.records import LABEL_IDS, Record, occurrences

__all__ = ["IGNORE", "Example", "LabelledBatch", "build_examples", "collate_examples", "shuffled_batches"]

IGNORE = -100
OUTSIDE, BEGIN, INSIDE = 0, 1, 2
Span = tuple[int, int]


@dataclass(slots=True)
class Example:
    """A record as tokens, with the labels in the order of its spans and pairs."""

    record: Record
    tokens: Tokens
    spans: list[list[int]]
    stances: dict[str, list[int]]
    pairs: list[tuple[int, int]]
    relations: list[int]
    main_tags: list[int]
    name_tags: list[int]


@dataclass(slots=True)
class LabelledBatch:
    """A batch with its labels, `IGNORE` where unknown: stances [S] per scheme, relations [P], tags [B, T]."""

    batch: Batch
    spans: Spans
    examples: Sequence[Example]
    stances: dict[str, NDArray[np.int64]]
    relations: NDArray[np.int64]
    tags: NDArray[np.int64]


def build_examples(
    records: Sequence[Record],
    encoder: TextEncoder,
    config: ModelConfig,
    *,
    scheme: str = "party",
    swap: float = 0.0,
    chance: random.Random | None = None,
) -> list[Example]:
    """Tokenise records and lay out their labels.

    Args:
        records: labelled sentences.
        encoder: the tokeniser with its name blinding.
        config: the model's shape, for the window length.
        scheme: the annotation scheme that the stance labels follow.
        swap: chance that a party's whole name becomes one placeholder, as if another stood there.
        chance: source of randomness for ``swap``.
    """
    places = [_places(record) for record in records]
    hide = [
        [span for spans in party_spans if chance and chance.random() < swap for span in spans]
        for party_spans in places
    ]
    rows = encoder.encode([r.sentence for r in records], hide=[_disjoint(h) for h in hide])
    return [
        _example(record, tokens.slice(0, config.max_tokens), spans, scheme)
        for record, tokens, spans in zip(records, rows, places, strict=True)
    ]


def _places(record: Record) -> list[list[Span]]:
    """Per party all its mentions that do not lie in another party's name."""
    own = [(p.start, p.end) for p in record.parties]
    result = []
    for party in record.parties:
        others = [
            span
            for span in occurrences(record.sentence, party.name)
            if not any(span[0] < end and span[1] > start for start, end in own)
        ]
        result.append(sorted([(party.start, party.end), *others]))
    return result


def _disjoint(spans: Sequence[Span]) -> list[Span]:
    kept: list[Span] = []
    for span in sorted(spans):
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return kept


def _example(record: Record, tokens: Tokens, places: list[list[Span]], scheme: str) -> Example:
    spans = [tokens.covering(spans) for spans in places]
    known = [i for i, s in enumerate(spans) if s]
    index = {party: i for i, party in enumerate(known)}
    labels = [LABEL_IDS.get(record.parties[i].label or "", IGNORE) for i in known]
    pairs, relations = [], []
    for target in known:
        for holder in known:
            if holder != target:
                pairs.append((index[holder], index[target]))
                relations.append(LABEL_IDS[record.relations.get((holder, target), "neutral")])
        held = any(t == target for _, t in record.relations)
        # Nobody named holds it: the writer's stance, or that of an unnamed voice.
        pairs.append((-1, index[target]))
        relations.append(LABEL_IDS["neutral"] if held else labels[index[target]])
    starts = {w.start for w in split_words(record.sentence)}
    flat = [span for spans_ in places for span in spans_]
    named = np.isin(np.arange(len(tokens)), tokens.name_positions)  # their tags stand in the name view
    return Example(
        record, tokens, [spans[i] for i in known], {scheme: labels}, pairs, relations,
        [IGNORE if again else _tag(s, starts, flat) for s, again in zip(tokens.starts, named, strict=True)],
        [_tag(s, starts, flat) for s in tokens.name_starts],
    )  # fmt: skip


def _tag(start: int, word_starts: set[int], spans: Sequence[Span]) -> int:
    if start not in word_starts:
        return IGNORE
    for span in spans:
        if span[0] <= start < span[1]:
            return BEGIN if start == span[0] else INSIDE
    return OUTSIDE


def collate_examples(
    examples: Sequence[Example], config: ModelConfig, *, mentions: bool = True
) -> LabelledBatch:
    """One batch of examples with their labels."""
    spans: list[tuple[int, Sequence[int]]] = []
    pairs: list[tuple[int, int]] = []
    stances: dict[str, list[int]] = {scheme: [] for scheme in config.schemes}
    for row, example in enumerate(examples):
        first = len(spans)
        spans += [(row, tokens) for tokens in example.spans]
        pairs += [(h if h < 0 else h + first, t + first) for h, t in example.pairs]
        for scheme, labels in stances.items():
            labels += example.stances.get(scheme, [IGNORE] * len(example.spans))
    batch = collate(
        [e.tokens for e in examples],
        cls_id=config.cls_id, sep_id=config.sep_id, pad_id=config.pad_id, name_view=mentions and config.blind,
    )  # fmt: skip
    tags = np.full(batch.ids.shape, IGNORE, np.int64)
    for row, example in enumerate(examples):
        n = len(example.main_tags)
        tags[row, 1 : n + 1] = example.main_tags
        if mentions and config.blind:
            tags[row, n + 2 : n + 2 + len(example.name_tags)] = example.name_tags
    return LabelledBatch(
        batch, lay_out_spans(spans, pairs, batch.ids.shape[1]), examples,
        {s: np.array(v, np.int64) for s, v in stances.items()},
        np.array([label for e in examples for label in e.relations], np.int64), tags,
    )  # fmt: skip


def shuffled_batches(
    examples: Sequence[Example], size: int, chance: random.Random, *, pool: int = 50
) -> Iterator[list[Example]]:
    """Random batches of like length: shuffle, sort within pools of ``pool`` batches, shuffle the batches."""
    order = list(examples)
    chance.shuffle(order)
    batches = []
    for first in range(0, len(order), size * pool):
        chunk = sorted(order[first : first + size * pool], key=lambda e: len(e.tokens))
        batches += [chunk[i : i + size] for i in range(0, len(chunk), size)]
    chance.shuffle(batches)
    yield from batches
