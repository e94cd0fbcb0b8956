"""The picture of who is for or against whom: everyone has a place, every tie an arrow."""

from __future__ import annotations

import math

from stance.export.network import Tie, count_ties, describe, make_matrix, make_network, on_ellipse

TIES = [
    Tie("Norvania", "Estmark", against=4),
    Tie("Estmark", "Norvania", favor=1),
    Tie("Ormland", "Estmark", 1, 1),
]


def test_ties_are_counted_by_direction() -> None:
    counted = count_ties([("a", "b", "favor"), ("b", "a", "against"), ("a", "b", "favor")])
    assert counted == [Tie("a", "b", favor=2), Tie("b", "a", against=1)]
    assert [tie.label for tie in TIES] == ["against", "favor", "mixed"]


def test_both_directions_have_an_arrow_of_their_own() -> None:
    picture = make_network(TIES)
    assert len({arrow.path for arrow in picture.arrows}) == 3
    assert picture.arrows[0].width > picture.arrows[1].width
    assert len({(node.x, node.y) for node in picture.nodes}) == 3


def test_those_with_most_to_do_with_each_other_stand_side_by_side() -> None:
    ties = [Tie("a", "d", 9), Tie("b", "c", 5), Tie("a", "b", 1), Tie("c", "d", 1)]
    order = list(on_ellipse(ties))
    assert order.index("d") == order.index("a") + 1
    assert all(math.isclose(math.hypot(x, y), 1) for x, y in on_ellipse(ties).values())


def test_parties_beyond_the_limit_are_left_out_and_counted() -> None:
    ties = [Tie(f"p{number}", "hub", favor=20 - number) for number in range(20)]
    picture = make_network(ties, most=6)
    assert len(picture.nodes) == 6
    assert picture.hidden == 15
    assert {node.name for node in picture.nodes} == {"hub", "p0", "p1", "p2", "p3", "p4"}
    assert len(make_matrix(ties, most=6).holders) == 5


def test_the_matrix_has_a_cell_for_each_tie() -> None:
    grid = make_matrix(TIES)
    cells = [tie for row in grid.cells for tie in row if tie]
    assert sorted(map(describe, ([tie] for tie in cells))) == sorted(map(describe, ([tie] for tie in TIES)))
    assert grid.cells[grid.holders.index("Norvania")][grid.targets.index("Estmark")] == TIES[0]
