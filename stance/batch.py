"""From sentences to arrays: token views, windows, and batches by token budget.

A sentence becomes tokens once. Its **main view** is what the stance heads read: every blinded name
is one placeholder token. Its **name view** holds the tokens of the blinded names themselves and of the
words beside them, which may belong to the name ("German chancellor"); they see the main view and each
other, but the main view never sees them. So one encoder pass yields stances
that cannot depend on names, and mentions that can. When the caller names the parties, the name view
is left out: the main view's hidden states are the same without it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from stance.blind import NameBlinder, Span
from stance.words import Shape, Word, shape_of, split_words

__all__ = [
    "MAX_NAMES",
    "MAX_PIECES",
    "Batch",
    "Spans",
    "TextEncoder",
    "Tokens",
    "collate",
    "lay_out_spans",
    "token_budget_batches",
]

MAX_NAMES = 8
"""Distinct names of one sentence that get a placeholder of their own; later ones share the last."""

MAX_PIECES = 32
"""Name tokens that one placeholder stands for; a longer run of names, such as a headline's, gets several."""

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")

IntArray = NDArray[np.int64]


@dataclass(slots=True)
class Tokens:
    """One sentence (or one window of a long one) as token arrays, without special tokens at the ends.

    Attributes:
        ids: vocabulary ids of the main view, [n]; 0 at placeholders.
        starts, ends: character span of each main token in the sentence, [n].
        shapes: `Shape` of the word each main token belongs to, [n].
        names: 0, or the number of the distinct name the placeholder stands for, [n].
        name_ids, name_starts, name_ends, name_shapes: the same for the tokens of the name view, [k].
        name_positions: index in the main view where each token of the name view stands, [k].
    """

    ids: IntArray
    starts: IntArray
    ends: IntArray
    shapes: IntArray
    names: IntArray
    name_ids: IntArray
    name_starts: IntArray
    name_ends: IntArray
    name_shapes: IntArray
    name_positions: IntArray

    def __len__(self) -> int:
        return len(self.ids)

    def slice(self, first: int, last: int) -> Tokens:
        """The window of main tokens ``first:last`` with its part of the name view."""
        inside = (self.name_positions >= first) & (self.name_positions < last)
        return Tokens(
            self.ids[first:last],
            self.starts[first:last],
            self.ends[first:last],
            self.shapes[first:last],
            self.names[first:last],
            self.name_ids[inside],
            self.name_starts[inside],
            self.name_ends[inside],
            self.name_shapes[inside],
            self.name_positions[inside] - first,
        )

    @property
    def reach(self) -> Span:
        """The characters from the first token to the last."""
        return (int(self.starts[0]), int(self.ends[-1])) if len(self.ids) else (0, 0)

    def covering(self, spans: Sequence[Span]) -> list[int]:
        """Indices of the main tokens that overlap one of the character spans."""
        hit: set[int] = set()
        for start, end in spans:
            first = self.ends.searchsorted(start, "right")
            hit.update(range(int(first), int(self.starts.searchsorted(end, "left"))))
        return sorted(hit)


