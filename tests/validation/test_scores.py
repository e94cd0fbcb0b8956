"""Our scores beside those of scikit-learn, and intervals that hold what they promise."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.validation.scores import (
    accuracy,
    calibration_error,
    chance_calibration_error,
    confusions,
    f1,
    interval,
    macro_f1,
    resample,
    wilson,
)

metrics = pytest.importorskip("sklearn.metrics")

LABELS = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=30)


@given(LABELS)
def test_scores_are_those_of_scikit_learn(pairs: list[tuple[int, int]]) -> None:
    gold, found = np.array(pairs, np.int64).T
    counts = confusions(gold, found, [0] * len(gold)).sum(axis=0)
    assert counts.tolist() == metrics.confusion_matrix(gold, found, labels=[0, 1, 2]).tolist()
    assert float(accuracy(counts)) == pytest.approx(metrics.accuracy_score(gold, found))
    assert float(macro_f1(counts)) == pytest.approx(metrics.f1_score(gold, found, average="macro"))
    scores = metrics.precision_recall_fscore_support(gold, found, labels=[0, 1, 2], zero_division=0)
    for ours, theirs in zip(f1(counts), scores[:3], strict=True):
        assert ours.tolist() == pytest.approx(theirs.tolist())


def test_resamples_draw_whole_clusters() -> None:
    counts = confusions(np.array([0, 0, 1, 2]), np.array([0, 0, 1, 0]), ["a", "a", "b", "c"])
    drawn = resample(counts, rounds=450)
    assert drawn.shape == (450, 3, 3)
    assert set(drawn[:, 0, 0].tolist()) <= {0, 2, 4, 6}
    assert drawn.sum(axis=(1, 2)).min() >= 3
    assert (drawn == resample(counts, rounds=450)).all()


def test_an_interval_is_as_wide_as_theory_says() -> None:
    right = np.arange(400) % 5 < 4
    counts = confusions(np.ones(400, np.int64), right.astype(np.int64), range(400))
    low, high = interval(accuracy(resample(counts)))
    assert low == pytest.approx(0.8 - 1.96 * 0.02, abs=0.006)
    assert high == pytest.approx(0.8 + 1.96 * 0.02, abs=0.006)


def test_like_sentences_make_it_wider() -> None:
    right = np.repeat(np.arange(80) % 5 < 4, 5)  # five rows of a document, all right or all wrong
    gold, found = np.ones(400, np.int64), right.astype(np.int64)
    alone = interval(accuracy(resample(confusions(gold, found, range(400)))))
    together = interval(accuracy(resample(confusions(gold, found, np.repeat(np.arange(80), 5).tolist()))))
    assert together[1] - together[0] > 1.8 * (alone[1] - alone[0])


@pytest.mark.parametrize(("right", "total"), [(0, 0), (0, 5), (5, 5), (60, 100)])
def test_wilson_lies_around_the_share(right: int, total: int) -> None:
    low, high = wilson(right, total)
    assert 0 <= low <= (right / total if total else 0.5) <= high <= 1
    assert low < high


def test_calibration_error_of_a_calibrated_model_is_chance() -> None:
    chance = np.random.default_rng(3)
    confidence = chance.uniform(0.4, 1, 400)
    honest = chance.random(400) < confidence
    bound = chance_calibration_error(confidence)
    assert calibration_error(confidence, honest) < bound < 0.12
    assert calibration_error(confidence, chance.random(400) < confidence - 0.2) > bound
    assert calibration_error(np.array([1.0, 1.0]), np.array([True, True])) == 0
