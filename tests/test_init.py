from __future__ import annotations

import subprocess
import sys
import types

import pytest

import stance
from stance.types import Document

HEAVY = [
    "torch",
    "transformers",
    "tokenizers",
    "pandas",
    "numpy",
    "networkx",
    "rich",
    "click",
    "jinja2",
    "yaml",
]


@pytest.fixture
def loads(monkeypatch: pytest.MonkeyPatch) -> list[str | None]:
    """Puts a model that answers at once in the place of the real one; lists what was loaded."""
    loaded: list[str | None] = []

    def load(model=None, *, device="auto", runtime="auto"):
        loaded.append(model)
        return lambda text, parties=None, *, evidence=False: (
            Document(text) if isinstance(text, str) else [Document(t) for t in text]
        )

    module = types.ModuleType("stance.classifier")
    module.load = load
    monkeypatch.setitem(sys.modules, "stance.classifier", module)
    stance._loaded.cache_clear()
    yield loaded
    stance._loaded.cache_clear()


def test_all_is_what_there_is() -> None:
    assert sorted(stance.__all__) == list(stance.__all__)
    assert dir(stance) == sorted([*stance.__all__, "__version__"])
    own = {
        name
        for name, value in vars(stance).items()
        if getattr(value, "__module__", "").startswith("stance") and not name.startswith("_")
    }
    assert own <= set(stance.__all__)
    assert set(stance.__all__) - own == set(stance._LAZY)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'analyse'"):
        stance.analyse  # noqa: B018


@pytest.mark.parametrize(
    ("modules", "allowed"), [("stance", set()), ("stance.cli, stance.cli.classify", {"click"})]
)
def test_importing_is_light(modules: str, allowed: set[str]) -> None:
    code = f"import sys, {modules}; print(*(set({HEAVY}) & set(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set(found.stdout.split()) == allowed


def test_classify_keeps_the_model(loads: list[str | None]) -> None:
    assert stance.classify("One.").text == "One."
    assert [document.text for document in stance.classify(["One.", "Two."])] == ["One.", "Two."]
    assert loads == [None]
    stance.classify("One.", model="other")
    assert loads == [None, "other"]


def test_load_is_that_of_the_classifier(loads: list[str | None]) -> None:
    stance.load("some/folder")
    assert loads == ["some/folder"]
