"""Answers made by hand: a sample, and what a model might have said of it."""

from __future__ import annotations

from collections.abc import Sequence

from stance.pairs import PairAnswer
from stance.types import LABELS, Label
from stance.validation.ask import Judged
from stance.validation.gold import Gold, Sample
from tests.examples import shares


def judged(
    row: int,
    gold: str,
    found: str | None,
    score: float = 0.9,
    *,
    text: str = "",
    party: str = "Norvania",
    holder: str = "",
    holders: Sequence[str] = (),
    document: str = "",
    source: str = "",
) -> Judged:
    said = text or f"Sentence {row}."
    answer = None
    if found is not None:
        chances = shares(Label(found), score)
        answer = PairAnswer(tuple(chances[label] for label in LABELS), tuple(holders), (said,))
    return Judged(Gold(row, said, party, Label(gold), None, holder, document, source), answer)


def sample(answers: Sequence[Judged]) -> Sample:
    read = {str(label): {"label": str(label), "count": len(answers)} for label in LABELS}
    columns = {"text": "sentence", "party": "party", "label": "label"}
    return Sample([each.gold for each in answers], columns, read)


def many(copies: int, right: int = 8, of: int = 10, score: float = 0.8) -> list[Judged]:
    """Answers of which ``right`` of ``of`` are right, labels in equal parts."""
    turn = {"favor": "neutral", "neutral": "against", "against": "favor"}
    return [
        judged(number + 1, label, label if number // 3 % of < right else turn[label], score)
        for number in range(copies)
        for label in [str(LABELS[number % 3])]
    ]
