"""The sentences that show best what a figure says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from stance.types import Document, Label, Party

if TYPE_CHECKING:
    import pandas

    from stance.classifier import Classifier
    from stance.report.judged import Judged

__all__ = ["Telling", "find_evidence", "telling_sentences"]


@dataclass(frozen=True, slots=True)
class Telling:
    """A sentence that shows a stance.

    Attributes:
        holder: who holds it; empty when the voice is the writer's or an unnamed one's.
        target: the party it is about.
        label: ``favor`` or ``against``.
        score: its calibrated probability.
        id: the document's id.
        sentence: which of its sentences it is, from 0.
        date: the day, as YYYY-MM-DD, or empty.
        source: the document's source, or empty.
        text: the sentence.
        evidence: half-open spans of the words that carry the stance, in characters of the text.
    """

    holder: str
    target: str
    label: str
    score: float
    id: str
    sentence: int
    date: str
    source: str
    text: str
    evidence: tuple[tuple[int, int], ...] = ()


def telling_sentences(judged: Judged, parties: Sequence[str], *, most: int = 3) -> list[Telling]:
    """The surest sentences behind each holder, target and label, and behind each party without a holder.

    A sentence that was printed several times, by an agency's customers say, is taken once.

    Args:
        judged: the judged corpus.
        parties: the parties that are shown.
        most: how many sentences at most for each holder, target and label.
    """
    shown, polar = list(parties), [str(Label.FAVOR), str(Label.AGAINST)]
    relations = judged.relations
    relations = relations[relations["holder"].isin(shown) & relations["target"].isin(shown)]
    stances = judged.stances
    stances = stances[stances["party"].isin(shown) & stances["label"].isin(polar)]
    stances = stances.rename(columns={"party": "target"}).assign(holder="")
    held = set(_keys(judged.relations, "id", "sentence", "target"))
    stances = stances.loc[[key not in held for key in _keys(stances, "id", "sentence", "target")]]
    return [*_surest(judged, "relations", relations, most), *_surest(judged, "stances", stances, most)]


def _surest(judged: Judged, table: str, frame: pandas.DataFrame, most: int) -> Iterator[Telling]:
    # More than asked for are read, since some will turn out to be printed twice.
    groups = ["holder", "target", "label"]
    frame = frame.sort_values("score", ascending=False, kind="stable")
    frame = frame.groupby(groups, observed=True, sort=False).head(4 * most)
    seen: dict[tuple[str, ...], set[str]] = {}
    for row, text in zip(frame.itertuples(), judged.texts(table, frame.index.tolist()), strict=True):
        cell = seen.setdefault((row.holder, row.target, row.label), set())
        key = " ".join(text.split())
        if key in cell or len(cell) == most:
            continue
        cell.add(key)
        day = "" if row.date != row.date or row.date is None else f"{row.date:%Y-%m-%d}"
        names = (str(row.holder), str(row.target), str(row.label))
        yield Telling(*names, float(row.score), str(row.id), int(row.sentence), day, str(row.source), text)


def find_evidence(judged: Judged, telling: Sequence[Telling], classifier: Classifier) -> list[Telling]:
    """The same sentences with the words that carry their stance, where these can be found.

    Args:
        judged: the corpus they are of, which tells how each sentence names its parties.
        telling: sentences without evidence.
        classifier: the model that judged them.
    """
    keys = {(each.id, each.sentence) for each in telling}
    there = judged.stances.loc[[key in keys for key in _keys(judged.stances, "id", "sentence")]]
    named: dict[tuple[str, int], dict[str, list[str]]] = {}
    for row in there.itertuples():
        named.setdefault((row.id, row.sentence), {})[str(row.party)] = str(row.mention).split("; ")
    asked = ((each.text, _parties(named.get((each.id, each.sentence), {}))) for each in telling)
    documents = classifier.stream_each(asked, evidence=True)
    return [
        replace(each, evidence=_spans(each, document))
        for each, document in zip(telling, documents, strict=True)
    ]


def _keys(frame: pandas.DataFrame, *columns: str) -> Iterator[tuple[Any, ...]]:
    return zip(*(frame[column] for column in columns), strict=True)


def _parties(named: dict[str, list[str]]) -> list[Party]:
    """The parties of one sentence by the words that name them there; words that name two are left out."""
    counts = Counter(mention for mentions in named.values() for mention in set(mentions))
    return [
        Party(name, tuple(mention for mention in mentions if counts[mention] == 1), lexicon=False)
        for name, mentions in named.items()
    ]


def _spans(each: Telling, document: Document) -> tuple[tuple[int, int], ...]:
    return tuple(
        (word.start, word.end)
        for stance in document.stances
        if stance.party == each.target and stance.label == each.label
        for word in stance.evidence
    )
