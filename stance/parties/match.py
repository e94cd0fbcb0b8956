"""Where a text names a caller's parties."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from stance.parties.automaton import Automaton, longest
from stance.parties.context import Verdict
from stance.parties.coreference import Named, later_surnames, party_surnames
from stance.parties.lexicon import Kind
from stance.parties.normalise import Folded, fold, fold_name
from stance.parties.people import looks_like_person, without_titles
from stance.parties.resolve import PartiesLike, resolve
from stance.parties.scan import Known, key_of, scan
from stance.types import Party

__all__ = ["Match", "PartyMatcher"]

_NOBODY = -1
_LEAST_LOOSE = 4
"""Shorter names are not looked for without the apostrophe of their possessive."""
_JUNIOR = (" Jr", ", Jr", " Sr", ", Sr")
"""After a person's name these make it another person's."""


class Match(NamedTuple):
    """A party where a text names it: ``text[start:end]`` is a name of ``parties[party]``."""

    party: int
    start: int
    end: int


class PartyMatcher:
    """Finds a caller's parties in texts, in one pass whatever their number; reusable and thread-safe.

    The names of the lexicon are looked for in every text, whoever is asked for, so that what one party
    finds never depends on the others; the caller's own names are one automaton. The longest name wins.

    Args:
        parties: what `resolve` takes.

    Raises:
        PartyError: the parties are empty or contradict each other.

    >>> matcher = PartyMatcher(["Sudan", "Wang Wenbin"])
    >>> text = "Wang Wenbin, of Beijing, left Khartoum's and South Sudan's envoys waiting, Wang said."
    >>> [(matcher.parties[match.party].name, text[match.start : match.end]) for match in matcher.find(text)]
    [('Wang Wenbin', 'Wang Wenbin'), ('Sudan', 'Khartoum'), ('Wang Wenbin', 'Wang')]
    """

    def __init__(self, parties: PartiesLike) -> None:
        self.parties: tuple[Party, ...] = resolve(parties)
        self._known: dict[str, int] = {}
        own: dict[str, int] = {}
        for index, party in enumerate(self.parties):
            for alias in (party.name, *party.aliases):
                key = fold_name(alias)
                if party.lexicon and key_of(key) == key:
                    self._known[key] = index  # the lexicon's own pass finds it
                    continue
                for form in _forms(alias):
                    own.setdefault(form, index)
        # An alias as the caller wrote it goes before a form that was made from another one; and where the
        # lexicon knows a form for the same party, its rules decide what the form means.
        own.update(
            (key, i)
            for i, party in enumerate(self.parties)
            for alias in (party.name, *party.aliases)
            if (key := fold_name(alias)) not in self._known
        )
        own = {form: index for form, index in own.items() if self._known.get(key_of(form) or "") != index}
        self._owners = tuple(own.values())
        self._automaton = Automaton(tuple(own))
        # Scraped news loses apostrophes ("Koromas envoy"); a name in small letters may be a plain word.
        self._loose = frozenset(
            i for i, form in enumerate(own) if len(form) >= _LEAST_LOOSE and form[0].isupper()
        )
        self._names = tuple(fold_name(party.name) for party in self.parties)
        self._people = frozenset(i for i, party in enumerate(self.parties) if looks_like_person(party.name))
        self._surnames = party_surnames(self.parties)

    def find(self, text: str) -> list[Match]:
        """All mentions of the parties: disjoint, in order, offsets of the text as given.

        After a person's full name the surname alone is a mention too.

        Args:
            text: a whole document, so that surnames are understood; any text will do.
        """
        folded = fold(text)
        named = self._named(folded)
        if self._surnames:
            named = later_surnames(folded, named, self._surnames)
        return [Match(party, *folded.span(start, end)) for start, end, party, _ in named if party != _NOBODY]

    def find_in_sentences(self, text: str, sentences: Sequence[tuple[int, int]]) -> dict[int, list[Match]]:
        """The mentions of `find` by sentence; sentences without one are left out.

        Args:
            text: the document.
            sentences: half-open spans of its sentences, in order. A mention belongs to the sentence that it
                begins in, and is cut where that ends.
        """
        starts = [start for start, _ in sentences]
        found: dict[int, list[Match]] = {}
        for party, start, end in self.find(text):
            index = bisect_right(starts, start) - 1
            if index >= 0 and start < sentences[index][1]:
                found.setdefault(index, []).append(Match(party, start, min(end, sentences[index][1])))
        return found

    def _named(self, folded: Folded) -> list[Named]:
        """The parties asked for, and with number -1 the names that hide theirs."""
        text = folded.text
        spans = []
        for start, end, pattern in self._automaton.hits(text, loose=self._loose):
            party = self._owners[pattern]
            if party not in self._people or not text.startswith(_JUNIOR, end):
                spans.append(Named(start, end, party, text[start:end]))
        for known in scan(folded):
            party = self._party_of(known)
            if known.verdict is Verdict.PLACE and (party == _NOBODY or self._names[party] != known.key):
                continue
            spans.append(Named(known.start, known.end, party, known.key))
        return longest(spans)

    def _party_of(self, known: Known) -> int:
        if known.entry is None:
            return _NOBODY
        # "Sino-" is no name of its own: it goes where China goes.
        key = fold_name(known.entry.name) if known.kind is Kind.JOINED else known.key
        return self._known.get(key, _NOBODY)


def _forms(alias: str) -> Iterable[str]:
    """An alias as written, at the start of a sentence, in a headline, without its article."""
    folded = fold_name(alias)
    yield folded
    words = folded.split()
    if words[0] in ("the", "The") and len(words) > 2:
        yield " ".join(words[1:])
    elif words[0] == "The":
        yield "the " + " ".join(words[1:])
    if looks_like_person(alias):
        yield fold_name(without_titles(alias))
    if folded[0].islower():
        yield folded[0].upper() + folded[1:]
        if len(words) > 1:
            yield " ".join(word[0].upper() + word[1:] for word in words)
    if sum(map(str.isalpha, folded)) > 3:
        yield folded.upper()
