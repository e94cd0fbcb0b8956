"""The laws of the library, on a tiny random model: they hold whatever the weights are."""

from __future__ import annotations

import itertools
import random
import shutil
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stance.classifier import Classifier, load
from stance.runtime.torch import TorchRuntime
from stance.types import Document, Relation, Stance
from tests.tiny import PAIRS, PARTIES, TEMPLATES, TEXT, records, write_model

TEXTS = [TEXT, *(record["sentence"] for record in records()), "", "Rain fell."]
ROUNDING = 1e-4
"""Sums in float32 depend a little on padding; the random weights' large logits make it show."""
EVERYONE = tuple(dict.fromkeys([*PARTIES, *itertools.chain(*PAIRS)]))
ODD = {
    "empty": "",
    "white space": " \n\t\n ",
    "no party": "rain fell on the coast.",
    "emoji": "😀 Norvania 👩‍👩‍👧 thanked 🏳️‍🌈 Estmark 🎉",
    "right to left": "قالت Norvania إن \u202bEstmark\u202c ساعدت. נורבניה",
    "lone surrogate": "Norvania blamed \ud800 Estmark\udfff.",
    "control characters": "Nor\0vania \x07blamed\x1b Estmark\x85.\u2028Norvania\u2029",
    "combining marks": "Ze\u0301le\u0301nia blamed Norva\u0308nia.",
    "letters that grow when folded": "İstanbul and STRASSE ŉorvania ﬁrst blamed Norvania.",
    "no capitals": "norvania blamed estmark",
    "only marks": "?!… — «» “”",
    "a word of 5,000 letters": "Norvania " + "A" * 5000 + " Estmark.",
    "300 capitalised words": "Norvania " + "Zorak Belmor Quintal " * 100,
    "a thousand marks": "Norvania" + "!?" * 1000,
}


def figures(answers: tuple[Stance, ...] | tuple[Relation, ...]) -> np.ndarray[Any, Any]:
    return np.array([list(answer.probabilities.values()) for answer in answers]).reshape(-1, 3)


def assert_same(first: Document, second: Document) -> None:
    """The same answers, but for rounding."""
    assert [(s.party, s.label, s.mentions, s.holders) for s in first.stances] == [
        (s.party, s.label, s.mentions, s.holders) for s in second.stances
    ]
    assert [(r.holder, r.target, r.label, r.sentence) for r in first.relations] == [
        (r.holder, r.target, r.label, r.sentence) for r in second.relations
    ]
    assert np.allclose(figures(first.stances), figures(second.stances), atol=ROUNDING)
    assert np.allclose(figures(first.relations), figures(second.relations), atol=ROUNDING)


def check(document: Document, text: str) -> None:
    """What holds for every document: laws 1, 2, 6 and 7."""
    assert document.text == text
    assert "".join(sentence.text for sentence in document.sentences) == text
    for index, sentence in enumerate(document.sentences):
        assert document.text[sentence.start : sentence.end] == sentence.text
        parties = [stance.party for stance in sentence.stances]
        assert len(set(parties)) == len(parties)
        for stance in sentence.stances:
            assert stance.mentions
            for mention in stance.mentions:
                assert document.text[mention.start : mention.end] == mention.text
                assert sentence.start <= mention.start < mention.end <= sentence.end
            assert set(stance.holders) <= set(parties) - {stance.party}
        for answer in (*sentence.stances, *sentence.relations):
            assert sum(answer.probabilities.values()) == pytest.approx(1, abs=1e-9)
            assert answer.score == answer.probabilities[answer.label] == max(answer.probabilities.values())
        pairs = [(relation.holder, relation.target) for relation in sentence.relations]
        assert len(set(pairs)) == len(pairs)
        assert all(holder != target and {holder, target} <= set(parties) for holder, target in pairs)
        assert all(r.label != "neutral" and r.sentence == index for r in sentence.relations)


@pytest.fixture(scope="module")
def given_parties(tiny: Classifier) -> list[Document]:
    return tiny(TEXTS, EVERYONE)


