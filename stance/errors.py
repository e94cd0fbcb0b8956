"""Everything this package raises on purpose.

    StanceError
    ├── InputError            a text, file or format that cannot be used   (also a ValueError)
    │   └── PartyError        a party list that contradicts itself or is empty
    ├── ModelError            a model folder that is missing, damaged or foreign
    ├── ConfigError           a training recipe with a wrong key or value   (also a ValueError)
    ├── MissingExtraError     a feature whose optional packages are not installed (also an ImportError)
    └── WorkerError           a process of a cluster that died again and again

Each message says what was given, what is allowed and what to do.
"""

from __future__ import annotations

__all__ = [
    "ConfigError",
    "InputError",
    "MissingExtraError",
    "ModelError",
    "PartyError",
    "StanceError",
    "WorkerError",
]


class StanceError(Exception):
    """Base of every error of this package."""


class InputError(StanceError, ValueError):
    """The text, file or format given cannot be used."""


class PartyError(InputError):
    """The parties given contradict each other or are empty."""


class ModelError(StanceError):
    """The model folder is missing, damaged or not one of ours."""


class ConfigError(StanceError, ValueError):
    """A training recipe has an unknown key or a value that is not allowed."""


class MissingExtraError(StanceError, ImportError):
    """An optional package is needed and not installed.

    >>> print(MissingExtraError("x()", "pandas", "tables"))
    x() needs the package pandas, which is not installed. Install it with: pip install 'stance[tables]'
    """

    def __init__(self, feature: str, package: str, extra: str) -> None:
        super().__init__(
            f"{feature} needs the package {package}, which is not installed. "
            f"Install it with: pip install 'stance[{extra}]'"
        )


class WorkerError(StanceError):
    """A process of a cluster died again and again; what was done before is kept."""
