"""What the model says of each row of a sample."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stance.errors import PartyError
from stance.integrations.loading import checked_parties
from stance.pairs import Pair, PairAnswer, judge_pairs
from stance.parties import resolve
from stance.types import LABELS, Label, Party
from stance.validation.gold import Gold, Sample

if TYPE_CHECKING:
    from stance.classifier import Classifier, Parties

__all__ = ["Judged", "ask"]


@dataclass(frozen=True, slots=True)
class Judged:
    """A row with what the model says of it.

    Attributes:
        gold: the row.
        answer: what the model says; None where it does not find the party in the text.
    """

    gold: Gold
    answer: PairAnswer | None

    @property
    def label(self) -> Label:
        """The most probable label; a party that is not found counts as neutral."""
        if self.answer is None:
            return Label.NEUTRAL
        return LABELS[self.answer.probabilities.index(max(self.answer.probabilities))]

    @property
    def score(self) -> float:
        """The probability of that label; 0 where there is no answer."""
        return max(self.answer.probabilities) if self.answer else 0.0


def ask(
    classifier: Classifier,
    sample: Sample,
    parties: Parties = None,
    progress: Callable[[int, int], None] | None = None,
) -> list[Judged]:
    """Judge the rows; those whose party cannot be asked for move to ``sample.skipped``.

    Args:
        classifier: see `stance.load`.
        sample: the rows; each is judged on its own, with its holder if it names one.
        parties: aliases for names of the sample, as for `stance.classify`.
        progress: called with the number of rows judged, and of all rows.
    """
    known = {party.name: party for party in checked_parties(parties) or ()}
    rows = []
    for gold in sample.rows:
        try:
            rows.append((gold, _pair(gold, known)))
        except PartyError as error:
            sample.skipped[gold.row] = str(error)
    sample.rows[:] = [gold for gold, _ in rows]
    found = []
    answers = judge_pairs(classifier, (pair for _, pair in rows))
    for (gold, _), answer in zip(rows, answers, strict=True):
        found.append(Judged(gold, answer))
        if progress is not None:
            progress(len(found), len(rows))
    return found


def _pair(gold: Gold, known: dict[str, Party]) -> Pair:
    party = known.get(gold.party, Party(gold.party))
    if gold.span is not None:
        party = Party(party.name, (*party.aliases, gold.text[slice(*gold.span)]), lexicon=party.lexicon)
    resolve([party])
    for others in _holders(gold, known):
        try:
            resolve([party, *others])
        except PartyError:  # holder and party share a name; the party's own answer is what counts
            continue
        return Pair(gold.text, party, gold.span, others)
    return Pair(gold.text, party, gold.span)


def _holders(gold: Gold, known: dict[str, Party]) -> Iterator[tuple[Party, ...]]:
    if any(character.isalnum() for character in gold.holder) and gold.holder != gold.party:
        yield (known.get(gold.holder, Party(gold.holder)),)
