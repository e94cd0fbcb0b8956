"""Documents built by hand for reports: sources and dates of imagined outlets, no model."""

from __future__ import annotations

from typing import Any

from stance.report import Judged, judge_tables
from stance.types import Document, Sentence
from tests.examples import lake_document, relation, stance

ABOUT: dict[str, dict[str, Any]] = {
    f"a{number}": {"date": f"2031-05-{number + 1:02}", "source": "Beacon" if number % 2 else "Courier"}
    for number in range(12)
}


def documents() -> dict[str, Document]:
    """Twelve documents of three sentences; in every third, Ormland is praised by Norvania."""
    found = {}
    for number, name in enumerate(ABOUT):
        found[name] = lake_document()
        if number % 3 == 0:
            text = f"Norvania praised Ormland for plan {number}."
            praised = stance(text, "Ormland", "favor", score=0.9 + number / 1000, holders=("Norvania",))
            spoke = stance(text, "Norvania")
            sentence = Sentence(
                text, 0, len(text), (spoke, praised), (relation("Norvania", "Ormland", "favor", 0),)
            )
            found[name] = Document(text, (sentence,), ("Norvania", "Ormland"), model="tiny 1")
    return found


def judged() -> Judged:
    return judge_tables(documents(), ABOUT)
