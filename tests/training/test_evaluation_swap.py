"""Names swapped for others of their kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest

from stance.classifier import Classifier, Parties
from stance.parties import lexicon
from stance.types import LABELS, Document, Label, Mention, Sentence, Stance
from tests.tiny import records
from training.evaluation.swap import flip_tallies, flips, swap_name, worst_names
from training.evaluation.swap_names import NAMES, kind_of
from training.records import Record, RecordParty


def made(sentence: str, *names: str) -> Record:
    parties = tuple(
        RecordParty(name, sentence.index(name), sentence.index(name) + len(name), "neutral") for name in names
    )
    return Record("1", sentence, parties, {})


class Prejudiced:
    """Is against everyone called Peru or Iran, whatever the sentence says."""

    def stream_each(self, texts: Iterable[tuple[str, Parties]]) -> Iterator[Document]:
        for text, parties in texts:
            stances = []
            for party in parties or ():
                name = str(party)
                label = Label.AGAINST if name in ("Peru", "Iran") else Label.NEUTRAL
                chances = {str(each): float(each == label) for each in LABELS}
                start = text.index(name)
                mention = Mention(name, start, start + len(name))
                stances.append(Stance(name, label, 1.0, chances, (mention,)))
            yield Document(text, (Sentence(text, 0, len(text), tuple(stances)),))


def test_every_name_is_of_its_kind() -> None:
    for kind, names in NAMES.items():
        assert len(set(names)) == len(names) >= 6
        assert [kind_of(name) for name in names] == [kind] * len(names)
        assert all((lexicon().get(name) is None) == (kind not in NAMES_OF_STATES) for name in names)


NAMES_OF_STATES = ("country", "demonym", "people", "capital")


def test_all_places_of_a_name_are_swapped_and_the_others_move_along() -> None:
    record = made("Ghana met Togo; Ghana and a Ghanaian left Togo.", "Ghana", "Togo", "Ghanaian")
    swapped = swap_name(record, 0, "Peru")
    assert swapped.sentence == "Peru met Togo; Peru and a Ghanaian left Togo."
    swapped.validate()
    assert [p.name for p in swapped.parties] == ["Peru", "Togo", "Ghanaian"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Iranian", "An Iranian left."), ("German", "A German left.")],
)
def test_the_article_follows_the_name(name: str, expected: str) -> None:
    assert swap_name(made("A Ghanaian left.", "Ghanaian"), 0, name).sentence == expected


def test_a_model_that_judges_names_is_found_out() -> None:
    sentences = [made(f"On day {number} Ghana met Togo.", "Ghana", "Togo") for number in range(40)]
    swaps = flips(Prejudiced(), [Record(f"r{n}", r.sentence, r.parties, {}) for n, r in enumerate(sentences)])
    assert len(swaps) == 40 * 2 * 4
    assert {swap.kind for swap in swaps} == {"country"}
    tallies = flip_tallies(swaps)
    assert tallies["flips"].value == pytest.approx(2 / len(NAMES["country"]), abs=0.05)
    assert {row["name"] for row in worst_names(swaps, most=2)} == {"Peru", "Iran"}
    assert worst_names(swaps)[0]["flips"] == 1.0


def test_the_same_seed_draws_the_same_names(tiny: Classifier) -> None:
    some = [Record.from_dict(row) for row in records()]
    first, again = (flips(tiny, some, most=8, seed=4) for _ in range(2))
    assert first == again
    assert len(first) == 32
    assert [s.name for s in flips(tiny, some, most=8, seed=5)] != [s.name for s in first]


def test_parties_named_in_several_ways_are_left_out() -> None:
    several = made("Ghana said Accra would help Ghana.", "Ghana")
    nested = made("The Bank of Ghana spoke.", "Ghana", "Bank of Ghana")
    unlabelled = Record("3", "Ghana spoke.", (RecordParty("Ghana", 0, 5, None),), {})
    assert flips(Prejudiced(), [several, nested, unlabelled]) == []
    beside = made("Ghana met Peru and Iran.", "Ghana", "Peru", "Iran")
    assert {s.name for s in flips(Prejudiced(), [beside]) if s.party == 0}.isdisjoint({"Peru", "Iran"})
