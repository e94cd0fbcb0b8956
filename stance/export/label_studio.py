"""Label Studio: documents as tasks whose stances are marked already, so that a person only corrects them.

`training.importers.label_studio` reads what Label Studio exports afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from stance.export.look import SHOWN_LABELS
from stance.types import Document, Label, Mention, Sentence, Stance

__all__ = ["clearest_mention", "document_to_task", "labelling_config"]

_COLOURS = {Label.FAVOR: "#1f77d0", Label.NEUTRAL: "#7a7a7a", Label.AGAINST: "#d9660a"}
_KEYS = {Label.FAVOR: "f", Label.NEUTRAL: "n", Label.AGAINST: "a"}


def labelling_config() -> str:
    """The labelling interface (XML) that fits the tasks; paste it into the settings of the project.

    >>> '<Text name="text" value="$text"' in labelling_config()
    True
    """
    relations = "\n".join(f'    <Relation value="{label}"/>' for label in (Label.FAVOR, Label.AGAINST))
    labels = "\n".join(
        f'    <Label value="{label}" background="{_COLOURS[label]}" hotkey="{_KEYS[label]}"/>'
        for label in SHOWN_LABELS
    )
    return (
        f"<View>\n  <Relations>\n{relations}\n  </Relations>\n"
        f'  <Labels name="stance" toName="text">\n{labels}\n  </Labels>\n'
        '  <Text name="text" value="$text" granularity="word"/>\n</View>\n'
    )


def document_to_task(name: str, document: Document) -> dict[str, Any]:
    """A document as a task of Label Studio with the stances and relations as its prediction.

    A region marks a party once in each sentence, at its clearest mention, and its label is the stance. A
    relation goes from holder to target. The prediction's score is the lowest of its stances: sorted by
    it, the least certain texts come first.

    Args:
        name: what the task's field ``id`` says.
        document: the document.

    >>> document_to_task("a.txt", Document("Rain fell.", (Sentence("Rain fell.", 0, 10),)))["data"]
    {'text': 'Rain fell.', 'id': 'a.txt'}
    """
    prediction: dict[str, Any] = {"model_version": document.model, "result": list(_result(document))}
    if document.stances:
        prediction["score"] = min(float(stance.score) for stance in document.stances)
    return {"data": {"text": document.text, "id": name}, "predictions": [prediction]}


def clearest_mention(stance: Stance) -> Mention:
    """The first mention that is the party's name, else the first one.

    >>> mentions = (Mention("Suva", 0, 4), Mention("Fiji", 9, 13))
    >>> clearest_mention(Stance("Fiji", Label.FAVOR, 1.0, {}, mentions))
    Mention(text='Fiji', start=9, end=13)
    """
    return next((m for m in stance.mentions if m.text == stance.party), stance.mentions[0])


def _result(document: Document) -> Iterator[dict[str, Any]]:
    for number, sentence in enumerate(document.sentences):
        yield from _regions(number, sentence)


def _regions(number: int, sentence: Sentence) -> Iterator[dict[str, Any]]:
    ids: dict[str, str] = {}
    for stance in sentence.stances:
        mention = clearest_mention(stance)
        ids[stance.party] = f"s{number}p{len(ids)}"
        yield {
            "id": ids[stance.party],
            "type": "labels",
            "from_name": "stance",
            "to_name": "text",
            "value": {
                "start": mention.start,
                "end": mention.end,
                "text": mention.text,
                "labels": [str(stance.label)],
            },
            "score": float(stance.score),
        }
    for relation in sentence.relations:
        if relation.holder not in ids or relation.target not in ids:
            continue  # a document built by hand may relate parties that have no place
        yield {
            "type": "relation",
            "from_id": ids[relation.holder],
            "to_id": ids[relation.target],
            "direction": "right",
            "labels": [str(relation.label)],
        }
