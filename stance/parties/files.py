"""Parties from a YAML file that somebody else wrote: plain text, nothing constructed, nothing expanded."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import yaml

from stance.errors import PartyError
from stance.types import Party

__all__ = ["read_parties"]

_MOST_BYTES = 10_000_000
_FORMS = (
    "It may hold a list of names, a list of entries with the keys name, aliases and lexicon, or a mapping of "
    "name to list of aliases."
)


def read_parties(path: str | os.PathLike[str]) -> list[Party]:
    """The parties of a YAML file.

    Every scalar is read as text, so ``NO`` is a name and not false.

    Args:
        path: the file. It holds a list of names, a list of entries (``name``, ``aliases``, ``lexicon``), or a
            mapping of name to aliases.

    Raises:
        PartyError: the file is missing, too large, no YAML, has YAML aliases, or another form.
    """
    where = f"The party file {os.fspath(path)!r}"
    data = _parse(_read(path, where), where)
    if isinstance(data, dict) and list(data) == ["parties"]:
        data = data["parties"]
    if isinstance(data, dict):
        return [_party({"name": name, "aliases": aliases}, where) for name, aliases in data.items()]
    if isinstance(data, list):
        return [_party(item if isinstance(item, dict) else {"name": item}, where) for item in data]
    raise PartyError(f"{where} holds {'nothing' if data is None else _shown(data)}. {_FORMS}")


def _read(path: str | os.PathLike[str], where: str) -> str:
    try:
        if Path(path).stat().st_size > _MOST_BYTES:
            raise PartyError(f"{where} is larger than {_MOST_BYTES // 1_000_000} MB; split it.")
        return Path(path).read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise PartyError(f"{where} does not exist. Check the path.") from error
    except (OSError, ValueError) as error:
        # UnicodeDecodeError and a null character in the path are ValueErrors.
        raise PartyError(f"{where} cannot be read as UTF-8 text: {error}.") from error


def _parse(text: str, where: str) -> Any:
    fast = hasattr(yaml, "CBaseLoader")
    loader = yaml.CBaseLoader if fast else yaml.BaseLoader
    try:
        # One small alias can stand for gigabytes, and a party list needs none.
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=loader)):
            raise PartyError(f"{where} uses a YAML alias (*name); write the names out.")
        return yaml.load(text, Loader=loader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        if isinstance(error, PartyError):
            raise
        told = (
            "it is nested too deeply" if isinstance(error, RecursionError) else " ".join(str(error).split())
        )
        raise PartyError(f"{where} is not valid YAML: {told}. {_FORMS}") from error


def _party(item: dict[str, Any], where: str) -> Party:
    unknown = set(item) - {"name", "aliases", "lexicon"}
    name, aliases, known = item.get("name"), item.get("aliases") or [], item.get("lexicon", "true")
    if unknown or not isinstance(name, str):
        raise PartyError(f"{where} has the entry {_shown(item)}. {_FORMS}")
    if not isinstance(aliases, list) or not all(isinstance(alias, str) for alias in aliases):
        raise PartyError(
            f"{where} gives {name!r} the aliases {_shown(aliases)}; a list of names is needed: [A, B]."
        )
    if str(known).lower() not in ("true", "false"):
        raise PartyError(f"{where} gives {name!r} lexicon: {_shown(known)}; allowed are true and false.")
    return Party(name, tuple(aliases), lexicon=str(known).lower() == "true")


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."
