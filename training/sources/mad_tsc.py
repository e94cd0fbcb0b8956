"""MAD-TSC: sentiment toward entities in European news, aligned in eight languages.

Source: Dufraisse and others, ACL 2023. The form is NewsMTSC's nested one; see that module.
"""

from __future__ import annotations

from pathlib import Path

from training.records import Record
from training.sources.base import Download, Origin, download
from training.sources.newsmtsc import read_targets

__all__ = ["ORIGIN", "fetch", "read"]

ORIGIN = Origin(
    "mad_tsc",
    "Dufraisse and others, MAD-TSC, ACL 2023",
    "MIT (the repository); the articles belong to their publisher, VoxEurop",
    train=True,
    labels=frozenset({"party"}),
    downloads=(
        Download(
            "MAD_TSC.zip",
            "https://codeload.github.com/EvanDufraisse/MAD_TSC/zip/7079b8ccbe6c747c1d4208f697345c051ba430b7",
            None,
        ),
    ),
)


def fetch(folder: Path, *, trust: bool = False) -> list[Path]:
    """Download the repository that holds the corpus, and unpack it."""
    return download(ORIGIN, folder, trust=trust)


def read(path: Path, skipped: list[str] | None = None, *, language: str = "en") -> list[Record]:
    """The records of a file, or of ``original/LANGUAGE`` below a folder.

    Args:
        path: file or folder.
        skipped: collects what could not be used; without it a warning in the log counts it.
        language: two letters, for a folder that holds several languages.

    Raises:
        InputError: there is no such file.
    """
    folders = sorted(path.rglob(f"original/{language}")) if path.is_dir() else []
    return read_targets(folders[0] if folders else path, "mad_tsc", skipped)
