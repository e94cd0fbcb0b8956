from __future__ import annotations

import pytest

from stance.validation.figures import measure
from tests.validation.samples import judged, many, sample


def figures(answers: list, aim: float = 0.9) -> dict:
    return measure(sample(answers), answers, aim)


def test_counts_and_baseline() -> None:
    answers = [judged(1, "favor", "favor"), judged(2, "neutral", "against", 0.7), judged(3, "neutral", None)]
    found = figures(answers)
    assert (found["labels"], found["clusters"], found["cluster"]) == (3, 3, "text")
    assert found["accuracy"]["value"] == 0.6667
    assert found["baseline"] == {"label": "neutral", "macro_f1": 0.4, "accuracy": 0.6667}
    assert found["unnamed"]["count"] == 1
    assert found["unnamed"]["rows"][0]["found"] is None
    assert [row["row"] for row in found["wrong"]["surest"]] == [2]
    assert {(c["gold"], c["found"]): c["count"] for c in found["confusion"] if c["count"]} == {
        ("favor", "favor"): 1,
        ("neutral", "against"): 1,
        ("neutral", "neutral"): 1,
    }


@pytest.mark.parametrize(
    ("documents", "cluster", "count"),
    [(["a", "a", "b"], "document", 2), (["a", "", "b"], "text", 2), (["1", "2", "3"], "text", 2)],
)
def test_the_larger_of_document_and_text_is_drawn(documents: list[str], cluster: str, count: int) -> None:
    answers = [
        judged(row, "favor", "favor", text="One." if row < 3 else "Two.", party=f"P{row}", document=document)
        for row, document in enumerate(documents, start=1)
    ]
    found = figures(answers)
    assert (found["cluster"], found["clusters"]) == (cluster, count)


def test_all_right_is_not_certainty() -> None:
    few, more = figures(many(9, right=10)), figures(many(90, right=10))
    for found, low in ((few, 0.7), (more, 0.95)):
        assert found["accuracy"]["value"] == found["macro_f1"]["value"] == 1
        assert found["macro_f1"]["low"] == found["accuracy"]["low"] == pytest.approx(low, abs=0.02)


def test_intervals_shrink_and_the_size_needed_is_told() -> None:
    small, large = figures(many(60)), figures(many(240))
    widths = [f["macro_f1"]["high"] - f["macro_f1"]["low"] for f in (small, large)]
    assert widths[0] == pytest.approx(2 * widths[1], rel=0.15)
    assert small["needed"]["labels"] == pytest.approx(large["needed"]["labels"], rel=0.3)
    assert large["needed"]["labels"] == pytest.approx(240, rel=0.2)


def test_the_lowest_score_that_reaches_the_aim() -> None:
    answers = [judged(n, "favor", "favor", 0.95) for n in range(30)]
    answers += [judged(30 + n, "favor", "favor" if n % 2 else "against", 0.6) for n in range(30)]
    found = figures(answers)
    assert found["aim"]["min_score"] == 0.61
    assert (found["aim"]["kept"], found["aim"]["right"]["value"]) == (0.5, 1)
    assert figures(answers, aim=0.7)["aim"]["min_score"] == 0
    assert "min_score" not in figures(many(60, right=5))["aim"]
    assert [row["min_score"] for row in found["coverage"]] == [0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95]


def test_groups_and_holders() -> None:
    answers = [
        judged(n, "against", "against", party="A", source="S", holder="H", holders=["H"]) for n in range(5)
    ]
    answers += [
        judged(9, "against", "against", party="B", holder="H"),
        judged(10, "neutral", "neutral", holder="H"),
    ]
    found = figures(answers)
    assert [(row["name"], row["labels"], row["value"]) for row in found["parties"]] == [("A", 5, 1)]
    assert [row["name"] for row in found["sources"]] == ["S"]
    assert (found["holders"]["labels"], found["holders"]["value"]) == (6, 0.8333)
    assert figures(answers[-1:])["holders"] is None


def test_nothing_found_at_all() -> None:
    found = figures([judged(1, "favor", None), judged(2, "favor", None)])
    assert found["calibration"] is None
    assert found["coverage"] == []
    assert found["accuracy"]["value"] == 0
