"""A batch without its padding: its tokens side by side.

Most of an encoder's work is done token by token, and padding costs as much as words do: a third of the
batch, where an article's sentences are read together. So the tokens of a batch stand in one row, and only
attention, which looks at whole sentences, sees them padded. The numbers of tokens, rows and columns are
rounded up to a few sizes, since a runtime makes kernels for each size anew.

Source: Krell et al., Efficient sequence packing without cross-contamination, 2021.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["Packing", "pack", "roomy"]

IntArray = NDArray[np.int64]
_ROWS, _COLUMNS = 4, 8


class Packing(NamedTuple):
    """Where the tokens of a batch of B rows and T columns stand among its N tokens, all three rounded up.

    Attributes:
        tokens: [n] flat place, in the batch as it was given, of each of its tokens.
        views: [B, T] as in the batch, 0 where it is filled up.
        places: [B, T] the token at each place; 0 at padding.
        origins: [N] flat place in B × T of each token; 0 for those that fill up.
    """

    tokens: IntArray
    views: IntArray
    places: IntArray
    origins: IntArray


def pack(views: IntArray) -> Packing:
    """The packing of a batch, of which ``views`` [b, t] says where tokens are and where padding.

    >>> packing = pack(np.array([[1, 1, 0], [1, 1, 1]]))
    >>> packing.places[:2, :3].tolist(), packing.places.shape
    ([[0, 1, 0], [2, 3, 4]], (4, 8))
    >>> packing.tokens.tolist(), packing.origins.tolist()
    ([0, 1, 3, 4, 5], [0, 1, 8, 9, 10, 0, 0, 0])
    """
    rows, columns = np.nonzero(views)
    height, width = (
        -(-size // step) * step for size, step in zip(views.shape, (_ROWS, _COLUMNS), strict=True)
    )
    room, places = np.zeros((2, height, width), np.int64)
    room[: len(views), : views.shape[1]] = views
    places[rows, columns] = np.arange(len(rows))
    origins = np.zeros(roomy(len(rows)), np.int64)
    origins[: len(rows)] = rows * width + columns
    return Packing(rows * views.shape[1] + columns, room, places, origins)


def roomy(count: int) -> int:
    """The next of few sizes: at most an eighth more than ``count``, or 7, and never 64.

    >>> [roomy(count) for count in (0, 3, 60, 130, 425, 1000)]
    [0, 8, 64, 144, 448, 1024]
    """
    step = min(max(8, 1 << max(0, count.bit_length() - 4)), 64)
    return -(-count // step) * step
