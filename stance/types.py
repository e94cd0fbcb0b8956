"""What an answer is made of: immutable values, no model and no heavy import.

Offsets are half-open, in characters of the document's text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from stance.errors import InputError

if TYPE_CHECKING:
    import networkx
    import pandas

__all__ = ["LABELS", "Document", "Evidence", "Label", "Mention", "Party", "Relation", "Sentence", "Stance"]


class Label(StrEnum):
    """How a sentence treats a party; equal to the plain string.

    >>> Label.FAVOR == "favor"
    True
    """

    AGAINST = "against"
    NEUTRAL = "neutral"
    FAVOR = "favor"


LABELS: tuple[Label, ...] = (Label.AGAINST, Label.NEUTRAL, Label.FAVOR)
"""The labels in the order of every logit and probability vector."""


@dataclass(frozen=True, slots=True)
class Party:
    """A country, leader, organisation or other named group whose treatment is asked for.

    Args:
        name: how answers call the party.
        aliases: other spellings that mean it. The name itself always counts as one.
        lexicon: whether a name known to the built-in lexicon also brings the lexicon's aliases.

    >>> Party("Norvania", aliases=["Norvanian", "Port Ansel"]).aliases
    ('Norvanian', 'Port Ansel')
    """

    name: str
    aliases: tuple[str, ...] = ()
    lexicon: bool = True

    def __post_init__(self) -> None:
        object.__setattr__(self, "aliases", tuple(self.aliases))

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where a party is named: ``document.text[start:end] == text``."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """A word that carries a stance: ``document.text[start:end] == text``.

    Attributes:
        weight: by how much the log-odds of the stance's label fall when the word is left out; above 0.
    """

    text: str
    start: int
    end: int
    weight: float


@dataclass(frozen=True, slots=True)
class Stance:
    """How one sentence treats one party.

    Attributes:
        party: the party's name as the caller gave it.
        label: the most probable label.
        score: the calibrated probability of ``label``, from 0 to 1.
        probabilities: probability of each label; they sum to 1.
        mentions: where the sentence names the party, in order of the text.
        holders: the named parties that hold this stance; empty when the voice is the writer's or
            an unnamed one's, or when the stance is neutral.
        evidence: the words that carry it, in order of the text; only where it was asked for.
    """

    party: str
    label: Label
    score: float
    probabilities: Mapping[str, float]
    mentions: tuple[Mention, ...]
    holders: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Relation:
    """A directed stance that is not neutral: ``holder`` is for or against ``target``.

    Attributes:
        holder: name of the party whose stance it is.
        target: name of the party it is about; never the holder.
        label: ``favor`` or ``against``.
        score: the calibrated probability of ``label``.
        probabilities: probability of each label; they sum to 1.
        sentence: index of the sentence in ``document.sentences``.
    """

    holder: str
    target: str
    label: Label
    score: float
    probabilities: Mapping[str, float]
    sentence: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a document with its stances. Joined, the sentences' texts give the document's."""

    text: str
    start: int
    end: int
    stances: tuple[Stance, ...] = ()
    relations: tuple[Relation, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The sentence as plain JSON types."""
        from stance.export.plain import sentence_to_dict

        return sentence_to_dict(self)


@dataclass(frozen=True, slots=True)
class Document:
    """A text, its sentences, and who stands where toward whom in it.

    Attributes:
        text: the text as given.
        sentences: all sentences in order, also those that name no party.
        parties: the parties asked for, or found when none was asked for.
        model: name and revision of the model that judged.

    >>> Document("Nothing here.").relations
    ()
    """

    text: str
    sentences: tuple[Sentence, ...] = ()
    parties: tuple[str, ...] = ()
    model: str = field(default="", compare=False)

    @property
    def relations(self) -> tuple[Relation, ...]:
        """All directed stances that are not neutral, in order of the text."""
        return tuple(relation for sentence in self.sentences for relation in sentence.relations)

    @property
    def stances(self) -> tuple[Stance, ...]:
        """All stances, in order of the text."""
        return tuple(stance for sentence in self.sentences for stance in sentence.stances)

    def confident(self, min_score: float) -> Document:
        """The same document without the stances and relations that are less sure.

        To abstain is better than to guess where an error costs more than a gap. Which score keeps which share
        of the answers, and how many of them are right, `stance.validate` tells for a sample of yours.

        Args:
            min_score: the least score that stays, from 0 to 1.

        Returns:
            A new document; its text, sentences and parties are all there.

        Raises:
            InputError: the score is not between 0 and 1.

        >>> unsure = Stance("Fiji", Label.FAVOR, 0.6, {"favor": 0.6, "neutral": 0.3, "against": 0.1}, ())
        >>> document = Document("Fiji won.", (Sentence("Fiji won.", 0, 9, (unsure,)),))
        >>> len(document.confident(0.5).stances), len(document.confident(0.7).stances)
        (1, 0)
        """
        if not 0 <= min_score <= 1:
            raise InputError(
                f"min_score is {min_score}; a number between 0 and 1 is needed, for instance 0.8"
            )
        sentences = (
            replace(
                sentence,
                stances=tuple(stance for stance in sentence.stances if stance.score >= min_score),
                relations=tuple(relation for relation in sentence.relations if relation.score >= min_score),
            )
            for sentence in self.sentences
        )
        return replace(self, sentences=tuple(sentences))

    def to_dict(self) -> dict[str, Any]:
        """The document as plain JSON types (dict, list, str, float, int)."""
        from stance.export.plain import document_to_dict

        return document_to_dict(self)

    def to_json(self, *, indent: int | None = None) -> str:
        """The document as a JSON text; ``json.loads`` of it equals ``to_dict()``."""
        from stance.export.plain import document_to_json

        return document_to_json(self, indent=indent)

    def to_pandas(self) -> pandas.DataFrame:
        """A tidy long table: one row per sentence and party.

        Columns: sentence (index), start, end, party, mention, label, score, favor, neutral, against,
        holders, model. Needs the extra ``tables``.
        """
        from stance.export.tables import document_to_pandas

        return document_to_pandas(self)

    def to_html(self) -> str:
        """One self-contained HTML page with the text highlighted by stance; no script, no network."""
        from stance.export.html import document_to_html

        return document_to_html(self)

    def to_networkx(self) -> networkx.MultiDiGraph:
        """The signed network: a node per party, an edge holder → target per relation.

        Needs the extra ``graph``.
        """
        from stance.export.graph import document_to_networkx

        return document_to_networkx(self)
