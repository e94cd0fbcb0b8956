"""Do the words that are shown as evidence carry the stance? ``python -m training.evaluation.evidence``.

The evidence of each stance is left out of its sentence, and in another copy as many random words; the share
of labels that change is compared. Source: DeYoung et al., ERASER, ACL 2020 (comprehensiveness).
"""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import click
import numpy as np

from stance.classifier import Classifier, load
from stance.errors import StanceError
from stance.evidence import without
from stance.types import Sentence, Stance
from stance.words import split_words
from training.records import Record
from training.sources import read_any

__all__ = ["Case", "cases", "main", "summary"]

_BOOTSTRAP = 2000


class Case(NamedTuple):
    """One stance: number of words left out, and whether the label changed without them and without others."""

    words: int
    changed: bool
    changed_at_random: bool


def cases(classifier: Classifier, records: Sequence[Record], seed: int = 0) -> list[Case]:
    """Leave out the evidence of every stance that has some, and as many random words beside the mentions.

    Args:
        classifier: the model.
        records: sentences with their parties; the labels are not read.
        seed: of the random words.
    """
    chance = random.Random(seed)
    asked = [
        (record.sentence, sorted({party.name for party in record.parties}))
        for record in records
        if record.parties
    ]
    tried: list[tuple[Stance, list[str]]] = []
    for document in classifier.stream_each(asked, evidence=True):
        tried += [
            (stance, _copies(sentence, stance, chance))
            for sentence in document.sentences
            for stance in sentence.stances
            if stance.evidence
        ]
    pairs = [(text, [stance.party]) for stance, copies in tried for text in copies]
    answers = iter(classifier.stream_each(pairs))
    found = []
    for stance, _ in tried:
        ours, others = (_label(next(answers)) for _ in range(2))
        found.append(Case(len(stance.evidence), ours != stance.label, others != stance.label))
    return found


def _copies(sentence: Sentence, stance: Stance, chance: random.Random) -> list[str]:
    """The sentence without the evidence, and without as many other words drawn at random."""
    ours = [(e.start - sentence.start, e.end - sentence.start) for e in stance.evidence]
    named = [(m.start, m.end) for s in sentence.stances for m in s.mentions]
    free = [
        (word.start, word.end)
        for word in split_words(sentence.text)
        if any(map(str.isalnum, word.text))
        and not any(
            word.start + sentence.start < end and start < word.end + sentence.start for start, end in named
        )
    ]
    return [without(sentence.text, spans) for spans in (ours, chance.sample(free, len(ours)))]


def _label(document: Any) -> str:
    return str(document.stances[0].label) if document.stances else "neutral"


def summary(found: Sequence[Case], seed: int = 0) -> dict[str, Any]:
    """Shares of changed labels with 95 % intervals by bootstrap over stances, by number of words."""
    chance = np.random.default_rng(seed)
    rows = {"all": list(found)}
    for number in sorted({case.words for case in found}):
        rows[str(number)] = [case for case in found if case.words == number]
    return {name: _shares(own, chance) for name, own in rows.items()}


def _shares(own: Sequence[Case], chance: np.random.Generator) -> dict[str, Any]:
    hits = np.array([[case.changed, case.changed_at_random] for case in own], float)
    drawn = hits[chance.integers(0, len(hits), (_BOOTSTRAP, len(hits)))].mean(1)
    low, high = np.percentile(drawn, [2.5, 97.5], axis=0)
    shares = hits.mean(0)
    return {"stances": len(own)} | {
        name: [round(float(x), 3) for x in (shares[i], low[i], high[i])]
        for i, name in enumerate(("changed", "changed at random"))
    }


@click.command(epilog="Example: python -m training.evaluation.evidence ../shared/data/news/dev.jsonl")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--model", help="The model; by default the one that comes with the package.")
def main(file: Path, model: str | None) -> None:
    """Leave the evidence of each stance in FILE out of its sentence, and see how many labels change."""
    try:
        click.echo(json.dumps(summary(cases(load(model, device="cpu"), read_any(file))), indent=1))
    except (StanceError, OSError) as error:
        raise click.ClickException(str(error)) from error


if __name__ == "__main__":
    main()
