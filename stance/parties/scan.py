"""The names of the lexicon in a text. What is found never depends on the parties that a caller asks for."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from stance.parties.automaton import Automaton, longest
from stance.parties.context import Context, Verdict
from stance.parties.lexicon import Alias, Entry, Kind, Lexicon, lexicon
from stance.parties.normalise import Folded, fold, fold_name
from stance.parties.surroundings import Surroundings

__all__ = ["Known", "LexiconMatch", "find_lexicon", "key_of", "lexicon_spans", "scan"]

_LEAST_LETTERS = 4
"""Shorter names have no form in capitals: "ROME" is Rome, but no two letters are tried so."""


class Known(NamedTuple):
    """A name of the lexicon in a folded text.

    ``entry`` is None for a longer name that only hides what it contains ("Georgia Tech").
    """

    start: int
    end: int
    key: str
    entry: Entry | None
    kind: Kind
    verdict: Verdict


class LexiconMatch(NamedTuple):
    """A party of the lexicon where a text names it: ``text[start:end]``."""

    name: str
    start: int
    end: int
    kind: Kind


class _Pattern(NamedTuple):
    key: str
    alias: Alias
    entry: Entry | None


class _Scanner:
    """The automaton over the whole lexicon."""

    def __init__(self, source: Lexicon) -> None:
        self.lexicon = source
        patterns: dict[str, _Pattern] = {}
        for entry in source:
            for alias in entry.aliases:
                key = fold_name(alias.text)
                patterns.setdefault(key, _Pattern(key, alias, entry))
        for name in source.longer_names:
            patterns.setdefault(name, _Pattern(name, Alias(name, Kind.NAME), None))
        for pattern in list(patterns.values()):
            capitals = pattern.key.upper()
            if pattern.alias.kind is not Kind.JOINED and sum(map(str.isalpha, capitals)) >= _LEAST_LETTERS:
                patterns.setdefault(capitals, pattern)
        self._patterns = tuple(patterns.values())
        self._automaton = Automaton(tuple(patterns))
        self._loose = frozenset(
            number for number, pattern in enumerate(self._patterns) if self._is_plain(pattern)
        )

        self._keys = {form: pattern.key for form, pattern in patterns.items() if pattern.entry is not None}

    def key_of(self, form: str) -> str | None:
        """The folded name that this form, perhaps in capitals, is found as; None if it is no entry's."""
        return self._keys.get(form)

    def _is_plain(self, pattern: _Pattern) -> bool:
        """A name that stays itself when the apostrophe of its possessive is lost ("Irans", not "Turkeys")."""
        rule = self.lexicon.rules.get(pattern.key)
        if rule is not None and (rule.first_name or rule.surname or rule.word or rule.plural):
            return False
        return pattern.entry is not None and pattern.alias.kind not in (Kind.PEOPLE, Kind.JOINED)

    def __call__(self, folded: Folded) -> list[Known]:
        context = Context(self.lexicon, Surroundings(folded))
        found: list[Known] = []
        for start, end, number in longest(self._automaton.hits(folded.text, loose=self._loose)):
            key, alias, entry = self._patterns[number]
            if entry is None:
                found.append(Known(start, end, key, None, alias.kind, Verdict.OTHER))
                continue
            verdict = context.judge(alias, key, entry.name, start, end)
            if verdict is not Verdict.OTHER:
                found.append(Known(start, end, key, entry, alias.kind, verdict))
        return found


@lru_cache(maxsize=1)
def _scanner() -> _Scanner:
    return _Scanner(lexicon())


def scan(folded: Folded) -> list[Known]:
    """The names of the lexicon and the longer names that hide them, disjoint and in order of the text."""
    return _scanner()(folded)


def find_lexicon(text: str, *, places: bool = False) -> list[LexiconMatch]:
    """Where a text names parties of the built-in lexicon; disjoint, in order.

    Args:
        text: any text.
        places: also capitals that are only a place ("in Kyiv").

    >>> [(match.name, text[match.start : match.end]) for text in ["Kyiv’s envoy met US-led forces in Paris."]
    ...     for match in find_lexicon(text)]
    [('Ukraine', 'Kyiv'), ('United States', 'US')]
    """
    folded = fold(text)
    return [
        LexiconMatch(known.entry.name, *folded.span(known.start, known.end), known.kind)
        for known in scan(folded)
        if known.entry is not None and (places or known.verdict is Verdict.PARTY)
    ]


def lexicon_spans(text: str, *, places: bool = False) -> list[tuple[int, int]]:
    """The half-open spans of `find_lexicon`.

    >>> lexicon_spans("The Kremlin denied it.")
    [(4, 11)]
    """
    return [(match.start, match.end) for match in find_lexicon(text, places=places)]


def key_of(form: str) -> str | None:
    """The key under which `scan` tells this folded form; None if it is no name of an entry."""
    return _scanner().key_of(form)
