"""From sentences with party mentions to probabilities: the one place that drives encoder and heads.

A *job* is a sentence to encode. Long sentences are read in overlapping windows, each a row of a
batch; every mention counts in the window whose core holds it. What several windows or several
names of one party say about it is averaged afterwards, by `combine`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import permutations
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from stance.batch import TextEncoder, Tokens, collate, lay_out_spans, token_budget_batches
from stance.blind import Span
from stance.checkpoint import Checkpoint
from stance.decode import calibrated, calibrated_stances, first_tokens, mention_spans, windows
from stance.runtime import Runtime
from stance.words import Word, split_words

__all__ = ["Job", "Judge", "PairChances"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
Groups = dict[str, list[Span]]
"""Party key → its mentions' spans in the sentence."""


class PairChances(NamedTuple):
    """What one window says of pairs of parties, all at once: pairs are quadratic in the parties.

    Attributes:
        keys: [K] the parties.
        pairs: [P, 2] holder and target, as numbers of ``keys``.
        chances: [P, 3] probabilities of the holder's stance toward the target.
    """

    keys: Sequence[str]
    pairs: IntArray
    chances: FloatArray


@dataclass(slots=True)
class Job:
    """A sentence to encode and what came of it.

    Attributes:
        text: the sentence.
        groups: the parties named and where; None asks the mention head to find them.
        stances: party key → probabilities [3], one entry per window that names it.
        relations: the same of pairs of parties, one entry per window.
        mentions: party key → its spans, given or found.
        evidence: party key → the words that carry its stance, where it was asked for.
    """

    text: str
    groups: Groups | None
    stances: dict[str, list[FloatArray]] = field(default_factory=dict)
    relations: list[PairChances] = field(default_factory=list)
    mentions: Groups = field(default_factory=dict)
    evidence: dict[str, list[Any]] = field(default_factory=dict)


@dataclass(slots=True)
class _Row:
    """One window of a job's tokens; mentions that begin in its core, in characters, count here.

    Where parties are to be found, ``words`` are the window's, and ``known`` says which the lexicon knows.
    """

    job: Job
    tokens: Tokens
    core: Span
    words: Sequence[Word]
    known: Sequence[bool]


