"""Does a name of the lexicon mean the party here? The letters matched; the words beside it decide.

Three answers: it is the party; it is only a place ("in Kyiv"), which counts when the caller named the
party so; it is something else ("Michael Jordan", "US$", a dateline, the Russian language).
"""

from __future__ import annotations

import re
from enum import Enum

from stance.parties.lexicon import Alias, Kind, Lexicon, Rule
from stance.parties.surroundings import Surroundings, bare

__all__ = ["Context", "Verdict"]

_NO_RULE = Rule()
_INITIAL = re.compile(r"[A-Z]\.$")
_CLOSED = (",", ";", ":", "!", "?", '"', ")")
_DATELINE = re.compile(
    r"(?P<city>[A-Z][A-Za-z.'-]*(?: [A-Z][A-Za-z.'-]*){0,3})"
    r"(?:[,/] ?[A-Z][A-Za-z.'-]*(?: [A-Z][A-Za-z.'-]*){0,3}){0,3}?"
    r"(?:,? (?:[A-Z][a-z]{2,8}\.? \d{1,2}|\d{1,2} [A-Z][a-z]{2,8})(?:,? \d{4})?)?"
    r"(?P<agency> ?\([^()]{2,40}\))?"
    r"(?: ?[—–] ?| --? |(?P<colon>: ))(?P<next>.)"
)
_DASH = re.compile(r"[—–:-]")
_NEXT_PLACE = re.compile(r", ([A-Z]\w+\.?(?: [A-Z]\w+)?)")
_PERSONAL = frozenset({"Mr", "Mrs", "Ms", "Miss", "Mx", "Dr", "Sir", "Dame"})


class Verdict(Enum):
    """What a name of the lexicon means where it stands."""

    PARTY = "party"
    PLACE = "place"
    OTHER = "other"


