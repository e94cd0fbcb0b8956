"""Makes ``data/lexicon.json`` from the YAML files that people edit: ``python -m stance.parties.compile``.

Refuses a name that two entries claim, an unknown key, and a rule or a longer name that touches no entry.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from stance.errors import ConfigError
from stance.parties.lexicon import Rule
from stance.parties.normalise import fold_name

__all__ = ["SOURCES", "compile_lexicon", "main"]

SOURCES = {"states": "state", "territories": "territory", "organisations": "organisation", "groups": "group"}
"""The files of entries and what sort of party each holds."""

_KEYS = {
    "also": "name",
    "short": "short",
    "people": "people",
    "capital": "capital",
    "seat": "seat",
    "joined": "joined",
}
_FLAGS = {"first_name", "surname", "part", "word", "plural"}
_CASED = {"only_with", "elsewhere", "here"}


def compile_lexicon() -> str:
    """The text of ``lexicon.json`` that belongs to the YAML files.

    Raises:
        ConfigError: a name that two entries claim, an unknown key, or a rule that touches no entry.
    """
    entries: list[tuple[str, str, dict[str, list[str]]]] = []
    owners: dict[str, str] = {}
    for source, sort in SOURCES.items():
        for name, values in _load(source).items():
            names = _names(name, values)
            for text in {name, *(text for texts in names.values() for text in texts)}:
                other = owners.setdefault(fold_name(text), name)
                if other != name:
                    raise ConfigError(
                        f"{source}.yaml: {name!r} and {other!r} both claim {text!r}; keep it in one."
                    )
            entries.append((name, sort, names))
    longer = [fold_name(name) for name in _load("longer_names")]
    for text in longer:
        _check_longer(text, owners)
    data = {
        "entries": entries,
        "rules": {fold_name(name): _rule(name, values, owners) for name, values in _load("rules").items()},
        "longer_names": sorted(set(longer)),
        "words": {key: sorted(set(map(fold_name, values))) for key, values in _load("words").items()},
    }
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n"


def _load(name: str) -> Any:
    # The base loader reads every scalar as text, so that "No" and "On" are words here.
    text = files("stance.parties").joinpath(f"data/{name}.yaml").read_text(encoding="utf-8")
    return yaml.load(text, Loader=yaml.BaseLoader)


def _names(name: str, values: Mapping[str, list[str]]) -> dict[str, list[str]]:
    unknown = set(values) - set(_KEYS)
    if unknown:
        raise ConfigError(f"{name!r} has the keys {sorted(unknown)}; allowed are {sorted(_KEYS)}.")
    return {kind: values[key] for key, kind in _KEYS.items() if values.get(key)}


def _rule(name: str, values: Mapping[str, Any], owners: Mapping[str, str]) -> dict[str, Any]:
    allowed = {f.name for f in fields(Rule)}
    if fold_name(name) not in owners:
        raise ConfigError(
            f"rules.yaml has a rule for {name!r}, which no entry is called; add it or drop the rule."
        )
    if set(values) - allowed:
        raise ConfigError(
            f"rules.yaml: {name!r} has {sorted(set(values) - allowed)}; allowed: {sorted(allowed)}."
        )
    return {key: _rule_value(key, value) for key, value in values.items()}


def _rule_value(key: str, value: Any) -> Any:
    if key in _FLAGS:
        return value == "true"
    return [fold_name(word) if key in _CASED else fold_name(word).lower() for word in value]


def _check_longer(text: str, owners: Mapping[str, str]) -> None:
    words = text.replace("-", " - ").split()
    parts = {
        " ".join(words[i:j]).replace(" - ", "-")
        for i in range(len(words))
        for j in range(i + 1, len(words) + 1)
    }
    if text in owners:
        raise ConfigError(f"longer_names.yaml: {text!r} is a name of {owners[text]!r}; take it out of one.")
    if not parts & owners.keys():
        raise ConfigError(f"longer_names.yaml: {text!r} contains no name of the lexicon; take it out.")


def main() -> None:
    """Write ``lexicon.json`` beside the YAML files."""
    path = Path(str(files("stance.parties").joinpath("data/lexicon.json")))
    path.write_text(compile_lexicon(), encoding="utf-8")


if __name__ == "__main__":
    main()