class Judge:
    """Encodes jobs and fills in their stances and relations.

    Args:
        checkpoint: the model's description.
        runtime: where it runs.
        group_found: sorts the spans that the mention head found in a sentence into parties.
        known_spans: the spans of a text that the party lexicon knows.
        batch_tokens: most tokens in a batch, padding included; None leaves it to the runtime.
    """

    def __init__(
        self,
        checkpoint: Checkpoint,
        runtime: Runtime,
        encoder: TextEncoder,
        group_found: Callable[[str, Sequence[Span]], Groups],
        known_spans: Callable[[str], Iterable[Span]],
        batch_tokens: int | None = None,
    ) -> None:
        self._checkpoint, self._runtime, self._encoder = checkpoint, runtime, encoder
        self._group_found, self._known_spans = group_found, known_spans
        self._batch_tokens = batch_tokens or runtime.batch_tokens

    def __call__(self, jobs: Sequence[Job]) -> None:
        """Judge all jobs, each encoded once, in batches of like length."""
        rows = list(self._rows(jobs))
        finding = any(job.groups is None for job in jobs)
        lengths = [len(r.tokens) + 2 + (len(r.tokens.name_ids) if finding else 0) for r in rows]
        for batch in token_budget_batches(lengths, self._batch_tokens):
            self._judge([rows[i] for i in batch], finding)

    def _rows(self, jobs: Sequence[Job]) -> Iterator[_Row]:
        most = self._checkpoint.config.max_tokens
        for job, tokens in zip(jobs, self._encoder.encode([j.text for j in jobs]), strict=True):
            cuts = windows(len(tokens), most)
            words, known = self._look_up(job.text) if job.groups is None else ([], [])
            starts = [word.start for word in words]
            for number, (first, last) in enumerate(cuts):
                window = tokens.slice(first, last)
                core = _core(tokens, cuts, number)
                if job.groups is None or any(_begins(core, s) for s in job.groups.values()):
                    inside = _within(starts, window.reach)
                    yield _Row(job, window, core, words[inside], known[inside])

    def _look_up(self, text: str) -> tuple[list[Word], list[bool]]:
        """The words of a sentence, and for each whether it is part of a name in the lexicon."""
        words = split_words(text)
        starts = [word.start for word in words]
        known = [False] * len(words)
        for span in self._known_spans(text):
            for index in range(len(words))[_within(starts, span)]:
                known[index] = True
        return words, known

    def _judge(self, rows: Sequence[_Row], finding: bool) -> None:
        config = self._checkpoint.config
        batch = collate(
            [row.tokens for row in rows],
            cls_id=config.cls_id, sep_id=config.sep_id, pad_id=config.pad_id, name_view=finding,
        )  # fmt: skip
        hidden = self._runtime.encode(batch)
        groups = self._find(rows, hidden) if finding else [row.job.groups or {} for row in rows]
        owners: list[tuple[_Row, str]] = []
        spans: list[tuple[int, Sequence[int]]] = []
        pairs: list[IntArray] = []
        windows: list[tuple[Job, list[str], IntArray]] = []
        for number, (row, parties) in enumerate(zip(rows, groups, strict=True)):
            first = len(spans)
            for key, mentions in parties.items():
                tokens = row.tokens.covering(mentions)
                if tokens:
                    owners.append((row, key))
                    spans.append((number, tokens))
            keys = [key for _, key in owners[first:]]
            counted = np.array([_begins(row.core, parties[key]) for key in keys], bool)
            ordered = _ordered_pairs(len(keys))
            windows.append((row.job, keys, ordered[counted[ordered[:, 1]]]))
            pairs.append(first + windows[-1][-1])
        if spans:
            laid = lay_out_spans(spans, np.concatenate(pairs), batch.ids.shape[1])
            logits = self._runtime.span_logits(hidden, batch, laid)
            self._fill(owners, groups, rows, logits.stances)
            self._fill_pairs(windows, logits.relations)

    def _find(self, rows: Sequence[_Row], hidden: Any) -> list[Groups]:
        """The parties of each row: those given, else what the mention head finds."""
        logits = self._runtime.mention_logits(hidden)
        found: list[Groups] = []
        for number, row in enumerate(rows):
            if row.job.groups is not None:
                found.append(row.job.groups)
                continue
            columns = list(first_tokens(row.tokens, row.words))
            tags = calibrated(logits[number, [column for _, column in columns]], 1.0, (0.0, 0.0, 0.0))
            seen = [row.words[index] for index, _ in columns]
            spans = mention_spans(tags, seen, [row.known[index] for index, _ in columns])
            found.append(self._group_found(row.job.text, spans))
        return found

    def _fill(
        self,
        owners: Sequence[tuple[_Row, str]],
        groups: Sequence[Groups],
        rows: Sequence[_Row],
        stances: Any,
    ) -> None:
        calibration = self._checkpoint.calibration
        by_row = {id(row): parties for row, parties in zip(rows, groups, strict=True)}
        chances = calibrated_stances(
            stances,
            calibration.stance_scale,
            calibration.stance_bias,
            calibration.polar_scale,
            calibration.doubt,
        )
        for (row, key), chance in zip(owners, chances, strict=True):
            mentions = [span for span in by_row[id(row)][key] if row.core[0] <= span[0] < row.core[1]]
            if mentions:
                row.job.stances.setdefault(key, []).append(chance)
                row.job.mentions.setdefault(key, []).extend(mentions)

    def _fill_pairs(self, windows: Sequence[tuple[Job, list[str], IntArray]], relations: Any) -> None:
        """Give the job of each window what was found of its parties' pairs."""
        calibration = self._checkpoint.calibration
        chances = calibrated(relations, calibration.relation_scale, calibration.relation_bias)
        cuts = np.cumsum([len(pairs) for _, _, pairs in windows])[:-1]
        for (job, keys, pairs), said in zip(windows, np.split(chances, cuts), strict=True):
            if len(pairs):
                job.relations.append(PairChances(keys, pairs, said))


@lru_cache(maxsize=64)
def _ordered_pairs(count: int) -> IntArray:
    """All pairs [P, 2] of two different of so many."""
    return np.array(list(permutations(range(count), 2)), np.int64).reshape(-1, 2)


def _within(starts: Sequence[int], span: Span) -> slice:
    """Which of the words that start there, in order, do so inside a span."""
    return slice(bisect_left(starts, span[0]), bisect_left(starts, span[1]))


def _begins(core: Span, mentions: Sequence[Span]) -> bool:
    return any(core[0] <= start < core[1] for start, _ in mentions)


def _core(tokens: Tokens, cuts: Sequence[tuple[int, int]], number: int) -> Span:
    """Characters between the middles of a window's overlaps with its neighbours."""
    first, last = cuts[number]
    begin, end = 0, 2**62
    if number:
        begin = int(tokens.starts[(first + cuts[number - 1][1]) // 2])
    if number + 1 < len(cuts):
        end = int(tokens.starts[(cuts[number + 1][0] + last) // 2])
    return begin, end