class Context:
    """Judges the names found in one text, in order of the text.

    Args:
        lexicon: rules and word lists.
        around: the text.
    """

    def __init__(self, lexicon: Lexicon, around: Surroundings) -> None:
        self._lexicon, self._around, self._words = lexicon, around, lexicon.words
        self._people: set[str] = set()

    def judge(self, alias: Alias, key: str, owner: str, start: int, end: int) -> Verdict:
        """What the alias means at ``text[start:end]``.

        Args:
            alias: the alias of the lexicon.
            key: its folded text, by which its rule is found.
            owner: name of the entry.
            start, end: where it stands in the folded text.
        """
        around = self._around
        if alias.kind is Kind.JOINED:
            joined = around.text[end : end + 1] == "-" and around.text[end + 1 : end + 2].isupper()
            return Verdict.PARTY if joined else Verdict.OTHER
        before = around.before(start)
        after, possessive = around.after(end)
        rule = self._lexicon.rules.get(key, _NO_RULE)
        if rule is not _NO_RULE and self._ruled_out(rule, key, start, end, before, after):
            return Verdict.OTHER
        if " " not in key and alias.kind is not Kind.SHORT:
            if self._is_person(rule, key, start, end, before, after if not possessive else ""):
                self._people.add(key)
                return Verdict.OTHER
            if self._is_longer(start, before, after if not possessive else ""):
                return Verdict.OTHER
        if alias.kind is Kind.PEOPLE and self._is_language(before, after, start, end):
            return Verdict.OTHER
        if self._in_dateline(alias.kind, start, end):
            return Verdict.OTHER
        if alias.kind is Kind.CAPITAL and self._shouted(key, start, end):
            return Verdict.OTHER
        if alias.kind is Kind.CAPITAL and self._is_place(start, end, before, after, owner):
            return Verdict.PLACE
        return Verdict.PARTY

    def _ruled_out(self, rule: Rule, key: str, start: int, end: int, before: str, after: str) -> bool:
        around = self._around
        left, right = {before.lower(), bare(before).lower()}, {after.lower(), bare(after).lower()}
        if around.text.startswith("'s", end):
            right = {"'s"}
        # "US SAYS …" is a headline; in "GIVE US TIME" the capitals tell nothing.
        plain = bare(before) == "THE" or (key == "US" and around.starts_sentence(start))
        if rule.word and not plain and around.in_capitals(start, end):
            return True
        if rule.after and not rule.after & left:
            return True
        if rule.beside and not rule.beside & (left | right):
            return True
        if rule.not_before & right or rule.not_after & left:
            return True
        longer = before[:1].isupper() and not before.endswith(_CLOSED)
        if rule.part and longer and bare(before) not in self._words["openers"]:
            return True
        if rule.only_with and not any(map(around.has, rule.only_with)):
            return True
        return any(map(around.has, rule.elsewhere)) and not any(map(around.has, rule.here))

    def _is_person(self, rule: Rule, key: str, start: int, end: int, before: str, after: str) -> bool:
        """A given name or a title before, a surname after, or a namesake earlier in the text."""
        if before[:1].isupper() and not before.endswith(_CLOSED):
            stem = bare(before)
            if stem in self._words["given_names"] or stem in _PERSONAL:
                return True
            if rule.surname and self._is_first_part(before, stem, start, end):
                return True
        if rule.first_name and self._is_second_part(after, start, end):
            return True
        return rule.surname and key in self._people and not any(map(self._around.has, rule.here))

    def _is_first_part(self, before: str, stem: str, start: int, end: int) -> bool:
        if _INITIAL.fullmatch(before):
            return True
        known = stem in self._words["offices"] and stem not in self._words["titles"]
        if known or before.endswith(".") or stem in self._words["openers"]:
            return before.endswith(".") and stem in self._words["titles"]
        if stem.isupper() or stem in self._lexicon.single_words or "-" in stem or stem.endswith("ing"):
            return False
        return stem.isalpha() and not self._around.in_title_case(start, end)

    def _is_second_part(self, after: str, start: int, end: int) -> bool:
        if after[:1] == "-":
            stem = bare(after[1:])
            return stem[:1].isupper() and not stem.isupper() and stem not in self._lexicon.single_words
        stem = bare(after)
        if not stem[:1].isupper() or stem.isupper() or not stem.isalpha():
            return False
        words = self._words
        if stem in words["offices"] or stem in words["openers"] or stem in words["organisation_words"]:
            return False
        return stem not in self._lexicon.single_words and not self._around.in_title_case(start, end)

    def _is_longer(self, start: int, before: str, after: str) -> bool:
        """Part of another name: "Jakarta Airlines", "University of Jordan"."""
        if bare(after).removesuffix("'s") in self._words["longer_after"]:
            return True
        if before != "of":
            return False
        return self._around.second_before(start, before) in self._words["longer_of"]

    def _is_language(self, before: str, after: str, start: int, end: int) -> bool:
        word = bare(after.lstrip("-")).lower()
        if word in self._words["language_after"] or bare(before).lower() in self._words["speaks"]:
            return True
        ends = self._around.text[end : end + 1] in ("", ".", ",", ";", ")", "\n")
        return ends and before in ("in", "In", "into", "from") and self._around.text[end - 1] != "s"

    def _in_dateline(self, kind: Kind, start: int, end: int) -> bool:
        text = self._around.text
        if not _DASH.search(text, end, end + 70):
            return False
        begin = self._around.sentence_begin(start)
        line = _DATELINE.match(text, begin)
        if line is None or not line.start("next") > end:
            return False
        in_capitals = sum(map(str.isupper, line["city"])) > 1 and not any(map(str.islower, line["city"]))
        first = start < line.end("city")
        if first and kind not in (Kind.CAPITAL, Kind.NAME):
            return False
        if line["colon"] or (first and kind is Kind.NAME):
            return in_capitals and (kind is Kind.CAPITAL or line["agency"] is not None)
        if in_capitals or line["agency"]:
            return True
        return kind is Kind.CAPITAL and line["next"].isupper() and "-" not in text[end : line.start("next")]

    def _shouted(self, key: str, start: int, end: int) -> bool:
        """A city in capitals in a text that is not: a dateline that lost its dash."""
        text = self._around.text[start:end]
        return text.isupper() and text != key and not self._around.in_capitals(start, end)

    def _is_place(self, start: int, end: int, before: str, after: str, owner: str) -> bool:
        words = self._words
        left, right = bare(before).lower(), bare(after).lower()
        if left in ("in", "at") and self._acts(start, left, before, after):
            return False
        beside = left in words["place_before"] or right in words["place_after"]
        if beside and left != "at" and right in words["deeds"] and self._around.text.startswith("'s", end):
            return left in words["place_before"]
        if beside or self._is_in(end, owner):
            return True
        if after[:1] == "-":
            return bare(after[1:]).lower() in words["place_after_hyphen"]
        lists = {"to": "moves_to", "from": "moves_from", "of": "places_of", "for": "moves_for"}
        if left not in lists:
            return False
        return bare(self._around.second_before(start, before)).lower() in words[lists[left]]

    def _acts(self, start: int, left: str, before: str, after: str) -> bool:
        """Not where, but who: "the generals in Kyiv", "aimed at Kyiv", "at Kyiv's request"."""
        words = self._words
        governor = bare(self._around.second_before(start, before)).lower()
        if governor in words["governs_in" if left == "in" else "aims_at"]:
            return True
        possessive = "'s " + after in self._around.text[start : start + 80]
        if not possessive or not after[:1].islower():
            return False
        word = bare(after).lower()
        return word in words["judges"] if left == "in" else word not in words["place_after"]

    def _is_in(self, end: int, owner: str) -> bool:
        """Whether its country or state follows: "Kyiv, Ukraine", "Paris, Texas"."""
        states = self._words["us_states"]
        following = _NEXT_PLACE.match(self._around.text, end)
        if following is None:
            return False
        place = following[1].rstrip(".")
        return place in (owner, "D", "DC", "D.C") or place in states or place.split()[0] in states
