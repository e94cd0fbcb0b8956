"""Jobs that are killed, disks that are full, places that cannot be used: nothing is lost, nothing torn."""

from __future__ import annotations

import json
import os
import random
import resource
import signal
import subprocess
import sys
import time
from itertools import count
from pathlib import Path

import pytest
import yaml
from safetensors.torch import load_file

from stance.cli import run
from stance.corpus import judge_corpus
from tests import tiny

ROOT = Path(__file__).parents[1]
KILLS = 100
posix = pytest.mark.skipif(os.name != "posix", reason="signals and limits of POSIX")


def kill_at_random(command: list[str], seconds: float, chance: random.Random) -> bool:
    """Start a command, kill it after a random time; whether it still ran."""
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        process.wait(chance.random() * seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
    return process.wait() == -signal.SIGKILL


def write_news(path: Path, documents: int) -> Path:
    rows = (
        {"id": f"d{n}", "text": f"{tiny.TEXT} It was day {n}.", "outlet": f"o{n % 3}"}
        for n in range(documents)
    )
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def tables(folder: Path) -> dict[str, str]:
    import pandas

    read = {t: pandas.read_parquet(folder / t) for t in ("stances", "relations", "documents")}
    return {name: frame.round(5).to_csv() for name, frame in read.items()}


@posix
@pytest.mark.slow
def test_a_corpus_job_killed_a_hundred_times(tiny_folder: Path, tmp_path: Path) -> None:
    path, chance, kills = write_news(tmp_path / "n.jsonl", 4000), random.Random(1), 0
    script = (
        "import sys; from stance.corpus import judge_corpus; from tests.tiny import PARTIES;"
        "judge_corpus(sys.argv[1], sys.argv[2], PARTIES, model=sys.argv[3], device='cpu', chunk=20)"
    )
    command = [sys.executable, "-c", script, str(path), str(tmp_path / "out"), str(tiny_folder)]
    begun = time.monotonic()
    subprocess.run([*command[:-2], str(tmp_path / "whole"), str(tiny_folder)], cwd=ROOT, check=True)
    whole = time.monotonic() - begun
    for _ in range(KILLS):
        kills += kill_at_random(command, whole / 5, chance)
        state = tmp_path / "out" / "corpus.json"
        if state.exists():
            json.loads(state.read_text())  # never torn
    assert kills > KILLS / 2
    subprocess.run(command, cwd=ROOT, check=True)
    assert tables(tmp_path / "out") == tables(tmp_path / "whole")


@posix
@pytest.mark.slow
def test_a_training_killed_a_hundred_times(tiny_base: Path, tmp_path: Path) -> None:
    tiny.write_records(tmp_path / "train.jsonl")
    recipe = {
        "data": {
            "root": str(tmp_path),
            "train": [{"path": "train.jsonl", "repeat": 40}],
            "dev": {"own": "train.jsonl"},
        },
        "model": {"name": "tiny", "base": str(tiny_base), "max_tokens": 64, "head_width": 16},
        "optimizer": {"epochs": 4, "batch": 8},
        "threads": 1, "device": "cpu", "save_minutes": 0.001,
    }  # fmt: skip
    (tmp_path / "recipe.yaml").write_text(yaml.safe_dump(recipe))
    command = [sys.executable, "-m", "training.train", str(tmp_path / "recipe.yaml"), "--output"]
    spent = []
    for name in ("whole", "again"):
        begun = time.monotonic()
        subprocess.run([*command, str(tmp_path / name)], cwd=ROOT, check=True, capture_output=True)
        spent.append(time.monotonic() - begun)
    chance, kills = random.Random(2), 0
    weights = load_file(tmp_path / "whole" / "model.safetensors")
    for number in count():  # each training is killed until it is through; then the next one begins
        out = tmp_path / str(number)
        while not (out / "training.json").exists():
            kills += kill_at_random([*command, str(out)], min(spent), chance)
        resumed = load_file(out / "model.safetensors")
        assert all((weights[name] == resumed[name]).all() for name in weights)
        if kills >= KILLS:
            break


@posix
@pytest.mark.slow
def test_a_file_killed_while_written_is_whole_or_not_there(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from stance.checkpoint import write_bytes\n"
        "number = 0\n"
        "while True:\n"
        "    number += 1\n"
        "    write_bytes(Path(sys.argv[1]), bytes([number % 256]) * 3_000_000)\n"
    )
    path, chance = tmp_path / "model.safetensors", random.Random(3)
    for _ in range(KILLS):
        kill_at_random([sys.executable, "-c", script, str(path)], 1.0, chance)
        if path.exists():
            data = path.read_bytes()
            assert len(data) == 3_000_000
            assert len(set(data)) == 1


@posix
def test_a_full_disk_is_said_and_what_was_done_is_kept(
    tiny_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_news(tmp_path / "n.jsonl", 30)
    words = ["corpus", str(path), str(tmp_path / "out"), "--party", "Norvania", "--model", str(tiny_folder)]
    words += ["--device", "cpu", "--chunk", "10"]
    judge_corpus(path, tmp_path / "whole", ["Norvania"], model=tiny_folder, chunk=10, device="cpu")
    before, handler = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(
            resource.RLIMIT_FSIZE, (2_000, before[1])
        )  # a file of more fails as on a full disk
        assert run(words) == 1
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
    assert capsys.readouterr().err.startswith("error: ")
    assert run(words) == 0
    assert tables(tmp_path / "out") == tables(tmp_path / "whole")


def test_places_that_cannot_be_used_are_named(
    tiny_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_news(tmp_path / "n.jsonl", 3)
    (tmp_path / "file").write_text("x")
    asked = ["--party", "Norvania", "--model", str(tiny_folder), "--device", "cpu"]
    for words, named in (
        (["corpus", str(tmp_path / "gone.jsonl"), str(tmp_path / "out"), *asked], "gone.jsonl"),
        (["corpus", str(path), str(tmp_path / "file"), *asked], "file"),
        (
            [
                "classify",
                str(path),
                *asked,
                "--output",
                str(tmp_path / "nowhere" / "a.json"),
                "--format",
                "json",
            ],
            "nowhere",
        ),
        (["report", str(tmp_path / "out"), "-o", str(tmp_path / "r.html")], "out"),
    ):
        assert run(words) in (1, 2)
        told = capsys.readouterr().err
        assert named in told
        assert "Traceback" not in told
