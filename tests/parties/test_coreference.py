"""A full name makes its surname an alias afterwards, unless two people share it."""

from __future__ import annotations

import pytest

from stance.parties import PartyMatcher, looks_like_person, surnames
from stance.types import Party


def mentions(text: str, *parties: str | Party) -> list[str]:
    return [text[match.start : match.end] for match in PartyMatcher(list(parties)).find(text)]


CASES: list[tuple[str, str, list[str]]] = [
    ("Wang Wenbin spoke. Wang said no.", "Wang Wenbin", ["Wang Wenbin", "Wang"]),
    ("Wang said no. Wang Wenbin spoke.", "Wang Wenbin", ["Wang Wenbin"]),
    ("Wang Wenbin met Wang Yi. Wang said no.", "Wang Wenbin", ["Wang Wenbin"]),
    (
        "Grace Wanjala spoke; Wanjala’s note and Ms Wanjala",
        "Grace Wanjala",
        ["Grace Wanjala", "Wanjala", "Wanjala"],
    ),
    ("Grace Wanjala met Peter Wanjala. Wanjala said no.", "Grace Wanjala", ["Grace Wanjala"]),
    ("Peter Wanjala met Grace Wanjala. Wanjala said no.", "Grace Wanjala", ["Grace Wanjala"]),
    ("Grace Wanjala spoke. But Wanjala, a Kenyan, left.", "Grace Wanjala", ["Grace Wanjala", "Wanjala"]),
    ("Grace Wanjala spoke. Foreign Minister Wanjala left.", "Grace Wanjala", ["Grace Wanjala", "Wanjala"]),
    ("Grace Wanjala spoke. G. Wanjala left.", "Grace Wanjala", ["Grace Wanjala", "Wanjala"]),
    ("Grace Wanjala spoke. Accusing Wanjala, he left.", "Grace Wanjala", ["Grace Wanjala", "Wanjala"]),
    ("Grace Wanjala spoke at Wanjala University. Wanjalas left.", "Grace Wanjala", ["Grace Wanjala"]),
    ("GRACE WANJALA SPOKE\nWanjala left.", "Grace Wanjala", ["GRACE WANJALA", "Wanjala"]),
    (
        "Ana van der Berg spoke. Van der Berg left; van der Berg said.",
        "Ana van der Berg",
        ["Ana van der Berg", "Berg", "van der Berg"],
    ),
    ("Karim al-Sadi spoke. Sadi and al-Sadi left.", "Karim al-Sadi", ["Karim al-Sadi", "Sadi", "al-Sadi"]),
    ("Rhea May spoke. May is a month. May said so.", "Rhea May", ["Rhea May", "May"]),
    ("Rhea May spoke. In May it rained. Mrs May left.", "Rhea May", ["Rhea May", "May"]),
    ("Michael Jordan spoke. Jordan protested.", "Michael Jordan", ["Michael Jordan"]),
    ("Park Geun-seo spoke. Park denied it; the park closed.", "Park Geun-seo", ["Park Geun-seo", "Park"]),
    ("Kim Jong Ha spoke. Kim left.", "Kim Jong Ha", ["Kim Jong Ha", "Kim"]),
    ("Harbour Bank spoke. Bank said no.", "Harbour Bank", ["Harbour Bank"]),
    ("Élodie Marchand spoke. Marchand left.", "Elodie Marchand", ["Élodie Marchand", "Marchand"]),
]


@pytest.mark.parametrize(("text", "party", "expected"), CASES)
def test_surnames_after_the_full_name(text: str, party: str, expected: list[str]) -> None:
    assert mentions(text, party) == expected


def test_two_parties_that_share_a_surname() -> None:
    text = "Grace Wanjala met Peter Wanjala. Wanjala said no."
    assert mentions(text, "Grace Wanjala", "Peter Wanjala") == ["Grace Wanjala", "Peter Wanjala"]


def test_one_of_two_sharers_who_alone_is_named_has_the_surname() -> None:
    text = "Grace Wanjala spoke. Wanjala said no."
    matcher = PartyMatcher(["Peter Wanjala", "Grace Wanjala"])
    assert [(m.party, text[m.start : m.end]) for m in matcher.find(text)] == [
        (1, "Grace Wanjala"),
        (1, "Wanjala"),
    ]


def test_a_surname_given_as_a_party_is_that_partys() -> None:
    text = "Grace Wanjala spoke. Wanjala said no."
    matcher = PartyMatcher(["Grace Wanjala", "Wanjala"])
    assert [m.party for m in matcher.find(text)] == [0, 1]


@pytest.mark.parametrize(
    ("name", "person"),
    [
        ("Wang Wenbin", True),
        ("Grace Wanjala", True),
        ("Jean-Paul d'Almeida", True),
        ("Ana M. Lind", True),
        ("Prime Minister Ana Lind", True),
        ("Jack White", True),
        ("Martin Luther King", True),
        ("Wanjala", False),
        ("Harbour Guild Party", False),
        ("National Bank", False),
        ("Supreme Court", False),
        ("Foreign Ministry", False),
        ("Prime Minister", False),
        ("United States", False),
        ("OPEC Secretariat", False),
        ("grace wanjala", False),
        ("One Two Three Four Five", False),
        ("van Berg", False),
        ("", False),
    ],
)
def test_what_looks_like_a_person(name: str, person: bool) -> None:
    assert looks_like_person(name) is person


@pytest.mark.parametrize(
    ("name", "forms"),
    [
        ("Kim Philby", ("Philby",)),
        ("Kim Yong-ha", ("Kim",)),
        ("Nguyễn Van Lam", ("Nguyen",)),
        ("John Rand Jr.", ("Rand",)),
        ("Li Na", ("Li",)),
        ("Harbour Bank", ()),
        ("Ana M. Lind", ("Lind",)),
    ],
)
def test_which_part_is_the_surname(name: str, forms: tuple[str, ...]) -> None:
    assert surnames(name) == forms
