"""Tables in pages: what stands between two marks is written from a ``metrics.json``, never by hand.

<!-- metrics:summary -->
… this is replaced …
<!-- /metrics -->
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from stance.checkpoint import write_text
from stance.errors import InputError
from training.evaluation.suites import SUITES
from training.evaluation.tables import main_table, suite_page

__all__ = ["fill", "pages", "write_tables"]

_MARKED = re.compile(r"<!-- metrics:([\w-]+) -->\n.*?<!-- /metrics -->", re.DOTALL)
_WHOLE: dict[str, Callable[[Mapping[str, Any]], str]] = {"summary": main_table}


def fill(text: str, metrics: Mapping[str, Any]) -> str:
    """The text with every marked place filled from the metrics.

    A place is called ``summary`` (the main table) or by a suite (its facts and tables); a suite that was not
    measured leaves its place empty.

    Raises:
        InputError: a place has another name.

    >>> print(fill("<!-- metrics:news -->\\nold\\n<!-- /metrics -->", {"suites": {}}))
    <!-- metrics:news -->
    <!-- /metrics -->
    """

    def table(match: re.Match[str]) -> str:
        return f"<!-- metrics:{match[1]} -->\n{_content(match[1], metrics)}<!-- /metrics -->"

    return _MARKED.sub(table, text)


def _content(name: str, metrics: Mapping[str, Any]) -> str:
    if name in _WHOLE:
        made = _WHOLE[name](metrics)
    elif name in SUITES:
        made = suite_page(metrics["suites"][name]) if name in metrics["suites"] else ""
    else:
        raise InputError(
            f"<!-- metrics:{name} --> names no table; allowed are {', '.join([*_WHOLE, *SUITES])}"
        )
    return f"\n{made}\n" if made else ""


def pages(project: Path, metrics: Path) -> list[Path]:
    """The pages that may hold tables: README, docs, and the card beside the ``metrics.json``."""
    found = [project / "README.md", *sorted((project / "docs").rglob("*.md")), metrics.parent / "README.md"]
    return list(dict.fromkeys(page.resolve() for page in found if page.is_file()))


def write_tables(project: Path, metrics: Path, values: Mapping[str, Any]) -> list[Path]:
    """Fill the places of all pages, and return the pages that changed.

    Args:
        project: the folder with README.md and docs/.
        metrics: the ``metrics.json``; the card beside it is filled too.
        values: what it holds.
    """
    changed = []
    for page in pages(project, metrics):
        old = page.read_text("utf-8")
        new = fill(old, values)
        if new != old:
            write_text(page, new)
            changed.append(page)
    return changed
