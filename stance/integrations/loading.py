"""What the integrations share: parties as plain values, and one loaded model per process.

The objects that other tools keep, copy, pickle and send to their workers hold the model's name, never
the model.
"""

from __future__ import annotations

import os
import sys
import threading
from functools import lru_cache
from typing import TYPE_CHECKING

from stance.types import Party

if TYPE_CHECKING:
    from stance.classifier import Classifier, Parties

__all__ = ["checked_parties", "process_classifier"]

_HOME = os.getpid()
_loading = threading.Lock()


def process_classifier(
    model: str | os.PathLike[str] | None = None, device: str = "auto", runtime: str = "auto"
) -> Classifier:
    """The classifier of this process; loaded at the first call, then kept.

    Args:
        model, device, runtime: as for `stance.load`.

    Raises:
        ModelError, InputError, MissingExtraError: see `stance.load`.

    >>> process_classifier() is process_classifier()
    True
    """
    if os.getpid() == _HOME and device == runtime == "auto":
        import stance

        return stance._shared(model)
    # A process that was forked off has the parent's model, but not the threads that run it: it loads anew.
    with _loading:
        return _loaded(os.getpid(), None if model is None else os.fspath(model), device, runtime)


@lru_cache(maxsize=4)
def _loaded(process: int, model: str | None, device: str, runtime: str) -> Classifier:
    from stance.classifier import load

    if process != _HOME and "torch" in sys.modules:
        # Forked off after torch has computed, it would wait for ever for threads that only the parent has.
        sys.modules["torch"].set_num_threads(1)
    return load(model, device=device, runtime=runtime)


def checked_parties(parties: Parties) -> tuple[Party, ...] | None:
    """Parties as values that can be kept and pickled; a YAML file is read now. None stays None.

    Args:
        parties: as for `stance.classify`.

    Raises:
        PartyError: see `stance.classify`.

    >>> checked_parties(["Kenya"])
    (Party(name='Kenya', aliases=(), lexicon=True),)
    """
    if parties is None:
        return None
    from stance.parties.resolve import listed, resolve

    found = listed(parties)
    resolve(found)
    return tuple(found)
