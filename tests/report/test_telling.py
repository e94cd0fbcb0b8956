"""The sentences behind a figure: the surest ones, each once, with the words that carry them."""

from __future__ import annotations

from stance.report.telling import find_evidence, telling_sentences
from stance.types import Document
from tests.report.samples import judged


def test_the_surest_first_and_each_once() -> None:
    found = telling_sentences(judged(), ["Norvania", "Ormland", "Estmark"], most=3)
    praised = [each for each in found if each.target == "Ormland"]
    assert len({each.text for each in praised}) == 3
    assert {(each.holder, each.label) for each in praised} == {("Norvania", "favor")}
    accused = [each for each in found if each.target == "Estmark"]
    assert [(each.holder, each.label, each.score) for each in accused] == [("Norvania", "against", 0.75)]
    assert (accused[0].source, accused[0].date) == ("Beacon", "2031-05-02")


def test_parties_that_are_not_shown_have_no_sentences() -> None:
    assert telling_sentences(judged(), ["Estmark"]) == []


class Echo:
    """Stands for a classifier: gives back what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, list[tuple[str, tuple[str, ...]]]]] = []

    def stream_each(self, texts, *, evidence):  # type: ignore[no-untyped-def]
        for text, parties in texts:
            self.asked.append((text, [(party.name, party.aliases) for party in parties]))
            yield Document(text)


def test_each_sentence_is_asked_with_the_words_that_name_its_parties() -> None:
    tables = judged()
    found = telling_sentences(tables, ["Norvania", "Estmark"])
    echo = Echo()
    assert find_evidence(tables, found, echo) == found  # type: ignore[arg-type]
    assert dict(echo.asked[0][1])["Norvania"] == ("Norvania", "Port Ansel")
