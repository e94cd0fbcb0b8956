"""Names to swap in, by kind; persons and organisations are invented, states and capitals are real."""

from __future__ import annotations

from stance.parties import Kind, lexicon, looks_like_person

__all__ = ["NAMES", "kind_of"]

NAMES: dict[str, tuple[str, ...]] = {
    "country": (
        "Germany", "Nigeria", "Peru", "Vietnam", "Norway", "Iran", "Russia", "Israel", "Canada", "Pakistan",
        "Venezuela", "Ethiopia", "France", "North Korea", "Chile", "Japan",
    ),
    "demonym": (
        "German", "Nigerian", "Peruvian", "Norwegian", "Iranian", "Russian", "Israeli", "Canadian",
        "Pakistani", "Venezuelan", "Ethiopian", "Chilean", "Turkish", "North Korean",
    ),
    "people": (
        "Germans", "Nigerians", "Peruvians", "Norwegians", "Iranians", "Russians", "Israelis", "Canadians",
        "Pakistanis", "Venezuelans", "Ethiopians", "Chileans",
    ),
    "capital": (
        "Berlin", "Abuja", "Lima", "Hanoi", "Oslo", "Tehran", "Moscow", "Ottawa", "Islamabad", "Caracas",
        "Addis Ababa", "Paris", "Pyongyang", "Santiago",
    ),
    "person": (
        "Martin Halvorsen", "Amina Okafor", "Luis Paredes", "Nguyen Van Thanh", "Farid Karimi",
        "Ivan Sokolov", "Rachel Ben-Ami", "Claire Fontaine", "Imran Qureshi", "Selam Tesfaye",
    ),
    "surname": (
        "Halvorsen", "Okafor", "Villar", "Karimi", "Sokolov", "Ben-Ami", "Fontaine", "Qureshi", "Tesfaye",
        "Whitlock",
    ),
    "plural": ("Liberals", "Socialists", "Greens", "Conservatives", "Nationalists", "Reformists"),
    "organisation": (
        "Harbour Bank", "Eastern Alliance", "Meridian Group", "World Relief Council", "Civic Union",
        "National Energy Board", "Halden Industries", "People's Front", "ACWR", "Central Audit Office",
    ),
}  # fmt: skip
"""Kind of name → names of it."""


def kind_of(name: str) -> str:
    """The kind of `NAMES` that a party's name belongs to, by the lexicon and its form.

    >>> [kind_of(name) for name in ("Ghana", "Ghanaian", "Ghanaians", "Accra", "Ama Boateng", "Boateng")]
    ['country', 'demonym', 'people', 'capital', 'person', 'surname']
    >>> [kind_of(name) for name in ("Democrats", "NATO", "Lake Council")]
    ['plural', 'organisation', 'organisation']
    """
    entry = lexicon().get(name)
    if entry is not None and entry.sort in ("state", "territory"):
        kinds = {alias.kind for alias in entry.aliases if alias.text.casefold() == name.casefold()}
        if Kind.PEOPLE in kinds:
            return "people" if name.endswith("s") else "demonym"
        return "capital" if kinds & {Kind.CAPITAL, Kind.SEAT} else "country"
    if entry is None and looks_like_person(name):
        return "person"
    if entry is not None or " " in name or name.isupper() or not name[:1].isupper():
        return "organisation"
    return "plural" if name.endswith("s") else "surname"
