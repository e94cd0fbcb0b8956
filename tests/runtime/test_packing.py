from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from stance.runtime.packing import pack, roomy


@given(st.lists(st.tuples(st.integers(1, 20), st.integers(0, 9)), min_size=1, max_size=9))
def test_every_token_has_one_place_and_comes_back_to_it(rows: list[tuple[int, int]]) -> None:
    """Rows of a main view, then a name view, then padding."""
    width = max(main + names for main, names in rows)
    views = np.array([[1] * main + [2] * names + [0] * (width - main - names) for main, names in rows])
    packing = pack(views)
    height, room = packing.places.shape
    assert height % 4 == room % 8 == 0
    assert height >= len(views)
    assert room >= width
    count = int((views > 0).sum())
    assert np.array_equal(packing.views[: len(views), :width], views)
    assert packing.views.sum() == views.sum()
    assert len(packing.tokens) == count
    assert len(packing.origins) == roomy(count)
    assert (views.ravel()[packing.tokens] > 0).all()
    assert np.array_equal(packing.places.ravel()[packing.origins[:count]], np.arange(count))
    inside = packing.places[: len(views), :width][views > 0]
    assert np.array_equal(packing.tokens[inside], np.flatnonzero(views))


@given(st.integers(0, 10_000))
def test_sizes_are_few_and_near(count: int) -> None:
    assert count <= roomy(count) <= max(count + 7, min(count * 9 / 8, count + 63))
    assert roomy(roomy(count)) == roomy(count)


def test_there_are_few_sizes() -> None:
    assert len({roomy(count) for count in range(1025)}) <= 48
