"""Contrast groups: sentences that differ by one thing which must, or must not, change a label.

Source: Gardner et al., Evaluating Models' Local Decision Boundaries via Contrast Sets, Findings of ACL:
EMNLP 2020.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np

from training.evaluation.ask import Answer, Pair
from training.evaluation.tally import Tally, ratio

__all__ = ["by_capability", "group_tallies"]


def group_tallies(answers: Sequence[Answer], pairs: Sequence[Pair]) -> dict[str, Tally]:
    """Share of labels right, of groups whose labels are all right, and of groups with all relations too."""
    groups = tuple(dict.fromkeys(a.record.group for a in answers))
    index = {group: number for number, group in enumerate(groups)}
    labels = np.zeros((len(groups), 2), np.int64)
    for answer in answers:
        labels[index[answer.record.group]] += (answer.gold == answer.found, 1)
    whole = np.ones((len(groups), 2), np.int64)
    whole[:, 0] = labels[:, 0] == labels[:, 1]
    both = whole.copy()
    for pair in pairs:
        if pair.gold != pair.found and pair.record.group in index:
            both[index[pair.record.group], 0] = 0
    return {
        "labels_right": Tally(groups, labels, ratio),
        "groups_right": Tally(groups, whole, ratio),
        "groups_right_with_relations": Tally(groups, both, ratio),
    }


def by_capability(answers: Sequence[Answer]) -> dict[str, dict[str, Any]]:
    """Per capability: its groups, how many are wholly right, its labels and the share of them right."""
    labels: dict[str, dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    for answer in answers:
        record = answer.record
        labels[record.capability or "other"][record.group].append(answer.gold == answer.found)
    result = {}
    for name, groups in sorted(labels.items()):
        hits = [hit for group in groups.values() for hit in group]
        result[name] = {
            "groups": len(groups),
            "groups_right": sum(all(group) for group in groups.values()),
            "labels": len(hits),
            "labels_right": round(float(np.mean(hits)), 4),
        }
    return result
