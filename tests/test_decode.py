from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.batch import TextEncoder
from stance.blind import NameBlinder
from stance.decode import calibrated, first_tokens, mention_spans, windows
from stance.words import split_words
from tests import tiny

OUT, BEGIN, IN = [0.9, 0.05, 0.05], [0.1, 0.8, 0.1], [0.1, 0.1, 0.8]
DOUBT = [0.27, 0.67, 0.06]


@given(st.integers(0, 2000), st.integers(1, 200))
def test_windows_overlap_by_half_and_leave_nothing_out(length: int, most: int) -> None:
    cuts = windows(length, most)
    assert cuts[0][0] == 0
    assert cuts[-1][1] == length
    assert all(last - first <= most for first, last in cuts)
    assert all(first < last for first, last in cuts) or length == 0
    for (first, last), (following, end) in pairwise(cuts):
        assert first < following <= last
        assert end > last
        assert most == 1 or last - following >= most - most // 2 - 1


def test_a_sentence_that_fits_is_one_window() -> None:
    assert windows(6, 6) == [(0, 6)]
    assert windows(0, 6) == [(0, 0)]
    assert windows(7, 5) == [(0, 5), (2, 7)]


def test_calibration_scales_and_shifts() -> None:
    logits = np.array([[1.0, 0.0, 0.0]], np.float32)
    assert calibrated(logits, 0.0, (0, 0, 0)).tolist() == [[1 / 3] * 3]
    assert calibrated(logits, 1.0, (0, 2, 0)).argmax() == 1
    assert calibrated(logits, 2.0, (0, 0, 0))[0, 0] > calibrated(logits, 1.0, (0, 0, 0))[0, 0]


def test_calibration_of_extreme_and_of_no_logits() -> None:
    huge = calibrated(np.array([[1e30, -1e30, 0]], np.float32), 5.0, (0, 0, 0))
    assert huge.tolist() == [[1, 0, 0]]
    assert calibrated(np.zeros((0, 3), np.float32), 1.0, (0, 0, 0)).shape == (0, 3)


def found(text: str, tags: list[list[float]], known: list[bool] | None = None) -> list[str]:
    words = split_words(text)
    spans = mention_spans(np.array(tags).reshape(-1, 3), words, known or [False] * len(words))
    return [text[start:end] for start, end in spans]


def test_mentions_are_read_from_the_tags() -> None:
    assert found("the Lake Council met", [OUT, BEGIN, IN, OUT]) == ["Lake Council"]
    assert found("Kesh Norvania met", [BEGIN, BEGIN, OUT]) == ["Kesh", "Norvania"]
    assert found("", []) == []


def test_an_inside_needs_a_beginning() -> None:
    weak = [0.3, 0.2, 0.5]
    assert found("the Lake Council met", [OUT, weak, IN, OUT]) == ["Lake Council"]
    assert found("Kesh and Norvania", [BEGIN, OUT, weak]) == ["Kesh"]


def test_a_weak_word_within_a_name_stays_in_it() -> None:
    weak = [0.5, 0.1, 0.4]
    assert found("Lake and Coast Council met", [BEGIN, weak, IN, IN, OUT]) == ["Lake and Coast Council"]


def test_in_doubt_a_mention_goes_on() -> None:
    assert found("the Kesh government met", [OUT, BEGIN, [0.58, 0.0, 0.42], OUT]) == ["Kesh government"]
    assert found("the Kesh government met", [OUT, BEGIN, [0.68, 0.0, 0.32], OUT]) == ["Kesh"]


def test_a_name_of_the_lexicon_needs_less_conviction() -> None:
    assert found("Ghana met", [DOUBT, OUT]) == []
    assert found("Ghana met", [DOUBT, OUT], [True, False]) == ["Ghana"]
    assert found("Ghana met", [OUT, OUT], [True, False]) == []
    doubtful = [0.38, 0.05, 0.57]
    assert found("South Sudan met", [DOUBT, doubtful, OUT], [True, True, False]) == ["South Sudan"]


def test_first_tokens_are_columns_of_the_batch_row() -> None:
    text = "Norvania accused Amara Koroma."
    (row,) = TextEncoder(tiny.tokenizer(), NameBlinder(tiny.known_words())).encode([text])
    columns = dict(first_tokens(row, split_words(text)))
    after = len(row) + 2
    assert columns[0] == after
    assert columns[1] == 2
    assert columns[2] < columns[3]
    assert min(columns[2], columns[3]) > after
    assert columns[4] == 4


@pytest.mark.parametrize("text", ["", "\0 Kesh", "\ufffd"])
def test_words_without_tokens_have_no_column(text: str) -> None:
    (row,) = TextEncoder(tiny.tokenizer(), None).encode([text])
    words = split_words(text)
    assert {words[index].text for index, _ in first_tokens(row, words)} <= {"Kesh"}
