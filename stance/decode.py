"""From logits to answers: calibrated probabilities, mention spans, windows of long sentences."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stance.batch import Tokens
from stance.blind import Span
from stance.types import LABELS, Label
from stance.words import Word

__all__ = ["calibrated", "calibrated_stances", "first_tokens", "mention_spans", "windows"]

FloatArray = NDArray[np.float64]
OUTSIDE, BEGIN, INSIDE = 0, 1, 2
NEUTRAL = LABELS.index(Label.NEUTRAL)
_TIE = 1e-6


def calibrated(logits: NDArray[Any], scale: float, bias: Sequence[float]) -> FloatArray:
    """Probabilities [N, 3] from logits [N, 3]: softmax(scale × logits + bias).

    >>> calibrated(np.zeros((1, 3), np.float32), 1.0, (0.0, 0.0, 0.0)).round(3).tolist()
    [[0.333, 0.333, 0.333]]
    """
    scaled = logits.astype(np.float64) * scale + np.asarray(bias, np.float64)
    scaled -= scaled.max(axis=-1, keepdims=True, initial=-np.inf)
    exponents = np.exp(scaled)
    probabilities: FloatArray = exponents / exponents.sum(axis=-1, keepdims=True)
    return probabilities


def calibrated_stances(
    logits: NDArray[Any], scale: float, bias: Sequence[float], polar_scale: float, doubt: float
) -> FloatArray:
    """Probabilities [N, 3] of stances: as `calibrated`, but where that is not neutral, less sure of it.

    A network is too sure of the labels that are rare and not sure enough of the common one. So a row whose
    most probable label is not neutral is scaled by ``polar_scale`` besides, and neutral gets ``doubt`` more,
    as far as the label stays.

    >>> logits, no_bias = np.array([[2.0, 0, 0], [0, 2.0, 0], [0.5, 0, 0]]), (0.0, 0.0, 0.0)
    >>> calibrated_stances(logits, 1.0, no_bias, 1.0, 0.9).round(2).tolist()
    [[0.68, 0.23, 0.09], [0.11, 0.79, 0.11], [0.38, 0.38, 0.23]]
    """
    scaled = logits.astype(np.float64) * scale + np.asarray(bias, np.float64)
    polar = scaled.argmax(axis=-1) != NEUTRAL
    scaled[polar] *= polar_scale
    lead = scaled.max(axis=-1, initial=-np.inf) - scaled[:, NEUTRAL]
    scaled[:, NEUTRAL] += np.where(polar, np.minimum(doubt, lead - _TIE), 0.0)
    return calibrated(scaled, 1.0, (0.0, 0.0, 0.0))


def windows(length: int, most: int) -> list[tuple[int, int]]:
    """Overlapping windows over ``length`` tokens, each at most ``most`` long, stepping by half.

    >>> windows(10, 6)
    [(0, 6), (3, 9), (6, 10)]
    """
    if length <= most:
        return [(0, length)]
    step = max(1, most // 2)
    starts = range(0, length - (most - step), step)
    return [(start, min(start + most, length)) for start in starts]


def first_tokens(tokens: Tokens, words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """(word index, column in the batch row) of each word's first token.

    A word of a blinded name is read in the name view, which follows [CLS], the main view and [SEP].
    """
    column_of = {int(start): i + 1 for i, start in enumerate(tokens.starts) if not tokens.names[i]}
    after = len(tokens) + 2
    column_of |= {int(start): after + i for i, start in enumerate(tokens.name_starts)}
    for index, word in enumerate(words):
        column = column_of.get(word.start)
        if column is not None:
            yield index, column


def mention_spans(probabilities: FloatArray, words: Sequence[Word], known: Sequence[bool]) -> list[Span]:
    """Mention spans from the tag probabilities of a sentence's words: the most probable sequence of tags.

    An inside follows a beginning or another inside, so a weak word within a name stays in it; found by
    Viterbi's algorithm (1967).

    Args:
        probabilities: [W, 3] outside, beginning, inside.
        words: the sentence's words.
        known: per word, whether the lexicon knows it as a party; there the head needs less conviction.
    """
    scores = np.log(np.maximum(probabilities, 1e-9))
    scores[:, BEGIN] -= CAUTION
    scores[:, INSIDE] += REACH
    scores[np.asarray(known, dtype=bool), OUTSIDE] -= LEXICON_BOOST
    spans: list[Span] = []
    for word, tag in zip(words, _best_tags(scores.tolist()), strict=True):
        if tag == BEGIN:
            spans.append((word.start, word.end))
        elif tag == INSIDE:
            spans[-1] = (spans[-1][0], word.end)
    return spans


CAUTION = 1.0
"""By so much the head must be surer that a mention begins, in logits; it finds too many otherwise."""
REACH = 0.4
"""By so much a mention more readily goes on, as in "Syrian government"; it ends too soon otherwise."""
LEXICON_BOOST = 0.2
"""By so much a name of the lexicon is more readily a mention, in logits. All three are chosen on dev."""


def _best_tags(scores: Sequence[Sequence[float]]) -> list[int]:
    """The best sequence of tags for [W, 3] log probabilities; an inside needs a mention to its left."""
    best = (0.0, -math.inf, -math.inf)
    came_from: list[tuple[int, int, int]] = []
    for outside, begin, inside in scores:
        before = max(range(3), key=best.__getitem__)
        mention = BEGIN if best[BEGIN] >= best[INSIDE] else INSIDE
        came_from.append((before, before, mention))
        best = (best[before] + outside, best[before] + begin, best[mention] + inside)
    tag = max(range(3), key=best.__getitem__)
    tags = []
    for step in reversed(came_from):
        tags.append(tag)
        tag = step[tag]
    return tags[::-1]
