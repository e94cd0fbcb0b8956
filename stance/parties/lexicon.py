"""The built-in lexicon: states, territories, organisations and armed groups, with what else they are called.

People read and extend the YAML files in ``data/``; the library reads ``data/lexicon.json``, which
``python -m stance.parties.compile`` makes from them, because parsing YAML takes many times as long.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import Any

from stance.parties.normalise import fold_name

__all__ = ["Alias", "Entry", "Kind", "Lexicon", "Rule", "lexicon"]

_LEAST_LETTERS = 4
"""Shorter names are only known in their own letters: "US" is no "us"."""


class Kind(StrEnum):
    """What sort of name an alias is."""

    NAME = "name"
    SHORT = "short"
    PEOPLE = "people"
    CAPITAL = "capital"
    SEAT = "seat"
    JOINED = "joined"


@dataclass(frozen=True, slots=True)
class Alias:
    """One name of an entry."""

    text: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Rule:
    """When a name means something else; the keys are explained in ``data/rules.yaml``."""

    first_name: bool = False
    surname: bool = False
    part: bool = False
    word: bool = False
    plural: bool = False
    after: frozenset[str] = frozenset()
    beside: frozenset[str] = frozenset()
    not_before: frozenset[str] = frozenset()
    not_after: frozenset[str] = frozenset()
    only_with: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    here: tuple[str, ...] = ()

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> Rule:
        """A rule from its JSON form."""
        sets = ("after", "beside", "not_before", "not_after")
        lists = ("only_with", "elsewhere", "here")
        made: dict[str, Any] = dict(values)
        made.update((key, frozenset(values[key])) for key in sets if key in values)
        made.update((key, tuple(values[key])) for key in lists if key in values)
        return cls(**made)


@dataclass(frozen=True)
class Entry:
    """One party of the lexicon.

    Attributes:
        name: how answers call it.
        sort: state, territory, organisation or group.
        aliases: all its names, ``name`` first.
    """

    name: str
    sort: str
    aliases: tuple[Alias, ...]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """All names that stand alone, ``name`` first (not "Sino-" and the like)."""
        return tuple(alias.text for alias in self.aliases if alias.kind is not Kind.JOINED)


@dataclass(frozen=True)
class Lexicon:
    """All entries, found by any of their names.

    >>> lexicon().get("Kiev").name
    'Ukraine'
    >>> lexicon().get("us") is None
    True
    """

    entries: tuple[Entry, ...]
    rules: Mapping[str, Rule] = field(repr=False)
    longer_names: tuple[str, ...] = field(repr=False)
    words: Mapping[str, frozenset[str]] = field(repr=False)

    def __len__(self) -> int:
        return len(self.entries)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def get(self, name: str) -> Entry | None:
        """The entry that has this name, else None.

        Args:
            name: any name of it. Accents, curly apostrophes and a leading "the" do not matter; capitals do
                for names of up to three letters.
        """
        folded = fold_name(name)
        found = self._exact.get(folded)
        if found is None and folded[:4].lower() == "the ":
            folded = folded[4:]
            found = self._exact.get(folded)
        if found is None and sum(map(str.isalpha, folded)) >= _LEAST_LETTERS:
            found = self._caseless.get(folded.casefold())
        return found

    @cached_property
    def single_words(self) -> frozenset[str]:
        """All folded one-word names."""
        return frozenset(name for name in self._exact if " " not in name)

    @cached_property
    def _exact(self) -> dict[str, Entry]:
        return {fold_name(name): entry for entry in self.entries for name in entry.names}

    @cached_property
    def _caseless(self) -> dict[str, Entry]:
        # An exact name first met wins, so that no abbreviation takes the place of a name.
        found: dict[str, Entry] = {}
        for name, entry in self._exact.items():
            found.setdefault(name.casefold(), entry)
        return found


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The built-in lexicon, loaded at the first call.

    >>> [alias.text for alias in lexicon().get("Ghana").aliases][:4]
    ['Ghana', 'Republic of Ghana', 'Ghanaian', 'Ghanaians']
    """
    text = files("stance.parties").joinpath("data/lexicon.json").read_text(encoding="utf-8")
    return _read(json.loads(text))


def _read(data: Mapping[str, Any]) -> Lexicon:
    return Lexicon(
        entries=tuple(_entry(*row) for row in data["entries"]),
        rules={name: Rule.read(values) for name, values in data["rules"].items()},
        longer_names=tuple(data["longer_names"]),
        words={key: frozenset(values) for key, values in data["words"].items()},
    )


def _entry(name: str, sort: str, names: Mapping[str, Sequence[str]]) -> Entry:
    aliases = (Alias(text, Kind(kind)) for kind, texts in names.items() for text in texts)
    return Entry(name, sort, (Alias(name, Kind.NAME), *aliases))
