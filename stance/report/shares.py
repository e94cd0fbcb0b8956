"""How large a share of the sentences is for or against a party, with an interval that respects documents.

Sentences of one document resemble each other, so that an interval that takes each as an observation of its
own is too narrow. Here the variance is that of a ratio over documents (linearised), which gives the number of
independent sentences that the sample is worth, and Wilson's interval is taken for that number; see
Korn and Graubard (1998), "Confidence intervals for proportions with small expected number of positive
counts", and Dean and Pagano (2015), https://doi.org/10.1093/jssam/smv024.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from stance.errors import InputError
from stance.types import Label

if TYPE_CHECKING:
    import numpy
    import pandas

    from stance.report.judged import Judged

__all__ = ["ENOUGH_DOCUMENTS", "ENOUGH_SENTENCES", "PERIODS", "fitting_period", "share_interval", "shares"]

ENOUGH_SENTENCES, ENOUGH_DOCUMENTS = 10, 3
"""With fewer sentences, or from fewer documents, a share says nothing."""

PERIODS: dict[str, str] = {"day": "D", "week": "W-SUN", "month": "M", "quarter": "Q", "year": "Y"}
"""Name of a period -> its code in pandas, shortest first. A week begins on Monday."""

_Z = 1.959964  # 95 %


def shares(judged: Judged, by: Sequence[str] = ("party",), *, period: str | None = None) -> pandas.DataFrame:
    """Share of the sentences that are for and against, in each group.

    Args:
        judged: the judged corpus.
        by: columns to group by: ``party``, ``source``, ``date``.
        period: how dates are grouped, one of `PERIODS`; needed when ``by`` has ``date``.

    Returns:
        A row per group and label (favor, against): the columns of ``by``, ``label``, ``count`` (sentences
        of that label), ``sentences`` and ``documents`` (of the group), ``share`` (count / sentences), ``low``
        and ``high`` (its 95 % interval), and ``enough`` (whether there are sentences and documents enough to
        say anything). Groups without a sentence have no row.

    Raises:
        InputError: the period is unknown.

    >>> from stance import Document
    >>> from stance.report import judge_tables
    >>> len(shares(judge_tables(Document("Nothing here."))))
    0
    """
    import pandas

    stances = judged.stances
    if "date" in by:
        if period not in PERIODS:
            raise InputError(f"the period is {period!r}; allowed are {', '.join(PERIODS)}")
        stances = stances[stances["date"].notna()]
        stances = stances.assign(date=stances["date"].dt.to_period(PERIODS[period]).dt.start_time)
    keys = list(by)
    polar = (str(Label.FAVOR), str(Label.AGAINST))
    counted = stances[[*keys, "id"]].assign(sentences=1)
    for label in polar:
        counted[label] = stances["label"] == label
    clusters = counted.groupby([*keys, "id"], observed=True, sort=True).sum().reset_index()
    rows = []
    for group, inside in clusters.groupby(keys, observed=True, sort=True):
        sizes = inside["sentences"].to_numpy()
        enough = sizes.sum() >= ENOUGH_SENTENCES and len(sizes) >= ENOUGH_DOCUMENTS
        for label in polar:
            hits = inside[label].to_numpy()
            share, low, high = share_interval(hits, sizes)
            counts = (int(hits.sum()), int(sizes.sum()), len(sizes))
            rows.append((*group, label, *counts, share, low, high, bool(enough)))
    columns = [*keys, "label", "count", "sentences", "documents", "share", "low", "high", "enough"]
    return pandas.DataFrame(rows, columns=columns)


def share_interval(hits: numpy.ndarray, sizes: numpy.ndarray) -> tuple[float, float, float]:
    """A share and its 95 % interval, when observations come in clusters.

    Args:
        hits: hits in each cluster (a document), shape (clusters,).
        sizes: observations in each cluster, above 0, shape (clusters,).

    Returns:
        The share, the low and the high end, from 0 to 1.

    >>> import numpy
    >>> independent = share_interval(numpy.ones(20), numpy.full(20, 2))
    >>> in_blocks = share_interval(numpy.array([2.0, 0.0] * 10), numpy.full(20, 2))
    >>> [round(x, 2) for x in independent], [round(x, 2) for x in in_blocks]
    ([0.5, 0.35, 0.65], [0.5, 0.29, 0.71])
    """
    total, clusters = float(sizes.sum()), len(sizes)
    share = float(hits.sum()) / total
    if share in (0.0, 1.0) or clusters < 2:
        worth = float(clusters)  # nothing is known of how documents vary: each counts once
    else:
        residuals = hits - share * sizes
        variance = clusters / (clusters - 1) * float((residuals**2).sum()) / total**2
        # Never more than there are: documents that seem to balance each other do so by chance.
        worth = min(share * (1 - share) / variance, total) if variance else total
    middle = (share + _Z**2 / (2 * worth)) / (1 + _Z**2 / worth)
    half = _Z / (1 + _Z**2 / worth) * math.sqrt(share * (1 - share) / worth + _Z**2 / (4 * worth**2))
    return share, max(0.0, min(share, middle - half)), min(1.0, max(share, middle + half))


def fitting_period(judged: Judged, parties: Sequence[str]) -> str:
    """The shortest period in which most shares of these parties have sentences enough.

    Where none has, the longest one that still cuts the corpus into three or more.

    Args:
        judged: a corpus with dates.
        parties: the parties that will be shown.
    """
    chosen = "day"
    for period in PERIODS:
        table = shares(judged, ("party", "date"), period=period)
        table = table[table["party"].isin(list(parties))]
        if table["date"].nunique() < 3:
            break
        chosen = period
        if table["enough"].mean() >= 0.5:
            break
    return chosen
