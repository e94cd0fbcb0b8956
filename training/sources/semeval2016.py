"""SemEval-2016 task 6: stance of tweets toward a target (Mohammad and others, SemEval 2016).

Tables with the columns Target, Tweet and Stance, tab-separated (the task's files) or comma-separated
(the later collection). Many targets are topics, and many tweets do not name theirs.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

from stance.errors import InputError
from training.records import Record, RecordParty
from training.sources.base import Download, Origin, download, find_mention, report

__all__ = ["ORIGIN", "fetch", "read"]

ORIGIN = Origin(
    "semeval2016",
    "Mohammad and others, SemEval-2016 Task 6: Detecting stance in tweets, SemEval 2016",
    "no licence text found; the tweets belong to their writers: evaluation only",
    train=False,
    labels=frozenset({"party"}),
    downloads=(
        Download(
            "stancedataset.zip",
            "https://alt.qcri.org/semeval2016/task6/data/uploads/stancedataset.zip",
            None,
        ),
    ),
)
_LABELS = {"FAVOR": "favor", "AGAINST": "against", "NONE": "neutral"}
_MARK = "#SemST"


def fetch(folder: Path, *, trust: bool = False) -> list[Path]:
    """Download the tables and unpack them."""
    return download(ORIGIN, folder, trust=trust)


def read(path: Path, skipped: list[str] | None = None, *, prefix: bool = False) -> list[Record]:
    """The records of a table, or of the .csv and .txt tables below a folder; one per tweet.

    Args:
        path: file or folder.
        skipped: collects what could not be used; without it a warning in the log counts it.
        prefix: keep tweets that do not name their target too, with the target written before them
            ("Atheism: ..."). Without it they are skipped.

    Raises:
        InputError: there is no such file.
    """
    files = [path] if path.is_file() else sorted([*path.rglob("*.csv"), *path.rglob("*.txt")])
    if not files:
        raise InputError(f"{path} is not a file, nor a folder with .csv or .txt files")
    problems: list[str] = []
    records = [record for file in files for record in _read_table(file, prefix, problems)]
    report("semeval2016", problems, skipped)
    return records


def _read_table(path: Path, prefix: bool, skipped: list[str]) -> list[Record]:
    text = _decode(path.read_bytes())
    tabs = "\t" in text.split("\n", 1)[0]
    rows = csv.DictReader(
        io.StringIO(text, newline=""),
        delimiter="\t" if tabs else ",",
        quoting=csv.QUOTE_NONE if tabs else csv.QUOTE_MINIMAL,
    )
    missing = {"Target", "Tweet", "Stance"} - set(rows.fieldnames or ())
    if missing:
        skipped.append(f"{path.name}: a table without the columns {', '.join(sorted(missing))}")
        return []
    records = []
    for row in rows:
        where = f"{path.name} line {rows.line_num}"
        made = _record(row, path.stem, rows.line_num, prefix)
        if isinstance(made, str):
            skipped.append(f"{where}: {made}")
        else:
            records.append(made)
    return records


def _decode(data: bytes) -> str:
    """The files were written under several systems; Latin-1 reads whatever the others do not."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def _record(row: dict[str, str | None], split: str, line: int, prefix: bool) -> Record | str:
    target, tweet, stance = ((row.get(name) or "").strip() for name in ("Target", "Tweet", "Stance"))
    label = _LABELS.get(stance.upper())
    if label is None:
        return f"stance {stance!r}; allowed are {', '.join(_LABELS)}"
    sentence = tweet.replace(_MARK, "").strip()
    span = find_mention(sentence, target)
    if span is None and prefix and target:
        sentence, span = f"{target}: {sentence}", (0, len(target))
    if span is None:
        return f"the tweet does not name {target!r}"
    party = RecordParty(sentence[slice(*span)], *span, label)
    source = {"corpus": "semeval2016", "split": split, "line": line, "target": target}
    if row.get("ID"):
        source["tweet"] = row["ID"] or ""
    return Record(f"{split}-{line}", sentence, (party,), {}, source)