@pytest.fixture(scope="module")
def found_parties(tiny: Classifier) -> list[Document]:
    return tiny(TEXTS)


def test_the_tiny_model_gives_every_kind_of_answer(
    given_parties: list[Document], found_parties: list[Document]
) -> None:
    """Without this the laws would hold for want of answers."""
    for documents in (given_parties, found_parties):
        assert len({stance.label for document in documents for stance in document.stances}) >= 2
        assert any(document.relations for document in documents)
    assert set(Counter(s.label for d in given_parties for s in d.stances)) == {"favor", "neutral", "against"}


def test_law_1_the_sentences_joined_give_the_text_back(
    given_parties: list[Document], found_parties: list[Document]
) -> None:
    for text, document in zip(TEXTS * 2, given_parties + found_parties, strict=True):
        assert "".join(sentence.text for sentence in document.sentences) == text


def test_law_2_mentions_stand_where_they_say(
    given_parties: list[Document], found_parties: list[Document]
) -> None:
    for text, document in zip(TEXTS * 2, given_parties + found_parties, strict=True):
        check(document, text)


@pytest.mark.parametrize("parties", [EVERYONE, None], ids=["given", "found"])
def test_law_3_answers_do_not_depend_on_batch_size_or_order(
    tiny: Classifier, given_parties: list[Document], found_parties: list[Document], parties: Any
) -> None:
    whole = given_parties if parties else found_parties
    order = random.Random(1).sample(range(len(TEXTS)), len(TEXTS))
    for index, document in zip(order, tiny([TEXTS[i] for i in order], parties), strict=True):
        assert_same(document, whole[index])
    for text, document in zip(TEXTS[:8], whole, strict=False):
        assert_same(tiny(text, parties), document)


def test_law_3_answers_do_not_depend_on_the_token_budget(
    tiny_folder: Path, given_parties: list[Document]
) -> None:
    other = load(tiny_folder, device="cpu")
    other._judge._batch_tokens = 40
    for document, whole in zip(other(TEXTS, EVERYONE), given_parties, strict=True):
        assert_same(document, whole)


def test_law_3_windows_of_a_long_sentence_keep_the_order_of_the_text(tiny: Classifier) -> None:
    names = [f"{first}{second}" for first in ("Kor", "Bel") for second in ("land", "mark", "via", "stan")]
    text = " accused the long coast and the harbour of the rain and ".join(names)
    alone = tiny(text, names)
    assert alone.relations
    places = [(text.index(relation.holder), text.index(relation.target)) for relation in alone.relations]
    assert places == sorted(places)
    assert_same(tiny([*TEXTS, text], names)[-1], alone)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(EVERYONE), min_size=1, unique=True))
def test_law_4_the_other_parties_do_not_change_an_answer(
    tiny: Classifier, given_parties: list[Document], parties: list[str]
) -> None:
    for document, whole in zip(tiny(TEXTS[:12], parties), given_parties, strict=False):
        kept = {(s.party, s.mentions): s for s in whole.stances if s.party in parties}
        assert {(s.party, s.mentions) for s in document.stances} == set(kept)
        for stance in document.stances:
            same = kept[stance.party, stance.mentions]
            assert stance.label == same.label
            assert stance.probabilities == pytest.approx(dict(same.probabilities), abs=ROUNDING)
            assert stance.holders == tuple(holder for holder in same.holders if holder in parties)
        kept_relations = [r for r in whole.relations if {r.holder, r.target} <= set(parties)]
        assert {(r.holder, r.target, r.label, r.sentence) for r in document.relations} == {
            (r.holder, r.target, r.label, r.sentence) for r in kept_relations
        }


