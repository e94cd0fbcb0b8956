from __future__ import annotations

from tests import tiny
from training.known_words import count_known_words
from training.markup import parse_markup
from training.records import Record


def records(*marked: str) -> list[Record]:
    return [parse_markup(f"x\t{line}\t-", f"r{number}") for number, line in enumerate(marked)]


def test_words_outside_names_are_known_from_the_second_time_on() -> None:
    known = count_known_words(
        records("On Monday {Kesh|neutral} met Rex.", "It was Monday, said {Kesh|neutral}.")
    )
    assert "monday" in known
    assert {"kesh", "rex", "on", "met"} & known == set()


def test_a_capital_at_the_start_of_a_sentence_says_nothing() -> None:
    assert count_known_words(records("Rain fell.", "Rain came.", "“Rain stays.”")) == frozenset()


def test_lower_case_counts_also_inside_names() -> None:
    assert "of" in count_known_words(records("The {Bank of Kesh|neutral} and {Bank of Norv|neutral} met"))


def test_a_word_that_is_mostly_a_name_is_hidden() -> None:
    often = ["He saw {Lake Council|neutral} act"] * 3
    assert "lake" not in count_known_words(records(*often, "the Lake rose", "the Lake fell"))
    assert "lake" in count_known_words(records(*often[:1], *["the Lake rose"] * 9))


def test_no_name_of_the_tiny_records_is_known() -> None:
    known = count_known_words(Record.from_dict(row) for row in tiny.records())
    assert {"monday", "friday", "cable"} & known >= {"monday", "cable"}
    assert not known & {part.lower() for pair in tiny.PAIRS for name in pair for part in name.split()}


def test_nothing_from_nothing() -> None:
    assert count_known_words([]) == frozenset()
