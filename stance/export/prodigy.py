"""Prodigy: sentences as examples whose stances are marked already, so that a person only corrects them.

`training.importers.prodigy` reads what ``prodigy db-out`` writes afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from stance.export.label_studio import clearest_mention
from stance.types import Document, Sentence
from stance.words import split_words

__all__ = ["document_to_examples"]

Json = dict[str, Any]


def document_to_examples(name: str, document: Document) -> Iterator[Json]:
    """The sentences of a document as examples for Prodigy's recipe ``rel.manual``.

    Spans mark the parties, one for each party of the sentence at its clearest mention; their label is
    the stance. Relations go from the head (holder) to the child (target). The tokens are given, cut
    where a mention begins or ends, so that each span covers whole tokens whatever the recipe's tokeniser.

    Args:
        name: what the examples' ``meta`` calls the document.
        document: the document. Sentences of white space only are left out, others that name no party are
            not: a person may see one.

    >>> document = Document("Rain fell.", (Sentence("Rain fell.", 0, 10),))
    >>> [[token["text"] for token in example["tokens"]] for example in document_to_examples("a", document)]
    [['Rain', 'fell', '.']]
    """
    for number, sentence in enumerate(document.sentences):
        if sentence.text.strip():
            yield _example(name, number, sentence)


def _example(name: str, number: int, sentence: Sentence) -> Json:
    start = sentence.start + len(sentence.text) - len(sentence.text.lstrip())
    text = sentence.text.strip()
    marks = {stance.party: clearest_mention(stance) for stance in sentence.stances}
    places = {party: (mention.start - start, mention.end - start) for party, mention in marks.items()}
    tokens = list(_tokens(text, [edge for place in places.values() for edge in place]))
    spans: dict[str, Json] = {}
    for stance in sentence.stances:
        first, last = places[stance.party]
        inside = [token["id"] for token in tokens if first <= token["start"] and token["end"] <= last]
        spans[stance.party] = {
            "start": first,
            "end": last,
            "token_start": inside[0],
            "token_end": inside[-1],
            "label": str(stance.label),
            "text": text[first:last],
        }
    relations = []
    for relation in sentence.relations:
        head, child = spans.get(relation.holder), spans.get(relation.target)
        if head is None or child is None:
            continue  # a document built by hand may relate parties that have no place
        relations.append(
            {
                "head": head["token_end"],
                "child": child["token_end"],
                "head_span": head,
                "child_span": child,
                "label": str(relation.label),
            }
        )
    meta = {"id": name, "sentence": number, "start": start}
    return {
        "text": text,
        "tokens": tokens,
        "spans": list(spans.values()),
        "relations": relations,
        "meta": meta,
    }


def _tokens(text: str, edges: Sequence[int]) -> Iterator[Json]:
    """The words, cut once more where a mention begins or ends."""
    pieces = []
    for word in split_words(text):
        cuts = sorted({word.start, word.end, *(edge for edge in edges if word.start < edge < word.end)})
        pieces += list(pairwise(cuts))
    for number, (start, end) in enumerate(pieces):
        yield {
            "text": text[start:end],
            "start": start,
            "end": end,
            "id": number,
            "ws": text[end : end + 1].isspace(),
        }
