"""SEESAW: stances between entities in news stories of several leanings (Zhang and others, EMNLP 2022).

Licence CC BY-NC-SA 4.0: for evaluation only. A model trained on it would carry its terms.

A folder holds ``articles/``, ``annotations/`` and ``meta/`` of JSON files with the same names. Entities
are canonical names without spans, so a stance is used only where the sentence names its object.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from stance.errors import InputError
from training.records import Record, RecordParty
from training.sources.base import Download, Origin, download, find_mention, report

__all__ = ["ORIGIN", "fetch", "read"]

ORIGIN = Origin(
    "seesaw",
    "Zhang, Beauchamp and Wang, SEESAW, EMNLP 2022",
    "CC BY-NC-SA 4.0: evaluation only",
    train=False,
    labels=frozenset({"party", "relation"}),
    downloads=(
        Download(
            "SEESAW.zip",
            "https://codeload.github.com/launchnlp/SEESAW/zip/6722af6867fd596220407d57c1b42122308e5d04",
            None,
        ),
    ),
)
_LABELS = {"POS": "favor", "NEG": "against"}
# What stands for a holder that the article's list of entities does not hold.
_UNNAMED = frozenset({"", "none", "not in the list", "author", "<author>", "someone", "<someone>"})


def fetch(folder: Path, *, trust: bool = False) -> list[Path]:
    """Download the repository that holds the corpus, and unpack it."""
    return download(ORIGIN, folder, trust=trust)


def read(path: Path, skipped: list[str] | None = None, *, split: str | None = None) -> list[Record]:
    """The records of the sentences that carry a stance toward an entity they name.

    Args:
        path: a folder somewhere above ``articles`` and ``annotations``, or one file of ``annotations``.
        skipped: collects what could not be used; without it a warning in the log counts it.
        split: only the stories of ``train``, ``valid`` or ``test``, as ``meta`` says.

    Raises:
        InputError: there are no such folders.
    """
    files = [path] if path.is_file() else sorted(path.rglob("annotations/*.json"))
    if not files:
        raise InputError(f"{path} holds no annotations/*.json; name the folder that holds SEESAW")
    problems: list[str] = []
    records: list[Record] = []
    for file in files:
        found = _split_of(file)
        if split in (None, found):
            records += _read_article(file, found, problems)
    report("seesaw", problems, skipped)
    return records


def _split_of(annotations: Path) -> str:
    """The split of an article's story, by the number of the story in its file name; else nothing."""
    story = annotations.stem.split("_")[1:2]
    for file in (annotations.parent.parent / "meta").glob(
        f"*{story[0] if story else annotations.stem}*.json"
    ):
        meta = json.loads(file.read_text("utf-8"))
        if str(meta.get("triplet_id")) == "".join(story):
            return str(meta.get("Split", ""))
    return ""


def _read_article(file: Path, split: str, skipped: list[str]) -> Iterator[Record]:
    article = file.parent.parent / "articles" / file.name
    if not article.is_file():
        skipped.append(f"{file.name}: the text {article} is missing")
        return
    try:
        sentences = {str(s["id"]): s["text"] for s in json.loads(article.read_text("utf-8"))["text"]}
        stances = json.loads(file.read_text("utf-8"))["sentence-level stances"]
    except (ValueError, KeyError, TypeError) as error:
        skipped.append(f"{file.name}: not of SEESAW's form: {error}")
        return
    for number, entries in sorted(stances.items(), key=lambda item: int(item[0])):
        where = f"{file.name} sentence {number}"
        if not sentences.get(number, "").strip():
            skipped.append(f"{where}: no such sentence")
            continue
        source = {"corpus": "seesaw", "split": split, "article": file.stem, "sentence": int(number)}
        if record := _record(f"{file.stem}-{number}", sentences[number], entries, source, where, skipped):
            yield record


def _record(
    name: str,
    sentence: str,
    entries: list[dict[str, Any]],
    source: dict[str, Any],
    where: str,
    skipped: list[str],
) -> Record | None:
    """A record of what the sentence names; an object that is judged in two ways has no label."""
    spans: dict[tuple[int, int], set[str]] = {}
    relations: dict[tuple[tuple[int, int], tuple[int, int]], str] = {}
    for entry in entries:
        holder, target = str(entry.get("subject", "")), str(entry.get("object", ""))
        label = _LABELS.get(str(entry.get("sentiment")))
        place = None if target.lower() in _UNNAMED else find_mention(sentence, target)
        if label is None or place is None:
            skipped.append(f"{where}: {holder!r} > {target!r}: " + _why(label, entry))
            continue
        spans.setdefault(place, set()).add(label)
        holder_place = None if holder.lower() in _UNNAMED else find_mention(sentence, holder)
        if holder_place and holder_place != place:
            spans.setdefault(holder_place, set())
            relations[holder_place, place] = label
        elif holder.lower() not in _UNNAMED:
            skipped.append(
                f"{where}: holder {holder!r} is not named; kept as a stance toward {target!r} only"
            )
    if not spans:
        return None
    order = {span: index for index, span in enumerate(sorted(spans))}
    parties = tuple(
        RecordParty(sentence[s:e], s, e, next(iter(spans[s, e])) if len(spans[s, e]) == 1 else None)
        for s, e in order
    )
    pairs = {(order[h], order[t]): label for (h, t), label in relations.items()}
    return Record(name, sentence, parties, pairs, source)


def _why(label: str | None, entry: dict[str, Any]) -> str:
    if label is None:
        return f"sentiment {entry.get('sentiment')!r}; allowed are POS and NEG"
    return "the sentence does not name the object"
