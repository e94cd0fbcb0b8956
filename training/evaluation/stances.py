"""How well the labels of parties are found: all together, per label, per party and per source."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Sequence

import numpy as np

from stance.types import LABELS
from training.evaluation.ask import Answer
from training.evaluation.tally import Tally, accuracy, labels_tally, macro
from training.metrics import class_scores, confusion

__all__ = ["confusion_of", "per_group", "per_label", "per_party", "stance_tallies"]


def stance_tallies(answers: Sequence[Answer], cluster: Callable[[Answer], Hashable]) -> dict[str, Tally]:
    """Macro F1 and accuracy of the labels.

    Args:
        answers: what was said of each labelled party.
        cluster: what is resampled as a whole, as a function of the answer.
    """
    gold, found = [a.gold for a in answers], [a.found for a in answers]
    clusters = [cluster(a) for a in answers]
    return {
        "macro_f1": labels_tally(gold, found, clusters, macro),
        "accuracy": labels_tally(gold, found, clusters, accuracy),
    }


def confusion_of(answers: Sequence[Answer]) -> list[list[int]]:
    """Gold labels in rows, found ones in columns, in the order of `LABELS`."""
    counts = confusion(
        np.array([a.gold for a in answers], np.int64), np.array([a.found for a in answers], np.int64)
    )
    return [[int(cell) for cell in row] for row in counts]


def per_label(matrix: Sequence[Sequence[int]]) -> dict[str, dict[str, float]]:
    """Precision, recall, F1 and number of gold labels (support) of each label.

    >>> per_label([[1, 0, 0], [0, 1, 0], [0, 1, 1]])["favor"]
    {'precision': 1.0, 'recall': 0.5, 'f1': 0.6667, 'support': 2}
    """
    precision, recall, f1, _ = class_scores(np.array(matrix))
    return {
        str(label): {
            "precision": round(float(precision[i]), 4),
            "recall": round(float(recall[i]), 4),
            "f1": round(float(f1[i]), 4),
            "support": int(sum(matrix[i])),
        }
        for i, label in enumerate(LABELS)
    }


def per_group(
    answers: Sequence[Answer], group: Callable[[Answer], str], least: int = 1
) -> dict[str, dict[str, float]]:
    """Number of labels, accuracy and macro F1 of each group, the largest first.

    Args:
        answers: what was said of each labelled party.
        group: the group of an answer.
        least: groups with fewer labels are left out.
    """
    groups: dict[str, list[Answer]] = defaultdict(list)
    for answer in answers:
        groups[group(answer)].append(answer)
    return {
        name: {"labels": len(group_), **_scores(group_)}
        for name, group_ in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
        if len(group_) >= least
    }


def per_party(
    answers: Sequence[Answer], naming: Callable[[str], str] = str, most: int = 20
) -> dict[str, dict[str, float]]:
    """The scores of the parties that are labelled most often.

    Args:
        answers: what was said of each labelled party.
        naming: the party that a name means.
        most: how many parties to list.
    """
    names = Counter(naming(answer.name) for answer in answers)
    kept = {name for name, _ in names.most_common(most)}
    return per_group([a for a in answers if naming(a.name) in kept], lambda a: naming(a.name))


def _scores(answers: Sequence[Answer]) -> dict[str, float]:
    counts = np.array(confusion_of(answers))
    return {
        "accuracy": round(float(np.trace(counts) / counts.sum()), 4),
        "macro_f1": round(float(class_scores(counts)[3]), 4),
    }
