"""How far the model can be trusted on a sample that you have labelled yourself.

The data flows from `gold` (the sample) over `ask` (what the model says of it) and `figures` (scores with
intervals) to `verdict` (what they mean, in words) and `report` (the same to read).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stance.errors import InputError

if TYPE_CHECKING:
    import pandas

    from stance.classifier import Classifier, Parties
    from stance.validation.verdict import Remark

__all__ = ["Validation", "validate"]


def validate(
    gold: str | os.PathLike[str] | pandas.DataFrame | Iterable[Mapping[str, Any]],
    parties: Parties = None,
    *,
    columns: Mapping[str, str] | None = None,
    labels: Mapping[Any, str] | None = None,
    aim: float = 0.9,
    model: str | os.PathLike[str] | Classifier | None = None,
    encoding: str = "utf-8",
    progress: Callable[[int, int], None] | None = None,
) -> Validation:
    """Score the model on labelled sentences of your own, and say what the scores mean.

    Args:
        gold: a row per text and party: the path of a CSV or TSV file, a frame, or rows as mappings. Columns:
            text (a sentence, or more), party and label; optional start and end (where the party is named, in
            characters), holder (whose stance it is), document and source. Other usual names are known.
        parties: parties with their aliases, for names in the sample that the built-in lexicon does not know.
        columns: our name of a column → yours.
        labels: a word of your labels → favor, neutral, against, or skip to leave its rows out. Usual
            spellings (positive, pro, con, 1, 0, -1 …) are known.
        aim: the share of right answers to look for a ``min_score`` for, between 0 and 1.
        model: as in `stance.classify`, or a classifier.
        encoding: of the file.
        progress: called with the number of rows judged, and of all rows.

    Returns:
        The figures and what they mean.

    Raises:
        InputError: the file or a column is missing, a label is unknown, or no row can be used.
        PartyError: see `stance.classify`.

    >>> rows = [
    ...     {"sentence": "Ghana thanked Togo.", "party": "Togo", "label": "positive"},
    ...     {"sentence": "Benin blamed Niger.", "party": "Niger", "label": "negative"},
    ... ]
    >>> found = validate(rows)
    >>> found.accuracy[0], found.figures["read_as"]["positive"]["label"]
    (1.0, 'favor')
    """
    from stance.validation.ask import ask
    from stance.validation.figures import measure
    from stance.validation.gold import read_gold

    if not 0 < aim < 1:
        raise InputError(f"aim is {aim}; a share between 0 and 1 is needed, for instance 0.9")
    sample = read_gold(gold, columns=columns, labels=labels, encoding=encoding)
    classifier = _classifier(model)
    answers = ask(classifier, sample, parties, progress)
    return Validation({"model": classifier.checkpoint.identity, **measure(sample, answers, aim)})


def _classifier(model: str | os.PathLike[str] | Classifier | None) -> Classifier:
    if model is None or isinstance(model, (str, os.PathLike)):
        import stance

        return stance._shared(model)
    return model


@dataclass(frozen=True, slots=True)
class Validation:
    """What came of `validate`.

    Attributes:
        figures: all figures as plain JSON types; shares lie between 0 and 1.
    """

    figures: Mapping[str, Any]

    @property
    def macro_f1(self) -> tuple[float, float, float]:
        """The mean F1 of the labels, with the bounds of its 95 % interval."""
        return _interval(self.figures["macro_f1"])

    @property
    def accuracy(self) -> tuple[float, float, float]:
        """The share of right labels, with the bounds of its 95 % interval."""
        return _interval(self.figures["accuracy"])

    @property
    def min_score(self) -> float | None:
        """The least score at which as many answers are right as was aimed for; None if there is none."""
        found: float | None = self.figures["aim"].get("min_score")
        return found

    def min_score_for(self, coverage: float) -> float:
        """The greatest score that still keeps a share of the answers, to the nearest of those in the report.

        Args:
            coverage: the share to keep, from 0 to 1.

        Returns:
            A score for `stance.Document.confident`; 0 where only all answers are enough.
        """
        rows = [row["min_score"] for row in self.figures["coverage"] if row["kept"] >= coverage]
        return float(max(rows, default=0.0))

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """What the figures mean, in words, the most important first."""
        from stance.validation.verdict import remarks

        return tuple(remarks(self.figures))

    def to_dict(self) -> dict[str, Any]:
        """Figures and words as plain JSON types."""
        words = [{"level": remark.level, "text": remark.text} for remark in self.remarks]
        return {**self.figures, "remarks": words}

    def to_markdown(self) -> str:
        """The report as Markdown."""
        from stance.validation.report import to_markdown

        return to_markdown(self)

    def to_html(self) -> str:
        """The report as one self-contained page; no script, no network."""
        from stance.validation.report import to_html

        return to_html(self)


def _interval(figure: Mapping[str, float]) -> tuple[float, float, float]:
    return figure["value"], figure["low"], figure["high"]
