"""What stands around a name in a folded text: the words beside it, its line, the words of the text."""

from __future__ import annotations

import re
from functools import lru_cache

from stance.parties.normalise import Folded

__all__ = ["Surroundings", "bare"]

_REACH = 40
"""How far, in characters, a neighbouring word may reach; longer ones are no words."""

_POSSESSIVE = re.compile(r"'s?(?= )")
_QUOTES = "\"'“”()[]{}"
_SENTENCE_END = re.compile(r"[.!?][\"')\]]* |\n")
_WORDS = re.compile(r"[^\W\d_]+")
_BLANK = re.compile(r"[ \n]")
_LETTERS = re.compile(r"[^\W\d_]{4,}")


def bare(token: str) -> str:
    """A word without the punctuation around it."""
    return token.strip("\"'()[]{}.,;:!?")


@lru_cache(maxsize=4096)
def _whole_word(word: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(word)}(?!\w)")


class Surroundings:
    """Looks around spans of one text.

    Args:
        folded: the text.
    """

    def __init__(self, folded: Folded) -> None:
        self.folded, self.text = folded, folded.text
        self._known: dict[str, bool] = {}

    def has(self, word: str) -> bool:
        """Whether the text has this word or run of words, in these letters."""
        if word not in self._known:
            self._known[word] = word in self.text and _whole_word(word).search(self.text) is not None
        return self._known[word]

    def before(self, start: int) -> str:
        """The word before, with its punctuation; "" where a line, a quotation or a compound begins."""
        text = self.text
        if not start or text[start - 1] != " ":
            return ""
        at = start - 1
        begin = max(text.rfind(" ", max(0, at - _REACH), at), text.rfind("\n", max(0, at - _REACH), at)) + 1
        return text[begin:at].lstrip(_QUOTES) if begin or at <= _REACH else ""

    def after(self, end: int) -> tuple[str, bool]:
        """The word after, with its punctuation, and whether the name stands in the possessive.

        A compound's second part comes with its hyphen: "-led".
        """
        text = self.text
        possessive = _POSSESSIVE.match(text, end)
        at = possessive.end() if possessive else end
        if at < len(text) and text[at] == "-":
            begin = at
        elif at < len(text) and text[at] == " ":
            begin = at + 1
        else:
            return "", possessive is not None
        stop = _BLANK.search(text, begin, begin + _REACH)
        return text[begin : stop.start() if stop else begin + _REACH], possessive is not None

    def second_before(self, start: int, before: str) -> str:
        """The word before the word before."""
        at = start - 1 - len(before)
        return self.before(at) if before and at > 0 else ""

    def starts_sentence(self, start: int) -> bool:
        """Whether a sentence or a line begins here, quotation marks left out."""
        at = start
        while at and self.text[at - 1] in _QUOTES:
            at -= 1
        head = self.text[max(0, at - 4) : at]
        return (
            not head.strip()
            or bool(re.search(r"([.!?:][\"')\]]*|[—–]) $", head))
            or self.folded.starts_line(at)
        )

    def sentence_begin(self, start: int, reach: int = 80) -> int:
        """Where the sentence or line of ``start`` begins, at most ``reach`` characters before."""
        begin = first = max(0, start - reach)
        for match in _SENTENCE_END.finditer(self.text, first, start):
            begin = match.end()
        if not self.folded.has_break(begin, start):
            return begin
        for at in range(start, begin, -1):
            if self.text[at - 1] == " " and self.folded.starts_line(at):
                return at
        return begin

    def in_capitals(self, start: int, end: int) -> bool:
        """Whether the words around are all in capitals, as in a headline."""
        begin, stop = self._sentence(start, end, 60)
        around = self.text[begin:start] + " " + self.text[end:stop]
        words = [word for word in _WORDS.findall(around) if len(word) > 1]
        return len(words) > 1 and all(word.isupper() for word in words)

    def in_title_case(self, start: int, end: int) -> bool:
        """Whether nearly all longer words around begin with a capital, as in a headline."""
        begin, stop = self._sentence(start, end, 120)
        words = _LETTERS.findall(self.text, begin, stop)
        return len(words) > 3 and sum(word[0].isupper() for word in words) >= 0.8 * len(words)

    def _sentence(self, start: int, end: int, reach: int) -> tuple[int, int]:
        """The sentence or line around a span, at most ``reach`` characters to either side."""
        stop = _SENTENCE_END.search(self.text, end, end + reach)
        return self.sentence_begin(start, reach), stop.start() if stop else min(end + reach, len(self.text))
