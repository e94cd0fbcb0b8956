"""Who is meant: the built-in lexicon, the caller's parties, and where a text names them.

Data flow: ``normalise`` folds a text, ``automaton`` finds names in it, ``scan`` and ``context`` keep those
of the lexicon that mean the party, ``match`` adds the caller's, ``coreference`` the surnames; ``merge``
puts the names found in a document together.
"""

from stance.parties.lexicon import Alias, Entry, Kind, Lexicon, lexicon
from stance.parties.match import Match, PartyMatcher
from stance.parties.merge import merge_names
from stance.parties.people import looks_like_person, surnames
from stance.parties.resolve import PartiesLike, resolve
from stance.parties.scan import LexiconMatch, find_lexicon, lexicon_spans

__all__ = [
    "Alias",
    "Entry",
    "Kind",
    "Lexicon",
    "LexiconMatch",
    "Match",
    "PartiesLike",
    "PartyMatcher",
    "find_lexicon",
    "lexicon",
    "lexicon_spans",
    "looks_like_person",
    "merge_names",
    "resolve",
    "surnames",
]
