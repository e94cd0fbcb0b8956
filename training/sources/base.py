"""What every source has: where it comes from, under which licence, and how it is downloaded and checked."""

from __future__ import annotations

import hashlib
import json
import logging
import re
import urllib.request
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stance.errors import InputError

__all__ = [
    "Download",
    "Origin",
    "download",
    "find_mention",
    "json_lines",
    "report",
    "repository",
    "text_files",
]

Span = tuple[int, int]
SUMS = "SHA256SUMS"
_PIECE = 1 << 20
# Words that many names end or begin with, and that name nobody alone.
_COMMON = frozenset(
    """administration agency association committee council court department government group house
    ministry national new north office party president secretary senate south state states the union
    united""".split()  # noqa: SIM905 - shorter to read than a list
)
log = logging.getLogger("training")


@dataclass(frozen=True, slots=True)
class Download:
    """One file at a public address.

    Attributes:
        name: where it goes, below the folder that the caller names.
        url: the address, of one fixed version where the publisher offers that.
        sha256: its checksum; None where no copy was at hand to compute it from.
    """

    name: str
    url: str
    sha256: str | None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a corpus comes from and what may be done with it.

    Attributes:
        name: what `source.corpus` of its records says.
        reference: who made it.
        licence: the terms, in the publisher's words where there are any.
        train: whether a model trained on it may be given away under this project's licence.
        labels: what it judges: ``party``, ``relation`` or both. The rest of its records is unknown, not
            neutral.
        downloads: its files.
    """

    name: str
    reference: str
    licence: str
    train: bool
    labels: frozenset[str]
    downloads: tuple[Download, ...] = ()


def download(origin: Origin, folder: Path, *, trust: bool = False) -> list[Path]:
    """Fetch the files of a corpus; a file that is there already with the right checksum is left alone.

    Args:
        origin: the corpus.
        folder: where the files go; archives are unpacked beside themselves.
        trust: accept a file whose checksum nobody has recorded. It is then written to SHA256SUMS in the
            folder, and checked from then on.

    Raises:
        InputError: a checksum differs, or none is known and ``trust`` is not set.
        OSError: the address cannot be reached.

    >>> download(Origin("mine", "me", "mine", True, frozenset()), Path("nowhere"))
    []
    """
    paths = []
    for file in origin.downloads:
        path = folder / file.name
        wanted = file.sha256 or _recorded(folder).get(file.name)
        if wanted is None and not trust:
            raise InputError(
                f"{origin.name}: no checksum of {file.url} is known. Look at what it holds; then fetch with "
                f"--trust, which writes its checksum to {folder / SUMS} and checks it from then on"
            )
        if not (path.is_file() and wanted == _hash(path)):
            found = _fetch(file, path, wanted)
            if wanted is None:
                with (folder / SUMS).open("a", encoding="utf-8") as sums:
                    sums.write(f"{found}  {file.name}\n")
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                archive.extractall(path.parent)
        paths.append(path)
    return paths


def _recorded(folder: Path) -> dict[str, str]:
    path = folder / SUMS
    lines = path.read_text("utf-8").splitlines() if path.is_file() else []
    return {name: value for value, name in (line.split("  ", 1) for line in lines)}


def _fetch(file: Download, path: Path, wanted: str | None) -> str:
    """Write the file under another name first: what stands under ``path`` is always whole and checked."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    with urllib.request.urlopen(file.url, timeout=60) as answer, part.open("wb") as output:
        while piece := answer.read(_PIECE):
            output.write(piece)
    found = _hash(part)
    if wanted not in (None, found):
        part.unlink()
        raise InputError(f"{file.url} has the checksum {found}, not {wanted}; nothing was kept")
    part.replace(path)
    return found


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def repository(name: str, commit: str, path: str) -> str:
    """The address of a file of a GitHub repository at one commit.

    >>> repository("someone/corpus", "1a2b", "data/train.txt")
    'https://raw.githubusercontent.com/someone/corpus/1a2b/data/train.txt'
    """
    return f"https://raw.githubusercontent.com/{name}/{commit}/{path}"


def text_files(path: Path, pattern: str) -> list[Path]:
    """The file itself, or the files below a folder; an `InputError` when there are none."""
    files = [path] if path.is_file() else sorted(path.rglob(pattern))
    if not files:
        raise InputError(f"{path} is not a file, nor a folder with files {pattern}")
    return files


def json_lines(path: Path, skipped: list[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Line number and object of each line that is not blank; lines of another form go to ``skipped``."""
    with path.open(encoding="utf-8-sig") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except ValueError as error:
                skipped.append(f"{path.name} line {number}: not JSON: {error}")
                continue
            if isinstance(row, dict):
                yield number, row
            else:
                skipped.append(f"{path.name} line {number}: not a JSON object")


def report(name: str, skipped: list[str], collected: list[str] | None) -> None:
    """Hand what could not be used to the caller who asked for it, else count it in the log."""
    if collected is not None:
        collected += skipped
    elif skipped:
        log.warning("%s: %d items could not be used; the first: %s", name, len(skipped), skipped[0])


def find_mention(sentence: str, name: str) -> Span | None:
    """Where a sentence names a party: by its whole name, else by its last or first word.

    >>> find_mention("The Samoans thanked Fale.", "Aleki Fale")
    (20, 24)
    >>> find_mention("The union of teachers met.", "European Union") is None
    True
    """
    words = name.split()
    parts = [name, *(w for w in (words[-1:] + words[:1]) if w.lower() not in _COMMON and w[:1].isupper())]
    for part in parts:
        flags = re.IGNORECASE if part is name else re.NOFLAG
        if found := re.search(rf"(?<!\w){re.escape(part)}s?(?!\w)", sentence, flags):
            return found.span()
    return None
