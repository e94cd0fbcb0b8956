"""Labelled records put to a model through its public interface, and what it answered.

A party that the model does not find in its sentence counts as neutral, and as missed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from stance.classifier import Classifier, Parties
from stance.errors import PartyError
from stance.parties import resolve
from stance.runtime import open_runtime
from stance.types import LABELS, Document, Party, Stance
from training.records import LABEL_IDS, Record

__all__ = ["NEUTRAL", "Answer", "Answers", "Asked", "Pair", "answers", "ask", "parties_of", "under_scheme"]

NEUTRAL = LABEL_IDS["neutral"]
Advance = Callable[[int], None]


class Asked(Protocol):
    """What a model must be able to do to be evaluated; `stance.load` makes one."""

    def stream_each(self, texts: Iterable[tuple[str, Parties]]) -> Iterator[Document]:
        """Documents of texts that each have parties of their own."""
        ...


@dataclass(frozen=True, slots=True)
class Answer:
    """One labelled party and what the model said of it.

    Attributes:
        record: the sentence.
        party: index of the party in it.
        gold, found: indices of `LABELS`.
        probabilities: in the order of `LABELS`; None when the model did not find the party.
    """

    record: Record
    party: int
    gold: int
    found: int
    probabilities: tuple[float, ...] | None

    @property
    def name(self) -> str:
        """The party as the sentence names it."""
        return self.record.parties[self.party].name


@dataclass(frozen=True, slots=True)
class Pair:
    """One ordered pair of parties of a sentence: gold and found label, and how sure the model was.

    ``score`` is the probability of a label that is not neutral, 0 where the model gave none.
    """

    record: Record
    holder: int
    target: int
    gold: int
    found: int
    score: float


@dataclass(slots=True)
class Answers:
    """All that a model said about some records."""

    stances: list[Answer] = field(default_factory=list)
    pairs: list[Pair] = field(default_factory=list)

    @property
    def missed(self) -> int:
        """Labelled parties that the model did not find in their sentence."""
        return sum(answer.probabilities is None for answer in self.stances)


def ask(
    classifier: Asked, records: Sequence[Record], *, lexicon: bool = True, advance: Advance | None = None
) -> Answers:
    """Judge each record's sentence with the names of its parties.

    Args:
        classifier: the model.
        records: labelled sentences.
        lexicon: whether names bring the lexicon's aliases, as they do for users.
        advance: called with the number of records done.
    """
    result = Answers()
    asked = [(record, parties_of(record, lexicon=lexicon)) for record in records]
    # The interface refuses an empty list of parties, and there is nothing to ask.
    documents = classifier.stream_each((record.sentence, names) for record, names in asked if names)
    for record, names in asked:
        found = answers(record, next(documents) if names else Document(record.sentence))
        result.stances += found.stances
        result.pairs += found.pairs
        if advance:
            advance(1)
    return result


def parties_of(record: Record, *, lexicon: bool = True) -> list[Party]:
    """The names of a record's parties, each once; the interface takes none without a letter or digit.

    Where two of them are names of one state ("Kyiv", "Ukraine"), which a user would give as one party,
    all stand for themselves alone.
    """
    names = dict.fromkeys(p.name for p in record.parties if any(map(str.isalnum, p.name)))
    parties = [Party(name, lexicon=lexicon) for name in names]
    if not parties:
        return []
    try:
        resolve(parties)
    except PartyError:
        return [replace(party, lexicon=False) for party in parties]
    return parties


def answers(record: Record, document: Document, offset: int = 0) -> Answers:
    """What a document says about the parties and pairs of a record.

    Args:
        record: the labelled sentence.
        document: the answer to a text that holds it.
        offset: where the sentence begins in the document's text.
    """
    result = Answers()
    stances = [_stance(document, offset + p.start, offset + p.end) for p in record.parties]
    for index, (party, stance) in enumerate(zip(record.parties, stances, strict=True)):
        if party.label is None:
            continue
        chances = tuple(stance.probabilities[label] for label in LABELS) if stance else None
        found = LABEL_IDS[stance.label] if stance else NEUTRAL
        result.stances.append(Answer(record, index, LABEL_IDS[party.label], found, chances))
    end = offset + len(record.sentence)
    relations = {
        (relation.holder, relation.target): relation
        for relation in document.relations
        if document.sentences[relation.sentence].start < end
        and document.sentences[relation.sentence].end > offset
    }
    names = [stance.party if stance else None for stance in stances]
    for holder, first in enumerate(names):
        for target, second in enumerate(names):
            if holder == target or (first is not None and first == second):
                continue
            gold = LABEL_IDS[record.relations.get((holder, target), "neutral")]
            relation = relations.get((first, second)) if first and second else None
            found = LABEL_IDS[relation.label] if relation else NEUTRAL
            score = relation.score if relation else 0.0
            result.pairs.append(Pair(record, holder, target, gold, found, score))
    return result


def _stance(document: Document, start: int, end: int) -> Stance | None:
    """The stance whose mention covers most of the span, if any does."""
    best, most = None, 0
    for stance in document.stances:
        for mention in stance.mentions:
            shared = min(end, mention.end) - max(start, mention.start)
            if shared > most:
                best, most = stance, shared
    return best


def under_scheme(classifier: Classifier, scheme: str) -> Classifier:
    """The same model with the head of another annotation scheme, if it has one, else the model itself.

    Args:
        classifier: the model.
        scheme: name of the scheme, as ``newsmtsc``.
    """
    checkpoint = classifier.checkpoint
    schemes = checkpoint.config.schemes
    if scheme not in schemes or schemes[0] == scheme:
        return classifier
    order = (scheme, *(name for name in schemes if name != scheme))
    other = replace(checkpoint, config=replace(checkpoint.config, schemes=order))
    return Classifier(other, open_runtime(other))
