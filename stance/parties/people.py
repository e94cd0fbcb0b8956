"""Names of people: which names are one, and which part of one stands for the whole later in a text."""

from __future__ import annotations

from functools import lru_cache

from stance.parties.lexicon import lexicon
from stance.parties.normalise import fold_name
from stance.parties.surroundings import bare

__all__ = ["looks_like_person", "surnames", "without_titles"]

_MOST_WORDS = 4


def without_titles(name: str) -> str:
    """The name without article and titles before it.

    >>> [without_titles(name) for name in ("Prime Minister Grace Wanjala", "the Foreign Ministry")]
    ['Grace Wanjala', 'Foreign Ministry']
    """
    words = name.split() or [""]
    if len(words) > 1 and words[0] in ("the", "The"):
        words = words[1:]
    titles, offices = lexicon().words["titles"], lexicon().words["offices"]
    last_title = -1
    for number, word in enumerate(words[:-1]):
        if bare(word) not in offices and bare(word) not in titles:
            break
        if bare(word) in titles:
            last_title = number
    rest = words[last_title + 1 :]
    # "Chief Justice" is an office without a name.
    return " ".join(words if _is_office(bare(rest[0])) else rest)


@lru_cache(maxsize=16384)
def looks_like_person(name: str) -> bool:
    """Whether a name looks like a person's full name: two to four capitalised words, none of an organisation.

    Args:
        name: a name; titles before it are left aside.

    >>> [looks_like_person(name) for name in ("Wang Wenbin", "Ana van der Berg", "Harbour Bank", "Ruritania")]
    [True, True, False, False]
    """
    words = fold_name(without_titles(name)).split()
    if not 2 <= len(words) <= _MOST_WORDS or lexicon().get(name) is not None or not all(map(_fits, words)):
        return False
    lists = lexicon().words
    if words[0].islower() and words[0] in lists["particles"]:
        return False
    if words[0] in lists["given_names"] and words[-1] in lists["wordlike_surnames"]:
        words = words[:-1]
    return not any(bare(word) in lists["organisation_words"] or _is_office(bare(word)) for word in words)


def _is_office(word: str) -> bool:
    lists = lexicon().words
    return (word in lists["titles"] or word in lists["offices"]) and word not in lists["wordlike_surnames"]


def _fits(word: str) -> bool:
    if word in lexicon().words["particles"]:
        return True
    letters = word.replace("-", "").replace("'", "").replace(".", "")
    # "al-Assad" and "d'Almeida" begin small; capitals throughout are an abbreviation, initials apart.
    begins = word[0].isupper() or any(part[:1].isupper() for part in word.replace("'", "-").split("-")[1:])
    return letters.isalpha() and begins and (len(letters) < 3 or not letters.isupper())


def surnames(name: str) -> tuple[str, ...]:
    """What may stand for a person after the full name: the surname, longest form first.

    Chinese, Korean and Vietnamese surnames stand first. Empty when the name is no person's full name.

    >>> surnames("Wang Wenbin"), surnames("Grace Wanjala"), surnames("Ana van der Berg")
    (('Wang',), ('Wanjala',), ('van der Berg', 'Berg'))
    """
    if not looks_like_person(name):
        return ()
    words = fold_name(without_titles(name)).split()
    if _surname_first(words):
        return (words[0],)
    if words[-1] in ("Jr.", "Jr", "Sr.", "Sr", "II", "III") and len(words) > 2:
        words = words[:-1]
    first = len(words) - 1
    while first > 1 and words[first - 1] in lexicon().words["particles"]:
        first -= 1
    forms = [" ".join(words[first:]), words[-1]]
    if words[-1][:3].lower() in ("al-", "el-"):
        forms.append(words[-1][3:])
    return tuple(dict.fromkeys(form for form in forms if len(form) > 1))


def _surname_first(words: list[str]) -> bool:
    lists = lexicon().words
    if words[0] not in lists["first_surnames"]:
        return False
    if words[0] not in lists["given_names"]:
        return words[-1] not in lists["first_surnames"] or words[1] not in lists["given_names"]
    # "Kim Jong Un" and "Kim Yong-chol", but "Kim Philby".
    return len(words) == 3 or "-" in words[1]
