"""Jobs, windows and mentions, on the tiny model."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from stance.batch import TextEncoder
from stance.blind import NameBlinder
from stance.checkpoint import Checkpoint
from stance.judge import FloatArray, Groups, Job, Judge
from stance.runtime.torch import TorchRuntime

Span = tuple[int, int]
LONG = "Norvania blamed the long coast and the rain and the harbour " * 6 + "Estmark"


class Parts:
    """A judge with what it is made of, and a count of what it asked for."""

    def __init__(self, folder: Path, batch_tokens: int = 4096) -> None:
        self.checkpoint = Checkpoint.read(folder)
        self.rows: list[int] = []
        self.scans = 0
        runtime = TorchRuntime.load(self.checkpoint, "cpu")
        encode = runtime.encode
        runtime.encode = lambda batch: self.rows.append(len(batch.ids)) or encode(batch)  # type: ignore
        encoder = TextEncoder(self.checkpoint.tokenizer(), NameBlinder(self.checkpoint.known_words))
        self.judge = Judge(self.checkpoint, runtime, encoder, self.group, self.scan, batch_tokens)

    @staticmethod
    def group(text: str, spans: Sequence[Span]) -> Groups:
        groups: Groups = {}
        for start, end in spans:
            groups.setdefault(text[start:end], []).append((start, end))
        return groups

    def scan(self, text: str) -> list[Span]:
        self.scans += 1
        return [(text.index(n), text.index(n) + len(n)) for n in ("Norvania", "Estmark") if n in text]


@pytest.fixture
def parts(tiny_folder: Path) -> Parts:
    return Parts(tiny_folder)


def places(text: str, name: str) -> list[Span]:
    found, start = [], text.find(name)
    while start >= 0:
        found.append((start, start + len(name)))
        start = text.find(name, start + 1)
    return found


def job(text: str, *names: str) -> Job:
    return Job(text, {name: places(text, name) for name in names})


def said_of_pairs(done: Job) -> dict[tuple[str, str], list[FloatArray]]:
    """(holder, target) → probabilities, one entry per window."""
    said: dict[tuple[str, str], list[FloatArray]] = {}
    for keys, pairs, chances in done.relations:
        for (holder, target), chance in zip(pairs, chances, strict=True):
            said.setdefault((keys[holder], keys[target]), []).append(chance)
    return said


def test_a_job_gets_a_stance_per_party_and_a_relation_per_ordered_pair(parts: Parts) -> None:
    done = job("Norvania thanked Estmark and Kesh.", "Norvania", "Estmark", "Kesh")
    parts.judge([done])
    assert {key: len(chances) for key, chances in done.stances.items()} == {
        "Norvania": 1,
        "Estmark": 1,
        "Kesh": 1,
    }
    assert set(said_of_pairs(done)) == {(h, t) for h in done.stances for t in done.stances if h != t}
    assert done.mentions == done.groups
    for chances in (*done.stances.values(), *said_of_pairs(done).values()):
        assert np.allclose([c.sum() for c in chances], 1)


def test_nothing_to_judge(parts: Parts) -> None:
    parts.judge([])
    parts.judge([Job("", {}), Job("rain fell", {})])
    assert parts.rows == []
    parts.judge([Job("", None)])


def test_every_mention_of_a_long_sentence_counts_in_one_window(parts: Parts) -> None:
    done = job(LONG, "Norvania", "Estmark")
    parts.judge([done])
    assert sum(parts.rows) > 2
    assert sorted(done.mentions["Norvania"]) == places(LONG, "Norvania")
    assert done.mentions["Estmark"] == places(LONG, "Estmark")
    assert len(done.stances["Estmark"]) == 1
    assert 1 < len(done.stances["Norvania"]) <= 6


def test_windows_without_a_mention_are_not_encoded(parts: Parts) -> None:
    done = job("and the rain and the coast " * 60 + "Norvania blamed Estmark", "Estmark")
    parts.judge([done])
    assert sum(parts.rows) == 1


def test_the_token_budget_changes_nothing(tiny_folder: Path) -> None:
    answers = []
    for budget in (30, 100, 4096):
        jobs = [job(LONG, "Norvania", "Estmark"), job("Kesh met Norvania.", "Norvania", "Kesh")]
        Parts(tiny_folder, budget).judge(jobs)
        said = [j.stances | said_of_pairs(j) for j in jobs]
        answers.append([{k: np.mean(v, axis=0) for k, v in each.items()} for each in said])
    for other in answers[1:]:
        for mine, theirs in zip(answers[0], other, strict=True):
            assert set(mine) == set(theirs)
            assert all(np.allclose(mine[key], theirs[key], atol=1e-4) for key in mine)


def test_a_mention_that_has_no_token_gets_no_stance(parts: Parts) -> None:
    done = Job("Norvania \0 Estmark", {"Norvania": [(0, 8)], "nothing": [(9, 10)]})
    parts.judge([done])
    assert set(done.stances) == {"Norvania"}


def test_given_and_found_may_stand_in_one_batch(parts: Parts) -> None:
    text = "Norvania blamed Estmark on Monday."
    alone, given, found = job(text, "Norvania"), job(text, "Norvania"), Job(text, None)
    parts.judge([alone])
    parts.judge([given, found])
    assert np.allclose(alone.stances["Norvania"], given.stances["Norvania"], atol=1e-4)
    assert all(text[s:e] == key for key, spans in found.mentions.items() for s, e in spans)


def test_a_long_sentence_is_looked_up_once(parts: Parts) -> None:
    parts.judge([Job(LONG * 3, None)])
    assert sum(parts.rows) > 5
    assert parts.scans == 1
