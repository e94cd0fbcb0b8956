"""What fuzzers once broke, and the seeds that they begin with, break nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz.targets import CASES, TARGETS


@pytest.mark.parametrize("path", sorted(CASES.glob("*-*")), ids=lambda path: path.name)
def test_no_case_breaks_its_target(path: Path) -> None:
    TARGETS[path.name.split("-")[0]](path.read_bytes())


@pytest.mark.parametrize("target", sorted(TARGETS))
@pytest.mark.parametrize(
    "data",
    [b"", b"\x00", b"\xff\xfe", b"{" * 500, b"\xe2\x80\xae" * 50, bytes(range(256))],
    ids=["nothing", "zero", "mark", "braces", "bidi", "all"],
)
def test_every_target_stands_odd_bytes(target: str, data: bytes) -> None:
    TARGETS[target](data[:300])
