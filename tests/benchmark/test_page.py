"""The figures in ``docs/benchmarks.md`` are those of ``docs/benchmarks.json``.

``python tests/benchmark/test_page.py FOLDER`` takes them from the output of ``stance benchmark``.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path

import pytest

from stance.benchmark.report import markdown
from stance.benchmark.suite import PARTS

DOCS = Path(__file__).parents[2] / "docs"
STORED, PAGE = DOCS / "benchmarks.json", DOCS / "benchmarks.md"
TABLES = re.compile(r"(<!-- benchmark -->\n\n)(.*)(\n<!-- /benchmark -->)", re.DOTALL)


def test_the_page_shows_the_stored_figures() -> None:
    figures = json.loads(STORED.read_text("utf-8"))
    assert set(PARTS) < set(figures)
    shown = TABLES.search(PAGE.read_text("utf-8"))
    assert shown
    assert shown[2] == markdown(figures)


@pytest.mark.parametrize(
    ("part", "key", "most"),
    [("parties", "10", 1.25), ("process", "share of that import", 0.5)],
)
def test_the_stored_figures_keep_the_bounds(part: str, key: str, most: float) -> None:
    """Not a timed test: what was measured and is shown, against what is promised."""
    assert json.loads(STORED.read_text("utf-8"))[part][key]["median"] <= most


def write(folder: Path) -> None:
    """Store a benchmark's output in the docs."""
    shutil.copy(folder / "benchmark.json", STORED)
    shutil.copy(folder / "benchmark.svg", DOCS / "images" / "benchmark.svg")
    tables = markdown(json.loads(STORED.read_text("utf-8")))
    page = TABLES.sub(lambda found: found[1] + tables + found[3], PAGE.read_text("utf-8"))
    PAGE.write_text(page, "utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
