"""The report: one self-contained page that a reader understands at once; one script, allowed by its hash."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from stance import plot
from stance.errors import InputError
from stance.export.look import SHOWN_LABELS, SYMBOLS, environment, style_sheet
from stance.export.network import Tie, count_ties, describe, make_matrix, make_network, strongest
from stance.report.judged import Judged
from stance.report.shares import ENOUGH_DOCUMENTS, ENOUGH_SENTENCES, PERIODS, fitting_period, shares
from stance.report.telling import Telling, find_evidence, telling_sentences

if TYPE_CHECKING:
    import pandas

    from stance.classifier import Classifier

__all__ = ["report_html"]

_POLAR = ("favor", "against")


@dataclass(frozen=True, slots=True)
class _Cell:
    """The sentences behind one holder and target; the holder is empty when it is the writer or unnamed."""

    anchor: str
    holder: str
    target: str
    sentences: tuple[Telling, ...]


def report_html(
    judged: Judged,
    *,
    title: str = "Who stands where",
    most: int = 12,
    period: str | None = None,
    classifier: Classifier | None = None,
    only: Mapping[str, str] | None = None,
) -> str:
    """One self-contained page about a judged corpus; it loads nothing and sends nothing.

    Args:
        judged: see `read_judged` and `judge_tables`.
        title: heading of the page.
        most: how many parties to show; those that most sentences name.
        period: how the charts over time are cut, one of `PERIODS`; None takes a fitting one.
        classifier: the model that judged, to underline the words that carry a stance; None leaves that out.
        only: what the corpus was narrowed to, to be said on the page.

    Returns:
        The page: a summary in words, the network, the matrix, shares per party, over time and per source with
        95 % intervals, and the surest sentences behind each cell. All of it can be read without the script,
        which filters the sentences. Every value is escaped.

    Raises:
        InputError: the period is unknown.
        MissingExtraError: matplotlib is not installed.

    >>> from stance import Document
    >>> from stance.report import judge_tables
    >>> "No party is named" in report_html(judge_tables(Document("Nothing here.")))
    True
    """
    if period is not None and period not in PERIODS:
        raise InputError(f"the period is {period!r}; allowed are {', '.join(PERIODS)}")
    names = plot.most_named(judged, most)
    telling = telling_sentences(judged, names)
    if classifier is not None:
        telling = find_evidence(judged, telling, classifier)
    cells = _cells(telling)
    ties = _ties(judged, names)
    script = files("stance.report").joinpath("report.js").read_text(encoding="utf-8")
    by_party = shares(judged, ("party",))
    template = environment("stance.report").get_template("report.html.j2")
    return template.render(
        title=title,
        css=style_sheet("stance.report", "report.css"),
        script=script,
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        summary=_summary(judged, names, by_party),
        only=dict(only or {}),
        parties=names,
        hidden=judged.stances["party"].nunique() - len(names),
        sources=sorted({each.source for each in telling} - {""}),
        table=_table(by_party, names),
        charts=_charts(judged, names, period),
        network=make_network(ties, most),
        words=describe(strongest(ties, most)),
        matrix=make_matrix(ties, most),
        links={(cell.holder, cell.target): cell.anchor for cell in cells},
        cells=cells,
        pieces=_pieces,
        symbols={str(label): sign for label, sign in SYMBOLS.items()},
        labels=[str(label) for label in SHOWN_LABELS],
        enough=(ENOUGH_SENTENCES, ENOUGH_DOCUMENTS),
        model=judged.model,
    )


def _ties(judged: Judged, names: Sequence[str]) -> list[Tie]:
    found = judged.relations
    shown = found[found["holder"].isin(list(names)) & found["target"].isin(list(names))]
    return count_ties(zip(shown["holder"], shown["target"], shown["label"], strict=True))


def _cells(telling: Sequence[Telling]) -> list[_Cell]:
    """Sentences by holder and target, those with a holder first."""
    groups: dict[tuple[str, str], list[Telling]] = {}
    for each in sorted(telling, key=lambda each: (each.holder == "", each.holder, each.target)):
        groups.setdefault((each.holder, each.target), []).append(each)
    return [
        _Cell(f"c{number}", holder, target, tuple(sorted(found, key=lambda each: -each.score)))
        for number, ((holder, target), found) in enumerate(groups.items(), start=1)
    ]


def _charts(judged: Judged, names: Sequence[str], period: str | None) -> list[dict[str, str]]:
    """The charts that the corpus has the columns for, as SVG."""
    charts = []
    if names and judged.has_dates:
        period = period or fitting_period(judged, names[:6])
        figure = plot.over_time(judged, period=period)
        heading = f"Over time, by {period}"
        charts.append({"heading": heading, "svg": plot.svg(figure, heading), "key": "time"})
    if names and judged.has_sources:
        figure = plot.sources(judged)
        charts.append({"heading": "By source", "svg": plot.svg(figure, "By source"), "key": "sources"})
    return charts


def _table(by_party: pandas.DataFrame, names: Sequence[str]) -> list[dict[str, Any]]:
    """A row per party with both shares, for the table with bars."""
    found = {(str(row.party), str(row.label)): row for row in by_party.itertuples()}
    rows = []
    for name in names:
        both = {label: found[name, label] for label in _POLAR}
        counts = {count: getattr(both["favor"], count) for count in ("sentences", "documents", "enough")}
        rows.append({"name": name, **both, **counts})
    return rows


def _summary(judged: Judged, names: Sequence[str], by_party: pandas.DataFrame) -> list[str]:
    """What the corpus is, and what stands out in it, in sentences."""
    if not names:
        return ["No party is named in these documents."]
    told = [f"{judged.sentences:,} sentences of {judged.documents:,} documents{_from(judged)}."]
    sure = by_party[by_party["enough"]]
    for label, verb in (("against", "criticised or opposed"), ("favor", "praised or supported")):
        rows = sure[sure["label"] == label].sort_values("share", ascending=False, kind="stable")
        if len(rows) and rows.iloc[0]["count"]:
            row = rows.iloc[0]
            told.append(
                f"Most often {verb}: {row['party']}, in {100 * row['share']:.0f} % of the "
                f"{row['sentences']:,} sentences that name it "
                f"(95 % interval {100 * row['low']:.0f} to {100 * row['high']:.0f} %)."
            )
    ties = _ties(judged, names)
    if ties and ties[0].total > 1:
        told.append(f"The most frequent tie is {describe(ties[:1])}.")
    if not len(sure):
        told.append("There are too few sentences to say anything about shares.")
    return told


def _from(judged: Judged) -> str:
    told = ""
    if judged.has_sources:
        told += f" from {judged.stances['source'].nunique()} sources"
    if judged.has_dates:
        dates = judged.stances["date"].dropna()
        if len(dates):
            told += f", {_day(dates.min())} to {_day(dates.max())}"
    return told


def _pieces(each: Telling) -> list[tuple[str, bool]]:
    """The text cut at its evidence: pieces, and whether each is evidence."""
    pieces, place = [], 0
    for start, end in sorted(each.evidence):
        if start < place:
            continue
        pieces += [(each.text[place:start], False), (each.text[start:end], True)]
        place = end
    return [piece for piece in [*pieces, (each.text[place:], False)] if piece[0]]


def _day(date: Any) -> str:
    return f"{date.day} {date:%B %Y}"
