"""Tables in pages: written from metrics, and never stale."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from stance.errors import InputError
from training.evaluation.report import read_metrics
from training.evaluation.written import fill, pages, write_tables

ROOT = Path(__file__).parent.parent.parent
SHIPPED = ROOT / "models" / "stance-minilm" / "metrics.json"

SCORE = {"value": 0.7512, "low": 0.72, "high": 0.78}
METRICS: dict[str, Any] = {
    "model": "tiny@1",
    "suites": {
        "news": {
            "about": "real news",
            "sentences": 9,
            "scores": {"macro_f1": SCORE},
            "floors": {"majority": {"macro_f1": {"value": 0.27, "low": 0.2, "high": 0.3}}},
        },
        "swap": {"about": "names", "scores": {"flips": SCORE, "flips_person": SCORE}},
    },
}
PAGE = """Before.

<!-- metrics:summary -->
old
| old |
<!-- /metrics -->

Between.
<!-- metrics:news -->
<!-- /metrics -->
After.
"""


def test_only_marked_places_change() -> None:
    filled = fill(PAGE, METRICS)
    assert "| news | macro F1 | 75.1 | 72.0 to 78.0 | 27.0 |\n" in filled
    assert "| swap | labels changed by a swapped name | 75.1 | 72.0 to 78.0 |  |\n" in filled
    assert "old" not in filled
    assert "sentences 9" in filled
    for kept in ("Before.\n\n<!-- metrics:summary -->\n", "<!-- /metrics -->\n\nBetween.", "After.\n"):
        assert kept in filled
    assert fill(filled, METRICS) == filled
    assert fill("No marks.", METRICS) == "No marks."


def test_a_suite_that_was_not_measured_leaves_its_place_empty() -> None:
    assert fill("<!-- metrics:dse -->\nold\n<!-- /metrics -->", METRICS) == (
        "<!-- metrics:dse -->\n<!-- /metrics -->"
    )


def test_an_unknown_place_is_named() -> None:
    with pytest.raises(InputError, match=r"metrics:nws.*allowed are summary, news"):
        fill("<!-- metrics:nws -->\n<!-- /metrics -->", METRICS)


def test_readme_docs_and_card_are_written(tmp_path: Path) -> None:
    for folder in ("docs/deep", "models/m"):
        (tmp_path / folder).mkdir(parents=True)
    written = [tmp_path / name for name in ("README.md", "docs/deep/page.md", "models/m/README.md")]
    for page in [*written, tmp_path / "CONTRIBUTING.md"]:
        page.write_text(PAGE, "utf-8")
    (tmp_path / "docs/plain.md").write_text("No marks.", "utf-8")
    metrics = tmp_path / "models/m/metrics.json"
    assert sorted(write_tables(tmp_path, metrics, METRICS)) == sorted(written)
    assert write_tables(tmp_path, metrics, METRICS) == []
    assert (tmp_path / "CONTRIBUTING.md").read_text("utf-8") == PAGE


@pytest.mark.parametrize("text", ["", "[]", '{"model": "x"}'])
def test_a_file_without_metrics_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "metrics.json").write_text(text, "utf-8")
    with pytest.raises(InputError, match=r"metrics\.json.*--output"):
        read_metrics(tmp_path / "metrics.json")
    with pytest.raises(InputError, match="cannot be read"):
        read_metrics(tmp_path / "none.json")


@pytest.mark.skipif(not SHIPPED.is_file(), reason="the shipped model has no metrics.json yet")
def test_no_table_is_stale() -> None:
    metrics = read_metrics(SHIPPED)
    stale = [
        page
        for page in pages(ROOT, SHIPPED)
        if fill(page.read_text("utf-8"), metrics) != page.read_text("utf-8")
    ]
    assert not stale, f"run: python -m training.evaluate --write {SHIPPED.relative_to(ROOT)}"


def test_every_mark_of_our_pages_names_a_table() -> None:
    marked = [page for page in pages(ROOT, SHIPPED) if "<!-- metrics:" in page.read_text("utf-8")]
    assert ROOT / "README.md" in marked
    for page in marked:
        text = page.read_text("utf-8")
        assert text.count("<!-- metrics:") == text.count("<!-- /metrics -->")
        assert fill(text, METRICS) != text or fill(text, {"suites": {}}) == text
