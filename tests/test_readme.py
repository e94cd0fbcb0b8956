"""What the README and the docs say is run: Python blocks, their output, links, the tree.

``python tests/test_readme.py docs/howto/spacy.md …`` writes the outputs of these pages anew.
"""

from __future__ import annotations

import contextlib
import io
import re
import sys
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


def write_outputs(path: Path) -> None:
    """Put what the Python blocks of a page print now in the place of what it shows."""
    names: dict[str, Any] = {"__name__": "__main__"}

    def run(found: re.Match[str]) -> str:
        language, code, output = found.groups()
        if language != "python":
            return found.group()
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(code, path.name, "exec"), names)
        shown = f"```python\n{code}```"
        return shown if output is None else f"{shown}\n\n```text\n{printed.getvalue()}```"

    path.write_text(BLOCK.sub(run, path.read_text("utf-8")), "utf-8")


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


if __name__ == "__main__":
    for name in sys.argv[1:]:
        write_outputs(Path(name))
