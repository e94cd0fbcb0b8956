"""Who is for or against whom as a picture and as a matrix: plain values that the templates draw.

The parties stand on an ellipse, those with ties beside each other; an arrow runs from holder to target.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from stance.types import Label

__all__ = [
    "Arrow",
    "Matrix",
    "Network",
    "Node",
    "Tie",
    "count_ties",
    "describe",
    "make_matrix",
    "make_network",
    "on_ellipse",
    "strongest",
]

MOST_PARTIES = 16
"""More names than this on one ellipse cannot be read."""

_WIDTH, _HEIGHT = 640.0, 420.0
_RADII = (185.0, 165.0)
_GAP, _HEAD, _BEND, _LONGEST_NAME = 9.0, 9.0, 0.14, 24


@dataclass(frozen=True, slots=True)
class Tie:
    """How often one party is for and against another.

    >>> Tie("Kenya", "Uganda", favor=1, against=3).label
    'against'
    """

    holder: str
    target: str
    favor: int = 0
    against: int = 0

    @property
    def total(self) -> int:
        """How many directed stances there are, of both labels."""
        return self.favor + self.against

    @property
    def label(self) -> str:
        """``favor``, ``against``, or ``mixed`` when there are as many of both."""
        if self.favor == self.against:
            return "mixed"
        return "favor" if self.favor > self.against else "against"


@dataclass(frozen=True, slots=True)
class Node:
    """A party in the picture, and where its name stands."""

    name: str
    shown: str
    x: float
    y: float
    text_x: float
    text_y: float
    anchor: str


@dataclass(frozen=True, slots=True)
class Arrow:
    """A tie in the picture: an SVG path, the points of its head, and its width."""

    tie: Tie
    path: str
    head: str
    width: float


@dataclass(frozen=True, slots=True)
class Network:
    """The picture: ``hidden`` parties had too few ties to be drawn."""

    nodes: tuple[Node, ...]
    arrows: tuple[Arrow, ...]
    hidden: int
    width: float = _WIDTH
    height: float = _HEIGHT


@dataclass(frozen=True, slots=True)
class Matrix:
    """Holders by targets; ``cells[row][column]`` is the tie, or None."""

    holders: tuple[str, ...]
    targets: tuple[str, ...]
    cells: tuple[tuple[Tie | None, ...], ...]


def count_ties(relations: Iterable[tuple[str, str, str]]) -> list[Tie]:
    """Count directed stances per holder and target, those with most first.

    Args:
        relations: holder, target and label of each.

    >>> count_ties([("Kenya", "Uganda", "against"), ("Kenya", "Uganda", "favor")])[0]
    Tie(holder='Kenya', target='Uganda', favor=1, against=1)
    """
    counts: dict[tuple[str, str], dict[str, int]] = {}
    for holder, target, label in relations:
        pair = counts.setdefault((holder, target), {str(Label.FAVOR): 0, str(Label.AGAINST): 0})
        pair[label] += 1
    ties = [Tie(holder, target, **labels) for (holder, target), labels in counts.items()]
    return sorted(ties, key=lambda tie: -tie.total)


def strongest(ties: Sequence[Tie], most: int = MOST_PARTIES) -> list[Tie]:
    """The ties between the parties that have most of them."""
    names = set(_by_ties(ties)[:most])
    return [tie for tie in ties if tie.holder in names and tie.target in names]


def make_matrix(ties: Sequence[Tie], most: int = MOST_PARTIES) -> Matrix:
    """The ties as a matrix; parties with most ties first.

    >>> make_matrix([Tie("Kenya", "Uganda", against=2)]).cells[0][0].against
    2
    """
    ties = strongest(ties, most)
    order = _by_ties(ties)
    found = {(tie.holder, tie.target): tie for tie in ties}
    holders = tuple(name for name in order if any(tie.holder == name for tie in ties))
    targets = tuple(name for name in order if any(tie.target == name for tie in ties))
    cells = tuple(tuple(found.get((holder, target)) for target in targets) for holder in holders)
    return Matrix(holders, targets, cells)


def make_network(ties: Sequence[Tie], most: int = MOST_PARTIES) -> Network:
    """Place the parties and draw an arrow for each tie.

    Args:
        ties: as of `count_ties`.
        most: how many parties to draw at most; those with most ties stay.

    >>> [node.name for node in make_network([Tie("Kenya", "Uganda", against=2)]).nodes]
    ['Kenya', 'Uganda']
    """
    everyone = len(_by_ties(ties))
    ties = strongest(ties, most)
    places = on_ellipse(ties)
    nodes = tuple(_node(name, *place) for name, place in places.items())
    at = {node.name: (node.x, node.y) for node in nodes}
    arrows = tuple(_arrow(tie, at[tie.holder], at[tie.target]) for tie in ties)
    return Network(nodes, arrows, everyone - len(nodes))


def on_ellipse(ties: Sequence[Tie]) -> dict[str, tuple[float, float]]:
    """Where each party stands on the unit circle; each is followed by the one it has most to do with.

    >>> [(name, round(x), round(y)) for name, (x, y) in on_ellipse([Tie("Kenya", "Uganda", 1)]).items()]
    [('Kenya', -1, 0), ('Uganda', 1, 0)]
    """
    strength: dict[frozenset[str], int] = {}
    for tie in ties:
        pair = frozenset((tie.holder, tie.target))
        strength[pair] = strength.get(pair, 0) + tie.total
    waiting = _by_ties(ties)
    order: list[str] = []
    while waiting:
        last = order[-1] if order else waiting[0]
        following = max(waiting, key=lambda name: strength.get(frozenset((last, name)), 0)) if order else last
        waiting.remove(following)
        order.append(following)
    angles = [math.pi + 2 * math.pi * index / len(order) for index in range(len(order))]
    return {name: (math.cos(angle), math.sin(angle)) for name, angle in zip(order, angles, strict=True)}


def _by_ties(ties: Iterable[Tie]) -> list[str]:
    """The parties, those with most directed stances first."""
    totals: dict[str, int] = {}
    for tie in ties:
        for name in (tie.holder, tie.target):
            totals[name] = totals.get(name, 0) + tie.total
    return sorted(totals, key=lambda name: (-totals[name], name))


def _node(name: str, x: float, y: float) -> Node:
    at_x, at_y = _WIDTH / 2 + _RADII[0] * x, _HEIGHT / 2 + _RADII[1] * y
    shown = name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"
    anchor = "middle" if abs(x) < 0.2 else "start" if x > 0 else "end"
    return Node(name, shown, _r(at_x), _r(at_y), _r(at_x + 11 * x), _r(at_y + 18 * y + 4), anchor)


def _arrow(tie: Tie, start: tuple[float, float], end: tuple[float, float]) -> Arrow:
    """A bent arrow: the two directions between two parties do not lie on each other."""
    (x, y), (to_x, to_y) = start, end
    bend_x = (x + to_x) / 2 - (to_y - y) * _BEND
    bend_y = (y + to_y) / 2 + (to_x - x) * _BEND
    tip = _before(to_x, to_y, bend_x, bend_y, _GAP)
    foot = _before(to_x, to_y, bend_x, bend_y, _GAP + _HEAD)
    turn = math.atan2(tip[1] - foot[1], tip[0] - foot[0])
    width = 1.25 + min(math.log2(tie.total), 4.0) if tie.total else 1.25
    half = _HEAD * 0.45 + width / 2
    sides = [
        (foot[0] + sign * half * math.sin(turn), foot[1] - sign * half * math.cos(turn)) for sign in (1, -1)
    ]
    head = " ".join(f"{_r(px)},{_r(py)}" for px, py in (tip, *sides))
    path = f"M{_r(x)},{_r(y)} Q{_r(bend_x)},{_r(bend_y)} {_r(foot[0])},{_r(foot[1])}"
    return Arrow(tie, path, head, _r(width))


def _before(x: float, y: float, from_x: float, from_y: float, gap: float) -> tuple[float, float]:
    """The point that lies ``gap`` before (x, y) on the way from the other point."""
    long = math.hypot(x - from_x, y - from_y) or 1.0
    return x - (x - from_x) * gap / long, y - (y - from_y) * gap / long


def _r(value: float) -> float:
    return round(value, 1)


def describe(ties: Iterable[Tie]) -> str:
    """The picture in words, for those who do not see it.

    >>> describe([Tie("Kenya", "Uganda", favor=1, against=3)])
    'Kenya toward Uganda: 1 favor, 3 against'
    """
    return "; ".join(f"{tie.holder} toward {tie.target}: {_told(tie)}" for tie in ties)


def _told(tie: Tie) -> str:
    counts = {Label.FAVOR: tie.favor, Label.AGAINST: tie.against}
    return ", ".join(f"{count} {label}" for label, count in counts.items() if count)
