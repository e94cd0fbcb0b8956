"""Names found in one document that mean one party get its fullest name."""

from __future__ import annotations

import pytest

from stance.parties import merge_names

CASES: list[tuple[list[str], list[str]]] = [
    (["Grace Wanjala", "Wanjala", "Mr Wanjala"], ["Grace Wanjala"] * 3),
    (["Wanjala", "Grace Wanjala"], ["Grace Wanjala"] * 2),
    (["Grace Wanjala", "Peter Wanjala", "Wanjala"], ["Grace Wanjala", "Peter Wanjala", "Wanjala"]),
    (["Wang Wenbin", "Wang", "Wenbin"], ["Wang Wenbin", "Wang Wenbin", "Wenbin"]),
    (["Grace A. Wanjala", "Grace Wanjala", "Wanjala"], ["Grace A. Wanjala"] * 3),
    (["Prime Minister Ana Lind", "Ana Lind's", "Lind"], ["Ana Lind"] * 3),
    (["Donner Steel Corporation", "Donner Steel", "Donner"], ["Donner Steel Corporation"] * 2 + ["Donner"]),
    (["Donner Inc.", "Donner", "DONNER"], ["Donner Inc."] * 3),
    (
        ["Labour Party of Norvania", "Harbour Party", "Harbour"],
        ["Labour Party of Norvania", *["Harbour Party"] * 2],
    ),
    (["International Rice Bank (IRB)", "IRB"], ["International Rice Bank"] * 2),
    (["International Rice Bank", "IRB", "I.R.B."], ["International Rice Bank"] * 3),
    (["Ministry of Public Works", "MPW", "MOPW"], ["Ministry of Public Works"] * 3),
    (
        ["International Rice Bank", "Inland Road Board", "IRB"],
        ["International Rice Bank", "Inland Road Board", "IRB"],
    ),
    (["Kyiv", "Ukrainian", "Ukraine's", "the Ukraine"], ["Ukraine"] * 4),
    (["Kenya", "Kenya Union"], ["Kenya", "Kenya Union"]),
    (["the Foreign Ministry", "Foreign Ministry"], ["Foreign Ministry"] * 2),
    (["Michael Jordan", "Jordan"], ["Michael Jordan"] * 2),
    (["Michael Jordan", "Jordan", "Amman"], ["Michael Jordan", "Jordan", "Jordan"]),
    (["Élodie Marchand", "Elodie Marchand", "Marchand"], ["Élodie Marchand"] * 3),
    (["South Kivu", "South Kivu Rally"], ["South Kivu", "South Kivu Rally"]),
    ([], []),
    (["", " ", "'s"], ["", " ", "'s"]),
]


@pytest.mark.parametrize(("names", "expected"), CASES)
def test_one_party_one_name(names: list[str], expected: list[str]) -> None:
    merged = merge_names(names)
    assert [merged[name] for name in names] == expected
