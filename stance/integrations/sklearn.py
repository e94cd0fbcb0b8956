"""scikit-learn: an estimator over pairs of a sentence and a party."""

from __future__ import annotations

import os
import warnings
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stance.errors import InputError, MissingExtraError, PartyError
from stance.integrations.loading import process_classifier
from stance.pairs import Pair, judge_pairs
from stance.types import LABELS, Label, Party

try:
    from sklearn.base import BaseEstimator, ClassifierMixin
except ImportError as error:
    raise MissingExtraError("StanceEstimator", "scikit-learn", "sklearn") from error

__all__ = ["StanceEstimator"]

_CLASSES = tuple(sorted(str(label) for label in LABELS))
_MISSING = ("neutral", "error")


class StanceEstimator(ClassifierMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """The shipped model as a scikit-learn classifier of (sentence, party) pairs.

    X is a list of pairs, an array [n, 2] of texts, or a frame: its columns sentence and party if it has
    both, else its two columns. ``predict`` gives favor, neutral or against; ``predict_proba`` [n, 3] has its
    columns in the order of ``classes_``, which is alphabetical as everywhere in scikit-learn.

    The model is trained already: ``fit`` only checks what it is given, and may be left out. To fit the
    probabilities to your own labels, wrap it in ``CalibratedClassifierCV(FrozenEstimator(…))``.

    Args:
        model, device, runtime: as in `stance.load`.
        aliases: party name → further names for it, beside those of the built-in lexicon.
        missing: what a pair counts as whose sentence does not name the party: ``neutral`` (with
            probability 1, and a warning that counts them), or ``error``.

    >>> pairs = [("Ghana thanked Togo.", "Togo"), ("Benin blamed Niger for the delay.", "Niger")]
    >>> estimator = StanceEstimator()
    >>> estimator.predict(pairs).tolist(), estimator.score(pairs, ["favor", "favor"])
    (['favor', 'against'], 0.5)
    """

    def __init__(
        self,
        model: str | os.PathLike[str] | None = None,
        *,
        aliases: Mapping[str, Sequence[str]] | None = None,
        missing: str = "neutral",
        device: str = "auto",
        runtime: str = "auto",
    ) -> None:
        self.model = model
        self.aliases = aliases
        self.missing = missing
        self.device = device
        self.runtime = runtime

    @property
    def classes_(self) -> NDArray[np.str_]:
        """The labels, in the order of the columns of ``predict_proba``."""
        return np.array(_CLASSES)

    @property
    def n_features_in_(self) -> int:
        """A sentence and a party."""
        return 2

    def fit(self, X: Any, y: Any = None) -> StanceEstimator:  # noqa: N803  # scikit-learn's name
        """Check pairs and labels; nothing is learnt.

        Args:
            X: the pairs.
            y: their labels, or None.

        Raises:
            InputError: X has no such form, a label is none of ours, or their numbers differ.
        """
        pairs = _pairs(X)
        if y is not None:
            labels = list(y)
            if len(labels) != len(pairs):
                raise InputError(
                    f"{len(pairs)} pairs and {len(labels)} labels; a label for each pair is needed"
                )
            if unknown := sorted({str(label) for label in labels} - set(_CLASSES)):
                raise InputError(
                    f"y has the labels {', '.join(map(repr, unknown))}; allowed are {', '.join(_CLASSES)}"
                )
        return self

    def predict(self, X: Any) -> NDArray[np.str_]:  # noqa: N803
        """The most probable label of each pair [n].

        Raises:
            InputError: see `fit`, or a party that is not named where ``missing`` is ``error``.
        """
        labels: NDArray[np.str_] = self.classes_[self.predict_proba(X).argmax(axis=1)]
        return labels

    def predict_proba(self, X: Any) -> NDArray[np.float64]:  # noqa: N803
        """The calibrated probabilities of each pair [n, 3], columns in the order of ``classes_``.

        Raises:
            InputError: see `predict`.
        """
        if self.missing not in _MISSING:
            raise InputError(f"missing is {self.missing!r}; allowed are {' and '.join(_MISSING)}")
        pairs = _pairs(X)
        aliases = self.aliases or {}
        asked = [Pair(text, Party(party, tuple(aliases.get(party, ())))) for text, party in pairs]
        classifier = process_classifier(self.model, self.device, self.runtime)
        found = np.zeros((len(asked), len(LABELS)))
        unnamed: list[int] = []
        for row, answer in enumerate(judge_pairs(classifier, asked)):
            if answer is None:
                unnamed.append(row)
                found[row, LABELS.index(Label.NEUTRAL)] = 1.0
            else:
                found[row] = answer.probabilities
        if unnamed:
            self._report(pairs, unnamed)
        return found[:, [LABELS.index(Label(name)) for name in _CLASSES]]

    def _report(self, pairs: Sequence[tuple[str, str]], unnamed: Sequence[int]) -> None:
        text, party = pairs[unnamed[0]]
        told = (
            f"in {len(unnamed)} of {len(pairs)} pairs the sentence does not name the party, first in row "
            f"{unnamed[0]} ({party!r} in {text[:60]!r}); give other names for it with "
            "StanceEstimator(aliases={party: [name, ...]})"
        )
        if self.missing == "error":
            raise InputError(told)
        warnings.warn(f"{told}. They count as neutral", stacklevel=3)

    def __sklearn_is_fitted__(self) -> bool:
        return True

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.requires_fit = False
        tags.target_tags.required = False
        tags.input_tags.string = True
        tags.input_tags.two_d_array = False  # of numbers, which scikit-learn's own checks would try
        tags.no_validation = True
        return tags


def _pairs(given: Any) -> list[tuple[str, str]]:
    columns = [str(name) for name in getattr(given, "columns", ())]
    if "sentence" in columns and "party" in columns:
        given = given[["sentence", "party"]]
    rows = given.to_numpy().tolist() if hasattr(given, "to_numpy") else list(given)
    pairs = []
    for number, row in enumerate(rows):
        parts = None if isinstance(row, str) else list(row) if hasattr(row, "__iter__") else None
        if parts is None or len(parts) != 2 or not all(isinstance(part, str) for part in parts):
            raise InputError(
                f"row {number} of X is {row!r}; a sentence and a party are needed, both texts: "
                "[(sentence, party), ...], an array [n, 2], or a frame with the columns sentence and party"
            )
        if not any(character.isalnum() for character in parts[1]):
            raise PartyError(f"row {number} of X names the party {parts[1]!r}; a name is needed")
        pairs.append((str(parts[0]), str(parts[1])))
    return pairs
