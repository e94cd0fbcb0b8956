"""Documents without the answers that are not sure."""

from __future__ import annotations

import pytest

from stance.errors import InputError
from tests.examples import lake_document


@pytest.mark.parametrize("score", [-0.1, 1.1, float("nan")])
def test_a_score_that_is_none(score: float) -> None:
    with pytest.raises(InputError, match="between 0 and 1"):
        lake_document().confident(score)


def test_a_confident_document_keeps_the_sure_answers_and_the_whole_text() -> None:
    document = lake_document()
    sure = document.confident(0.8)
    assert [stance.party for stance in sure.stances] == ["Norvania", "Lake Council"]
    assert [relation.target for relation in sure.relations] == ["Lake Council"]
    assert "".join(sentence.text for sentence in sure.sentences) == document.text
    assert document.confident(0.0) == document
