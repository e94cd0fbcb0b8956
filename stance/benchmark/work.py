"""What the benchmark judges: an article written for it, and sentences made from that article."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files

from stance.parties.lexicon import lexicon
from stance.sentences import split

__all__ = [
    "ARTICLE",
    "PARTIES",
    "TEN",
    "Question",
    "article",
    "beginnings",
    "hundred",
    "of_length",
    "sentence_of_hundred",
    "sentence_of_ten",
]

ARTICLE = files(__package__).joinpath("article.txt")
"""An article of 22 sentences, most of which name several parties; the events are invented."""

TEN = (
    "Kenya", "Uganda", "Tanzania", "Rwanda", "Burundi", "Ethiopia", "Somalia", "South Sudan", "Djibouti",
    "Eritrea",
)  # fmt: skip
"""Ten parties that one sentence of the article names."""

PARTIES = (*TEN, "World Food Programme", "African Union", "Doctors of the Plain")


@dataclass(frozen=True, slots=True)
class Question:
    """One sentence and one party that it names."""

    sentence: str
    party: str


def article() -> str:
    """The text."""
    return ARTICLE.read_text("utf-8")


def beginnings() -> list[str]:
    """The article's first sentence, its first two, its first three …: texts of which no two are of a size."""
    text = article()
    return [text[:end] for _, end in split(text)]


def sentence_of_ten() -> str:
    """The sentence that names all of `TEN`."""
    text = article()
    return next(text[a:b].strip() for a, b in split(text) if all(name in text[a:b] for name in TEN))


def hundred() -> list[str]:
    """A hundred states of the lexicon."""
    return [entry.name for entry in lexicon() if entry.sort == "state"][:100]


def sentence_of_hundred() -> str:
    """A sentence that names all of `hundred`, as long lists of signatories do."""
    return f"The motion accused {', '.join(hundred())} of delay."


def of_length(words: int) -> str:
    """A sentence of so many words, cut or repeated from the article's, that names Kenya first."""
    pool = [word for word in article().replace("\n", " ").split() if word.isalpha() and word.islower()]
    return "Kenya " + " ".join((pool * (1 + words // len(pool)))[: words - 1]) + "."
