"""What a caller may give as parties, and how mistakes are told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from stance.errors import PartyError
from stance.parties import resolve
from stance.types import Party


def test_a_known_name_brings_its_aliases_and_keeps_the_callers_name() -> None:
    (party,) = resolve(["Kiev"])
    assert party.name == "Kiev"
    assert {"Ukraine", "Kyiv", "Ukrainian", "Bankova"} <= set(party.aliases)
    assert "Kiev" not in party.aliases


def test_an_alias_known_to_the_lexicon_brings_its_entry() -> None:
    (party,) = resolve({"The other side": ["Ghana"]})
    assert {"Ghana", "Accra", "Ghanaian"} <= set(party.aliases)


def test_a_known_name_does_not_bring_the_entries_of_its_aliases() -> None:
    (party,) = resolve([Party("Russia", ("Wagner Group",))])
    assert "Wagner Group" in party.aliases
    assert "Wagner PMC" not in party.aliases


def test_the_lexicon_can_be_left_out() -> None:
    assert resolve([Party("Georgia", ("Georgians",), lexicon=False)]) == (
        Party("Georgia", ("Georgians",), lexicon=False),
    )


def test_order_and_unknown_names_stay() -> None:
    assert [p.name for p in resolve(["Norvania", "Ghana", "Acme Corp"])] == ["Norvania", "Ghana", "Acme Corp"]


def test_resolving_twice_changes_nothing() -> None:
    once = resolve(["Ghana", Party("Norvania", ("Port Ansel", "Norvanian")), "EU"])
    assert resolve(once) == once


def test_generators_and_sets_are_lists_too() -> None:
    assert resolve(name for name in ("Norvania",)) == resolve({"Norvania"}) == resolve(("Norvania",))


def test_a_party_without_the_lexicon_gets_what_it_lists() -> None:
    kyiv, ukraine = resolve([Party("Kyiv", lexicon=False), "Ukraine"])
    assert kyiv.aliases == ()
    assert "Kyiv" not in ukraine.aliases
    assert "Kiev" in ukraine.aliases


@pytest.mark.parametrize("parties", [["Kyiv", "Ukraine"], ["Ukraine", "Kyiv"]])
def test_a_name_listed_as_a_party_is_that_partys_alone(parties: list[str]) -> None:
    found = {party.name: party for party in resolve(parties)}
    assert found["Kyiv"].aliases == ()
    assert "Kyiv" not in found["Ukraine"].aliases
    assert {"Kiev", "Ukrainian"} <= set(found["Ukraine"].aliases)


def test_of_two_names_of_one_entry_the_first_has_the_others() -> None:
    moscow, russian = resolve(["Moscow", "Russian"])
    assert "Kremlin" in moscow.aliases
    assert "Russian" not in moscow.aliases
    assert russian.aliases == ()
    assert resolve([moscow, russian]) == (moscow, russian)


CLAIMED: list[tuple[Any, tuple[str, ...]]] = [
    ({"Guild": ["HG"], "Union": ["HG"]}, ("'Guild'", "'Union'", "'HG'")),
    ({"Guild": ["Union"], "Union": []}, ("'Guild'", "'Union'")),
    ({"Opposition": ["Moscow"], "Russia": []}, ("'Opposition'", "'Russia'", "'Moscow'")),
    (["São Paulo FC", "Sao  Paulo FC"], ("given twice",)),
    (["Guild", "Guild"], ("given twice",)),
]


@pytest.mark.parametrize(("parties", "told"), CLAIMED)
def test_two_parties_that_claim_one_alias(parties: Any, told: tuple[str, ...]) -> None:
    with pytest.raises(PartyError) as caught:
        resolve(parties)
    assert all(part in str(caught.value) for part in told), str(caught.value)


WRONG: list[tuple[Any, str]] = [
    ("Ukraine", r"write \['Ukraine'\]"),
    ([], "empty"),
    ({}, "empty"),
    ([""], "no letter"),
    (["  \u200b"], "no letter"),
    (["—"], "no letter"),
    ({"Guild": [""]}, "alias '' of the party 'Guild'"),
    ({"Guild": "HG"}, r"write \['HG'\]"),
    ({"Guild": 3}, "a list of names is needed"),
    ({"Guild": [3]}, "3, a int"),
    ([None], "None, a NoneType"),
    ([b"Guild"], "a bytes"),
    (3, "a int"),
    (b"Guild", "a bytes"),
    (Party("Guild"), "Put it into a list"),
]


@pytest.mark.parametrize(("parties", "told"), WRONG)
def test_what_cannot_be_parties(parties: Any, told: str) -> None:
    with pytest.raises(PartyError, match=told):
        resolve(parties)


FILES: list[tuple[str, tuple[str, ...]]] = [
    ("- Ghana\n- Norvania\n", ("Ghana", "Norvania")),
    ("Norvania: [Port Ansel]\nGhana:\n", ("Norvania", "Ghana")),
    ("parties:\n  Norvania: [Port Ansel]\n", ("Norvania",)),
    ("- name: Norvania\n  aliases: [Port Ansel]\n  lexicon: false\n- Ghana\n", ("Norvania", "Ghana")),
    ("- NO\n- 1848\n- Yes\n", ("NO", "1848", "Yes")),
]


@pytest.mark.parametrize(("text", "names"), FILES)
@pytest.mark.parametrize("as_text", [True, False])
def test_party_files(text: str, names: tuple[str, ...], as_text: bool, tmp_path: Path) -> None:
    path = tmp_path / "parties.yaml"
    path.write_text(text, encoding="utf-8")
    assert tuple(party.name for party in resolve(str(path) if as_text else path)) == names


BAD_FILES: list[tuple[bytes, str]] = [
    (b"", "holds nothing"),
    (b"just words", "holds 'just words'"),
    (b"- [a, b]", "has the entry"),
    (b"- {nme: Guild}", "has the entry"),
    (b"Guild: HG", "a list of names is needed"),
    (b"- {name: Guild, lexicon: maybe}", "true and false"),
    (b"- {name: [", "not valid YAML"),
    (b"\xff\xfe\x00", "UTF-8"),
    (b"a: &a [x]\nb: *a\n", "YAML alias"),
    (b"- !!python/object/apply:os.system [ls]", "has the entry"),
    (b"[" * 20000, "not valid YAML"),
]


@pytest.mark.parametrize(("content", "told"), BAD_FILES)
def test_files_that_hold_no_parties(content: bytes, told: str, tmp_path: Path) -> None:
    path = tmp_path / "parties.yml"
    path.write_bytes(content)
    with pytest.raises(PartyError, match=told):
        resolve(path)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(PartyError, match="does not exist"):
        resolve(str(tmp_path / "none.yaml"))
    with pytest.raises(PartyError, match="cannot be read"):
        resolve(tmp_path)
