"""NewsMTSC: how news sentences portray a person (Hamborg and Donnay, EACL 2021).

Two forms are read: the flat one of the official split (``sentence, mention, from, to, polarity`` -1, 0
or 1) and the original nested one (``sentence_normalized, targets``, polarity 2, 4 or 6).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from training.records import Record, RecordParty, occurrences
from training.sources.base import Download, Origin, download, json_lines, report, repository, text_files

__all__ = ["ORIGIN", "fetch", "read", "read_targets"]

_REPOSITORY, _COMMIT = "fhamborg/NewsMTSC", "6b838e00f54423c253806327a0ae24dbffa24c9e"
_FOLDER = "NewsSentiment/experiments/default/datasets"
_FILES = {
    "train.jsonl": ("mt-hf/train", "e78c7964aad1d5b7dbc66cb3a05d5885dbf2e29a2a3171f0d75b497bf18f3621"),
    "dev_rw.jsonl": ("rw-hf/dev", "78b5dde35a97b452035c07c142fac5ecf44dd998217921cff62a1519ed01e952"),
    "dev_mt.jsonl": ("mt-hf/dev", "9dc6480071836094894ee9606cd6bd810d3edeb2d37638d751e55bbb7d375aaa"),
    "test_rw.jsonl": ("rw-hf/test", "9bb6bf992bda28dda7eb0508a55964dbdd1b4a4a0dcc66f5c5417943a854eb2b"),
    "test_mt.jsonl": ("mt-hf/test", "5019b47c190a32ee88687bd383cfe1c8e921e497af5990abac1f5d1c0479a993"),
}
ORIGIN = Origin(
    "newsmtsc",
    "Hamborg and Donnay, NewsMTSC, EACL 2021",
    "MIT",
    train=True,
    labels=frozenset({"party"}),
    downloads=tuple(
        Download(name, repository(_REPOSITORY, _COMMIT, f"{_FOLDER}/newsmtsc-{path}.jsonl"), sha256)
        for name, (path, sha256) in _FILES.items()
    ),
)
_LABELS = {-1: "against", 0: "neutral", 1: "favor"}
_NESTED_LABELS = {2: "against", 4: "neutral", 6: "favor"}


def fetch(folder: Path, *, trust: bool = False) -> list[Path]:
    """Download the official split to a folder, with its checksums."""
    return download(ORIGIN, folder, trust=trust)


def read(path: Path, skipped: list[str] | None = None) -> list[Record]:
    """The records of a file, or of the .jsonl files below a folder; a record per sentence, all its targets.

    Args:
        path: file or folder, in either form.
        skipped: collects what could not be used; without it a warning in the log counts it.

    Raises:
        InputError: there is no such file.
    """
    return read_targets(path, "newsmtsc", skipped)


def read_targets(path: Path, corpus: str, skipped: list[str] | None = None) -> list[Record]:
    """As `read`, for any corpus of this form."""
    problems: list[str] = []
    records = [
        record for file in text_files(path, "*.jsonl") for record in _read_file(file, corpus, problems)
    ]
    report(corpus, problems, skipped)
    return records


def _read_file(path: Path, corpus: str, skipped: list[str]) -> Iterator[Record]:
    """Targets of one sentence stand in several lines of the flat form: the sentence is what joins them."""
    sentences: dict[str, list[tuple[int, str, RecordParty]]] = {}
    for number, row in json_lines(path, skipped):
        where = f"{path.name} line {number}"
        nested = "targets" in row
        sentence = row.get("sentence_normalized" if nested else "sentence")
        if not isinstance(sentence, str) or not sentence.strip():
            skipped.append(f"{where}: no sentence")
            continue
        targets = row["targets"] if nested else [row]
        for target in targets if isinstance(targets, list) else [targets]:
            found = _party(sentence, target, _NESTED_LABELS if nested else _LABELS)
            if isinstance(found, str):
                skipped.append(f"{where}: {found}")
            else:
                name = str(target.get("Input.gid" if nested else "id", ""))
                sentences.setdefault(sentence, []).append((number, name, found))
    for sentence, entries in sentences.items():
        line = entries[0][0]
        source = {"corpus": corpus, "split": path.stem, "line": line, "ids": [name for _, name, _ in entries]}
        yield Record(f"{path.stem}-{line}", sentence, tuple(party for _, _, party in entries), {}, source)


def _party(sentence: str, target: Any, labels: dict[int, str]) -> RecordParty | str:
    """The party, or what is wrong with it. An offset that is off is moved to the nearest mention."""
    try:
        mention, start, polarity = target["mention"], int(target["from"]), float(target["polarity"])
    except (KeyError, TypeError, ValueError) as error:
        return f"target field {error} is missing or of the wrong type"
    if polarity not in labels:
        return f"polarity {target['polarity']!r}; allowed are {', '.join(map(str, labels))}"
    if not mention or sentence[start : start + len(mention)] != mention:
        places = occurrences(sentence, mention) if mention else []
        if not places:
            return f"the sentence does not hold {mention!r}"
        start = min(places, key=lambda span: abs(span[0] - start))[0]
    return RecordParty(mention, start, start + len(mention), labels[int(polarity)])
