"""What the README and the docs say is run: Python blocks, their output, links, the tree."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$(?:\n+```text\n(.*?)^```$)?", re.MULTILINE | re.DOTALL)
HAS_MODEL = any((ROOT / "models").glob("*/config.json"))


def blocks(page: str, language: str) -> list[tuple[str, str | None]]:
    """The code of each block in the language, with the ``text`` block that follows it at once."""
    return [(code, output or None) for found, code, output in BLOCK.findall(page) if found == language]


@pytest.mark.skipif(not HAS_MODEL, reason="no model in models/")
@pytest.mark.parametrize(
    "path", [p for p in PAGES if blocks(p.read_text("utf-8"), "python")], ids=lambda p: p.name
)
def test_python_blocks_run_and_print_what_is_shown(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    names: dict[str, Any] = {"__name__": "__main__"}
    for code, output in blocks(path.read_text(encoding="utf-8"), "python"):
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(code, path.name, "exec"), names)
        if output is not None:
            assert printed.getvalue() == output


def test_the_first_two_sh_blocks_are_the_two_commands() -> None:
    (first, _), (second, _) = blocks(README, "sh")[:2]
    assert "pip install" in first
    assert "stance classify examples/" in first
    assert "[dev]" in second
    assert second.splitlines()[-1] == "python -m pytest"


def test_the_files_that_commands_name_are_there() -> None:
    for word in re.findall(r"(?:examples|configs)/[\w.-]+", README):
        assert (ROOT / word).exists(), word


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.name)
def test_links_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)", path.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (path.parent / target).exists(), target


def test_the_tree_names_what_is_there() -> None:
    tree = next(code for code, _ in blocks(README, "text") if code.startswith("stance/"))
    folder = ""
    for line in tree.splitlines():
        name = line.split()[0]
        folder = folder if line.startswith("  ") else name
        path = ROOT / folder / name if line.startswith("  ") else ROOT / name
        assert path.exists(), path
