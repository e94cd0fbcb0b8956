"""The built-in lexicon: complete, consistent, quick to load, and in step with the files people edit."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from importlib.resources import files

import pytest

from stance.errors import ConfigError
from stance.parties import compile as compiling
from stance.parties import find_lexicon, lexicon, lexicon_spans
from stance.parties.normalise import fold_name

ABBREVIATIONS = {
    "US": "United States",
    "U.S.": "United States",
    "U.S.A.": "United States",
    "USA": "United States",
    "UK": "United Kingdom",
    "U.K.": "United Kingdom",
    "UAE": "United Arab Emirates",
    "PRC": "China",
    "DRC": "Democratic Republic of the Congo",
    "DPRK": "North Korea",
    "ROK": "South Korea",
    "EU": "European Union",
    "UN": "United Nations",
    "ECOWAS": "Economic Community of West African States",
}

OTHER_NAMES = {
    "Kiev": "Ukraine",
    "Burma": "Myanmar",
    "Swaziland": "Eswatini",
    "Türkiye": "Turkey",
    "turkey": "Turkey",
    "Cabo Verde": "Cape Verde",
    "the Netherlands": "Netherlands",
    "The Gambia": "Gambia",
    "Holland": "Netherlands",
    "cote d’ivoire": "Ivory Coast",
    "Macedonia": "North Macedonia",
    "Czechia": "Czech Republic",
    "Timor-Leste": "East Timor",
    "Holy See": "Vatican",
    "Persia": "Iran",
    "Kremlin": "Russia",
    "Elysee": "France",
    "nato": "NATO",
    "Doctors Without Borders": "Médecins Sans Frontières",
    "Daesh": "Islamic State",
    "al Shabab": "al-Shabaab",
    "Malvinas": "Falkland Islands",
}

SORTS = [
    "Gaza",
    "West Bank",
    "Hong Kong",
    "Crimea",
    "Greenland",
    "Puerto Rico",
    "Somaliland",
    "Kosovo",
    "Taiwan",
    "Tibet",
    "Xinjiang",
    "Kashmir",
    "Abkhazia",
    "Transnistria",
    "Western Sahara",
    "New Caledonia",
    "OPEC",
    "WHO",
    "IAEA",
    "ICC",
    "ASEAN",
    "Mercosur",
    "African Union",
    "Arab League",
    "Interpol",
    "FIFA",
    "Hamas",
    "Hezbollah",
    "Taliban",
    "Houthis",
    "ISIS",
    "al-Qaeda",
    "Boko Haram",
    "PKK",
    "Wagner Group",
    "FARC",
    "M23",
    "Rapid Support Forces",
    "Polisario Front",
    "Arakan Army",
]


def test_it_holds_every_state_and_many_organisations() -> None:
    sorts = Counter(entry.sort for entry in lexicon())
    assert sorts["state"] == 193 + 2 + 2  # members, observers, Kosovo and Taiwan
    assert sorts["territory"] >= 90
    assert sorts["organisation"] + sorts["group"] >= 250


@pytest.mark.parametrize(("name", "entry"), [*ABBREVIATIONS.items(), *OTHER_NAMES.items()])
def test_other_names_lead_to_the_entry(name: str, entry: str) -> None:
    found = lexicon().get(name)
    assert found is not None
    assert found.name == entry


@pytest.mark.parametrize("name", SORTS)
def test_names_in_the_news_are_known(name: str) -> None:
    assert lexicon().get(name) is not None


@pytest.mark.parametrize("name", ["us", "who", "is", "Ruritania", "", "the", "Korea", "Sino"])
def test_what_is_no_name(name: str) -> None:
    assert lexicon().get(name) is None


def test_every_state_has_a_demonym_and_a_capital_or_a_reason() -> None:
    no_people = {entry.name for entry in lexicon() if entry.sort == "state" and not _kind(entry, "people")}
    no_capital = {entry.name for entry in lexicon() if entry.sort == "state" and not _kind(entry, "capital")}
    assert no_people == {"Dominica", "Vatican"}  # "Dominican" means the Dominican Republic
    # The capital has the state's name, is an English word (Male), is shared with many cities (Victoria,
    # Saint John's), or stands for something else in the news (Brussels).
    assert no_capital == {
        "Antigua and Barbuda",
        "Belgium",
        "Djibouti",
        "Luxembourg",
        "Maldives",
        "Monaco",
        "San Marino",
        "Seychelles",
        "Singapore",
        "Vatican",
    }


def _kind(entry: object, kind: str) -> list[str]:
    return [alias.text for alias in entry.aliases if alias.kind == kind]  # type: ignore[attr-defined]


def test_no_name_is_claimed_twice() -> None:
    owners: dict[str, str] = {}
    for entry in lexicon():
        for name in entry.names:
            assert owners.setdefault(fold_name(name), entry.name) == entry.name, name


def test_the_compiled_file_is_that_of_the_yaml_files() -> None:
    compiled = files("stance.parties").joinpath("data/lexicon.json").read_text(encoding="utf-8")
    assert compiled == compiling.compile_lexicon(), "run: python -m stance.parties.compile"
    assert json.loads(compiled)["entries"]


@pytest.mark.parametrize(
    ("source", "data", "told"),
    [
        ("states", {"Ghana": {"capital": ["Accra"]}, "Togo": {"capital": ["Accra"]}}, "both claim 'Accra'"),
        ("states", {"Ghana": {"city": ["Accra"]}}, "allowed are"),
        ("rules", {"Ruritania": {"surname": "true"}}, "no entry is called"),
        ("rules", {"Ghana": {"srname": "true"}}, "allowed"),
        ("longer_names", ["Ruritania Street"], "contains no name"),
        ("longer_names", ["Ghana"], "is a name of 'Ghana'"),
    ],
)
def test_mistakes_in_the_yaml_files_are_told(
    source: str, data: object, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tiny: dict[str, object] = {"states": {"Ghana": {}}, "longer_names": [], source: data}
    monkeypatch.setattr(compiling, "_load", lambda name: tiny.get(name, {}))
    with pytest.raises(ConfigError, match=told):
        compiling.compile_lexicon()


def test_loading_is_quick() -> None:
    code = (
        "import time; import stance.parties as p; t = time.perf_counter(); p.lexicon();"
        "a = time.perf_counter() - t; p.find_lexicon('Ghana'); b = time.perf_counter() - t;"
        "print(a, b)"
    )
    best = min(
        tuple(
            map(
                float,
                subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.split(),
            )
        )
        for _ in range(3)
    )
    assert best[0] < 0.05
    assert best[1] < 0.25


def test_finding_all_entries() -> None:
    text = "OPEC, Hamas and Nairobi’s suburbs; Michael Jordan; in Paris."
    found = [(match.name, text[match.start : match.end]) for match in find_lexicon(text)]
    assert found == [("OPEC", "OPEC"), ("Hamas", "Hamas")]
    assert ("France", "Paris") in [(m.name, text[m.start : m.end]) for m in find_lexicon(text, places=True)]
    assert lexicon_spans(text) == [(0, 4), (6, 11)]


def test_leaders_of_the_day_are_not_in_it() -> None:
    from stance.parties import looks_like_person

    assert not [
        name for entry in lexicon() if entry.sort == "state" for name in entry.names[:1] if "'s " in name
    ]
    assert looks_like_person("Ana Lind")