class TextEncoder:
    """Turns sentences into `Tokens`.

    Args:
        tokenizer: a fast tokenizer that gives character offsets; any of the Hugging Face ones.
        blinder: decides which names are hidden; None reads every name in place.
        context: how many tokens on either side of a hidden name stand in the name view with it.
    """

    def __init__(self, tokenizer: Tokenizer, blinder: NameBlinder | None, context: int = 0) -> None:
        self._tokenizer = tokenizer
        self._blinder = blinder
        self._context = context

    def encode(self, texts: Sequence[str], *, hide: Sequence[Sequence[Span]] | None = None) -> list[Tokens]:
        """Tokens of each sentence.

        Args:
            texts: the sentences.
            hide: per sentence further spans to hide whole, used by training to simulate other names.
        """
        # Half of a surrogate pair, left by a broken decoder, has no UTF-8 form, which the tokenizer needs.
        readable = [_LONE_SURROGATE.sub("\ufffd", text) for text in texts]
        encodings = self._tokenizer.encode_batch(readable, add_special_tokens=False)
        return [
            self._tokens(text, encoding.ids, encoding.offsets, hide[i] if hide else ())
            for i, (text, encoding) in enumerate(zip(texts, encodings, strict=True))
        ]

    def _tokens(
        self, text: str, ids: list[int], offsets: list[tuple[int, int]], hide: Sequence[Span]
    ) -> Tokens:
        words = split_words(text)
        spans = self._blinder.spans(text, words) if self._blinder else []
        if hide:
            spans = _merge(spans, hide)
        shapes = _token_shapes(words, offsets)
        main: list[tuple[int, int, int, int, int]] = []
        read: list[tuple[int, int, int, int, int]] = []
        numbers: dict[str, int] = {}
        span_index, last_hidden, pieces = 0, -1, 0
        for token_id, (start, end), shape in zip(ids, offsets, shapes, strict=True):
            if start == end:
                continue
            while span_index < len(spans) and spans[span_index][1] <= start:
                span_index += 1
            if span_index < len(spans) and spans[span_index][0] < end:
                if last_hidden != span_index:
                    s, e = spans[span_index]
                    number = numbers.setdefault(text[s:e].casefold(), min(len(numbers) + 1, MAX_NAMES))
                    main.append((0, s, e, Shape.OTHER, number))
                    last_hidden, pieces = span_index, 0
                elif pieces == MAX_PIECES:
                    _, s, e, _, number = main[-1]
                    main[-1:] = [(0, s, start, Shape.OTHER, number), (0, start, e, Shape.OTHER, number)]
                    pieces = 0
                pieces += 1
            else:
                main.append((token_id, start, end, shape, 0))
            read.append((token_id, start, end, shape, len(main) - 1))
        near = _near([row[-1] > 0 for row in main], self._context)
        return Tokens(*_columns(main), *_columns([row for row in read if near[row[-1]]]))


def _near(hidden: Sequence[bool], context: int) -> NDArray[np.bool_]:
    """Which tokens of the main view are hidden names or stand within ``context`` tokens of one."""
    near = np.zeros(len(hidden), bool)
    for place in np.flatnonzero(hidden):
        near[max(0, place - context) : place + context + 1] = True
    return near


def _columns(rows: list[tuple[int, int, int, int, int]]) -> Iterator[IntArray]:
    table = np.array(rows, dtype=np.int64).reshape(-1, 5)
    return iter(table.T)


def _merge(spans: Sequence[Span], hide: Sequence[Span]) -> list[Span]:
    """``hide`` wins over the spans it overlaps."""
    kept = [s for s in spans if not any(s[0] < end and s[1] > start for start, end in hide)]
    return sorted([*kept, *hide])


def _token_shapes(words: Sequence[Word], offsets: Sequence[tuple[int, int]]) -> list[int]:
    """Shape of the word that each token begins in."""
    shapes: list[int] = []
    index, first_letters = 0, next((i for i, w in enumerate(words) if w.text[0].isalpha()), -1)
    current = -1
    shape = int(Shape.OTHER)
    for start, _ in offsets:
        while index < len(words) and words[index].end <= start:
            index += 1
        if index < len(words) and index != current:
            current = index
            shape = int(shape_of(words[index].text, first=index == first_letters))
        shapes.append(shape)
    return shapes


@dataclass(slots=True)
class Batch:
    """Rows of tokens ready for an encoder: B rows, T tokens, [CLS] first, padded to the longest.

    Attributes:
        ids: [B, T] vocabulary ids.
        shapes, names: [B, T], see `Tokens`.
        views: [B, T] 0 padding, 1 main view, 2 name view.
        positions: [B, T] position of each token; a name token stands where its placeholder stands.
    """

    ids: IntArray
    shapes: IntArray
    names: IntArray
    views: IntArray
    positions: IntArray


