"""Is one model better than another? A paired bootstrap on the same sentences."""

from __future__ import annotations

from collections.abc import Mapping

from training.evaluation.tally import Tally

__all__ = ["compare"]


def compare(model: Mapping[str, Tally], other: Mapping[str, Tally]) -> dict[str, dict[str, float]]:
    """How much higher each score of a model is than another model's.

    Args:
        model: scores of the model.
        other: scores of the one it is compared with; those that only one of them has are left out.

    Returns:
        Per score ``value``, ``low`` and ``high`` (difference and its 95 % interval) and ``p``, see
        `Difference`. Of ``flips`` less is better.

    Raises:
        InputError: the two were not measured on the same sentences.

    >>> from training.evaluation.tally import accuracy, labels_tally
    >>> good, bad = (labels_tally([0, 1, 2], found, "abc", accuracy) for found in ([0, 1, 2], [0, 1, 1]))
    >>> compare({"accuracy": good}, {"accuracy": bad})["accuracy"]["value"]
    0.3333
    """
    result = {}
    for score in (score for score in model if score in other):
        difference = other[score].better(model[score])
        values = zip(difference._fields, difference, strict=True)
        result[score] = {key: round(number, 4) for key, number in values}
    return result
