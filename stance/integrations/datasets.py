"""Hugging Face datasets: a function for ``Dataset.map`` that adds nested columns of fixed types."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import stance
from stance.errors import InputError, MissingExtraError
from stance.integrations.loading import checked_parties, process_classifier
from stance.types import Document

if TYPE_CHECKING:
    import datasets

    from stance.classifier import Parties

__all__ = ["ClassifyBatch"]


class ClassifyBatch:
    """Labels a batch of texts; made for ``dataset.map(…, batched=True)``.

    Each row gets two columns. ``stances`` lists, for each sentence and party, the fields sentence (index),
    start, end, party, label, score, favor, neutral, against, mentions (text, start, end) and holders.
    ``relations`` lists holder, target, label, score and sentence. A missing or empty text gets empty lists.

    The object holds the model's name and not the model, which each process loads when it first needs
    it: ``num_proc`` works, and the fingerprint under which `datasets` keeps the result depends on the
    arguments and on this package's version. After a change to the files of a model folder pass
    ``load_from_cache_file=False``.

    Args:
        text: name of the column of texts.
        parties: as in `stance.classify`; the same for all rows.
        model, device, runtime: as in `stance.load`.
        columns: names of the two new columns.

    Raises:
        PartyError: see `stance.classify`.

    >>> from datasets import Dataset
    >>> dataset = Dataset.from_dict({"text": ["Ghana thanked Togo.", "", None]})
    >>> judge = ClassifyBatch(parties=["Togo", "Ghana"])
    >>> judged = dataset.map(judge, batched=True, features=judge.features(dataset))
    >>> [(s["party"], s["label"], s["holders"]) for s in judged[0]["stances"]], judged[2]["stances"]
    ([('Ghana', 'neutral', []), ('Togo', 'favor', ['Ghana'])], [])
    """

    def __init__(
        self,
        text: str = "text",
        parties: Parties = None,
        *,
        model: str | os.PathLike[str] | None = None,
        device: str = "auto",
        runtime: str = "auto",
        columns: tuple[str, str] = ("stances", "relations"),
    ) -> None:
        self.text = text
        self.parties = checked_parties(parties)
        self.model = None if model is None else os.fspath(model)
        self.device, self.runtime = device, runtime
        self.columns = tuple(columns)
        self.version = stance.__version__

    def __call__(self, batch: Mapping[str, Sequence[Any]]) -> dict[str, list[list[dict[str, Any]]]]:
        """The two columns for a batch.

        Args:
            batch: column name → values, as `datasets` gives it.

        Raises:
            InputError: there is no column of that name, or a value that is neither text nor None.
        """
        if self.text not in batch:
            raise InputError(
                f"the dataset has no column {self.text!r}; its columns are {', '.join(batch)}. "
                "Name another with ClassifyBatch(text=...)"
            )
        texts = batch[self.text]
        if isinstance(texts, str):
            raise InputError("ClassifyBatch was given one row; call it as dataset.map(…, batched=True)")
        classifier = process_classifier(self.model, self.device, self.runtime)
        # A missing text is read as an empty one: both have no sentence.
        found = list(classifier.stream(("" if t is None else t for t in texts), self.parties))
        stances, relations = self.columns
        return {stances: [_stances(d) for d in found], relations: [_relations(d) for d in found]}

    def features(self, dataset: Any) -> datasets.Features:
        """The types of all columns of the result, to pass as ``features=`` to ``map``.

        Without them `datasets` guesses the types from the first rows, which may have no stance at all.

        Args:
            dataset: the ``Dataset`` or ``IterableDataset`` that will be mapped.

        Raises:
            InputError: its own types are not known, or it already has a column of these names.
            MissingExtraError: datasets is not installed.
        """
        try:
            from datasets import Features
        except ImportError as error:
            raise MissingExtraError("ClassifyBatch.features()", "datasets", "datasets") from error
        if getattr(dataset, "features", None) is None:
            raise InputError(
                "the types of the dataset's columns are not known; give one Dataset (of a DatasetDict one "
                "split), or a stream whose features are set"
            )
        if taken := [name for name in self.columns if name in dataset.features]:
            raise InputError(
                f"the dataset already has {', '.join(taken)}; choose other names: ClassifyBatch(columns=...)"
            )
        return Features({**dataset.features, **dict(zip(self.columns, _types(), strict=True))})


def _types() -> tuple[Any, Any]:
    from datasets import List, Value

    whole, real, text = Value("int64"), Value("float64"), Value("string")
    mention = {"text": text, "start": whole, "end": whole}
    stances = {
        "sentence": whole,
        "start": whole,
        "end": whole,
        "party": text,
        "label": text,
        "score": real,
        "favor": real,
        "neutral": real,
        "against": real,
        "mentions": List(mention),
        "holders": List(text),
    }
    relations = {"holder": text, "target": text, "label": text, "score": real, "sentence": whole}
    return List(stances), List(relations)


def _stances(document: Document) -> list[dict[str, Any]]:
    return [
        {
            "sentence": index,
            "start": sentence.start,
            "end": sentence.end,
            "party": judged.party,
            "label": str(judged.label),
            "score": judged.score,
            **judged.probabilities,
            "mentions": [{"text": m.text, "start": m.start, "end": m.end} for m in judged.mentions],
            "holders": list(judged.holders),
        }
        for index, sentence in enumerate(document.sentences)
        for judged in sentence.stances
    ]


def _relations(document: Document) -> list[dict[str, Any]]:
    return [
        {
            "holder": relation.holder,
            "target": relation.target,
            "label": str(relation.label),
            "score": relation.score,
            "sentence": relation.sentence,
        }
        for relation in document.relations
    ]
