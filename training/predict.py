"""A network's logits on labelled examples, for choosing and calibrating during training."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

from stance.model.network import StanceNetwork
from training.dataset import IGNORE, Example, collate_examples
from training.losses import forward
from training.metrics import f1_of_counts, macro_f1, polar_f1

__all__ = ["Predictions", "predict", "scores"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
_ROWS = 64


class Predictions(NamedTuple):
    """Gold labels and logits of a labelled set; pairs with the writer as holder are left out.

    Attributes:
        gold: [N] stance labels; logits: [N, 3].
        groups: [N] contrast group of each, or "".
        pair_gold: [P]; pair_logits: [P, 3].
        mention_counts: right, found and wanted words' tags (not outside).
    """

    gold: IntArray
    logits: FloatArray
    groups: list[str]
    pair_gold: IntArray
    pair_logits: FloatArray
    mention_counts: tuple[int, int, int]


@torch.no_grad()
def predict(network: StanceNetwork, examples: Sequence[Example]) -> Predictions:
    """Run the network over examples, sorted by length."""
    training = network.training
    network.eval()
    gold, logits, groups, pair_gold, pair_logits = [], [], [], [], []
    counts = np.zeros(3, np.int64)
    order = sorted(examples, key=lambda e: len(e.tokens))
    for first in range(0, len(order), _ROWS):
        labelled = collate_examples(order[first : first + _ROWS], network.config)
        outputs = {name: value.cpu().numpy() for name, value in forward(network, labelled).items()}
        labels = labelled.stances["party"]
        gold.append(labels[labels != IGNORE])
        logits.append(outputs["party"][labels != IGNORE])
        groups += [
            e.record.group for e in labelled.examples for label in e.stances["party"] if label != IGNORE
        ]
        named = labelled.spans.pairs[:, 0] >= 0
        pair_gold.append(labelled.relations[named])
        pair_logits.append(outputs["relation"][named])
        known = labelled.tags != IGNORE
        tags, wanted = outputs["mention"].argmax(-1)[known], labelled.tags[known]
        counts += [
            int(((tags == wanted) & (wanted > 0)).sum()),
            int((tags > 0).sum()),
            int((wanted > 0).sum()),
        ]
    network.train(training)
    right, found, total = (int(c) for c in counts)
    return Predictions(
        np.concatenate(gold), np.concatenate(logits).astype(np.float64), groups,
        np.concatenate(pair_gold), np.concatenate(pair_logits).astype(np.float64), (right, found, total),
    )  # fmt: skip


def scores(predictions: Predictions) -> dict[str, float]:
    """The figures by which runs are compared; of a head that the set has no labels for, there are none."""
    found = predictions.logits.argmax(-1)
    pairs = predictions.pair_logits.argmax(-1)
    result: dict[str, float] = {}
    if len(found):
        result["macro_f1"] = macro_f1(predictions.gold, found)
        result["accuracy"] = float((predictions.gold == found).mean())
    if len(pairs):
        result["relations_macro_f1"] = macro_f1(predictions.pair_gold, pairs)
        result["relations_polar_f1"] = polar_f1(predictions.pair_gold, pairs)
    if predictions.mention_counts[2]:
        result["mention_words_f1"] = f1_of_counts(*predictions.mention_counts)
    if any(predictions.groups):
        right = predictions.gold == found
        groups: dict[str, bool] = {}
        for group, hit in zip(predictions.groups, right, strict=True):
            groups[group] = groups.get(group, True) and bool(hit)
        result["groups_right"] = float(np.mean(list(groups.values())))
    return {name: round(value, 4) for name, value in result.items()}
