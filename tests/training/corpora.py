"""Small corpora in the form of the public ones; every sentence was written for this project."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

__all__ = ["write_all", "write_dse", "write_lines", "write_newsmtsc", "write_seesaw", "write_semeval"]

THANKS = "Lumeria thanked Ketsi."


def write_lines(path: Path, *rows: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    return path


def target(name: str, start: int, polarity: float, number: int = 3) -> dict[str, Any]:
    gid = f"allsides_7_1_{number}_{name}_{start}_{start + len(name)}"
    return {"Input.gid": gid, "from": start, "to": start + len(name), "mention": name, "polarity": polarity}


def flat(sentence: str, name: str, start: int, polarity: int, number: int = 3) -> dict[str, Any]:
    row = target(name, start, polarity, number)
    return {"id": row.pop("Input.gid"), "sentence": sentence, **row}


def nested(sentence: str, *targets: dict[str, Any]) -> dict[str, Any]:
    return {"primary_gid": targets[0]["Input.gid"], "sentence_normalized": sentence, "targets": list(targets)}


def write_newsmtsc(folder: Path) -> Path:
    write_lines(
        folder / "train.jsonl",
        flat(THANKS, "Lumeria", 0, 0),
        flat("Ketsi’s\xa0mayor  failed.", "Ketsi’s\xa0mayor", 0, -1, 4),
        flat(THANKS, "Ketsi", 16, 1),
    )
    return folder


def write_dse(folder: Path) -> Path:
    write_lines(
        folder / "train.txt",
        "[Lumerian]s accused [Ketsi’]s mayor.\tLumerian\tKetsi’\t3",
        " [Ostrava] was praised by [the Ketsi Union].\tOstrava\tthe Ketsi Union\t2",
        '"[Ketsi.""Ostrava] met [Lumeria] again."\t"Ketsi.""Ostrava"\tLumeria\t0',
    )
    write_lines(
        folder / "test.txt",
        "[Lumerian]s accused [Ketsi’]s mayor.\tLumerian\tKetsi’\t3",
        "[Lumerian]s accused [Ketsi’]s mayor.\tLumerian\tKetsi’\t0",
        "Nobody is marked here.\tLumerian\tKetsi\t0",
    )
    return folder


def write_seesaw(folder: Path) -> Path:
    name = "TRIPLET_000_DOCUMENT_0.json"
    sentences = [
        "Governor Ada Fale blasted the Blue Party over roads.",
        "The party's plan was shameful.",
        "Fale was brave, Blue Party members said.",
    ]
    blue, fale = "Blue Party", "Ada Fale"
    stances = {
        "2": [stance("Not in the list", "POS", fale)],
        "0": [stance(fale, "NEG", blue), stance("Town Council", "NEG", blue)],
        "1": [stance(fale, "NEG", "Road Act")],
    }
    write_lines(
        folder / "articles" / name,
        {"title": "t", "text": [{"id": i, "text": s} for i, s in enumerate(sentences)]},
    )
    write_lines(folder / "annotations" / name, {"sentence-level stances": stances})
    write_lines(folder / "meta" / "TRIPLET_000.json", {"triplet_id": "000", "Split": "test"})
    return folder


def stance(holder: str, sentiment: str, object_: str) -> dict[str, Any]:
    return {"id": 0, "subject": holder, "sentiment": sentiment, "object": object_, "annotators": ["A"]}


def write_semeval(folder: Path) -> Path:
    write_lines(
        folder / "trial.txt",
        "ID\tTarget\tTweet\tStance",
        '1\tAda Fale\tVote for fale, "she said #SemST\tFAVOR',
        "2\tAda Fale\tThank you, Fale! #SemST\tFAVOR",
        "3\tTram Lines\tToo loud and too late. #SemST\tAGAINST",
        "4\tTram Lines\tTram lines are here. #SemST\tUNKNOWN",
    )
    folder.joinpath("train.csv").write_bytes(
        'Tweet,Target,Stance\n"Tram lines, caf\xe9s and rain",Tram Lines,NONE\n'.encode("cp1252")
    )
    return folder


def write_all(folder: Path) -> Path:
    """A folder of corpora as `training.data join` expects it."""
    write_newsmtsc(folder / "newsmtsc")
    write_dse(folder / "dse")
    write_lines(
        folder / "conflibert-samples" / "gazette_001.txt",
        "A first title\nNothing happened.",
        "\nTitle of the second\nRain fell.  Ketsi backed\nLumeria today. Then it stopped.",
    )
    return folder
