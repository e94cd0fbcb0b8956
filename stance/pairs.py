"""Pairs of a text and a party, each judged on its own: what was said of the party there."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stance.types import LABELS, Document, Party, Stance

if TYPE_CHECKING:
    from stance.classifier import Classifier

__all__ = ["Pair", "PairAnswer", "judge_pairs"]


@dataclass(frozen=True, slots=True)
class Pair:
    """A text and the party asked for.

    Attributes:
        text: one sentence, or several.
        party: whose treatment is asked for.
        span: where the text names the party, half-open in characters; None where any place will do.
        others: further parties that may hold the stance. They leave the party's own answer alone.
    """

    text: str
    party: Party
    span: tuple[int, int] | None = None
    others: tuple[Party, ...] = ()


@dataclass(frozen=True, slots=True)
class PairAnswer:
    """Probabilities in the order of `stance.types.LABELS`, holders, and the sentences they are about."""

    probabilities: tuple[float, ...]
    holders: tuple[str, ...]
    sentences: tuple[str, ...]


def judge_pairs(classifier: Classifier, pairs: Iterable[Pair]) -> Iterator[PairAnswer | None]:
    """The answer for each pair, in order; None where the text does not name the party.

    A pair's answer does not depend on the other pairs. Where several sentences name the party, their
    probabilities are averaged; where ``span`` is given, only the sentence there counts.

    Args:
        classifier: see `stance.load`.
        pairs: read as needed.

    >>> from stance import load
    >>> pairs = [Pair("Ghana thanked Togo.", Party("Togo")), Pair("Rain fell.", Party("Togo"))]
    >>> found, unnamed = judge_pairs(load(), pairs)
    >>> found.probabilities[2] > 0.5, found.holders, unnamed
    (True, (), None)
    """
    waiting: deque[Pair] = deque()

    def questions() -> Iterator[tuple[str, Sequence[Party]]]:
        for pair in pairs:
            waiting.append(pair)
            yield pair.text, [pair.party, *pair.others]

    for document in classifier.stream_each(questions()):
        yield _answer(document, waiting.popleft())


def _answer(document: Document, pair: Pair) -> PairAnswer | None:
    found = [
        (sentence.text, judged)
        for sentence in document.sentences
        for judged in sentence.stances
        if judged.party == pair.party.name
    ]
    if pair.span is not None:
        found = [each for each in found if _lies_at(each[1], pair.span)]
    if not found:
        return None
    probabilities = tuple(
        sum(judged.probabilities[label] for _, judged in found) / len(found) for label in LABELS
    )
    holders = dict.fromkeys(name for _, judged in found for name in judged.holders)
    return PairAnswer(probabilities, tuple(holders), tuple(text for text, _ in found))


def _lies_at(judged: Stance, span: tuple[int, int]) -> bool:
    return any(mention.start < span[1] and span[0] < mention.end for mention in judged.mentions)
