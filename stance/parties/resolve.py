"""From what a caller writes to parties with all their aliases, none claimed twice."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping

from stance.errors import PartyError
from stance.parties.files import read_parties
from stance.parties.lexicon import Entry, lexicon
from stance.parties.normalise import fold_name
from stance.types import Party

__all__ = ["PartiesLike", "listed", "resolve"]

PartiesLike = Iterable[str | Party] | Mapping[str, Iterable[str]] | str | os.PathLike[str]
"""What a caller may give: names or parties, a mapping of name to aliases, or a path to a YAML file."""

_ALLOWED = (
    "Allowed are a list of names or Party objects, a dict of name to aliases, or the path of a YAML file "
    "(.yaml or .yml)."
)


def resolve(parties: PartiesLike) -> tuple[Party, ...]:
    """The parties with the lexicon's aliases added; the caller's names stay as given.

    A party brings the aliases of the lexicon's entry that its name means, else of the entries that its
    aliases mean; one made with ``lexicon=False`` brings none. A name that the caller lists as a party is that
    party's alone: of "Ukraine" and "Kyiv" each has its own mentions.

    Args:
        parties: a list of names or `Party` objects, a dict of name to aliases, or the path of a YAML file.

    Raises:
        PartyError: nothing given, an empty name or alias, a wrong type, or an alias that two parties claim.

    >>> party, = resolve(["Ukraine"])
    >>> party.name, party.aliases[:4]
    ('Ukraine', ('Ukrainian', 'Ukrainians', 'Kyiv', 'Kiev'))
    >>> resolve({"Harbour Guild": ["the Guild"]})
    (Party(name='Harbour Guild', aliases=('the Guild',), lexicon=True),)
    """
    given = [_checked(party) for party in listed(parties)]
    if not given:
        raise PartyError(
            f"The list of parties is empty. {_ALLOWED} Leave it out to find the parties in the text."
        )
    entries = [_entries(party) for party in given]
    owners = _owners(given, entries)
    return tuple(_expanded(party, known, owners) for party, known in zip(given, entries, strict=True))


def listed(parties: PartiesLike) -> list[Party]:
    """What a caller gave as a list of parties, without the lexicon's aliases; a file is read.

    >>> listed({"Harbour Guild": ["the Guild"]})
    [Party(name='Harbour Guild', aliases=('the Guild',), lexicon=True)]
    """
    if isinstance(parties, os.PathLike):
        return read_parties(parties)
    if isinstance(parties, str):
        if parties.lower().endswith((".yaml", ".yml")):
            return read_parties(parties)
        raise PartyError(f"parties is the text {parties!r}. {_ALLOWED} For one party write [{parties!r}].")
    if isinstance(parties, Party):
        raise PartyError(f"parties is one Party. {_ALLOWED} Put it into a list: [party].")
    if isinstance(parties, Mapping):
        return [Party(name, _aliases(name, aliases)) for name, aliases in parties.items()]
    if isinstance(parties, bytes) or not isinstance(parties, Iterable):
        raise PartyError(f"parties is {parties!r}, a {type(parties).__name__}. {_ALLOWED}")
    return [party if isinstance(party, Party) else Party(party) for party in parties]


def _aliases(name: str, aliases: Iterable[str] | None) -> tuple[str, ...]:
    if isinstance(aliases, (str, bytes)) or not isinstance(aliases, Iterable | None):
        raise PartyError(
            f"The aliases of {name!r} are {aliases!r}; a list of names is needed. "
            f"For one alias write [{aliases!r}]."
        )
    return tuple(aliases or ())


def _checked(party: Party) -> Party:
    for what, text in (("name", party.name), *(("alias", alias) for alias in party.aliases)):
        of = "" if what == "name" else f" of the party {party.name!r}"
        if not isinstance(text, str):
            raise PartyError(f"The {what}{of} is {text!r}, a {type(text).__name__}; a text is needed.")
        if not any(character.isalnum() for character in fold_name(text)):
            raise PartyError(f"The {what} {text!r}{of} has no letter or digit; give a name or leave it out.")
    return party


def _entries(party: Party) -> list[Entry]:
    if not party.lexicon:
        return []
    own = lexicon().get(party.name)
    if own is not None:
        return [own]
    found = (lexicon().get(alias) for alias in party.aliases)
    return list({entry.name: entry for entry in found if entry is not None}.values())


def _owners(given: list[Party], entries: list[list[Entry]]) -> dict[str, int]:
    """Which party each folded alias belongs to."""
    explicit: dict[str, int] = {}
    for index, party in enumerate(given):
        for alias in (party.name, *party.aliases):
            other = explicit.setdefault(fold_name(alias), index)
            if other != index:
                raise _claimed(given[other], party, alias, "")
    names = {fold_name(party.name) for party in given}
    owners = dict(explicit)
    for index in _main_names_first(given, entries):
        for entry in entries[index]:
            for alias in entry.names:
                key = fold_name(alias)
                owner = given[owners.setdefault(key, index)]
                # A name of the caller's own goes before what the lexicon knows of another party, and a party
                # made without the lexicon has listed what it wants; any other alias has to be one party's.
                disputed = owner is not given[index] and key in explicit and key not in names
                if disputed and owner.lexicon and lexicon().get(owner.name) is not entry:
                    known = f" (a name of {entry.name!r} in the lexicon)"
                    raise _claimed(owner, given[index], alias, known)
    return owners


def _main_names_first(given: list[Party], entries: list[list[Entry]]) -> list[int]:
    """Of two parties that mean one entry, the one called by its main name comes first, else the first given.

    So "Ukraine" keeps what the lexicon knows of Ukraine, and "Kyiv" beside it is that name alone.
    """

    def called_otherwise(index: int) -> bool:
        name = fold_name(given[index].name)
        return all(fold_name(entry.name) != name for entry in entries[index])

    return sorted(range(len(given)), key=called_otherwise)


def _claimed(first: Party, second: Party, alias: str, known: str) -> PartyError:
    if fold_name(first.name) == fold_name(second.name):
        return PartyError(
            f"The party {first.name!r} is given twice, as {first.name!r} and {second.name!r}; drop one."
        )
    return PartyError(
        f"The parties {first.name!r} and {second.name!r} both claim the alias {alias!r}{known}. "
        "An alias belongs to one party: make the two one party, or give one of them as "
        "Party(name, aliases=[...], lexicon=False) with the aliases that it shall have."
    )


def _expanded(party: Party, entries: list[Entry], owners: Mapping[str, int]) -> Party:
    name = fold_name(party.name)
    mine = owners[name]
    aliases = {fold_name(alias): alias for alias in reversed(party.aliases)}
    texts = [
        alias for alias in party.aliases if aliases[fold_name(alias)] is alias and fold_name(alias) != name
    ]
    for entry in entries:
        for alias in entry.names:
            key = fold_name(alias)
            if owners[key] == mine and key != name and key not in aliases:
                aliases[key] = alias
                texts.append(alias)
    return Party(party.name, tuple(dict.fromkeys(texts)), lexicon=party.lexicon)
