from __future__ import annotations

import random

import numpy as np
import pytest

from stance.batch import TextEncoder
from stance.blind import NameBlinder
from tests import tiny
from training.dataset import IGNORE, Example, build_examples, collate_examples, shuffled_batches
from training.markup import parse_markup
from training.records import Record

CONFIG = tiny.config()
BLIND = TextEncoder(tiny.tokenizer(), NameBlinder(tiny.known_words()))
PLAIN = TextEncoder(tiny.tokenizer(), None)
RECORDS = [Record.from_dict(row) for row in tiny.records()]


def one(marked: str, relations: str = "-", encoder: TextEncoder = BLIND, **options: object) -> Example:
    record = parse_markup(f"x\t{marked}\t{relations}", "r")
    return build_examples([record], encoder, CONFIG, **options)[0]  # type: ignore[arg-type]


def test_labels_stand_in_the_order_of_spans_and_pairs() -> None:
    example = one("{Norvania|neutral} accused {Estmark|against}.", "Norvania>Estmark:against")
    assert example.spans == [[0], [2]]
    assert example.stances == {"party": [1, 0]}
    assert dict(zip(example.pairs, example.relations, strict=True)) == {
        (1, 0): 1, (-1, 0): 1,  # nobody judges Norvania
        (0, 1): 0, (-1, 1): 1,  # Norvania holds it, so the writer does not
    }  # fmt: skip


def test_a_stance_that_nobody_named_holds_is_the_writers() -> None:
    example = one("Sources praised {Estmark|favor} in {Kesh|neutral}.")
    assert dict(zip(example.pairs, example.relations, strict=True))[-1, 0] == 2


def test_all_mentions_of_a_name_are_its_span() -> None:
    example = one("{Kesh|neutral} said Kesh trusts {Norvania|favor}.")
    placed = np.flatnonzero(example.tokens.names == 1).tolist()
    assert len(placed) == 2
    assert example.spans[0] == placed


def test_a_name_inside_another_partys_name_is_not_its_mention() -> None:
    example = one("{Kesh|neutral} blamed the {Kesh Steel|against}.")
    assert len(example.spans[0]) == 1
    assert set(example.spans[0]).isdisjoint(example.spans[1])


def test_a_party_beyond_the_window_is_left_out() -> None:
    example = one(
        "{Kesh|neutral} fell " + "and the rain " * 40 + "on {Norvania|favor}.", "Kesh>Norvania:favor"
    )
    assert len(example.tokens) == CONFIG.max_tokens
    assert (example.spans, example.stances["party"]) == ([[0]], [1])
    assert example.pairs == [(-1, 0)]


def test_an_unknown_label_is_ignored() -> None:
    row = tiny.records()[0]
    row["parties"][0]["label"] = None
    (example,) = build_examples([Record.from_dict(row)], BLIND, CONFIG)
    assert example.stances["party"][0] == IGNORE


def test_tags_of_names_stand_in_the_name_view() -> None:
    example = one("{Amara Koroma|neutral} met on Friday.")
    assert example.main_tags[0] == IGNORE
    assert [tag for tag in example.name_tags if tag != IGNORE] == [1, 2]
    plain = one("{Amara Koroma|neutral} met on Friday.", encoder=PLAIN)
    assert plain.name_tags == []
    assert [tag for tag in plain.main_tags if tag != IGNORE][:3] == [1, 2, 0]


def test_swapping_hides_the_whole_name_and_keeps_the_labels() -> None:
    plain = one("The {Bank of Kesh|favor} helped.")
    swapped = one("The {Bank of Kesh|favor} helped.", swap=1.0, chance=random.Random(1))
    assert len(swapped.tokens) < len(plain.tokens)
    assert len(swapped.spans[0]) == 1 < len(plain.spans[0])
    assert swapped.stances == plain.stances
    assert [tag for tag in swapped.name_tags if tag != IGNORE] == [1, 2, 2]


def test_without_chance_nothing_is_swapped() -> None:
    assert len(one("The {Bank of Kesh|favor} helped.", swap=1.0).spans[0]) > 1


def test_a_batch_has_labels_beside_its_arrays() -> None:
    examples = build_examples(RECORDS[:6], BLIND, CONFIG)
    batch = collate_examples(examples, CONFIG)
    assert len(batch.stances["party"]) == len(batch.spans.rows) == 12
    assert len(batch.relations) == len(batch.spans.pairs) == 24
    assert batch.tags.shape == batch.batch.ids.shape
    assert set(np.unique(batch.tags)) <= {IGNORE, 0, 1, 2}
    assert (batch.tags[batch.batch.views == 0] == IGNORE).all()
    assert (batch.tags[:, 0] == IGNORE).all()
    assert (batch.tags[batch.batch.views == 2] != IGNORE).any()
    named = batch.spans.pairs[batch.spans.pairs[:, 0] >= 0]
    assert (batch.spans.rows[named[:, 0]] == batch.spans.rows[named[:, 1]]).all()
    for row, example in enumerate(examples):
        mine = (
            batch.spans.tokens[batch.spans.rows[batch.spans.owners] == row]
            - row * batch.batch.ids.shape[1]
            - 1
        )
        assert mine.tolist() == [token for span in example.spans for token in span]


def test_a_scheme_that_a_record_lacks_is_ignored() -> None:
    both = tiny.config(schemes=("party", "other"))
    batch = collate_examples(build_examples(RECORDS[:2], BLIND, both), both)
    assert (batch.stances["other"] == IGNORE).all()
    assert batch.stances["other"].shape == batch.stances["party"].shape


def test_a_sentence_without_parties_goes_along() -> None:
    batch = collate_examples([one("Rain fell on the coast.")], CONFIG)
    assert batch.spans.pairs.shape == (0, 2)
    assert (batch.tags == 0).any()


@pytest.mark.parametrize("size", [1, 7, 40, 100])
def test_every_example_is_in_one_batch(size: int) -> None:
    examples = build_examples(RECORDS, BLIND, CONFIG)
    batches = list(shuffled_batches(examples, size, random.Random(1), pool=2))
    assert sorted(e.record.id for batch in batches for e in batch) == sorted(r.id for r in RECORDS)
    assert len(batches) == -(-len(RECORDS) // size)
    again = list(shuffled_batches(examples, size, random.Random(1), pool=2))
    assert [[e.record.id for e in b] for b in again] == [[e.record.id for e in b] for b in batches]
