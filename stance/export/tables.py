"""Documents as a tidy long table: one row per sentence and party."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from stance.errors import MissingExtraError
from stance.types import Document, Label

if TYPE_CHECKING:
    import pandas

__all__ = ["COLUMNS", "document_rows", "document_to_pandas", "documents_to_pandas"]

COLUMNS: dict[str, str] = {
    "sentence": "int64",
    "start": "int64",
    "end": "int64",
    "party": "str",
    "mention": "str",
    "label": "str",
    "score": "float64",
    "favor": "float64",
    "neutral": "float64",
    "against": "float64",
    "holders": "str",
    "model": "str",
}
"""Name and type of each column, in order."""

_JOINT = "; "


def document_rows(document: Document) -> Iterator[tuple[Any, ...]]:
    """The rows of the table as plain tuples in the order of `COLUMNS`.

    Args:
        document: the document to read.

    >>> list(document_rows(Document("Nothing here.")))
    []
    """
    for index, sentence in enumerate(document.sentences):
        for stance in sentence.stances:
            yield (
                index,
                sentence.start,
                sentence.end,
                stance.party,
                _JOINT.join(mention.text for mention in stance.mentions),
                str(stance.label),
                float(stance.score),
                float(stance.probabilities[Label.FAVOR]),
                float(stance.probabilities[Label.NEUTRAL]),
                float(stance.probabilities[Label.AGAINST]),
                _JOINT.join(stance.holders),
                document.model,
            )


def document_to_pandas(document: Document) -> pandas.DataFrame:
    """The document as a tidy long table, one row per sentence and party.

    Args:
        document: the document to convert.

    Returns:
        A frame with the columns of `COLUMNS`: ``sentence`` is the index of the sentence from 0,
        ``start`` and ``end`` are its half-open span in characters of the document, ``mention`` and
        ``holders`` are joined with ``"; "``, ``score`` is the probability of ``label``. Sentences
        without a party have no row. The types of the columns are the same for an empty table.

    Raises:
        MissingExtraError: pandas is not installed.

    >>> document_to_pandas(Document("Nothing here.")).columns.tolist()[:5]
    ['sentence', 'start', 'end', 'party', 'mention']
    """
    return _frame(document_rows(document), COLUMNS, "to_pandas()")


def documents_to_pandas(
    documents: Mapping[str, Document] | Iterable[tuple[str, Document]],
) -> pandas.DataFrame:
    """Several documents as one tidy table, with the column ``id`` before those of `document_to_pandas`.

    Args:
        documents: id -> document, or pairs of them.

    Raises:
        MissingExtraError: pandas is not installed.

    >>> documents_to_pandas({"monday.txt": Document("Nothing here.")}).columns.tolist()[:2]
    ['id', 'sentence']
    """
    pairs = documents.items() if isinstance(documents, Mapping) else documents
    rows = ((name, *row) for name, document in pairs for row in document_rows(document))
    return _frame(rows, {"id": "str", **COLUMNS}, "documents_to_pandas()")


def _frame(rows: Iterable[tuple[Any, ...]], columns: Mapping[str, str], feature: str) -> pandas.DataFrame:
    try:
        import pandas
    except ImportError as error:
        raise MissingExtraError(feature, "pandas", "tables") from error
    return pandas.DataFrame(list(rows), columns=list(columns)).astype(dict(columns))
