"""From judged jobs to the values that users meet."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from stance.blind import Span
from stance.judge import Job
from stance.types import LABELS, Evidence, Label, Mention, Relation, Sentence, Stance

__all__ = ["assemble_sentence"]

FloatArray = NDArray[np.float64]


def assemble_sentence(
    text: str, span: Span, index: int, job: Job | None, naming: Callable[[str], str] = str
) -> Sentence:
    """One sentence with its stances and relations.

    Args:
        text: the document's text.
        span: the sentence in it.
        index: the sentence's number in the document.
        job: what was judged; None where no party is named.
        naming: from a party's key in the sentence to its name in the document; keys that get the
            same name become one party, its probabilities averaged.
    """
    start, end = span
    if job is None or not job.stances:
        return Sentence(text[start:end], start, end)
    names = {key: naming(key) for key in job.stances}
    relations = _relations(job, names, index)
    holders: dict[str, list[str]] = {}
    for relation in relations:
        holders.setdefault(relation.target, []).append(relation.holder)
    stances = []
    for name, chances in _by_name(job, names).items():
        spans = sorted({s for key in names if names[key] == name for s in job.mentions[key]})
        mentions = tuple(Mention(text[start + s : start + e], start + s, start + e) for s, e in spans)
        label, score, probabilities = _verdict(_mean(chances))
        polar = label != Label.NEUTRAL
        held_by = tuple(holders.get(name, ())) if polar else ()
        evidence = _evidence(text, start, job, [key for key in names if names[key] == name]) if polar else ()
        stances.append(Stance(name, label, score, probabilities, mentions, held_by, evidence))
    stances.sort(key=lambda stance: stance.mentions[0].start)
    return Sentence(text[start:end], start, end, tuple(stances), relations)


def _evidence(text: str, start: int, job: Job, keys: list[str]) -> tuple[Evidence, ...]:
    """The words that carry a party's stance; of a word of several of its names, the greatest weight."""
    weights: dict[Span, float] = {}
    for key in keys:
        for first, last, weight in job.evidence.get(key, ()):
            weights[first, last] = max(weight, weights.get((first, last), 0.0))
    return tuple(
        Evidence(text[start + first : start + last], start + first, start + last, weight)
        for (first, last), weight in sorted(weights.items())
    )


def _by_name(job: Job, names: Mapping[str, str]) -> dict[str, list[FloatArray]]:
    merged: dict[str, list[FloatArray]] = {}
    for key, chances in job.stances.items():
        merged.setdefault(names[key], []).extend(chances)
    return merged


def _relations(job: Job, names: Mapping[str, str], index: int) -> tuple[Relation, ...]:
    """The pairs that are most probably not neutral, in order of the text."""
    if not job.relations:
        return ()
    order = list(dict.fromkeys(names.values()))
    pairs, chances_of = _pairs_by_name(job, names, order)
    # Most pairs are neutral, and pairs are quadratic in the parties: all are looked at in one go.
    polar = np.flatnonzero(chances_of.argmax(axis=-1) != LABELS.index(Label.NEUTRAL))
    if not len(polar):
        return ()
    relations = []
    for row in polar:
        holder, target = (order[number] for number in divmod(int(pairs[row]), len(order)))
        label, score, probabilities = _verdict(chances_of[row])
        relations.append(Relation(holder, target, label, score, probabilities, index))
    # Windows of a long sentence are judged in order of their length, not of the text.
    first: dict[str, Span] = {}
    for key, name in names.items():
        first[name] = min(first.get(name, job.mentions[key][0]), *job.mentions[key])
    return tuple(sorted(relations, key=lambda relation: (first[relation.holder], first[relation.target])))


def _pairs_by_name(
    job: Job, names: Mapping[str, str], order: Sequence[str]
) -> tuple[NDArray[np.int64], FloatArray]:
    """Pairs of different names [P], holder × names + target, and the mean of what is said of each [P, 3]."""
    number = {name: place for place, name in enumerate(order)}
    codes, said = [], []
    for window in job.relations:
        # A holder may be named before the part of a long sentence that this window answers for.
        numbers = np.array([number[names[key]] if key in names else -1 for key in window.keys])
        holders, targets = numbers[window.pairs].T
        kept = (holders >= 0) & (holders != targets)
        codes.append((holders * len(order) + targets)[kept])
        said.append(window.chances[kept])
    if len(codes) == 1 and len(order) == len(names):
        return codes[0], said[0]
    pairs, places, counts = np.unique(np.concatenate(codes), return_inverse=True, return_counts=True)
    sums = np.zeros((len(pairs), len(LABELS)))
    np.add.at(sums, places, np.concatenate(said))
    return pairs, sums / counts[:, None]


def _mean(chances: list[FloatArray]) -> FloatArray:
    mean: FloatArray = chances[0] if len(chances) == 1 else np.mean(chances, axis=0)
    return mean


def _verdict(chances: FloatArray) -> tuple[Label, float, dict[str, float]]:
    best = int(np.argmax(chances))
    return (
        LABELS[best],
        float(chances[best]),
        {str(k): float(v) for k, v in zip(LABELS, chances, strict=True)},
    )