@pytest.mark.parametrize("count", [1, 2, 50])
def test_law_5_a_sentence_is_encoded_once_if_it_names_a_party(
    tiny_folder: Path, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    rows: list[int] = []
    encode = TorchRuntime.encode
    monkeypatch.setattr(
        TorchRuntime, "encode", lambda self, batch: rows.append(len(batch.ids)) or encode(self, batch)
    )
    parties = ["Norvania", "Estmark", *(f"Nobody {n}" for n in range(48))][:count]
    document = load(tiny_folder, device="cpu")(TEXT, parties)
    naming = [s for s in document.sentences if any(name in s.text for name in parties)]
    assert sum(rows) == len(naming) == sum(bool(s.stances) for s in document.sentences)
    assert len(naming) < len(document.sentences)


def test_law_5_without_a_party_nothing_is_encoded(tiny: Classifier, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(TorchRuntime, "encode", None)
    assert not tiny("Rain fell on the coast. It was cold.", ["Norvania"]).stances
    assert not tiny("rain fell on the coast.").stances


def test_law_6_probabilities_sum_to_one(given_parties: list[Document], found_parties: list[Document]) -> None:
    for document in given_parties + found_parties:
        for answers in (document.stances, document.relations):
            assert np.allclose(figures(answers).sum(axis=1), 1, atol=1e-12)
            assert (figures(answers) >= 0).all()


def test_law_7_holder_and_target_differ_and_each_pair_stands_once(
    given_parties: list[Document], found_parties: list[Document]
) -> None:
    for document in given_parties + found_parties:
        for sentence in document.sentences:
            pairs = [(relation.holder, relation.target) for relation in sentence.relations]
            assert len(set(pairs)) == len(pairs)
            assert all(holder != target for holder, target in pairs)


def test_law_7_several_names_of_one_party_are_one_party(tiny: Classifier) -> None:
    text = "Norvania and Port Ansel blamed Estmark, Norvania's neighbour."
    (sentence,) = tiny(text, {"Norvania": ["Port Ansel"], "Estmark": []}).sentences
    assert [(s.party, len(s.mentions)) for s in sentence.stances] == [("Norvania", 3), ("Estmark", 1)]


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
@pytest.mark.parametrize("parties", [["Norvania", "Estmark"], None], ids=["given", "found"])
def test_law_8_odd_texts_give_a_document(tiny: Classifier, text: str, parties: Any) -> None:
    check(tiny(text, parties), text)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.one_of(
            st.text(st.characters(exclude_categories=()), max_size=12),
            st.sampled_from([*PARTIES, ". ", " and ", "\n", "U.S.", "’s"]),
        ),
        max_size=12,
    )
)
def test_law_8_any_text_gives_a_document(tiny: Classifier, parts: list[str]) -> None:
    text = "".join(parts)
    check(tiny(text, EVERYONE), text)
    check(tiny(text), text)


def test_law_8_a_megabyte_on_one_line(tiny: Classifier) -> None:
    text = "Norvania thanked the coast and the harbour and the rain, " + "and so on, " * 96_000 + "Estmark."
    assert len(text) > 2**20
    document = tiny(text, ["Norvania", "Estmark"])
    check(document, text)
    assert {stance.party for stance in document.stances} == {"Norvania", "Estmark"}


def test_law_8_a_megabyte_on_one_line_with_parties_to_find(tiny: Classifier) -> None:
    text = "Norvania thanked the coast and the harbour and the rain, " + "and so on, " * 96_000 + "Estmark."
    check(tiny(text), text)


def test_law_9_a_copy_of_the_folder_gives_the_same_answers(
    tiny_folder: Path, tmp_path: Path, given_parties: list[Document]
) -> None:
    copied = load(shutil.copytree(tiny_folder, tmp_path / "copy"), device="cpu")
    again = write_model(tmp_path / "again").folder
    for classifier in (copied, load(again, device="cpu")):
        documents = classifier(TEXTS, EVERYONE)
        assert [d.to_dict() for d in documents] == [d.to_dict() for d in given_parties]


