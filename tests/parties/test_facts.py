"""The lexicon's facts against two libraries: names of CLDR (babel, BSD) and capitals of countryinfo (MIT).

Both are needed only here; without them these tests are skipped.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from stance.parties import Entry, lexicon
from stance.parties.normalise import fold_name

# Uninhabited, never an actor of the news, or (Saint Martin) named otherwise there.
NO_ENTRY = {"AQ", "BV", "HM", "GS", "TF", "UM", "SJ", "CC", "BQ", "BL", "AN", "CS", "MF"}

# State: what the library says, and why the lexicon does not.
CAPITALS = {
    "Antigua and Barbuda": "Saint John's",  # shared with Newfoundland
    "Belgium": "Brussels",  # stands for the European Union
    "Djibouti": "Djibouti",  # the state's own name, as the next four
    "Luxembourg": "Luxembourg",
    "Monaco": "Monaco",
    "San Marino": "City of San Marino",
    "Singapore": "Singapore",
    "Maldives": "Malé",  # without its accent an English word
    "Seychelles": "Victoria",  # shared with many places and people
    "Vatican": "Vatican City State",
    "Palestine": "Jerusalem",  # stands for Israel's government in the news
}
DEMONYMS = {
    "Dominica": {"Dominican"},  # means the Dominican Republic
    "Republic of the Congo": {"Congolese"},  # means the larger neighbour
    "Djibouti": {"Djibouti"},
    "Saint Kitts and Nevis": {"Kittian and Nevisian"},
    "Tajikistan": {"Tadzhik"},
    "United Kingdom": {"Welsh"},  # Wales is an entry of its own
    "Vatican": {"Vaticanian"},
}


def _facts() -> Iterator[tuple[str, Entry | None, dict[str, Any]]]:
    names = pytest.importorskip("babel").Locale("en").territories
    for country in pytest.importorskip("countryinfo").all_countries():
        info = country.info()
        code = (info.get("ISO") or {}).get("alpha2")
        if code in names and code not in NO_ENTRY:
            yield names[code], lexicon().get(names[code]) or lexicon().get(info["name"]), info


def _known(entry: Entry, kind: str) -> set[str]:
    return {fold_name(alias.text) for alias in entry.aliases if alias.kind == kind}


def test_every_country_and_territory_has_an_entry() -> None:
    assert [name for name, entry, _ in _facts() if entry is None] == []


def test_capitals() -> None:
    wrong = {}
    for _, entry, info in _facts():
        capital = info.get("capital")
        if entry and entry.sort == "state" and isinstance(capital, str):
            told = {fold_name(part) for part in capital.split(" / ")}
            if not told & _known(entry, "capital"):
                wrong[entry.name] = capital
    assert wrong == CAPITALS


def test_demonyms() -> None:
    wrong: dict[str, set[str]] = {}
    for _, entry, info in _facts():
        for demonym in (info.get("demonym") or "").replace("/", ",").split(","):
            if (
                entry
                and entry.sort == "state"
                and demonym
                and fold_name(demonym) not in _known(entry, "people")
            ):
                wrong.setdefault(entry.name, set()).add(demonym)
    assert wrong == DEMONYMS
