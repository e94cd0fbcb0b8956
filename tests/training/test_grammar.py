"""The grammar composes labelled sentences: well-formed, varied, and labelled as its rules say."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from stance.errors import ConfigError
from training.grammar import compose, read_grammar
from training.sources import read_any

GRAMMAR = Path(__file__).parents[2] / "training" / "data" / "grammar.yaml"
NAMES = {"state": ["Fiji", "Samoa", "Tonga", "Nauru"], "man": ["Senator Ola Ri", "Ben Ko", "Jo Lim", "Al Wu"]}


def one(rule: str, **more: Any) -> Any:
    acts = {"against": [["blamed", "blame", "blaming", "for <harm>"]]}
    words = {"harm": ["the flood"], "irreal": ["declined to %do", "denied %doing"]} | more
    return next(compose({"names": NAMES, "acts": acts, "words": words, "rules": {"x": [rule]}}, 1, 3))


def labels(record: Any) -> dict[str, str]:
    return {party.name: party.label for party in record.parties}


def test_an_act_labels_its_target_and_its_holder() -> None:
    record = one("<A> <does> <B> <of>. | B* A>B*")
    (holder, target) = record.parties
    assert record.sentence.endswith("for the flood.")
    assert (holder.label, target.label) == ("neutral", "against")
    assert dict(record.relations) == {(0, 1): "against"}


def test_what_is_not_listed_is_neutral_and_acts_take_their_form() -> None:
    record = one("<A> <irreal> <B> <of>. |")
    assert re.search(r"declined to blame|denied blaming", record.sentence)
    assert set(labels(record).values()) == {"neutral"}
    assert not record.relations


def test_it_is_no_person_and_kinds_can_be_asked_for() -> None:
    assert not any(word in one("<A> said it met <B>. |").sentence for word in ("Ola", "Ben", "Jo", "Al "))
    spoken = one("<A's> envoy, <C>, <does> <B>. | B* A>B* C>B* A@state C@man")
    assert {party.name for party in spoken.parties} & {"Ola Ri", "Ben Ko", "Jo Lim", "Al Wu"}


def test_a_party_named_twice_is_marked_once_and_titles_are_left_out() -> None:
    record = one("Of <A>, <B> and <C>, only <B> lied. | B- B@man")
    names = [party.name for party in record.parties]
    assert len(names) == len(set(names)) == 3
    assert not any(name.startswith("Senator") for name in names)
    assert record.sentence.count(names[1]) == 2


def test_the_shipped_grammar_composes_the_same_varied_sentences_each_time() -> None:
    records = read_grammar(GRAMMAR, 2000)
    assert [r.sentence for r in records] == [r.sentence for r in read_grammar(GRAMMAR, 2000)]
    assert len({record.sentence for record in records}) > 1900
    rules = yaml.safe_load(GRAMMAR.read_text("utf-8"))["rules"]
    assert Counter(record.capability for record in records).keys() == rules.keys()
    for record in records:
        assert not re.search(r"[<>{}%|\x00]", record.sentence), record.sentence
        for party in record.parties:
            assert record.sentence[party.start : party.end] == party.name


def test_it_is_a_source_of_training_sentences() -> None:
    assert read_any(GRAMMAR)[0].id.startswith("composed-1-")


def test_another_yaml_file_is_no_grammar(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text("a: 1\n")
    with pytest.raises(ConfigError, match="no grammar"):
        read_grammar(tmp_path / "x.yaml")
