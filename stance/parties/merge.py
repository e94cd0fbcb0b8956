"""The names found in one document, told apart and put together: one party, one name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from stance.parties.lexicon import Entry, lexicon
from stance.parties.normalise import fold_name
from stance.parties.people import looks_like_person, surnames, without_titles
from stance.parties.surroundings import bare

__all__ = ["merge_names"]

_POSSESSIVE = re.compile(r"['’]s?$")
_ABBREVIATED = re.compile(r"^(?P<name>.+?) ?\((?P<short>[A-Z][A-Za-z.&-]{1,11})\)$")


def merge_names(names: Iterable[str]) -> dict[str, str]:
    """Which party each name of a document means, told by its fullest name.

    Known to the lexicon: the entry's name. Else names are one party when they are the same but for titles,
    article, possessive and case; when one is the surname of the only person who bears it; when one is a
    company's or party's name without its last words; when one is the other's initials. A short name that
    could mean two parties stays by itself.

    Args:
        names: the names in order of the text; repeats are welcome.

    >>> merged = merge_names(["Grace Wanjala", "Kyiv", "Ms Wanjala", "Wanjala's", "Ukrainian"])
    >>> list(merged.values())
    ['Grace Wanjala', 'Ukraine', 'Grace Wanjala', 'Grace Wanjala', 'Ukraine']
    >>> merge_names(["IRB", "International Rice Bank", "Donner Steel Corporation", "Donner Steel"])["IRB"]
    'International Rice Bank'
    """
    given = list(dict.fromkeys(names))
    cores = {name: _core(name) for name in given}
    people = {core: surnames(core) for core in cores.values() if looks_like_person(core)}
    entries = {name: entry for name in given if (entry := lexicon().get(cores[name])) is not None}
    for name in [name for name, entry in entries.items() if _is_surname(name, cores, people, entries)]:
        del entries[name]
    others = list(dict.fromkeys(cores[name] for name in given if name not in entries))
    leads = _leads(others, people, _declared(given, cores))
    return {name: entries[name].name if name in entries else _follow(cores[name], leads) for name in given}


def _core(name: str) -> str:
    """The name without possessive, abbreviation in brackets, article and titles."""
    plain = _POSSESSIVE.sub("", " ".join(name.split()))
    bracketed = _ABBREVIATED.match(plain)
    return without_titles(bracketed["name"] if bracketed else plain) or name


def _is_surname(
    name: str, cores: Mapping[str, str], people: Mapping[str, tuple[str, ...]], entries: Mapping[str, Entry]
) -> bool:
    """Whether a name that the lexicon knows is rather a person's: "Jordan" in a text on Michael Jordan."""
    if not any(fold_name(cores[name]) in forms for forms in people.values()):
        return False
    return not any(entries[name] is entry and other != name for other, entry in entries.items())


def _declared(given: Sequence[str], cores: Mapping[str, str]) -> dict[str, str]:
    """Abbreviations that a name itself tells: "International Rice Bank (IRB)"."""
    found = ((_ABBREVIATED.match(name), cores[name]) for name in given)
    return {match["short"]: core for match, core in found if match}


def _leads(
    cores: Sequence[str], people: Mapping[str, tuple[str, ...]], declared: Mapping[str, str]
) -> dict[str, str]:
    """From each shorter name to the one longer name that it can stand for."""
    leads = dict(declared)
    spelled: dict[str, str] = {}
    for core in cores:
        key = fold_name(core).casefold()
        first = spelled.setdefault(key or core, core)
        if first != core:
            leads[core] = first
    for core in cores:
        if core in leads:
            continue
        longer = [other for other in cores if other not in leads and _stands_for(core, other, people)]
        # Of several forms of one longer name ("Ana Lind", "Ana M. Lind") the shorter leads to the longer.
        tops = [o for o in longer if not any(_stands_for(o, p, people) for p in longer if p != o)]
        if len(tops) == 1:
            leads[core] = tops[0]
    return leads


def _stands_for(short: str, long: str, people: Mapping[str, tuple[str, ...]]) -> bool:
    few, many = fold_name(short).split(), fold_name(long).split()
    if short == long:
        return False
    if long in people:
        if short in people:
            return len(few) < len(many) and (few[0], few[-1]) == (many[0], many[-1])
        return " ".join(few) in people[long]
    if short in people:
        return False
    if len(few) == 1 and short.isupper() and _initials(many, few[0]):
        return True
    rest = many[len(few) :]
    if not rest or many[: len(few)] != few or lexicon().get(short) is not None:
        return False
    lists = lexicon().words
    endings = lists["legal_forms"] if len(few) == 1 else lists["legal_forms"] | lists["organisation_words"]
    return all(bare(word) in endings for word in rest)


def _initials(words: Sequence[str], short: str) -> bool:
    """Whether the letters are the words' initials, with or without the little words between."""
    letters = short.replace(".", "").replace("&", "").upper()
    all_words = [word for word in words if word[0].isalpha()]
    big = [word for word in all_words if word.lower() not in lexicon().words["linking"]]
    if len(letters) < 2 or len(big) < 2:
        return False
    return letters in ("".join(w[0] for w in big).upper(), "".join(w[0] for w in all_words).upper())


def _follow(core: str, leads: Mapping[str, str]) -> str:
    seen = {core}
    while core in leads and leads[core] not in seen:
        core = leads[core]
        seen.add(core)
    return core
