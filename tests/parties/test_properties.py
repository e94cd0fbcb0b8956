"""Laws of matching that hold for any text and any parties."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from stance.parties import PartyMatcher, find_lexicon, merge_names
from stance.types import Party

WORDS = [
    "Sudan",
    "South",
    "Kyiv",
    "Ukraine",
    "US",
    "us",
    "Guild",
    "Harbour",
    "Wanjala",
    "Grace",
    "Wang",
    "Wenbin",
    "in",
    "said",
    "The",
    "IS",
    "fighters",
    "Georgia",
    "Washington",
    "Jordan",
    "Michael",
    "’s",
    "-led",
    ",",
    ".",
    "\n",
    "\u00a0",
    "\n\n",
    "—",
    "NAIROBI",
    "(Agency)",
    "Élysée",
    "e\u0301",
    "\u200b",
    "🙂",
    "U.S.",
    "سودان",
]
TEXTS = st.lists(st.sampled_from(WORDS), max_size=25).flatmap(
    lambda words: st.lists(
        st.sampled_from([" ", "", " ", " "]), min_size=len(words), max_size=len(words)
    ).map(lambda gaps: "".join(word + gap for word, gap in zip(words, gaps, strict=True)))
)
PARTIES = [
    "Sudan",
    "South Sudan",
    "Ukraine",
    "United States",
    "Harbour Guild",
    "Guild",
    "Grace Wanjala",
    "Wang Wenbin",
    "Jordan",
    "Georgia",
    "Islamic State",
    "Kenya",
    "France",
]


def check(text: str, spans: list[tuple[int, int]]) -> None:
    last = 0
    for start, end in spans:
        assert last <= start < end <= len(text)
        assert not text[start].isspace()
        assert not text[end - 1].isspace()
        last = end


@given(TEXTS, st.sets(st.sampled_from(PARTIES), min_size=1))
@settings(max_examples=300, deadline=None)
def test_spans_are_inside_in_order_and_apart(text: str, parties: set[str]) -> None:
    check(text, [(m.start, m.end) for m in PartyMatcher(sorted(parties)).find(text)])
    check(text, [(m.start, m.end) for m in find_lexicon(text, places=True)])


@given(st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_no_text_breaks_it(text: str) -> None:
    check(text, [(m.start, m.end) for m in PartyMatcher(["Ghana", "a", "Ana Lind", "é"]).find(text)])
    find_lexicon(text)


@given(TEXTS, st.sets(st.sampled_from(PARTIES), min_size=1), st.randoms())
@settings(max_examples=300, deadline=None)
def test_other_parties_change_nothing_unless_a_longer_name_covers(
    text: str, parties: set[str], random: object
) -> None:
    names = sorted(parties)
    matcher = PartyMatcher(names)
    together = [(names[m.party], m.start, m.end) for m in matcher.find(text)]
    for name in names:
        alone = [(name, m.start, m.end) for m in PartyMatcher([name]).find(text)]
        for match in alone:
            covered = any(
                s <= match[1] and match[2] <= e and e - s > match[2] - match[1] for _, s, e in together
            )
            assert match in together or covered
        assert [match for match in together if match[0] == name and match not in alone] == []
    random.shuffle(names)  # type: ignore[attr-defined]
    again = PartyMatcher(names)
    assert [(names[m.party], m.start, m.end) for m in again.find(text)] == together


@given(st.lists(st.text(max_size=12), max_size=5))
@settings(max_examples=200, deadline=None)
def test_any_names_merge(names: list[str]) -> None:
    merged = merge_names(names)
    assert set(merged) == set(names)


@given(st.lists(st.text(min_size=1, max_size=8), min_size=1, max_size=4), st.text(max_size=60))
@settings(max_examples=200, deadline=None)
def test_any_names_are_parties_or_told(names: list[str], text: str) -> None:
    from stance.errors import PartyError

    try:
        matcher = PartyMatcher([Party(name) for name in names])
    except PartyError:
        return
    check_text = text + " " + names[0]
    for match in matcher.find(check_text):
        assert check_text[match.start : match.end]
