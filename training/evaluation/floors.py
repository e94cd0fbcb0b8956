"""Floors: what answers are worth that anyone could give, in the same table as the model's.

``majority``       the label that the training files use most, for every party
``vader``          VADER's sentiment of the whole sentence, for every party in it
``tfidf``          TF-IDF of the sentence's words and word pairs with logistic regression: it knows what the
                   sentence says and not which party is meant
``unseen_target``  the model's own answer when it must not look at the target: the label that most parties
                   of the sentence get, for each of them. Where a sentence names one party that
                   is the model's answer, so only sentences of several parties make a difference

Sources: Hutto and Gilbert, VADER, ICWSM 2014, with its authors' thresholds of 0.05; for TF-IDF, Sparck Jones,
A statistical interpretation of term specificity, 1972.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from stance.errors import MissingExtraError
from training.evaluation.ask import NEUTRAL
from training.evaluation.tally import Tally
from training.records import LABEL_IDS, Record

__all__ = ["NAMES", "Questions", "floors", "labelled", "majority", "tfidf", "unseen_target", "vader"]

NAMES = {
    "majority": "majority",
    "vader": "VADER",
    "tfidf": "TF-IDF, sentence only",
    "unseen_target": "model, target unseen",
}
"""How floors are called in tables."""

Chances = tuple[float, ...] | None
Labelled = tuple[list[str], list[int]]


@dataclass(frozen=True)
class Questions:
    """What a suite asked, so that a floor can answer it too.

    Attributes:
        texts: [N] the sentence of each label.
        sentences: [N] what tells one sentence from another.
        measure: scores of other answers [N].
        chances: [N] the model's probabilities, None where it found no party; empty where labels are not
            `LABELS`, as for DSE's classes: then only ``majority`` and ``tfidf`` can answer.
        read: labels of training records, as `labelled`.
    """

    texts: Sequence[str]
    sentences: Sequence[Hashable]
    measure: Callable[[Sequence[int]], dict[str, Tally]]
    chances: Sequence[Chances]
    read: Callable[[Sequence[Record]], Labelled]


def floors(questions: Questions, train: Sequence[Record]) -> dict[str, dict[str, Tally]]:
    """The scores of every floor that can answer.

    Args:
        questions: what was asked.
        train: records to learn from.

    Raises:
        MissingExtraError: vaderSentiment is not installed.
    """
    known = questions.read(train)
    answers = {"majority": majority(known[1], len(questions.texts)), "tfidf": tfidf(known, questions.texts)}
    if questions.chances:
        answers["vader"] = vader(questions.texts)
        answers["unseen_target"] = unseen_target(questions.sentences, questions.chances)
    return {name: questions.measure(answers[name]) for name in NAMES if name in answers}


def labelled(records: Sequence[Record]) -> Labelled:
    """The sentence and label of each labelled party.

    >>> from training.records import RecordParty
    >>> labelled([Record("1", "Peru won.", (RecordParty("Peru", 0, 4, "favor"),), {})])
    (['Peru won.'], [2])
    """
    rows = [(r.sentence, LABEL_IDS[p.label]) for r in records for p in r.parties if p.label is not None]
    return [text for text, _ in rows], [label for _, label in rows]


def majority(labels: Sequence[int], count: int) -> list[int]:
    """The most frequent label, ``count`` times.

    >>> majority([1, 0, 1], 2)
    [1, 1]
    """
    return [Counter(labels).most_common(1)[0][0]] * count


def vader(texts: Sequence[str]) -> list[int]:
    """The sign of VADER's compound sentiment; neutral between -0.05 and 0.05.

    Raises:
        MissingExtraError: vaderSentiment is not installed.
    """
    analyser = _analyser()
    scores = [analyser.polarity_scores(text)["compound"] for text in texts]
    return [NEUTRAL + (score >= 0.05) - (score <= -0.05) for score in scores]


def _analyser() -> Any:
    try:
        from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer
    except ImportError as error:
        raise MissingExtraError("the floor VADER", "vaderSentiment", "evaluation") from error
    return SentimentIntensityAnalyzer()


def tfidf(known: Labelled, texts: Sequence[str]) -> list[int]:
    """Labels by logistic regression on TF-IDF of words and word pairs, classes weighted equally.

    Args:
        known: sentences to learn from, and their labels.
        texts: sentences to label.
    """
    least = 3 if len(known[0]) > 1000 else 1
    model = make_pipeline(
        TfidfVectorizer(ngram_range=(1, 2), min_df=least, sublinear_tf=True),
        LogisticRegression(class_weight="balanced", max_iter=200, random_state=0),
    )
    if len(set(known[1])) < 2:
        return majority(known[1], len(texts))
    model.fit(*known)
    return [int(label) for label in model.predict(list(texts))] if texts else []


def unseen_target(sentences: Sequence[Hashable], chances: Sequence[Chances]) -> list[int]:
    """The label of the sentence as a whole: the one most of its parties get, of several the most probable.

    Neutral must have more votes than the others. Votes do not depend on the calibration; a mean of
    probabilities would, and be a weaker floor. A party that was not found has no say.

    >>> unseen_target(["a", "a", "b"], [(0.9, 0.1, 0), (0, 0.4, 0.6), None])
    [0, 0, 1]
    """
    by_sentence: dict[Hashable, list[tuple[float, ...]]] = defaultdict(list)
    for sentence, each in zip(sentences, chances, strict=True):
        if each is not None:
            by_sentence[sentence].append(each)
    labels = {name: _most(np.array(each)) for name, each in by_sentence.items()}
    return [labels.get(name, NEUTRAL) for name in sentences]


def _most(chances: NDArray[np.float64]) -> int:
    votes, mean = np.bincount(chances.argmax(axis=1), minlength=3), chances.mean(axis=0)
    return max(range(3), key=lambda label: (votes[label], label != NEUTRAL, mean[label]))
