from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.batch import (
    MAX_NAMES,
    MAX_PIECES,
    TextEncoder,
    Tokens,
    collate,
    lay_out_spans,
    token_budget_batches,
)
from stance.blind import NameBlinder
from stance.words import Shape
from tests import tiny

TOKENIZER = tiny.tokenizer()
BLIND = TextEncoder(TOKENIZER, NameBlinder(tiny.known_words()))
PLAIN = TextEncoder(TOKENIZER, None)
SPECIAL = {"cls_id": 2, "sep_id": 3, "pad_id": 0}


def tokens(text: str, encoder: TextEncoder = BLIND) -> Tokens:
    return encoder.encode([text])[0]


def pieces(text: str, row: Tokens) -> list[str]:
    return [text[start:end] for start, end in zip(row.starts, row.ends, strict=True)]


def test_a_hidden_name_is_one_placeholder() -> None:
    text = "Amara Koroma thanked Norvania, and Norvania thanked Amara Koroma."
    row = tokens(text)
    assert pieces(text, row) == [
        "Amara Koroma", "thanked", "Norvania", ",", "and", "Norvania", "thanked", "Amara Koroma", "."
    ]  # fmt: skip
    assert row.names.tolist() == [1, 0, 2, 0, 0, 2, 0, 1, 0]
    assert row.ids[row.names > 0].tolist() == [0, 0, 0, 0]
    assert set(row.shapes[row.names > 0].tolist()) == {Shape.OTHER}


def test_the_main_view_is_the_same_whoever_is_named() -> None:
    rows = [tokens(f"{one} accused {two} of cutting the cable.") for one, two in tiny.PAIRS]
    for row in rows:
        assert row.ids.tolist() == rows[0].ids.tolist()
        assert row.names.tolist() == rows[0].names.tolist()
        assert row.shapes.tolist() == rows[0].shapes.tolist()


def test_the_name_view_holds_the_names_tokens_and_where_they_stand() -> None:
    text = "Sornland hit Norvania’s coast."
    row = tokens(text)
    spelled = "".join(text[s:e] for s, e in zip(row.name_starts, row.name_ends, strict=True))
    assert spelled == "SornlandNorvania"
    assert set(row.name_positions.tolist()) == {0, row.names.tolist().index(2)}


def test_the_words_beside_a_name_are_read_with_it() -> None:
    text = "The old chancellor of Norvania met with its envoys from Estmark."
    (row,) = TextEncoder(TOKENIZER, NameBlinder(tiny.known_words()), 2).encode([text])
    read = "".join(text[s:e] for s, e in zip(row.name_starts, row.name_ends, strict=True))
    assert "Norvaniametwith" in read
    assert read.endswith("Estmark.")
    assert "The" not in read
    assert row.ids.tolist() == tokens(text).ids.tolist()


def test_names_and_their_neighbours_stand_one_after_the_other() -> None:
    (row,) = TextEncoder(TOKENIZER, NameBlinder(tiny.known_words()), 1).encode(
        ["rain fell on Zorak Belmor Quintal and rain fell on Kesh"]
    )
    batch = collate([row], **SPECIAL, name_view=True)
    positions = batch.positions[0, batch.views[0] == 2].tolist()
    run = positions[: positions.index(1 + row.names.tolist().index(2) - 1)]
    assert run == list(range(run[0], run[0] + len(run)))
    assert run[0] == 3


def test_without_a_blinder_every_token_is_in_the_main_view() -> None:
    row = tokens("Amara Koroma thanked Norvania.", PLAIN)
    assert not row.names.any()
    assert len(row.name_ids) == 0


def test_names_beyond_the_last_number_share_it() -> None:
    text = " and ".join(f"Kor{letter}land" for letter in "abcdefghijkl")
    numbers = tokens(text).names
    assert sorted(set(numbers[numbers > 0].tolist())) == list(range(1, MAX_NAMES + 1))


def test_a_run_of_names_gets_several_placeholders_that_cover_it() -> None:
    text = "Zorak Belmor Quintal " * 40
    row = tokens(text)
    assert 1 < len(row) < len(row.name_ids)
    assert np.bincount(row.name_positions).max() == MAX_PIECES
    assert row.starts.tolist() == [0, *row.ends.tolist()[:-1]]
    assert set(row.names.tolist()) == {1}


@pytest.mark.parametrize("text", ["", " ", "\0", "\ufffd", "\u200b"])
def test_a_text_without_tokens(text: str) -> None:
    row = tokens(text)
    assert len(row) == 0
    assert row.covering([(0, 1)]) == []
    assert collate([row], **SPECIAL, name_view=True).ids.tolist() == [[2, 3]]


