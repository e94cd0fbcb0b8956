from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.blind import NameBlinder

KNOWN = ("the", "on", "monday", "president", "minister", "and", "a")


def hidden(text: str, listed: list[str] | None = None) -> list[str]:
    spans = [(text.index(name), text.index(name) + len(name)) for name in listed or []]
    return [text[start:end] for start, end in NameBlinder(KNOWN, lambda _: spans).spans(text)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", []),
        ("the rain fell", []),
        ("On Monday the President spoke.", []),
        ("Amara Koroma met Verity Lang.", ["Amara Koroma", "Verity Lang"]),
        ("Amara Koroma, Verity Lang", ["Amara Koroma", "Verity Lang"]),
        ("Abdul-Rahman’s aide", ["Abdul-Rahman"]),
        ("Mr O’Neill", ["Mr O’Neill"]),
        ("J. Ode left", ["J. Ode"]),
        ("the AT&T case", ["AT&T"]),
        ("Estmark-backed rebels", ["Estmark"]),
        ("He left Norvania. Estmark", ["He", "Norvania", "Estmark"]),
        ("Norvania - Estmark", ["Norvania", "Estmark"]),
        ("PRESIDENT KOROMA", ["KOROMA"]),
        ("eBay and iPhone", []),
        ("Ze\u0301le\u0301nia blamed", ["Ze\u0301le\u0301nia"]),
        ("Zelen\u00adia blamed", ["Zelen\u00adia"]),
    ],
)
def test_names_are_capitalised_words_that_are_not_known(text: str, names: list[str]) -> None:
    assert hidden(text) == names


def test_a_name_of_the_lexicon_is_hidden_whatever_its_words() -> None:
    assert hidden("the African union and Norvania", ["African union"]) == ["African union", "Norvania"]


def test_a_name_of_the_lexicon_is_a_span_of_its_own() -> None:
    assert hidden("Amara Koroma Ghana Verity", ["Ghana"]) == ["Amara Koroma", "Ghana", "Verity"]
    assert hidden("Ghana Togo", ["Ghana", "Togo"]) == ["Ghana", "Togo"]


def test_a_name_of_the_lexicon_inside_a_word() -> None:
    assert hidden("Iranland blamed", ["Iran"]) == ["Iran"]


@given(st.text(st.sampled_from("aB Cd-.’&\n"), max_size=40), st.data())
def test_spans_are_sorted_and_disjoint(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)))
    listed = list(zip(cuts[::2], cuts[1::2], strict=False))
    end = 0
    for start, stop in NameBlinder(KNOWN, lambda _: listed).spans(text):
        assert end <= start < stop <= len(text)
        end = stop


def test_what_is_hidden_is_told_from_the_text_alone() -> None:
    blinder = NameBlinder(KNOWN)
    text = "Norvania blamed Estmark."
    assert blinder.spans(text) == blinder.spans(text) == [(0, 8), (16, 23)]
