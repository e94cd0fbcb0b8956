"""One model used by many threads and processes, and servers that come and go."""

from __future__ import annotations

import multiprocessing
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from stance.classifier import Classifier, load
from stance.server.app import create_app
from tests.tiny import PARTIES, TEXT

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


def test_servers_started_and_stopped_leave_no_threads(tiny: Classifier) -> None:
    def cycle() -> None:
        with TestClient(create_app(tiny)) as client:
            assert (
                client.post("/v1/classify", json={"text": TEXT, "parties": ["Norvania"]}).status_code == 200
            )

    cycle()
    threads, files = threading.active_count(), open_files()
    for _ in range(30):
        cycle()
    assert threading.active_count() <= threads + 1
    assert open_files() <= files + 3


def open_files() -> int:
    """How many files this process holds open, where the system tells."""
    told = Path("/proc/self/fd")
    return sum(1 for _ in told.iterdir()) if told.is_dir() else 0
