"""Shares count right, and their intervals hold what they promise."""

from __future__ import annotations

import numpy as np
import pytest

from stance.errors import InputError
from stance.report import shares
from stance.report.shares import fitting_period, share_interval
from tests.report.samples import judged


def test_counts_per_party() -> None:
    table = shares(judged()).set_index(["party", "label"])
    estmark = table.loc["Estmark", "against"]
    assert (estmark["count"], estmark["sentences"], estmark["documents"]) == (8, 8, 8)
    assert not estmark["enough"]
    norvania = table.loc["Norvania", "favor"]
    assert (norvania["count"], norvania["sentences"], norvania["enough"]) == (0, 12, True)
    assert norvania["low"] == 0 < norvania["high"] < 0.3


def test_counts_per_source_and_period() -> None:
    by_source = shares(judged(), ("party", "source"))
    assert set(by_source["source"]) == {"Beacon", "Courier"}
    weekly = shares(judged(), ("party", "date"), period="week")
    assert weekly["sentences"].sum() == shares(judged())["sentences"].sum()
    assert {date.day_name() for date in weekly["date"]} == {"Monday"}
    with pytest.raises(InputError, match="allowed are day, week"):
        shares(judged(), ("party", "date"), period="fortnight")


def test_one_document_a_sentence_gives_wilsons_interval() -> None:
    # 8 of 20: Wilson's interval, by hand.
    hits = np.array([1.0] * 8 + [0.0] * 12)
    assert share_interval(hits, np.ones(20)) == pytest.approx((0.4, 0.2153, 0.6165), abs=0.01)


@pytest.mark.parametrize("chance", [0.1, 0.4])
def test_the_interval_holds_the_truth_when_documents_differ(chance: float) -> None:
    """Documents lean one way each; to take their sentences as independent holds it too rarely."""
    rng = np.random.default_rng(5)
    held = naive = 0
    for _ in range(400):
        sizes = rng.integers(1, 9, 40)
        leaning = rng.beta(chance * 2, (1 - chance) * 2, 40)
        hits = rng.binomial(sizes, leaning)
        _, low, high = share_interval(hits, sizes)
        held += low <= chance <= high
        share = hits.sum() / sizes.sum()
        naive += abs(share - chance) <= 1.96 * (share * (1 - share) / sizes.sum()) ** 0.5
    assert held / 400 >= 0.92
    assert naive < held


def test_the_period_has_sentences_enough_in_most_places() -> None:
    # No party has ten sentences in any period; these twelve days are three weeks, but one month.
    assert fitting_period(judged(), ["Norvania"]) == "week"
