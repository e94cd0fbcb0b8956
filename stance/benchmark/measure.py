"""Timing on machines that are not quiet: ways take turns, and what counts is their ratio within a round."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

__all__ = ["Process", "Ratio", "percentiles", "ratio", "rounds", "run_process", "seconds"]


class Ratio(NamedTuple):
    """How many times as long one way takes as another: median, least and most of the rounds."""

    median: float
    least: float
    most: float


class Process(NamedTuple):
    """A whole process: wall-clock seconds, and the most memory it held, in MB."""

    seconds: float
    memory: float


def seconds(work: Callable[[], object]) -> float:
    """Wall-clock seconds of one call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def rounds(
    ways: Mapping[str, Callable[[], object]], count: int, advance: Callable[[], None] = lambda: None
) -> dict[str, list[float]]:
    """Seconds of each way in each of ``count`` rounds, after a round that does not count.

    >>> {name: len(times) for name, times in rounds({"a": list, "b": dict}, 3).items()}
    {'a': 3, 'b': 3}
    """
    times: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(count + 1):
        for name, work in ways.items():
            taken = seconds(work)
            if number:
                times[name].append(taken)
            advance()
    return times


def ratio(slower: Sequence[float], faster: Sequence[float]) -> Ratio:
    """Round by round.

    >>> ratio([2.0, 4.0, 9.0], [1.0, 2.0, 3.0])
    Ratio(median=2.0, least=2.0, most=3.0)
    """
    each = np.asarray(slower) / np.asarray(faster)
    return Ratio(*(round(float(value), 2) for value in (np.median(each), each.min(), each.max())))


def percentiles(work: Callable[[], object], count: int) -> dict[str, float]:
    """Milliseconds within which half, 95 % and 99 % of ``count`` calls are done."""
    work()
    times = [1000 * seconds(work) for _ in range(count)]
    return {f"p{at}": round(float(np.percentile(times, at)), 2) for at in (50, 95, 99)}


def run_process(words: Sequence[str]) -> Process:
    """Run Python with these arguments; its output is dropped.

    Raises:
        RuntimeError: it failed.
    """
    done = subprocess.run([sys.executable, "-c", _LAUNCHER, *words], capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr[-500:])
    taken, memory = done.stdout.split()
    return Process(float(taken), float(memory))


# A process counts the memory of the one it was forked from as its own, so a small one has to launch it.
_LAUNCHER = """
import os, subprocess, sys, time
start = time.perf_counter()
child = subprocess.Popen([sys.executable, *sys.argv[1:]], stdout=subprocess.DEVNULL)
_, status, used = os.wait4(child.pid, 0)
child.returncode = os.waitstatus_to_exitcode(status)
print(time.perf_counter() - start, used.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10))
sys.exit(child.returncode)
"""
