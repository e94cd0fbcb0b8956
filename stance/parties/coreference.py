"""Within one document: a surname after the full name."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from stance.parties.automaton import longest
from stance.parties.lexicon import lexicon
from stance.parties.normalise import Folded, fold_name
from stance.parties.people import looks_like_person, surnames, without_titles
from stance.parties.surroundings import Surroundings, bare
from stance.types import Party

__all__ = ["Named", "later_surnames", "party_surnames"]


class Named(NamedTuple):
    """A name in a folded text and the number of its party; -1 is a name of nobody asked for."""

    start: int
    end: int
    party: int
    name: str


class _Person(NamedTuple):
    """One person: the party, the full names, and the words of them that stand beside the surname."""

    party: int
    full: frozenset[str]
    given: frozenset[str]


def party_surnames(parties: Sequence[Party]) -> Mapping[str, tuple[_Person, ...]]:
    """The people among the parties by surname; a surname that two share has two.

    A surname that the lexicon knows as something else ("Michael Jordan") is left out.
    """
    people: dict[str, dict[int, _Person]] = {}
    for index, party in enumerate(parties):
        for name in (party.name, *party.aliases):
            for surname in surnames(name) if looks_like_person(name) else ():
                if lexicon().get(surname) is not None:
                    continue
                plain = fold_name(without_titles(name))
                full, given = frozenset({fold_name(name), plain}), frozenset(plain.split()) - {surname}
                before = people.setdefault(surname, {}).get(index)
                if before:
                    full, given = full | before.full, given | before.given
                people[surname][index] = _Person(index, full, given)
    return {surname: tuple(found.values()) for surname, found in people.items()}


def later_surnames(
    folded: Folded, named: Sequence[Named], people: Mapping[str, tuple[_Person, ...]]
) -> list[Named]:
    """The names with the surnames that mean a person named in full before.

    Args:
        folded: the document.
        named: the names found in it, disjoint and in order.
        people: from `party_surnames`.
    """
    around = Surroundings(folded)
    taken = [(name.start, name.end) for name in named]
    added: list[Named] = []
    for surname, bearers in people.items():
        present = [(b, first) for b in bearers if (first := _first(named, b)) is not None]
        # One of two who share the surname may be named in this document: then it is theirs alone.
        if len(present) != 1:
            continue
        person, after = present[0]
        places = _places(around, surname, person, taken)
        added += (Named(s, e, person.party, surname) for s, e in places if s >= after)
    if not added:
        return list(named)
    # A longer surname ("van der Berg") goes before the shorter one inside it.
    return longest([*named, *added])


def _first(named: Sequence[Named], person: _Person) -> int | None:
    """Where the person's full name ends for the first time."""
    capitals = {name.upper() for name in person.full}
    for name in named:
        if name.party == person.party and (name.name in person.full or name.name in capitals):
            return name.end
    return None


@lru_cache(maxsize=1024)
def _word(surname: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w'-]){re.escape(surname)}(?!\w|-[A-Z])")


def _places(
    around: Surroundings, surname: str, person: _Person, taken: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Where the surname stands alone; nowhere if the document gives it to a second person too."""
    found: list[tuple[int, int]] = []
    for match in _word(surname).finditer(around.text):
        start, end = match.span()
        near = bisect_left(taken, (end,))
        if near and taken[near - 1][1] > start:
            continue
        if _is_another(around, person, surname, start, end):
            return []
        if _counts(around, surname, start, end):
            found.append((start, end))
    return found


def _is_another(around: Surroundings, person: _Person, surname: str, start: int, end: int) -> bool:
    """Whether a given name that is not the person's stands beside: "Peter Wanjala", "Wang Yi"."""
    words = lexicon().words
    before = around.before(start)
    stem = bare(before)
    if stem[:1].isupper() and not before.endswith((",", ";", ":", "!", "?")) and stem.isalpha():
        own = stem in person.given or (len(stem) == 1 and any(given[0] == stem for given in person.given))
        role = stem in words["titles"] or stem in words["offices"] or stem in words["openers"]
        if not own and not role and not stem.isupper() and lexicon().get(stem) is None:
            plain = stem.endswith(("ing", "ed", "ly")) and around.starts_sentence(start - len(before) - 1)
            if not plain and not around.in_title_case(start, end):
                return True
    if surname not in words["first_surnames"]:
        return False
    after, possessive = around.after(end)
    stem = bare(after)
    if possessive or not stem[:1].isupper() or not stem.replace("-", "").isalpha() or stem.isupper():
        return False
    role = stem in words["titles"] or stem in words["offices"] or stem in words["openers"]
    return not role and stem not in person.given and not around.in_title_case(start, end)


def _counts(around: Surroundings, surname: str, start: int, end: int) -> bool:
    """Whether the surname is a name here, not a plain word or part of a longer name."""
    words = lexicon().words
    before, (after, possessive) = around.before(start), around.after(end)
    if after[:1].isupper() and not possessive and bare(after) in words["organisation_words"]:
        return False
    if surname not in words["wordlike_surnames"]:
        return True
    if bare(before) in words["titles"] or bare(before).lower() in words["speakers_before"]:
        return True
    if possessive and not around.starts_sentence(start):
        return True
    return bare(after).lower() in words["saying"]