def test_law_10_two_classifiers_do_not_disturb_each_other(
    tiny: Classifier, tmp_path: Path, given_parties: list[Document]
) -> None:
    other = load(write_model(tmp_path, seed=7).folder, device="cpu")
    alone = other(TEXTS, EVERYONE)
    one, two = tiny.stream(TEXTS, EVERYONE), other.stream(TEXTS, EVERYONE)
    for (mine, theirs), first, second in zip(zip(one, two, strict=True), given_parties, alone, strict=True):
        assert_same(mine, first)
        assert_same(theirs, second)
    assert any(
        figures(a.stances).tolist() != figures(b.stances).tolist()
        for a, b in zip(given_parties, alone, strict=True)
    )
    assert {document.model for document in alone} == {"tiny@seed7"}


def test_law_10_eight_threads_share_a_classifier(tiny: Classifier, given_parties: list[Document]) -> None:
    jobs = [(index, parties) for index in range(8) for parties in (EVERYONE, None)] * 3
    with ThreadPoolExecutor(8) as pool:
        documents = list(pool.map(lambda job: tiny(TEXTS[job[0]], job[1]), jobs))
    for (index, parties), document in zip(jobs, documents, strict=True):
        assert_same(document, given_parties[index] if parties else tiny(TEXTS[index]))


NAMES = (
    "Norvania",
    "Zimbabwe",
    "Amara Koroma",
    "Lake Council",
    "NATO",
    "O’Neill",
    "Abdul-Rahman",
    "U.S.",
    "Kyiv",
)


def test_law_11_a_name_swapped_for_another_keeps_its_label(tiny: Classifier) -> None:
    """The flip rate is zero: the stance heads never see a name that is hidden."""
    flips, asked = 0, 0
    for template in TEMPLATES:
        pattern = template.split("\t")[0]
        answers = [
            tiny(pattern.format(*pair), list(pair)) for pair in itertools.permutations(NAMES, 2)
        ]  # fmt: skip
        for place in (0, 1):
            labels = []
            for pair, document in zip(itertools.permutations(NAMES, 2), answers, strict=True):
                labels += [s.label for s in document.stances if s.party == pair[place]]
            assert len(labels) == len(answers)
            asked += len(labels)
            flips += len(labels) - Counter(labels).most_common(1)[0][1]
    assert flips == 0, f"{flips} of {asked} labels changed with the name"


def test_three_hundred_parties_in_a_sentence(tiny: Classifier) -> None:
    names = [f"Kor{chr(97 + n % 26)}{chr(97 + n // 26)}land" for n in range(300)]
    text = ", ".join(names) + " met."
    document = tiny(text, names)
    check(document, text)
    assert [stance.party for stance in document.stances] == names


def test_law_12_nothing_of_a_long_sentence_is_left_out(tiny: Classifier) -> None:
    names = [
        f"{first}{second}" for first in ("Kor", "Bel", "Zam") for second in ("land", "mark", "via", "stan")
    ]
    text = " and the long rain over the coast and the harbour, ".join(names) + " said so."
    assert len(text.split()) > 100 > tiny.checkpoint.config.max_tokens
    document = tiny(text, names)
    check(document, text)
    assert [stance.party for stance in document.stances] == names


def test_law_12_every_mention_of_ten_thousand_words_is_kept(tiny: Classifier) -> None:
    text = "Norvania blamed the coast and " * 2000 + "Estmark"
    document = tiny(text, ["Norvania", "Estmark"])
    check(document, text)
    assert [len(stance.mentions) for stance in document.stances] == [2000, 1]


def test_law_12_a_long_sentence_far_away_does_not_change_a_window(tiny: Classifier) -> None:
    """Words beyond the window around a mention have no say."""
    near = "the rain and the coast and the harbour and " * 8
    short = tiny(near + "Norvania was blamed for the flood " + near, ["Norvania"])
    text = near + "Norvania was blamed for the flood " + near + "and so on " * 50
    (stance,) = tiny(text, ["Norvania"]).stances
    assert stance.probabilities == pytest.approx(dict(short.stances[0].probabilities), abs=ROUNDING)
