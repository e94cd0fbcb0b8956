from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.words import Shape, shape_of, split_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        (" \n\t", []),
        ("U.S. and E.U.-led", ["U.S.", "and", "E.U.", "-", "led"]),
        ("O’Neill’s", ["O", "’", "Neill", "’", "s"]),
        ("J. Ode met A.B.", ["J", ".", "Ode", "met", "A.B."]),
        ("the end. A", ["the", "end", ".", "A"]),
        ("Ze\u0301le\u0301nia", ["Ze\u0301le\u0301nia"]),
        ("Norva\u00adnia", ["Norva\u00adnia"]),
        ("\u0301a", ["\u0301", "a"]),
        ("a\u200db😀", ["a\u200db", "😀"]),
        ("a\0b", ["a", "\0", "b"]),
        ("نورفانيا, 东京", ["نورفانيا", ",", "东京"]),
        ("G-7 snake_case", ["G", "-", "7", "snake_case"]),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert [word.text for word in split_words(text)] == words


@given(st.text(st.characters(exclude_categories=())))
def test_words_are_disjoint_in_order_and_leave_out_only_white_space(text: str) -> None:
    end = 0
    for word in split_words(text):
        assert word.text == text[word.start : word.end]
        assert word.start >= end
        assert not text[end : word.start].strip()
        assert word.text
        end = word.end
    assert not text[end:].strip()


@pytest.mark.parametrize(
    ("word", "shape"),
    [
        ("", Shape.OTHER),
        ("A", Shape.TITLE),
        ("É", Shape.TITLE),
        ("Ze\u0301le\u0301nia", Shape.TITLE),
        ("a1", Shape.LOWER),
        ("B52", Shape.UPPER),
        ("U.S.", Shape.UPPER),
        ("McKay", Shape.MIXED),
        ("东京", Shape.OTHER),
        ("?", Shape.OTHER),
    ],
)
def test_shapes(word: str, shape: Shape) -> None:
    assert shape_of(word) == shape


def test_only_title_case_is_special_at_the_start_of_a_sentence() -> None:
    assert shape_of("Rain", first=True) == Shape.FIRST_TITLE
    assert shape_of("NATO", first=True) == Shape.UPPER
    assert shape_of("rain", first=True) == Shape.LOWER


@given(st.text())
def test_every_word_has_a_shape(word: str) -> None:
    assert shape_of(word) in set(Shape) - {Shape.PAD}
