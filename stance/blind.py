"""Name blinding: the stance of a sentence must not depend on *who* is named in it.

Every proper name of a sentence is replaced by a placeholder before the encoder reads it, so the
model judges what the sentence says, not what it has read elsewhere about the party (law 11 of the
design). What counts as a name is decided from the text alone, never from the parties that the
caller asks for: otherwise asking for one party more would change the answer for another (law 4).

Two sources say what a name is: the built-in lexicon of parties, and the list of *known words* that
training counted: a capitalised word is kept readable only if the training texts show that, written
so, it is mostly not part of a party's name ("Monday", "President", "CEO").
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

from stance.words import Word, split_words

__all__ = ["NameBlinder", "Span"]

Span = tuple[int, int]

_JOINERS = frozenset({"-", "–", "&", ".", "'", "’"})


class NameBlinder:
    """Finds the spans of a text that are hidden from the encoder.

    Args:
        known_words: lower-case words that stay readable although capitalised.
        lexicon: finds the spans of names known to the party lexicon; none by default.

    >>> blinder = NameBlinder({"on", "monday", "president", "met"})
    >>> text = "On Monday President Amara Koroma met Ruritania's envoy."
    >>> [text[start:end] for start, end in blinder.spans(text)]
    ['Amara Koroma', 'Ruritania']
    """

    def __init__(
        self,
        known_words: Collection[str],
        lexicon: Callable[[str], Iterable[Span]] | None = None,
    ) -> None:
        self._known = frozenset(known_words)
        self._lexicon = lexicon

    def spans(self, text: str, words: Sequence[Word] | None = None) -> list[Span]:
        """The half-open spans to hide, sorted and disjoint; neighbouring name words are one span."""
        listed = sorted(self._lexicon(text)) if self._lexicon else []
        words = split_words(text) if words is None else words
        spans: list[Span] = []
        next_listed = 0
        run: Span | None = None
        for word in words:
            while next_listed < len(listed) and listed[next_listed][1] <= word.start:
                next_listed += 1
            if next_listed < len(listed) and listed[next_listed][0] < word.end:
                run = self._close(run, spans)
                if not spans or spans[-1] != listed[next_listed]:
                    spans.append(listed[next_listed])
            elif self._is_name(word.text):
                run = (run[0], word.end) if run else (word.start, word.end)
            elif not (run and word.text in _JOINERS and word.start == run[1] and _glued(text, word)):
                run = self._close(run, spans)
        self._close(run, spans)
        return spans

    def _is_name(self, word: str) -> bool:
        return word[0].isupper() and word.lower() not in self._known

    @staticmethod
    def _close(run: Span | None, spans: list[Span]) -> None:
        if run:
            spans.append(run)


def _glued(text: str, joiner: Word) -> bool:
    """Whether a capital follows the joiner at once, as in "Abdul-Rahman", "O'Neill" or "J. Ode"."""
    after = text[joiner.end : joiner.end + 2]
    if joiner.text == ".":
        return joiner.start == 1 or not text[joiner.start - 2 : joiner.start - 1].isalnum()
    return after[:1].isupper()
