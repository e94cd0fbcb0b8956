"""One model used by many threads and processes, and servers that come and go."""

from __future__ import annotations

import gc
import json
import multiprocessing
import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psutil
import pytest
from fastapi.testclient import TestClient

from stance.classifier import Classifier, load
from stance.server.app import create_app
from tests.tiny import PARTIES, TEXT

ROOT = Path(__file__).parents[1]
TEXTS = [f"{TEXT} It was day {number}." for number in range(32)]


def test_sixteen_threads_get_the_same_answers(tiny_exported: Path) -> None:
    classifier = load(tiny_exported, device="cpu")
    alone = [classifier(text, PARTIES).to_json() for text in TEXTS]
    with ThreadPoolExecutor(16) as pool:
        together = list(pool.map(lambda text: classifier(text, PARTIES).to_json(), TEXTS * 4))
    assert together == alone * 4


def _judge(folder: str, answers: multiprocessing.queues.Queue[str]) -> None:
    answers.put(load(folder, device="cpu")(TEXT, PARTIES).to_json())


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
def test_a_forked_process_loads_its_own(tiny_exported: Path) -> None:
    parent = load(tiny_exported, device="cpu")(TEXT, PARTIES).to_json()
    context = multiprocessing.get_context("fork")
    answers = context.Queue()
    children = [context.Process(target=_judge, args=(str(tiny_exported), answers)) for _ in range(2)]
    for child in children:
        child.start()
    assert [answers.get(timeout=120) for _ in children] == [parent] * 2
    for child in children:
        child.join(60)
        assert child.exitcode == 0


@pytest.mark.parametrize("cycles", [30, pytest.param(1000, marks=pytest.mark.slow)])
def test_servers_started_and_stopped_leave_nothing(cycles: int, tiny: Classifier) -> None:
    asked = {"text": TEXT, "parties": ["Norvania"]}

    def run(times: int) -> None:
        for _ in range(times):
            with TestClient(create_app(tiny)) as client:
                assert client.post("/v1/classify", json=asked).status_code == 200
        gc.collect()

    run(cycles // 5)
    threads, files, memory = threading.active_count(), open_files(), resident()
    run(cycles)
    assert threading.active_count() <= threads + 1
    assert open_files() <= files + 3
    assert resident() - memory < 30_000_000


def test_the_number_of_threads_does_not_change_an_answer(tiny_exported: Path) -> None:
    # OpenVINO takes as many threads as it may use cores, torch what it is told.
    script = (
        "import os, sys; cores = int(sys.argv[3]);"
        "cores and os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores]);"
        "import stance; from tests.tiny import PARTIES, TEXT;"
        "print(stance.load(sys.argv[1], device='cpu', runtime=sys.argv[2])(TEXT * 3, PARTIES).to_json())"
    )
    for runtime in ("openvino", "torch"):
        answers = []
        for threads in (1, 2, 7):
            told = os.environ | {"OMP_NUM_THREADS": str(threads), "MKL_NUM_THREADS": str(threads)}
            cores = str(threads if hasattr(os, "sched_setaffinity") else 0)
            words = [sys.executable, "-c", script, str(tiny_exported), runtime, cores]
            done = subprocess.run(words, cwd=ROOT, env=told, capture_output=True, text=True, check=True)
            answers.append(json.loads(done.stdout))
        for other in answers[1:]:
            assert near(other, answers[0])


def near(one: Any, two: Any) -> bool:
    """The same answer, but for the last digits of probabilities."""
    if isinstance(one, dict):
        return one.keys() == two.keys() and all(near(value, two[key]) for key, value in one.items())
    if isinstance(one, list):
        return len(one) == len(two) and all(map(near, one, two))
    return bool(abs(one - two) < 1e-3) if isinstance(one, float) else bool(one == two)


def resident() -> int:
    """Bytes of memory that this process holds."""
    return int(psutil.Process().memory_info().rss)


def open_files() -> int:
    """How many files this process holds open, where the system tells."""
    told = Path("/proc/self/fd")
    return sum(1 for _ in told.iterdir()) if told.is_dir() else 0