@given(st.text(st.characters(exclude_categories=()), max_size=60))
def test_tokens_stand_in_order_inside_the_text(text: str) -> None:
    for encoder in (BLIND, PLAIN):
        row = tokens(text, encoder)
        assert (row.starts < row.ends).all()
        assert (np.diff(row.starts) >= 0).all()
        assert (row.ends <= len(text)).all()
        assert not len(row.name_positions) or row.name_positions.max() < len(row)
        assert set(row.name_positions.tolist()) == set(np.flatnonzero(row.names).tolist())


def test_lone_surrogates_keep_the_offsets() -> None:
    text = "the \ud800 flood \udfff help"
    assert pieces(text, tokens(text)) == ["the", "flood", "help"]
    assert len(tokens("\ud800")) == 0


def test_further_spans_can_be_hidden_whole() -> None:
    text = "The Lake of Norvania fell."
    (row,) = BLIND.encode([text], hide=[[(0, 20)]])
    assert pieces(text, row) == ["The Lake of Norvania", "fell", "."]


def test_shapes_are_those_of_the_words() -> None:
    text = "“Rain” fell on NATO on Monday, 7"
    row = tokens(text, TextEncoder(TOKENIZER, NameBlinder(["rain", "nato", "monday"])))
    shapes = dict(zip(pieces(text, row), row.shapes.tolist(), strict=True))
    assert shapes["fell"] == Shape.LOWER
    assert shapes["7"] == Shape.OTHER
    assert shapes[pieces(text, row)[1]] == Shape.FIRST_TITLE


def test_a_slice_keeps_its_part_of_the_name_view() -> None:
    text = "Norvania accused Estmark of cutting the cable."
    row = tokens(text)
    part = row.slice(2, 5)
    assert pieces(text, part) == ["Estmark", "of", "cutting"]
    assert set(part.name_positions.tolist()) == {0}
    assert "".join(text[s:e] for s, e in zip(part.name_starts, part.name_ends, strict=True)) == "Estmark"


def test_covering_gives_the_tokens_that_overlap() -> None:
    text = "Amara Koroma thanked the Lake Council."
    row = tokens(text)
    assert row.covering([(6, 12)]) == [0]
    assert row.covering([(0, 12), (25, 37)]) == [0, 3]
    assert row.covering([(500, 510)]) == []
    assert row.slice(1, 3).covering([(0, 12), (21, 24)]) == [1]


def test_collate_pads_and_marks_the_views() -> None:
    long, short = tokens("Norvania accused Estmark."), tokens("rain fell")
    batch = collate([long, short], **SPECIAL, name_view=True)
    n, k = len(long), len(long.name_ids)
    assert batch.ids.shape == (2, n + 2 + k)
    assert batch.views.tolist() == [[1] * (n + 2) + [2] * k, [1] * 4 + [0] * (n + k - 2)]
    assert batch.ids[0, [0, n + 1]].tolist() == [2, 3]
    assert batch.positions[0, : n + 2].tolist() == list(range(n + 2))
    first = int((long.name_positions == 0).sum())
    assert batch.positions[0, n + 2 : n + 2 + first].tolist() == list(range(1, first + 1))
    assert batch.positions[0, n + 2 + first] == 3
    assert (batch.ids[1, 4:] == 0).all()


def test_collate_without_the_name_view_and_of_nothing() -> None:
    row = tokens("Norvania accused Estmark.")
    assert collate([row], **SPECIAL, name_view=False).ids.shape == (1, len(row) + 2)
    assert collate([], **SPECIAL, name_view=True).ids.shape == (0, 2)


def test_spans_are_laid_out_as_flat_indices() -> None:
    spans = lay_out_spans([(0, [0, 1]), (1, [2])], [(0, 1), (-1, 0)], width=10)
    assert spans.tokens.tolist() == [1, 2, 13]
    assert spans.owners.tolist() == [0, 0, 1]
    assert spans.rows.tolist() == [0, 1]
    assert spans.pairs.tolist() == [[0, 1], [-1, 0]]
    empty = lay_out_spans([], [], width=10)
    assert (empty.tokens.shape, empty.rows.shape, empty.pairs.shape) == ((0,), (0,), (0, 2))


@given(st.lists(st.integers(2, 300)), st.integers(1, 1000))
def test_batches_hold_every_index_once_within_the_budget(lengths: list[int], budget: int) -> None:
    batches = list(token_budget_batches(lengths, budget))
    assert sorted(index for batch in batches for index in batch) == list(range(len(lengths)))
    for batch in batches:
        assert len(batch) == 1 or len(batch) * max(lengths[index] for index in batch) <= budget
