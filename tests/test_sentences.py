"""Sentences: the laws for any text, the hard cases, and rules of layout that the cases rest on."""

from __future__ import annotations

import sys
from collections import Counter

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from stance import layout, sentences
from stance.layout import blocks
from stance.sentences import Span, split
from tests.compare_splitters import boundaries, measure, read_cases

LEAST_SHARE = 0.98
LEAST_CASES = 170
KINDS = {
    "abbreviations", "bullets", "dateline", "ellipses", "headline", "initials", "marks", "no_final_stop",
    "numbers", "paragraphs", "quotes", "see_also", "tables", "unicode", "whitespace", "wrapped",
}  # fmt: skip

# Pieces that meet the rules far more often than arbitrary text does.
PIECES = st.sampled_from(
    [
        *"“”\"'…。؟😀Ab,;_|«",
        "Mr. ",
        "U.S. ",
        "He left. ",
        "no. ",
        "...",
        ". . .",
        "?!",
        "- ",
        "> ",
        "1. ",
        "(a) ",
    ]
)
WORDS = st.sampled_from(["| ", "12.5", "  ", "See also ", "Kestria", "the ", "said", "[1]", " »"])
ODD = st.sampled_from(["\n", "\r\n", "\n\n", "\t", *"\u00a0\u2028\u200b\x00\ufeff\x1c\x85", "a" * 41])
TEXTS = st.text() | st.lists(PIECES | WORDS | ODD, max_size=40).map("".join)


def texts(text: str) -> list[str]:
    return [text[start:end] for start, end in split(text)]


@given(TEXTS)
@settings(max_examples=500, deadline=None)
@example("")
@example(" \n ")
@example("> > >\n> A. B\n>\n> C")
@example("\ud800. A")
def test_sentences_joined_give_the_text_back(text: str) -> None:
    spans = split(text)
    assert "".join(text[start:end] for start, end in spans) == text
    assert all(start < end for start, end in spans)
    assert [span.end for span in spans[:-1]] == [span.start for span in spans[1:]]


@given(TEXTS)
@settings(deadline=None)
def test_white_space_belongs_to_the_sentence_before_it(text: str) -> None:
    assert not any(text[start].isspace() for start, _ in split(text)[1:])


@given(TEXTS)
@settings(deadline=None)
def test_blocks_cover_the_text_by_whole_lines(text: str) -> None:
    found = blocks(text)
    assert "".join(text[block.start : block.end] for block in found) == text
    assert all(layout.LINE_END.match(text, block.end - 1) for block in found[:-1])


@given(TEXTS)
@settings(deadline=None)
def test_splitting_is_pure(text: str) -> None:
    assert split(text) == split(text)


def test_empty_text_has_no_sentence() -> None:
    assert split("") == []
    assert split("  \n") == [(0, 3)]


def test_span_equals_the_plain_pair() -> None:
    assert split("Yes.") == [(0, 4)]
    assert split("Yes.") == [Span(start=0, end=4)]


def test_hard_cases() -> None:
    cases = read_cases()
    figures = measure(texts, cases)
    report = "\n".join(f"{case.kind}: {case.sentences} but {texts(case.text)}" for case in figures.failed)
    assert figures.exact / figures.cases >= LEAST_SHARE, report


def test_hard_cases_hold_every_kind() -> None:
    cases = read_cases()
    assert len(cases) >= LEAST_CASES
    assert {case.kind for case in cases} == KINDS
    assert not [text for text, count in Counter(case.text for case in cases).items() if count > 1]
    assert all(sentence.strip() for case in cases for sentence in case.sentences)


def test_measure_counts_boundaries_whatever_the_white_space() -> None:
    assert boundaries("A b. C d.", ["A b.", "C d."]) == boundaries("A b. C d.", ["A b. ", "C d."]) == {3}


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r", "\u2028", "\x85"])
def test_every_line_end_is_one(line_end: str) -> None:
    body = "The cabinet met on Monday to discuss the new grain law, which farmers oppose."
    assert texts(f"Kestria votes{line_end}{body}") == [f"Kestria votes{line_end}", body]


@pytest.mark.parametrize("width", [45, 60, 72, 79])
def test_wrapping_does_not_change_the_sentences(width: int) -> None:
    import textwrap

    sentence = (
        "The envoy of Kestria said the talks on the dam would go on until both sides agreed on a price. "
    )
    text = (
        sentence * 6 + "Norvania's foreign minister, who had left early, did not comment on the offer."
    ).strip()
    wrapped = textwrap.fill(text, width, break_on_hyphens=False)
    assert [part.replace("\n", " ") for part in texts(wrapped)] == texts(text)


def test_headline_above_wrapped_text_stands_alone() -> None:
    assert texts(
        "Kestria votes\nThe polls opened at dawn and closed at dusk, the election\ncommission said."
    ) == [
        "Kestria votes\n",
        "The polls opened at dawn and closed at dusk, the election\ncommission said.",
    ]


def test_row_of_a_table_is_whole() -> None:
    assert blocks("Anselm Inc. The\t12\t3\n") == [(0, 21, True)]


def test_mail_marks_stay_with_their_line() -> None:
    assert texts("> He has gone home to the river and left us here.\n> She stayed.") == [
        "> He has gone home to the river and left us here.\n",
        "> She stayed.",
    ]


@pytest.mark.parametrize(
    "piece", [", ", "“", "( ", "Mr. ", "A.", "> ", "- a\n", "  a", ". . ", "a;", ' "', "a\n"]
)
def test_work_grows_in_step_with_the_text(piece: str) -> None:
    """Calls, unlike seconds, are the same on every machine: twice the text, about twice the calls."""
    assert _calls(piece * 800) <= 2.2 * _calls(piece * 400) + 50


def test_judging_a_mark_reads_a_bounded_stretch(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []
    judge = sentences._ends_with_stop

    def spy(before: str, close: str, word: str, lower: bool, after: str) -> bool:
        seen.append(max(len(before), len(after)))
        return judge(before, close, word, lower, after)

    monkeypatch.setattr(sentences, "_ends_with_stop", spy)
    split("x " * 5000 + "end. " + "Y " * 5000)
    assert seen
    assert max(seen) <= 2 * sentences._REACH


def _calls(text: str) -> int:
    """How many Python and C functions a split calls."""
    count = 0

    def hook(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(hook)
    try:
        split(text)
    finally:
        sys.setprofile(None)
    return count
