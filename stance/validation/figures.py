"""All figures of a validation, as plain JSON types."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stance.types import LABELS, Label
from stance.validation.ask import Judged
from stance.validation.gold import Sample
from stance.validation.scores import (
    accuracy,
    calibration_error,
    chance_calibration_error,
    confusions,
    f1,
    interval,
    macro_f1,
    resample,
    wilson,
)

__all__ = ["MARGIN", "measure"]

MARGIN = 0.05
"""Half the width of an interval of macro F1 that counts as firm."""

_MIN_SCORES = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
_LEAST_KEPT = 20
_MOST_SHOWN = 10
_LEAST_OF_GROUP = 5

IntArray = NDArray[np.int64]


def measure(sample: Sample, answers: Sequence[Judged], aim: float) -> dict[str, Any]:
    """Everything that the report tells; shares lie between 0 and 1.

    Args:
        sample: how the sample was read.
        answers: at least one.
        aim: the share of right answers to find a score for.
    """
    gold = np.array([LABELS.index(each.gold.label) for each in answers], np.int64)
    found = np.array([LABELS.index(each.label) for each in answers], np.int64)
    documents = {each.gold.document for each in answers}
    # A column of numbers of rows or sentences is no column of documents: texts are the larger clusters then.
    by_document = "" not in documents and len(documents) <= len({each.gold.text for each in answers})
    clusters = [each.gold.document if by_document else each.gold.text for each in answers]
    counts = confusions(gold, found, clusters)
    wrong = sorted((each for each in answers if each.label != each.gold.label), key=lambda e: -e.score)
    unnamed = [each for each in answers if each.answer is None]
    return {
        "labels": len(answers),
        "clusters": len(counts),
        "cluster": "document" if by_document else "text",
        "columns": sample.columns,
        "read_as": sample.read_as,
        "skipped": [{"row": row, "reason": reason} for row, reason in sorted(sample.skipped.items())],
        "unnamed": {"count": len(unnamed), "rows": [_shown(each) for each in unnamed[:_MOST_SHOWN]]},
        **_scores(counts, gold),
        "calibration": _calibration(answers),
        "aim": {"accuracy": aim, **_reach(answers, aim)},
        "coverage": _coverage(answers),
        "parties": _groups(answers, lambda each: each.gold.party),
        "sources": _groups(answers, lambda each: each.gold.source),
        "holders": _holders(answers),
        "wrong": {"count": len(wrong), "surest": [_shown(each) for each in wrong[:_MOST_SHOWN]]},
    }


def _scores(counts: IntArray, gold: IntArray) -> dict[str, Any]:
    """Scores with intervals, beside those of always answering the commonest label."""
    whole, drawn = counts.sum(axis=0), resample(counts)
    common = int(np.bincount(gold, minlength=len(LABELS)).argmax())
    always, drawn_always = np.zeros_like(whole), np.zeros_like(drawn)
    always[:, common], drawn_always[:, :, common] = whole.sum(axis=1), drawn.sum(axis=2)
    precision, recall, f1s = f1(whole)
    drawn_f1s = f1(drawn)[2]
    macro = _figure(float(macro_f1(whole)), interval(macro_f1(drawn)))
    right = _figure(float(accuracy(whole)), interval(accuracy(drawn)))
    if right["low"] == right["high"]:  # all right or all wrong: resampling cannot tell how far that holds
        low, high = wilson(round(right["value"] * len(counts)), len(counts))
        right["low"], right["high"] = _round(low), _round(high)
        macro["low"], macro["high"] = min(macro["low"], right["low"]), max(macro["high"], right["high"])
    gain = macro_f1(drawn) - macro_f1(drawn_always)
    half = max((macro["high"] - macro["low"]) / 2, 1e-9)
    return {
        "macro_f1": macro,
        "accuracy": right,
        "baseline": {
            "label": str(LABELS[common]),
            "macro_f1": _round(macro_f1(always)),
            "accuracy": _round(accuracy(always)),
        },
        "gain": _figure(float(macro_f1(whole) - macro_f1(always)), interval(gain)),
        "per_label": {
            str(label): {
                "labels": int(whole[i].sum()),
                "precision": _round(precision[i]),
                "recall": _round(recall[i]),
                "f1": _figure(float(f1s[i]), interval(drawn_f1s[:, i])),
            }
            for i, label in enumerate(LABELS)
        },
        "confusion": [
            {
                "gold": str(LABELS[row]),
                "found": str(LABELS[column]),
                "count": int(count),
                "of": int(whole[row].sum()),
            }
            for (row, column), count in np.ndenumerate(whole)
        ],
        "needed": {
            "margin": MARGIN,
            "labels": _upward(len(gold) * (half / MARGIN) ** 2),
            "half_width": _round(half),
        },
    }


def _figure(value: float, bounds: tuple[float, float]) -> dict[str, float]:
    return {"value": _round(value), "low": _round(bounds[0]), "high": _round(bounds[1])}


def _round(value: Any) -> float:
    return round(float(value), 4)


def _upward(number: float) -> int:
    """A number of labels to aim for: up to the next with two figures."""
    step = 10 ** max(0, len(str(int(number))) - 2)
    return int(-(-number // step) * step)


def _calibration(answers: Sequence[Judged]) -> dict[str, float] | None:
    known = [each for each in answers if each.answer is not None]
    if not known:
        return None
    confidence = np.array([each.score for each in known])
    right = np.array([each.label == each.gold.label for each in known])
    return {
        "error": _round(calibration_error(confidence, right)),
        "chance": _round(chance_calibration_error(confidence)),
        "confidence": _round(confidence.mean()),
        "accuracy": _round(right.mean()),
    }


def _kept(answers: Sequence[Judged], min_score: float) -> dict[str, Any]:
    """The figures of the answers with such a score; empty when there are none."""
    known = [each for each in answers if each.answer is not None]
    kept = [each for each in known if each.score >= min_score]
    if not kept:
        return {}
    right = sum(each.label == each.gold.label for each in kept)
    return {
        "min_score": min_score,
        "kept": _round(len(kept) / len(known)),
        "labels": len(kept),
        "right": _figure(right / len(kept), wilson(right, len(kept))),
    }


def _coverage(answers: Sequence[Judged]) -> list[dict[str, Any]]:
    return [row for row in (_kept(answers, score) for score in _MIN_SCORES) if row]


def _reach(answers: Sequence[Judged], aim: float) -> dict[str, Any]:
    """The lowest score at which the share of right answers is as wished; empty if there is none."""
    for hundredths in range(100):
        row = _kept(answers, hundredths / 100)
        if not row or row["labels"] < _LEAST_KEPT:
            return {}
        if row["right"]["value"] >= aim:
            return row
    return {}


def _groups(answers: Sequence[Judged], name: Callable[[Judged], str]) -> list[dict[str, Any]]:
    """Share of right labels of each group that has enough, the largest first."""
    groups: dict[str, list[bool]] = defaultdict(list)
    for each in answers:
        groups[name(each)].append(each.label == each.gold.label)
    rows = [
        {
            "name": group,
            "labels": len(right),
            **_figure(sum(right) / len(right), wilson(sum(right), len(right))),
        }
        for group, right in groups.items()
        if group and len(right) >= _LEAST_OF_GROUP
    ]
    return sorted(rows, key=lambda row: (-row["labels"], row["name"]))


def _holders(answers: Sequence[Judged]) -> dict[str, Any] | None:
    """How often the holder was found, of the rows that name one and whose label is right."""
    found = [
        each.answer is not None and each.gold.holder in each.answer.holders
        for each in answers
        if each.gold.holder and each.gold.label != Label.NEUTRAL and each.label == each.gold.label
    ]
    if not found:
        return None
    return {"labels": len(found), **_figure(sum(found) / len(found), wilson(sum(found), len(found)))}


def _shown(each: Judged) -> dict[str, Any]:
    sentences = each.answer.sentences if each.answer else (each.gold.text,)
    return {
        "row": each.gold.row,
        "party": each.gold.party,
        "gold": str(each.gold.label),
        "found": str(each.label) if each.answer else None,
        "score": _round(each.score),
        "text": " ".join(" ".join(sentences).split()),
    }
