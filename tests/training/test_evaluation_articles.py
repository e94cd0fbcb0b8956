"""Articles as whole texts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from stance.classifier import Classifier
from stance.errors import InputError
from tests.tiny import record
from training.evaluation.articles import article_parties, ask_articles, place, read_articles
from training.records import LABEL_IDS, Record, RecordParty

BLAME = "{0} accused {1} of cutting the cable.\t{1}:against\t{0}>{1}:against"
DOUBT = "Nobody trusts {0}, said a minister of {1}.\t{0}:against\t{1}>{0}:against"
ROWS = [record(BLAME, ("Norvania", "Estmark"), "x-0"), record(DOUBT, ("Kesh", "Norvania"), "x-1")]
RECORDS = [Record.from_dict(row | {"source": {"article": "x"}}) for row in ROWS]


def article(folder: Path) -> dict[str, str]:
    text = " ".join(row["sentence"] for row in ROWS)
    path = folder / "articles.jsonl"
    path.write_text(json.dumps({"id": "x", "title": "Cable is cut", "text": text}) + "\n\n", "utf-8")
    return read_articles(path)


def test_sentences_are_looked_up_in_the_whole_text(tmp_path: Path, tiny: Classifier) -> None:
    articles = article(tmp_path)
    found = ask_articles(tiny, articles, RECORDS)
    assert [a.name for a in found.stances] == ["Norvania", "Estmark", "Kesh", "Norvania"]
    assert found.missed == 0
    document = tiny(articles["x"], ["Norvania", "Estmark", "Kesh"])
    assert [LABEL_IDS[s.label] for s in document.stances] == [a.found for a in found.stances]


def test_a_sentence_that_is_not_there_is_named(tmp_path: Path, tiny: Classifier) -> None:
    lost = Record("x-9", "Kesh left.", (RecordParty("Kesh", 0, 4, "neutral"),), {}, {"article": "x"})
    with pytest.raises(InputError, match="x-9"):
        ask_articles(tiny, article(tmp_path), [lost])
    with pytest.raises(InputError, match="not there: x"):
        ask_articles(tiny, {}, RECORDS)


def test_equal_sentences_stand_one_after_the_other() -> None:
    twice = [Record("1", "Rain fell.", (), {}), Record("2", "Rain fell.", (), {})]
    assert [offset for _, offset in place("Rain fell. Rain fell.", twice)] == [0, 11]


def test_names_of_one_party_are_one() -> None:
    text = "Ama Boateng of Ghana spoke; Boateng blamed Accra and Togo."
    names = ("Ama Boateng", "Ghana", "Boateng", "Accra", "Togo")
    parties = tuple(RecordParty(n, text.index(n), text.index(n) + len(n), "neutral") for n in names)
    found = article_parties([Record("1", text, parties, {})])
    assert [(p.name, p.aliases) for p in found] == [
        ("Ama Boateng", ("Boateng",)), ("Ghana", ("Accra",)), ("Togo", ())
    ]  # fmt: skip
