"""Folding keeps every position traceable."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.parties.normalise import fold, fold_name


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Élysée", "Elysee"),
        ("E\u0301lyse\u0301e", "Elysee"),
        ("São Tomé", "Sao Tome"),
        ("Türkiye", "Turkiye"),
        ("Côte d’Ivoire", "Cote d'Ivoire"),
        ("Hay`at", "Hay'at"),
        ("Łódź", "Lodz"),
        ("Nguyễn", "Nguyen"),
        ("South\u00a0 \n Sudan", "South Sudan"),
        ("Gha\u200bna", "Ghana"),
        ("Timor\u2011Leste", "Timor-Leste"),
        (" Ghana ", "Ghana"),
        ("Москва", "Москва"),
        ("\ud800", "\ufffd"),
    ],
)
def test_names_that_compare_equal(name: str, folded: str) -> None:
    assert fold_name(name) == folded


def test_a_blank_line_parts_and_a_line_break_does_not() -> None:
    assert fold("South\nSudan").text == "South Sudan"
    assert fold("South\n \nSudan").text == "South\nSudan"


@given(st.text(alphabet=st.sampled_from("aé\u0301\u200b \n\tX’—"), max_size=40))
def test_every_folded_character_leads_back(text: str) -> None:
    folded = fold(text)
    last = 0
    for position, character in enumerate(folded.text):
        start, end = folded.span(position, position + 1)
        assert last <= start < end <= len(text)
        if not character.isspace():
            assert fold(text[start:end]).text == character
        last = start


@given(st.text())
def test_any_text_folds(text: str) -> None:
    folded = fold(text)
    if folded.text:
        start, end = folded.span(0, len(folded.text))
        assert 0 <= start < end <= len(text)
