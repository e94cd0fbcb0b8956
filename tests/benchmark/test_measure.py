"""Timing: whose turn it is, ratios, and a process as a whole."""

from __future__ import annotations

import pytest

from stance.benchmark.measure import percentiles, rounds, run_process


def test_the_ways_take_turns_and_the_first_round_does_not_count() -> None:
    calls: list[str] = []
    steps: list[int] = []
    times = rounds(
        {"a": lambda: calls.append("a"), "b": lambda: calls.append("b")}, 2, lambda: steps.append(1)
    )
    assert calls == ["a", "b"] * 3
    assert len(steps) == 6
    assert {name: len(taken) for name, taken in times.items()} == {"a": 2, "b": 2}


def test_percentiles_rise() -> None:
    calls: list[int] = []
    found = percentiles(lambda: calls.append(sum(range(1000 * (len(calls) % 7)))), 30)
    assert len(calls) == 31
    assert found["p50"] + 0.01 > 0
    assert found["p50"] <= found["p95"] <= found["p99"]


def test_a_process_has_its_own_memory() -> None:
    small = run_process(["-c", "pass"])
    large = run_process(["-c", "x = bytearray(100 * 2**20)"])
    assert 1 < small.memory < 60
    assert 90 < large.memory - small.memory < 130
    assert small.seconds > 0


def test_a_process_that_fails_says_why() -> None:
    with pytest.raises(RuntimeError, match="no such thing"):
        run_process(["-c", "raise SystemExit('no such thing')"])
