"""Documents as plain JSON types, and back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from stance.errors import InputError
from stance.export.look import SHOWN_LABELS
from stance.types import Document, Evidence, Label, Mention, Relation, Sentence, Stance

__all__ = ["document_from_dict", "document_to_dict", "document_to_json", "sentence_to_dict"]


def document_to_dict(document: Document) -> dict[str, Any]:
    """The document as plain JSON types (dict, list, str, float, int).

    Args:
        document: the document to convert.

    Returns:
        The keys ``text``, ``model``, ``parties``, ``sentences`` and ``relations``. The relations are
        those of the sentences once more, in one list, for readers who want only them.

    >>> document_to_dict(Document("Nothing here.", parties=("Norvania",), model="tiny"))
    {'text': 'Nothing here.', 'model': 'tiny', 'parties': ['Norvania'], 'sentences': [], 'relations': []}
    """
    return {
        "text": document.text,
        "model": document.model,
        "parties": list(document.parties),
        "sentences": [sentence_to_dict(sentence) for sentence in document.sentences],
        "relations": [_relation_to_dict(relation) for relation in document.relations],
    }


def sentence_to_dict(sentence: Sentence) -> dict[str, Any]:
    """The sentence as plain JSON types.

    Args:
        sentence: the sentence to convert.

    >>> sentence_to_dict(Sentence("Rain fell.", 0, 10))
    {'text': 'Rain fell.', 'start': 0, 'end': 10, 'stances': [], 'relations': []}
    """
    return {
        "text": sentence.text,
        "start": sentence.start,
        "end": sentence.end,
        "stances": [_stance_to_dict(stance) for stance in sentence.stances],
        "relations": [_relation_to_dict(relation) for relation in sentence.relations],
    }


def document_to_json(document: Document, *, indent: int | None = None) -> str:
    """The document as a JSON text; letters outside ASCII stay readable.

    Args:
        document: the document to convert.
        indent: spaces per level; None writes one line.

    >>> document_to_json(Document("Ça va."))
    '{"text": "Ça va.", "model": "", "parties": [], "sentences": [], "relations": []}'
    """
    return json.dumps(document_to_dict(document), ensure_ascii=False, indent=indent)


def document_from_dict(values: Mapping[str, Any]) -> Document:
    """The document that `document_to_dict` was given; unknown keys are passed over.

    Args:
        values: what `document_to_dict` returned, or ``json.loads`` of what `document_to_json` did.
            Relations are read from the sentences.

    Raises:
        InputError: a key is missing, or a value is not what it should be.

    >>> document = Document("Rain fell.", (Sentence("Rain fell.", 0, 10),), ("Norvania",), model="tiny")
    >>> document_from_dict(document_to_dict(document)) == document
    True
    """
    try:
        return Document(
            text=values["text"],
            sentences=tuple(_sentence_from_dict(sentence) for sentence in values["sentences"]),
            parties=tuple(values["parties"]),
            model=values.get("model", ""),
        )
    except KeyError as error:
        raise InputError(
            f"the document lacks the key {error}; give what document_to_dict() or to_json() wrote"
        ) from error
    except (AttributeError, TypeError, ValueError) as error:
        raise InputError(
            f"the document cannot be read: {error}; give what document_to_dict() or to_json() wrote"
        ) from error


def _stance_to_dict(stance: Stance) -> dict[str, Any]:
    """``evidence`` is there only where some was found."""
    evidence = [{"text": e.text, "start": e.start, "end": e.end, "weight": e.weight} for e in stance.evidence]
    return {
        "party": stance.party,
        "label": str(stance.label),
        "score": float(stance.score),
        "probabilities": _probabilities_to_dict(stance.probabilities),
        "mentions": [
            {"text": mention.text, "start": mention.start, "end": mention.end} for mention in stance.mentions
        ],
        "holders": list(stance.holders),
    } | ({"evidence": evidence} if evidence else {})


def _relation_to_dict(relation: Relation) -> dict[str, Any]:
    return {
        "holder": relation.holder,
        "target": relation.target,
        "label": str(relation.label),
        "score": float(relation.score),
        "probabilities": _probabilities_to_dict(relation.probabilities),
        "sentence": relation.sentence,
    }


def _probabilities_to_dict(probabilities: Mapping[str, float]) -> dict[str, float]:
    # float() also turns a NumPy scalar into a number that json can write.
    return {str(label): float(probabilities[label]) for label in SHOWN_LABELS if label in probabilities}


def _sentence_from_dict(values: Mapping[str, Any]) -> Sentence:
    return Sentence(
        text=values["text"],
        start=values["start"],
        end=values["end"],
        stances=tuple(_stance_from_dict(stance) for stance in values["stances"]),
        relations=tuple(_relation_from_dict(relation) for relation in values["relations"]),
    )


def _stance_from_dict(values: Mapping[str, Any]) -> Stance:
    return Stance(
        party=values["party"],
        label=Label(values["label"]),
        score=values["score"],
        probabilities=dict(values["probabilities"]),
        mentions=tuple(
            Mention(mention["text"], mention["start"], mention["end"]) for mention in values["mentions"]
        ),
        holders=tuple(values["holders"]),
        evidence=tuple(
            Evidence(each["text"], each["start"], each["end"], each["weight"])
            for each in values.get("evidence", ())
        ),
    )


def _relation_from_dict(values: Mapping[str, Any]) -> Relation:
    return Relation(
        holder=values["holder"],
        target=values["target"],
        label=Label(values["label"]),
        score=values["score"],
        probabilities=dict(values["probabilities"]),
        sentence=values["sentence"],
    )
