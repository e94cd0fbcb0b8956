from __future__ import annotations

import pytest

from stance.validation import Validation
from stance.validation.figures import measure
from stance.validation.verdict import LEVELS
from tests.validation.samples import judged, many, sample


def remarks(answers: list, **changes) -> list:
    figures = measure(sample(answers), answers, 0.9) | changes
    found = Validation({"model": "tiny 1", **figures}).remarks
    assert all(remark.level in LEVELS and remark.text.endswith(".") for remark in found)
    return list(found)


@pytest.mark.parametrize(
    ("answers", "level", "told"),
    [
        (many(30), "note", "Too few labels to say how far the model can be trusted: 30 labels from 30 texts"),
        (many(300, right=9), "good", "It can be trusted here, with about 10 of 100 answers wrong: macro F1"),
        (many(300, right=7), "fair", "trusted here for counts and comparisons"),
        (many(300, right=5), "poor", "Use it here to sort and to find"),
        (many(90, right=2), "poor", "Do not rely on it here"),
    ],
)
def test_the_first_remark_is_the_verdict(answers: list, level: str, told: str) -> None:
    first = remarks(answers)[0]
    assert first.level == level
    assert told in first.text


def test_many_rows_of_one_text_are_few() -> None:
    answers = [judged(n, "favor", "favor", text="One.", party=f"P{n}") for n in range(60)]
    assert "60 labels from 1 text." in remarks(answers)[0].text


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        (many(30), "labels of the same kind are needed, and you have 30"),
        (many(900), "The sample is large enough"),
        ([judged(1, "favor", "favor")], "Only 1 row labelled “favor”"),
        ([judged(1, "favor", "favor")], "The sample has no “against”"),
        (many(300, right=8, score=0.8), "Nothing speaks against its probabilities"),
        (many(300, right=6, score=0.9), "It is too sure of itself here"),
        (many(300, right=9, score=0.6), "It is more often right than it says here"),
        (many(300, right=5), "At no score are 90 % of the answers right"),
        (many(300, right=10), "At least 90 % of the answers are right without leaving any out"),
        (many(300), "The commonest mistake: “"),
        (
            [*many(60), judged(99, "favor", None)],
            "In 1 row the party is not found in the text (first in row 99",
        ),
        (
            [*many(90, right=10), *(judged(n, "favor", "against", party="Kesh") for n in range(100, 106))],
            "The party Kesh fares worse than the rest",
        ),
    ],
)
def test_what_is_told(answers: list, told: str) -> None:
    assert any(told in remark.text for remark in remarks(answers)), told


def test_how_the_sample_was_read() -> None:
    skipped = [{"row": 4, "reason": "no text"}]
    read = {"0": {"label": "neutral", "count": 1}, "1": {"label": "favor", "count": 1}}
    told = " ".join(remark.text for remark in remarks(many(30), skipped=skipped, read_as=read))
    assert "1 row left out, the first being row 4: no text." in told
    assert "if 0 means against, say so" in told
