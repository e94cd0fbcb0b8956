"""Name-swap flips: the sentence stays, one party gets another name of its kind, the label must stay too."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from stance.parties import PartyMatcher, lexicon
from training.evaluation.ask import Advance, Asked, ask
from training.evaluation.swap_names import NAMES, kind_of
from training.evaluation.tally import Tally, ratio
from training.records import Record, RecordParty, occurrences

__all__ = ["Swap", "flip_tallies", "flips", "swap_name", "worst_names"]

OTHERS = 4
"""Names tried for each party."""


@dataclass(frozen=True, slots=True)
class Swap:
    """One name put in the place of another: kind of name, new name, and whether the label changed."""

    record: Record
    party: int
    kind: str
    name: str
    flipped: bool


def flips(
    classifier: Asked,
    records: Sequence[Record],
    *,
    most: int = 600,
    seed: int = 0,
    advance: Advance | None = None,
) -> list[Swap]:
    """Swap the names of labelled parties and see which labels change.

    Parties that their sentence names in several ways ("Kyiv", "Ukraine's"), or inside another party's name,
    are left out: another name in one of the places would change what the sentence says. A party that the
    model does not find under its own or its new name counts as neutral, as everywhere.

    Args:
        classifier: the model.
        records: labelled sentences.
        most: parties to try, drawn at random; each gets `OTHERS` names.
        seed: of the drawing.
        advance: called with the number of sentences done.
    """
    chance = random.Random(seed)
    places = [(r, i) for r in records for i in range(len(r.parties)) if _can_be_swapped(r, i)]
    chosen = sorted(chance.sample(range(len(places)), min(most, len(places))))
    swapped = [(place, kind, name, new) for place in map(places.__getitem__, chosen)
               for kind, name, new in _swaps(*place, chance)]  # fmt: skip
    before = {
        (a.record.id, a.party): a.found
        for a in ask(classifier, list({r.id: r for (r, _), *_ in swapped}.values()), advance=advance).stances
    }
    after: dict[tuple[str, int], int] = {}
    for answer in ask(classifier, [new for *_, new in swapped], advance=advance).stances:
        after[answer.record.id, answer.party] = answer.found
    return [
        Swap(record, party, kind, name, before[record.id, party] != after[new.id, party])
        for (record, party), kind, name, new in swapped
    ]


def _can_be_swapped(record: Record, party: int) -> bool:
    one = record.parties[party]
    if one.label is None or any(
        p.start < one.end and p.end > one.start for i, p in enumerate(record.parties) if i != party
    ):
        return False
    matches = PartyMatcher([one.name]).find(record.sentence)
    return all(record.sentence[match.start : match.end] == one.name for match in matches)


def _swaps(record: Record, party: int, chance: random.Random) -> Iterator[tuple[str, str, Record]]:
    kind = kind_of(record.parties[party].name)
    named = {entry.name for p in record.parties if (entry := lexicon().get(p.name))}
    free = [name for name in NAMES[kind] if name not in record.sentence and _entry(name) not in named]
    for name in chance.sample(free, min(OTHERS, len(free))):
        yield kind, name, swap_name(record, party, name)


def _entry(name: str) -> str:
    entry = lexicon().get(name)
    return entry.name if entry else ""


def swap_name(record: Record, party: int, name: str) -> Record:
    """The record with another name for one party wherever its sentence names it; the labels stay.

    The article before it follows the sound ("a German", "an Iranian").

    >>> parties = (RecordParty("Ghana", 0, 5, "neutral"), RecordParty("Togo", 14, 18, "favor"))
    >>> record = Record("1", "Ghana thanked Togo, Ghana's ally.", parties, {})
    >>> swap_name(record, 0, "Peru").sentence
    "Peru thanked Togo, Peru's ally."
    """
    old = record.parties[party]
    own = [(p.start, p.end) for i, p in enumerate(record.parties) if i != party]
    places = {(old.start, old.end)} | {
        span
        for span in occurrences(record.sentence, old.name)
        if not any(span[0] < end and span[1] > start for start, end in [*own, (old.start, old.end)])
    }
    edits = sorted((start, end, name) for start, end in places)
    for start, _, _ in list(edits):
        article = _article(record.sentence, start, name)
        if article:
            edits.append(article)
    return _edited(record, party, name, sorted(edits))


def _article(sentence: str, start: int, name: str) -> tuple[int, int, str] | None:
    for old in ("a ", "an "):
        begin = start - len(old)
        if begin >= 0 and sentence[begin:start].lower() == old and (begin == 0 or sentence[begin - 1] == " "):
            new = "an " if name[0] in "AEIO" else "a "
            return begin, start, sentence[begin] + new[1:]
    return None


def _edited(record: Record, party: int, name: str, edits: Sequence[tuple[int, int, str]]) -> Record:
    """Replace spans of the sentence and move those of the parties along."""
    pieces, end = [], 0
    for first, last, text in edits:
        pieces += [record.sentence[end:first], text]
        end = last
    sentence = "".join([*pieces, record.sentence[end:]])

    def moved(place: int) -> int:
        return place + sum(len(text) - (last - first) for first, last, text in edits if last <= place)

    parties = []
    for index, old in enumerate(record.parties):
        start = moved(old.start)
        new = name if index == party else old.name
        parties.append(RecordParty(new, start, start + len(new), old.label))
    made = Record(f"{record.id}/{party}/{name}", sentence, tuple(parties), record.relations, record.source)
    made.validate(f"swapped record {made.id}")
    return made


def flip_tallies(swaps: Sequence[Swap]) -> dict[str, Tally]:
    """Share of swaps that change the label (0 is best), all together and per kind; clustered on sentences."""
    kinds = sorted({swap.kind for swap in swaps})
    return {"flips": _share(swaps)} | {
        f"flips_{kind}": _share([swap for swap in swaps if swap.kind == kind]) for kind in kinds
    }


def _share(swaps: Sequence[Swap]) -> Tally:
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for swap in swaps:
        counts[swap.record.id][0] += swap.flipped
        counts[swap.record.id][1] += 1
    return Tally(tuple(counts), np.array(list(counts.values()), np.int64).reshape(-1, 2), ratio)


def worst_names(swaps: Sequence[Swap], most: int = 10, least: int = 10) -> list[dict[str, Any]]:
    """The names that change most labels when they are put in, with the number of swaps of each.

    Args:
        swaps: all swaps.
        most: names to list.
        least: names with fewer swaps are left out.
    """
    tried = Counter((swap.kind, swap.name) for swap in swaps)
    changed = Counter((swap.kind, swap.name) for swap in swaps if swap.flipped)
    shares = {key: changed[key] / number for key, number in tried.items() if number >= least}
    worst = sorted(shares, key=lambda key: (-shares[key], key))[:most]
    return [
        {"name": key[1], "kind": key[0], "swaps": tried[key], "flips": round(shares[key], 4)} for key in worst
    ]
