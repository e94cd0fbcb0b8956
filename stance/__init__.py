"""Who is for or against whom: the stance of each sentence of a text toward the parties it names.

Importing the package loads no model library; the first `load` or `classify` does.

>>> import stance
>>> stance.Label.AGAINST == "against"
True
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from functools import lru_cache
from os import PathLike, fspath
from typing import TYPE_CHECKING, Any, overload

from stance.errors import (
    ConfigError,
    InputError,
    MissingExtraError,
    ModelError,
    PartyError,
    StanceError,
    WorkerError,
)
from stance.types import Document, Evidence, Label, Mention, Party, Relation, Sentence, Stance

if TYPE_CHECKING:
    from stance import plot
    from stance.classifier import Classifier, Parties, load
    from stance.integrations.pandas import classify_frame
    from stance.validation import validate

__all__ = [
    "Classifier",
    "ConfigError",
    "Document",
    "Evidence",
    "InputError",
    "Label",
    "Mention",
    "MissingExtraError",
    "ModelError",
    "Party",
    "PartyError",
    "Relation",
    "Sentence",
    "Stance",
    "StanceError",
    "WorkerError",
    "classify",
    "classify_frame",
    "load",
    "plot",
    "validate",
]

__version__ = "0.1.0"

_LAZY = {
    "Classifier": "stance.classifier",
    "classify_frame": "stance.integrations.pandas",
    "load": "stance.classifier",
    "plot": "stance.plot",
    "validate": "stance.validation",
}
_loading = threading.Lock()


@overload
def classify(  # type: ignore[overload-overlap]  # a str is an iterable of str too; the first match wins
    text: str,
    parties: Parties = None,
    *,
    model: str | PathLike[str] | None = None,
    evidence: bool = False,
) -> Document: ...


@overload
def classify(
    text: Iterable[str],
    parties: Parties = None,
    *,
    model: str | PathLike[str] | None = None,
    evidence: bool = False,
) -> list[Document]: ...


def classify(
    text: str | Iterable[str],
    parties: Parties = None,
    *,
    model: str | PathLike[str] | None = None,
    evidence: bool = False,
) -> Document | list[Document]:
    """Label each sentence with its stance toward each named party, and say who holds it.

    A one-shot form of ``load(model)(text, parties)``; the model stays loaded for the next call.

    Args:
        text: one text, or several.
        parties: whose treatment is asked for: names or `Party` objects, a mapping of name to aliases,
            the path of a YAML file of parties, or None to find the parties in the text.
        model: folder or name of a model; None takes the one that comes with the package.
        evidence: whether to find the words that carry each stance; that takes about ten times as long.

    Returns:
        One `Document` for one text, a list of them for several.

    Raises:
        PartyError: a party is empty, or two parties claim one alias.
        InputError: the text or the file of parties cannot be used.
        ModelError: the model is missing or damaged.

    >>> document = stance.classify("Norvania condemned Estmark.", ["Norvania", "Estmark"])  # doctest: +SKIP
    >>> [(s.party, str(s.label), s.holders) for s in document.stances]  # doctest: +SKIP
    [('Norvania', 'neutral', ()), ('Estmark', 'against', ('Norvania',))]
    """
    return _shared(model)(text, parties, evidence=evidence)


def _shared(model: str | PathLike[str] | None) -> Classifier:
    """The classifier that the one-shot functions share."""
    # One thread loads, the others wait: a cache alone would let each of them load the model.
    with _loading:
        return _loaded(None if model is None else fspath(model))


@lru_cache(maxsize=2)
def _loaded(model: str | None) -> Classifier:
    from stance.classifier import load

    return load(model)


def __getattr__(name: str) -> Any:
    if name in _LAZY:
        from importlib import import_module

        module = import_module(_LAZY[name])
        return module if name == "plot" else getattr(module, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
