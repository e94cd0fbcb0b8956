"""What the benchmark judges is worth judging."""

from __future__ import annotations

from itertools import pairwise

import pytest

from stance.benchmark.work import PARTIES, TEN, article, beginnings, of_length, sentence_of_ten
from stance.parties import PartyMatcher, resolve
from stance.sentences import split


def test_the_article_names_many_parties_in_most_sentences() -> None:
    spans = split(article())
    found = PartyMatcher(resolve(PARTIES)).find_in_sentences(article(), spans)
    pairs = {(index, match.party) for index, matches in found.items() for match in matches}
    assert len(found) > len(spans) / 2
    assert len(pairs) > 40
    assert {party for _, party in pairs} == set(range(len(PARTIES)))


def test_one_sentence_names_all_ten() -> None:
    assert all(sentence_of_ten().count(name) for name in TEN)
    assert len(split(sentence_of_ten())) == 1


@pytest.mark.parametrize("words", [10, 160])
def test_a_sentence_of_a_length(words: int) -> None:
    text = of_length(words)
    assert len(text.split()) == words
    assert len(split(text)) == 1


def test_the_beginnings_of_the_article_grow_to_the_whole() -> None:
    texts = beginnings()
    assert len(texts) == 22
    assert texts[-1] == article()
    assert all(longer.startswith(text) for text, longer in pairwise(texts))
    assert len({len(text) for text in texts}) == len(texts)
