"""The network's views, masks and heads on random weights."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from stance.batch import Batch, TextEncoder, collate, lay_out_spans
from stance.blind import NameBlinder
from stance.model.network import StanceNetwork, attention_mask, batch_tensors, span_tensors
from tests import tiny

NETWORK = tiny.network()
ROWS = TextEncoder(tiny.tokenizer(), NameBlinder(tiny.known_words())).encode(
    [record["sentence"] for record in tiny.records()[::5]] + ["rain fell.", ""]
)
EVERY_ROW = range(len(ROWS))


def collated(rows: list[int] | range = EVERY_ROW, *, name_view: bool = False) -> Batch:
    return collate([ROWS[i] for i in rows], cls_id=2, sep_id=3, pad_id=0, name_view=name_view)


@torch.inference_mode()
def hidden(batch: Batch, network: StanceNetwork = NETWORK) -> torch.Tensor:
    states: torch.Tensor = network(batch_tensors(batch))
    return states


def test_the_main_view_is_the_same_with_and_without_the_name_view() -> None:
    without, together = hidden(collated()), hidden(collated(name_view=True))
    for index, row in enumerate(ROWS):
        n = len(row) + 2
        assert torch.allclose(without[index, :n], together[index, :n], atol=1e-5)


def test_the_name_view_sees_the_names() -> None:
    """Else mentions could not be told apart."""
    batch = collated([0], name_view=True)
    other = collated([0], name_view=True)
    other.ids[batch.views == 2] = 5
    assert not torch.allclose(hidden(batch)[batch.views == 2], hidden(other)[batch.views == 2], atol=1e-3)
    assert torch.allclose(hidden(batch)[batch.views == 1], hidden(other)[batch.views == 1], atol=1e-5)


@pytest.mark.parametrize("name_view", [False, True])
def test_padding_changes_nothing(name_view: bool) -> None:
    together = hidden(collated(name_view=name_view))
    for index in range(len(ROWS)):
        alone = hidden(collated([index], name_view=name_view))[0]
        assert torch.allclose(together[index, : len(alone)], alone, atol=1e-5)


def test_what_stands_in_the_padding_changes_nothing() -> None:
    batch, other = collated(name_view=True), collated(name_view=True)
    padding = batch.views == 0
    assert padding.any()
    other.ids[padding], other.shapes[padding], other.positions[padding] = 7, 2, 9
    assert torch.allclose(hidden(batch)[~padding], hidden(other)[~padding], atol=1e-5)


@pytest.mark.parametrize("implementation", ["eager", "sdpa"])
@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_masks_hold_for_both_attentions_and_precisions(implementation: str, dtype: torch.dtype) -> None:
    network = tiny.network().to(dtype)
    network.encoder.set_attn_implementation(implementation)
    states = hidden(collated(name_view=True), network)
    assert states.isfinite().all()
    changed = collated(name_view=True)
    changed.ids[changed.views == 2] = 5
    main = torch.from_numpy(changed.views == 1)
    assert torch.equal(states[main], hidden(changed, network)[main])
    if dtype is torch.float32:
        assert torch.allclose(states[main], hidden(collated(name_view=True))[main], atol=1e-4)


def test_attention_mask_by_hand() -> None:
    views = torch.tensor([[1, 1, 2, 0]])
    lowest = torch.finfo(torch.float32).min
    mask = attention_mask(views, torch.float32)
    assert mask.shape == (1, 1, 4, 4)
    assert (mask[0, 0] == 0).tolist() == [
        [True, True, False, False],
        [True, True, False, False],
        [True, True, True, False],
        [True, True, False, False],
    ]  # fmt: skip
    assert set(mask.unique().tolist()) == {0.0, lowest}
    assert attention_mask(torch.tensor([[1, 1, 0]]), torch.float32).tolist() == [[1, 1, 0]]


def features(batch: Batch, spans: list[tuple[int, list[int]]]) -> torch.Tensor:
    with torch.inference_mode():
        laid = span_tensors(lay_out_spans(spans, [], batch.ids.shape[1]))
        return NETWORK.span_features(hidden(batch), batch_tensors(batch), laid)


def test_a_span_is_the_mean_of_its_tokens_and_its_sentence() -> None:
    batch = collated()
    states = hidden(batch)
    pooled = features(batch, [(0, [0, 2]), (3, [1])])
    assert pooled.shape == (2, 96)
    assert torch.allclose(pooled[0, :32], (states[0, 1] + states[0, 3]) / 2, atol=1e-5)
    assert torch.allclose(pooled[1, :32], states[3, 2], atol=1e-5)
    assert torch.equal(pooled[1, 64:], states[3, 0])


def test_spans_do_not_disturb_each_other() -> None:
    spans = [(row, [token]) for row in range(6) for token in range(3)]
    together = features(collated(name_view=True), spans)
    for index, (row, tokens) in enumerate(spans):
        alone = features(collated([row]), [(0, tokens)])[0]
        assert torch.allclose(together[index], alone, atol=1e-3)  # of states up to 40, whose sums are ordered


def test_no_spans_and_no_pairs() -> None:
    none = features(collated(), [])
    assert none.shape == (0, 96)
    laid = span_tensors(lay_out_spans([], [], 10))
    with torch.inference_mode():
        assert NETWORK.stance_logits(none).shape == (0, 3)
        assert NETWORK.relation_logits(none, laid.pairs).shape == (0, 3)


def test_holder_and_target_are_told_apart_and_the_writer_is_a_holder_too() -> None:
    spans = lay_out_spans([(0, [0]), (0, [2])], [(0, 1), (1, 0), (-1, 0)], collated().ids.shape[1])
    with torch.inference_mode():
        logits = NETWORK.relation_logits(
            features(collated(), [(0, [0]), (0, [2])]), span_tensors(spans).pairs
        )
    assert logits.shape == (3, 3)
    assert len({tuple(row) for row in logits.tolist()}) == 3


def test_each_scheme_has_a_head_and_the_first_one_answers() -> None:
    two = tiny.network(tiny.config(schemes=("party", "other")))
    some = torch.ones(1, 96)
    assert torch.equal(two.stance_logits(some), two.stance_logits(some, "party"))
    assert not torch.equal(two.stance_logits(some), two.stance_logits(some, "other"))
    with pytest.raises(KeyError):
        two.stance_logits(some, "third")


def test_a_fresh_network_ignores_case_and_view() -> None:
    """Both embeddings begin at zero, so that the encoder starts as it was trained."""
    fresh = StanceNetwork(tiny.config()).eval()
    batch, shouted = collated(), collated()
    shouted.shapes[:] = 3
    assert torch.equal(hidden(batch, fresh), hidden(shouted, fresh))


@pytest.mark.parametrize("model_type", ["roberta", "distilbert", "electra", "mpnet", "modernbert"])
def test_other_encoders_keep_the_main_view_apart_too(model_type: str) -> None:
    encoder = dict(tiny.config().encoder) | {"model_type": model_type, "embedding_size": 32}
    if model_type == "modernbert":
        encoder |= {"cls_token_id": 2, "sep_token_id": 3, "bos_token_id": 2, "eos_token_id": 3}
    torch.manual_seed(0)
    network = StanceNetwork(tiny.config(encoder=encoder)).eval()
    without, together = hidden(collated(), network), hidden(collated(name_view=True), network)
    for index, row in enumerate(ROWS):
        n = len(row) + 2
        assert np.allclose(without[index, :n], together[index, :n], atol=1e-5)