@dataclass(slots=True)
class Spans:
    """What the heads judge in a batch: S spans, each pooled from its tokens, and P pairs of spans.

    Attributes:
        tokens: [K] flat indices (row * T + token) that the spans are pooled from.
        owners: [K] the span each of them belongs to, ascending.
        rows: [S] the row of each span, ascending.
        pairs: [P, 2] spans of holder and target; holder -1 is the writer.
    """

    tokens: IntArray
    owners: IntArray
    rows: IntArray
    pairs: IntArray


def collate(rows: Sequence[Tokens], *, cls_id: int, sep_id: int, pad_id: int, name_view: bool) -> Batch:
    """Pad rows to the longest.

    Args:
        rows: the token rows.
        cls_id, sep_id, pad_id: special tokens of the encoder.
        name_view: whether the tokens of the blinded names come along, for finding mentions.
    """
    lengths = [len(row) + 2 + (len(row.name_ids) if name_view else 0) for row in rows]
    shape = (len(rows), max(lengths, default=2))
    ids = np.full(shape, pad_id, np.int64)
    shapes, names, views, positions = (np.zeros(shape, np.int64) for _ in range(4))
    for r, row in enumerate(rows):
        n = len(row)
        ids[r, 0], ids[r, 1 : n + 1], ids[r, n + 1] = cls_id, row.ids, sep_id
        shapes[r, 1 : n + 1], names[r, 1 : n + 1] = row.shapes, row.names
        shapes[r, 0] = shapes[r, n + 1] = Shape.OTHER
        views[r, : n + 2] = 1
        positions[r, : n + 2] = np.arange(n + 2)
        if name_view and len(row.name_ids):
            tail = slice(n + 2, lengths[r])
            ids[r, tail], shapes[r, tail], views[r, tail] = row.name_ids, row.name_shapes, 2
            positions[r, tail] = 1 + _unfolded(row.name_positions)
    return Batch(ids, shapes, names, views, positions)


def _unfolded(places: IntArray) -> IntArray:
    """Positions of the name view's tokens: neighbours follow each other, a name takes all the room it needs.

    Only up to a point, since an encoder's positions are counted: 3 4 4 4 5 9 → 3 4 5 6 7 9.
    """
    index = np.arange(len(places))
    begins = np.concatenate([[True], np.diff(places) > 1])
    start = np.maximum.accumulate(np.where(begins, index, 0))
    unfolded: IntArray = np.minimum(places[start] + index - start, places + MAX_PIECES - 1)
    return unfolded


def lay_out_spans(
    spans: Sequence[tuple[int, Sequence[int]]], pairs: Sequence[tuple[int, int]] | IntArray, width: int
) -> Spans:
    """Spans and pairs as arrays.

    Args:
        spans: (row, main token indices) of each span.
        pairs: (holder span or -1, target span).
        width: T, the width of the batch.
    """
    flat = [(row * width + token + 1, s) for s, (row, tokens) in enumerate(spans) for token in tokens]
    table = np.array(flat, np.int64).reshape(-1, 2)
    return Spans(
        np.ascontiguousarray(table[:, 0]),
        np.ascontiguousarray(table[:, 1]),
        np.array([row for row, _ in spans], np.int64),
        np.asarray(pairs, np.int64).reshape(-1, 2),
    )


def token_budget_batches(lengths: Sequence[int], budget: int) -> Iterator[list[int]]:
    """Indices grouped so that rows × longest row stays within ``budget`` tokens, shortest first.

    >>> list(token_budget_batches([5, 40, 6, 38], budget=80))
    [[0, 2], [3, 1]]
    """
    order = sorted(range(len(lengths)), key=lengths.__getitem__)
    group: list[int] = []
    for index in order:
        if group and (len(group) + 1) * lengths[index] > budget:
            yield group
            group = []
        group.append(index)
    if group:
        yield group
