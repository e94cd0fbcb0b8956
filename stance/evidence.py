"""The words that carry a stance: the fewest without which its label changes.

Each word outside the sentence's mentions is left out in turn, and ranked by what that does to the label.
Then the heaviest are left out together, one more each time, until the label changes. The shortened
sentences of many jobs are judged together. Sources: Zeiler and Fergus, Visualizing and Understanding
Convolutional Networks, 2014; for words: Li, Monroe and Jurafsky, Understanding Neural Networks through
Representation Erasure, 2016.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from stance.blind import Span
from stance.judge import Job
from stance.types import LABELS, Label
from stance.words import Word, split_words

__all__ = ["LONGEST", "MOST", "Weighed", "candidates", "weigh", "without"]

MOST = 4
"""Words shown for a stance at most."""
LONGEST = 150
"""Words of the longest sentence that is explained: the work grows with the square of its length."""

# Words without a meaning of their own are no evidence, even where leaving one out moves the label.
_FUNCTION_WORDS = frozenset(
    """a an and are as at be been being by had has have he her hers him his i in is it its me my of on or our
    she so such than that the their them there these they this those to was we were what when where which
    while who whom whose will with would you your""".split()  # noqa: SIM905
)
_SHARE = 0.25
_JOBS_AT_ONCE = 200
_NEUTRAL = LABELS.index(Label.NEUTRAL)


class Weighed(NamedTuple):
    """A word of a sentence, and by how much the log-odds of the label fall without it."""

    start: int
    end: int
    weight: float


def weigh(judge: Callable[[Sequence[Job]], None], jobs: Sequence[Job]) -> None:
    """Fill in the evidence of judged jobs: for each party with a stance that is not neutral, its words.

    At most `MOST` words are taken. If the label stays even without them, those count that weigh at least a
    quarter of the heaviest. Sentences of more than `LONGEST` words get no evidence.

    Args:
        judge: judges jobs, each encoded once.
        jobs: those to explain; neutral ones cost nothing.
    """
    waiting = iter([job for job in jobs if _polar(job)])
    while some := list(islice(waiting, _JOBS_AT_ONCE)):
        asked = [(job, key, label) for job in some for key, label in _polar(job).items()]
        ranked = [ranks[key] for ranks in _rank(judge, some) for key in ranks]
        trials = [
            [_shortened(job, [(w.start, w.end) for w in words[:count]]) for count in range(1, len(words) + 1)]
            for (job, _, _), words in zip(asked, ranked, strict=True)
        ]
        judge([trial for own in trials for trial in own])
        for (job, key, label), words, own in zip(asked, ranked, trials, strict=True):
            changed = (n for n, trial in enumerate(own, 1) if _label(trial.stances.get(key)) != label)
            few = next(changed, None)
            heavy = [w for w in words if w.weight >= _SHARE * words[0].weight]
            job.evidence[key] = sorted(heavy if few is None else words[:few])


def _rank(judge: Callable[[Sequence[Job]], None], jobs: Sequence[Job]) -> list[dict[str, list[Weighed]]]:
    """Per job and party with a stance that is not neutral: the `MOST` heaviest words, the heaviest first."""
    words = [candidates(job) for job in jobs]
    variants = [
        [_shortened(job, [(word.start, word.end)]) for word in own]
        for job, own in zip(jobs, words, strict=True)
    ]
    judge([variant for own in variants for variant in own])
    ranks = []
    for job, own, shorter in zip(jobs, words, variants, strict=True):
        found = {key: _weights(job, key, label, own, shorter) for key, label in _polar(job).items()}
        ranks.append({key: sorted(weights, key=lambda w: -w.weight)[:MOST] for key, weights in found.items()})
    return ranks


def _weights(job: Job, key: str, label: int, words: Sequence[Word], shorter: Sequence[Job]) -> list[Weighed]:
    before = _log_odds(job.stances[key], label)
    weighed = (
        Weighed(word.start, word.end, before - _log_odds(variant.stances[key], label))
        for word, variant in zip(words, shorter, strict=True)
        if variant.stances.get(key)
    )
    return [each for each in weighed if each.weight > 0]


def candidates(job: Job) -> list[Word]:
    """The words that may be evidence: those outside the mentions; no punctuation, no function words."""
    words = split_words(job.text)
    if len(words) > LONGEST:
        return []
    named = [span for spans in job.mentions.values() for span in spans]
    return [
        word
        for word in words
        if any(character.isalnum() for character in word.text)
        and word.text.lower() not in _FUNCTION_WORDS
        and not any(word.start < end and start < word.end for start, end in named)
    ]


def without(text: str, spans: Sequence[Span]) -> str:
    """The text with some spans left out.

    >>> without("Ghana never thanked Togo.", [(6, 11)])
    'Ghana  thanked Togo.'
    """
    for start, end in sorted(spans, reverse=True):
        text = text[:start] + text[end:]
    return text


def _polar(job: Job) -> dict[str, int]:
    """Party key → label, where it is not neutral."""
    labels = {key: _label(chances) for key, chances in job.stances.items()}
    return {key: label for key, label in labels.items() if label != _NEUTRAL}


def _label(chances: Sequence[NDArray[np.float64]] | None) -> int:
    return int(np.argmax(np.mean(chances, axis=0))) if chances else _NEUTRAL


def _log_odds(chances: Sequence[NDArray[np.float64]], label: int) -> float:
    chance = float(np.clip(np.mean([each[label] for each in chances]), 1e-9, 1 - 1e-9))
    return math.log(chance / (1 - chance))


def _shortened(job: Job, gone: Sequence[Span]) -> Job:
    """The job without some words, its mentions moved along."""

    def moved(place: int) -> int:
        return place - sum(end - start for start, end in gone if end <= place)

    groups = {key: [(moved(s), moved(e)) for s, e in spans] for key, spans in job.mentions.items()}
    return Job(without(job.text, gone), groups)
