"""Sentences composed from a grammar: judgements denied, possible, past, compared or contrary to fact.

A model learns from a few thousand hand-written contrast sentences what *they* mean, not what negation means;
here each construction meets hundreds of words. Source of the idea: Kaushik, Hovy and Lipton, Learning the
difference that makes a difference with counterfactually-augmented data, ICLR 2020; McCoy, Pavlick and Linzen,
Right for the wrong reasons, ACL 2019, for templates as training data.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from stance.errors import ConfigError
from training.markup import parse_markup
from training.records import Record

__all__ = ["SIZE", "compose", "read_grammar"]

SIZE = 12_000
"""Sentences that `read_grammar` composes."""

_SLOT = re.compile(r"<([^<>]+)>")
_LABEL = re.compile(r"([ABCD])(?:>([ABCD]))?([*~+-])")
_KIND = re.compile(r"([ABCD])@([a-z,]+)")
_NAMES = ("A", "B", "C", "D")
_PERSONS = {"man", "woman"}
_IT = re.compile(r"\bits?\b")
_TITLES = (
    "the", "Senator", "Mayor", "President", "Prime Minister", "Minister", "General", "Governor", "Bishop",
    "coach", "Judge", "Chancellor", "Ambassador", "Commissioner", "Colonel", "Sheikh", "Queen",
)  # fmt: skip
_SIGNS = {"+": "favor", "-": "against"}
_OPPOSITE = {"favor": "against", "against": "favor"}


def read_grammar(path: Path, size: int = SIZE, seed: int = 1) -> list[Record]:
    """Compose sentences from a grammar file; the same ones for the same seed.

    Args:
        path: the YAML file; its head explains the form.
        size: how many sentences.
        seed: of the random choices.

    Raises:
        ConfigError: the file has another form.
    """
    grammar = yaml.safe_load(path.read_text("utf-8"))
    if not isinstance(grammar, dict) or {"names", "acts", "words", "rules"} - set(grammar):
        raise ConfigError(f"{path} is no grammar: it needs names, acts, words and rules")
    return list(compose(grammar, size, seed))


def compose(grammar: Mapping[str, Any], size: int, seed: int) -> Iterator[Record]:
    """Sentences of a grammar, each capability as often as the others.

    >>> grammar = {"names": {"state": ["Fiji", "Samoa", "Tonga", "Nauru"]}, "words": {}}
    >>> grammar |= {"acts": {"favor": [["thanked", "thank", "thanking", "twice"]]}}
    >>> grammar |= {"rules": {"plain": ["<A> <does> <B> <of>. | B* A>B*"]}}
    >>> record = next(compose(grammar, 1, 1))
    >>> record.sentence, dict(record.relations)
    ('Samoa thanked Fiji twice.', {(0, 1): 'favor'})
    """
    chance = random.Random(seed)
    capabilities = sorted(grammar["rules"])
    for number in range(size):
        capability = capabilities[number % len(capabilities)]
        rule = chance.choice(grammar["rules"][capability])
        yield _Sentence(grammar, rule, chance).record(f"composed-{seed}-{number}", capability)


class _Sentence:
    """One sentence on its way: its act and its parties are chosen once."""

    def __init__(self, grammar: Mapping[str, Any], rule: str, chance: random.Random) -> None:
        self._words, self._chance = grammar["words"], chance
        text, _, labels = rule.partition("|")
        allowed = [kind for kind in grammar["acts"] if f"[{kind}]" in labels] or list(grammar["acts"])
        self._polarity = chance.choice(allowed)
        self._act: Sequence[str] = chance.choice(grammar["acts"][self._polarity])
        self._text, self._labels = text.strip(), labels
        self._names = grammar["names"]

    def record(self, name: str, capability: str) -> Record:
        text = self._filled(self._text)
        # "It" is no person.
        kinds = sorted(set(self._names) - _PERSONS) if _IT.search(text) else sorted(self._names)
        wanted = {place: kind.split(",") for place, kind in _KIND.findall(self._labels)}
        parties = _parties(self._names, kinds, wanted, self._chance)
        stances: dict[str, str] = {}
        relations = []
        for holder, target, sign in _LABEL.findall(self._labels.split("[")[0]):
            label = {"*": self._polarity, "~": _OPPOSITE[self._polarity]}.get(sign) or _SIGNS[sign]
            if target:
                relations.append(f"{_plain(parties[holder])}>{_plain(parties[target])}:{label}")
            else:
                stances[holder] = label
        for place, full in parties.items():
            named = _plain(full)
            marked = f"{{{named}|{stances.get(place, 'neutral')}}}"
            title = full[: len(full) - len(named)]
            text = text.replace(f"\x00{place}", f"{title}{marked}", 1).replace(f"\x00{place}", full)
        text = text[0].upper() + text[1:] if text[0] != "{" else text
        return parse_markup(f"{capability}\t{text}\t{'; '.join(relations) or '-'}", name)

    def _filled(self, text: str) -> str:
        return _SLOT.sub(lambda found: self._slot(found[1]), text)

    def _slot(self, name: str) -> str:
        past, base, gerund, about = self._act
        own = {"does": past, "done": past, "do": base, "doing": gerund, "of": about, "G": "<group>"}
        if name.removesuffix("'s") in _NAMES:
            return "\x00" + name
        chosen = own[name] if name in own else self._chance.choice(self._words[name.lower()])
        chosen = chosen[0].upper() + chosen[1:] if name[0].isupper() and name not in own else chosen
        for form, word in (("%doing", gerund), ("%did", past), ("%do", base)):
            chosen = chosen.replace(form, word)
        return self._filled(chosen)


def _parties(
    names: Mapping[str, Sequence[str]],
    kinds: Sequence[str],
    wanted: Mapping[str, Sequence[str]],
    chance: random.Random,
) -> dict[str, str]:
    """A name for each place, as often of one kind as of several; ``wanted`` says the kinds of some."""
    chosen: dict[str, str] = {}
    kind = chance.choice(kinds)
    for place in _NAMES:
        kind = kind if chance.random() < 0.5 else chance.choice(kinds)
        own = chance.choice(wanted[place]) if place in wanted else kind
        chosen[place] = chance.choice([name for name in names[own] if name not in chosen.values()])
    return chosen


def _plain(full: str) -> str:
    """A name without title or article, as parties are marked.

    >>> _plain("the Audit Office"), _plain("Prime Minister Hanna Korpi")
    ('Audit Office', 'Hanna Korpi')
    """
    title = max((t for t in _TITLES if full.startswith(t + " ")), key=len, default="")
    return full[len(title) :].strip()
