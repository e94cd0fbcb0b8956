"""Scores of counts, their intervals, and the paired test."""

from __future__ import annotations

import numpy as np
import pytest

from stance.errors import InputError
from training.evaluation.tally import Tally, accuracy, counted_f1, labels_tally, macro, ratio
from training.metrics import bootstrap, macro_f1

CHANCE = np.random.default_rng(3)
GOLD = CHANCE.integers(0, 3, 300)
FOUND = np.where(CHANCE.random(300) < 0.7, GOLD, CHANCE.integers(0, 3, 300))
CLUSTERS = [f"s{number // 3}" for number in range(300)]


def test_macro_f1_is_that_of_the_labels() -> None:
    assert labels_tally(GOLD, FOUND, CLUSTERS, macro).value == pytest.approx(macro_f1(GOLD, FOUND))
    two = labels_tally([0, 0, 1], [0, 1, 1], list("abc"), macro)
    assert two.value == pytest.approx(macro_f1(np.array([0, 0, 1]), np.array([0, 1, 1])))


def test_accuracy_is_the_share_of_right_labels() -> None:
    tally = labels_tally(GOLD, FOUND, CLUSTERS, accuracy)
    assert tally.value == pytest.approx((GOLD == FOUND).mean())
    assert len(tally.clusters) == 100


def test_the_interval_is_that_of_the_plain_bootstrap() -> None:
    plain = bootstrap(lambda i: macro_f1(GOLD[i], FOUND[i]), CLUSTERS, rounds=400)
    fast = labels_tally(GOLD, FOUND, CLUSTERS, macro).interval()
    assert fast.value == pytest.approx(plain.value)
    assert fast.low == pytest.approx(plain.low, abs=0.02)
    assert fast.high == pytest.approx(plain.high, abs=0.02)


def test_labels_of_one_cluster_do_not_count_as_independent() -> None:
    alone = labels_tally(GOLD, FOUND, range(300), accuracy).interval()
    copied = labels_tally(np.repeat(GOLD, 9), np.repeat(FOUND, 9), np.repeat(range(300), 9), accuracy)
    assert copied.interval().high - copied.interval().low == pytest.approx(alone.high - alone.low, abs=1e-9)


def test_a_better_model_is_told_from_an_equal_one() -> None:
    better = np.where(np.arange(300) % 4 == 0, GOLD, FOUND)
    first, second = (labels_tally(GOLD, found, CLUSTERS, macro) for found in (FOUND, better))
    found = first.better(second)
    assert found.low > 0
    assert found.p < 0.01
    assert found.value == pytest.approx(second.value - first.value)
    assert second.better(first).value == pytest.approx(-found.value)
    assert first.better(first).p == 1.0
    other = FOUND.copy()
    other[:2], other[2:4] = GOLD[:2], (GOLD[2:4] + 1) % 3
    assert first.better(labels_tally(GOLD, other, CLUSTERS, macro)).p > 0.1


def test_other_clusters_cannot_be_compared() -> None:
    first = labels_tally([0, 1], [0, 1], ["a", "b"], macro)
    with pytest.raises(InputError, match="same files"):
        first.better(labels_tally([0, 1], [0, 1], ["a", "c"], macro))


def test_nothing_counts_as_zero() -> None:
    empty = labels_tally([], [], [], macro)
    assert list(empty.interval()) == [0.0, 0.0, 0.0]
    assert empty.better(empty).value == 0.0
    zeros = np.zeros((2, 3), np.int64)
    assert Tally(("a", "b"), zeros, counted_f1).value == 0.0
    assert Tally(("a", "b"), zeros[:, :2], ratio).value == 0.0
