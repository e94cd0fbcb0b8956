from __future__ import annotations

import numpy as np
import pytest
import torch

from stance.batch import TextEncoder
from stance.blind import NameBlinder
from tests import tiny
from training.config import LossSettings
from training.dataset import IGNORE, LabelledBatch, build_examples, collate_examples
from training.losses import divergence, forward, supervised_loss
from training.markup import parse_markup
from training.records import Record

CONFIG = tiny.config(schemes=("party", "newsmtsc"))
NETWORK = tiny.network(CONFIG)
TEXTS = TextEncoder(tiny.tokenizer(), NameBlinder(tiny.known_words()))


def batch(count: int = 6) -> LabelledBatch:
    records = [Record.from_dict(row) for row in tiny.records()[:count]]
    return collate_examples(build_examples(records, TEXTS, CONFIG), CONFIG)


def perfect(labelled: LabelledBatch) -> dict[str, torch.Tensor]:
    def logits(labels: np.ndarray) -> torch.Tensor:  # type: ignore[type-arg]
        return 50 * torch.nn.functional.one_hot(torch.as_tensor(labels).clamp(min=0), 3).float()

    return {
        **{scheme: logits(labels) for scheme, labels in labelled.stances.items()},
        "relation": logits(labelled.relations),
        "mention": logits(labelled.tags),
    }


def test_forward_gives_all_logits_in_float32() -> None:
    labelled = batch()
    outputs = forward(NETWORK, labelled)
    shapes = {name: tuple(logits.shape) for name, logits in outputs.items()}
    assert shapes == {
        "party": (12, 3), "newsmtsc": (12, 3), "relation": (24, 3), "mention": (*labelled.tags.shape, 3)
    }  # fmt: skip
    assert {logits.dtype for logits in outputs.values()} == {torch.float32}


def test_the_right_labels_cost_nothing() -> None:
    labelled = batch()
    assert float(supervised_loss(perfect(labelled), labelled, LossSettings(smoothing=0))) < 1e-6


@pytest.mark.parametrize("name", ["party", "relation", "mention"])
def test_each_head_adds_to_the_loss_by_its_weight(name: str) -> None:
    labelled = batch()
    outputs = perfect(labelled)
    outputs[name] = torch.zeros_like(outputs[name])
    for weight in (0.0, 1.0, 2.0):
        key = "stance" if name == "party" else name
        settings = LossSettings.model_validate({"smoothing": 0, key: weight})
        assert float(supervised_loss(outputs, labelled, settings)) == pytest.approx(
            weight * np.log(3), abs=1e-4
        )


def test_unknown_labels_cost_nothing() -> None:
    labelled = batch()
    outputs = perfect(labelled)
    for labels in labelled.stances.values():
        labels[:] = IGNORE
    outputs["party"] = torch.zeros_like(outputs["party"])
    assert float(supervised_loss(outputs, labelled, LossSettings(smoothing=0))) < 1e-6


def test_a_batch_without_parties_has_a_finite_loss_and_gradient() -> None:
    record = parse_markup("x\tRain fell on the coast.\t-", "r")
    labelled = collate_examples(build_examples([record], TEXTS, CONFIG), CONFIG)
    NETWORK.zero_grad()
    loss = supervised_loss(forward(NETWORK, labelled), labelled, LossSettings(polar_weight=1))
    loss.backward()  # type: ignore[no-untyped-call]
    assert loss.isfinite()
    assert all(p.grad is None or bool(p.grad.isfinite().all()) for p in NETWORK.parameters())


def test_the_loss_goes_through_to_every_weight() -> None:
    network = tiny.network(CONFIG)
    labelled = batch(40)
    for labels in labelled.stances.values():
        labels[labels == IGNORE] = 0
    supervised_loss(forward(network, labelled), labelled, LossSettings()).backward()  # type: ignore[no-untyped-call]
    without = [n for n, p in network.named_parameters() if p.grad is None or not bool(p.grad.any())]
    assert [name for name in without if ".pooler." not in name and "token_type" not in name] == []


def test_polar_labels_count_more_when_told() -> None:
    labelled = batch()
    wrong = perfect(labelled)
    polar = torch.as_tensor(labelled.stances["party"]) != 1
    wrong["party"][polar] = 0
    even, more = (
        float(supervised_loss(wrong, labelled, LossSettings(smoothing=0, polar_weight=w))) for w in (0, 3)
    )
    assert more > even


def test_divergence_is_zero_for_equals_and_symmetric() -> None:
    one, two = {"party": torch.randn(5, 3)}, {"party": torch.randn(5, 3)}
    assert float(divergence(one, one)) == pytest.approx(0, abs=1e-7)
    assert float(divergence(one, two)) == pytest.approx(float(divergence(two, one)))
    assert float(divergence(one, two)) > 0
    assert float(divergence({"party": torch.zeros(0, 3)}, {"party": torch.zeros(0, 3)})) == 0
