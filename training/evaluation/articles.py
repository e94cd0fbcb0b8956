"""Whole articles: each is one text, its parties those of all its sentences, as a user would read it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from stance.errors import InputError, PartyError
from stance.parties import merge_names, resolve
from stance.types import Party
from training.evaluation.ask import Advance, Answers, Asked, answers
from training.records import Record

__all__ = ["article_of", "article_parties", "ask_articles", "place", "read_articles"]


def read_articles(path: Path) -> dict[str, str]:
    """Id → title and text of each article of a JSONL file, with an empty line between the two."""
    articles = {}
    for line in path.read_text("utf-8").split("\n"):
        if line.strip():
            row = json.loads(line)
            articles[str(row["id"])] = f"{row['title']}\n\n{row['text']}"
    return articles


def article_of(record: Record) -> str:
    """The id of the article that a labelled sentence stands in."""
    return str(record.source.get("article", record.id))


def ask_articles(
    classifier: Asked, articles: dict[str, str], records: Sequence[Record], advance: Advance | None = None
) -> Answers:
    """Judge each article as one text and look up the labels of its sentences.

    Args:
        classifier: the model.
        articles: id → text.
        records: the labelled sentences, in order of the text.
        advance: called with the number of sentences done.

    Raises:
        InputError: a sentence does not stand in its article.
    """
    sentences: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        sentences[article_of(record)].append(record)
    asked = {name: each for name, each in sentences.items() if any(record.parties for record in each)}
    missing = asked.keys() - articles.keys()
    if missing:
        raise InputError(f"labels of articles that are not there: {', '.join(sorted(missing))}")
    result = Answers()
    documents = classifier.stream_each((articles[name], article_parties(asked[name])) for name in asked)
    for (name, each), document in zip(asked.items(), documents, strict=True):
        for record, offset in place(articles[name], each):
            found = answers(record, document, offset)
            result.stances += found.stances
            result.pairs += found.pairs
        if advance:
            advance(len(each))
    return result


def place(text: str, records: Sequence[Record]) -> Iterator[tuple[Record, int]]:
    """Each record with the place where its sentence begins in the text.

    >>> records = [Record("1", "A fell.", (), {}), Record("2", "B rose.", (), {})]
    >>> [offset for _, offset in place("A fell. B rose.", records)]
    [0, 8]
    """
    end = 0
    for record in records:
        start = text.find(record.sentence, end)
        start = text.find(record.sentence) if start < 0 else start
        if start < 0:
            raise InputError(f"record {record.id}: its sentence does not stand in its article")
        yield record, start
        end = start + len(record.sentence)


def article_parties(records: Sequence[Record]) -> list[Party]:
    """The parties of an article: names that mean one party are one, its fullest name first.

    >>> from training.records import RecordParty
    >>> record = Record("1", "Uganda met Ugandans.", (RecordParty("Uganda", 0, 6, "neutral"),
    ...     RecordParty("Ugandans", 11, 19, "neutral")), {})
    >>> [party.name for party in article_parties([record])]
    ['Uganda']
    """
    merged = merge_names(party.name for record in records for party in record.parties)
    names: dict[str, list[str]] = defaultdict(list)
    for surface, name in merged.items():
        names[name].append(surface)
    parties = [Party(name, tuple(s for s in surfaces if s != name)) for name, surfaces in names.items()]
    try:
        resolve(parties)
    except PartyError:
        return [Party(surface, lexicon=False) for surface in merged]
    return parties
