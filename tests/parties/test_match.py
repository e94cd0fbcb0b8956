"""Which words of a sentence mean a party, and which do not."""

from __future__ import annotations

from typing import Any

import pytest

from stance.parties import PartyMatcher
from stance.parties.automaton import Automaton
from stance.types import Party


def mentions(text: str, *parties: str | Party) -> list[str]:
    return [text[match.start : match.end] for match in PartyMatcher(list(parties)).find(text)]


# sentence, party asked for, its mentions in order
CASES: list[tuple[str, str, list[str]]] = [
    # aliases of the lexicon
    ("Kyiv rejected the offer, and Ukrainian officials called it a trap.", "Ukraine", ["Kyiv", "Ukrainian"]),
    ("Kiev, as it was then spelled, protested.", "Ukraine", ["Kiev"]),
    ("The Kremlin denied the report.", "Russia", ["Kremlin"]),
    ("Downing Street welcomed the deal.", "United Kingdom", ["Downing Street"]),
    ("The Élysée said nothing.", "France", ["Élysée"]),
    ("The Elysee Palace said nothing.", "France", ["Elysee Palace"]),
    ("The Quai d’Orsay summoned the envoy.", "France", ["Quai d’Orsay"]),
    ("The Blue House praised the envoy.", "South Korea", ["Blue House"]),
    ("The White House accused the bank.", "United States", ["White House"]),
    ("Foggy Bottom was furious.", "United States", ["Foggy Bottom"]),
    ("Brussels fined the firm.", "European Union", ["Brussels"]),
    ("The EU's envoy left.", "European Union", ["EU"]),
    ("Burmese generals detained the editor.", "Myanmar", ["Burmese"]),
    ("Swaziland changed its name.", "Eswatini", ["Swaziland"]),
    ("Türkiye and Turkish firms protested.", "Turkey", ["Türkiye", "Turkish"]),
    ("Ankara objected.", "Turkey", ["Ankara"]),
    ("Ivory Coast thanked Ghana.", "Côte d'Ivoire", ["Ivory Coast"]),
    ("Cote d’Ivoire thanked Ghana.", "Ivory Coast", ["Cote d’Ivoire"]),
    ("The DRC accused its neighbour.", "Democratic Republic of the Congo", ["DRC"]),
    ("Emirati planes landed.", "UAE", ["Emirati"]),
    ("The Emirates sent aid.", "UAE", ["Emirates"]),
    ("Daesh claimed the attack.", "Islamic State", ["Daesh"]),
    ("Al Qaida and al-Qaeda are one.", "al-Qaeda", ["Al Qaida", "al-Qaeda"]),
    ("Houthi fighters fired on the ship.", "Houthis", ["Houthi"]),
    ("Hizbollah buried its dead.", "Hezbollah", ["Hizbollah"]),
    ("Nato agreed.", "NATO", ["Nato"]),
    ("The Hague lodged a protest.", "Netherlands", ["The Hague"]),
    ("Diplomats in the hall blamed the Hague.", "Netherlands", ["Hague"]),
    ("The government in Khartoum blamed the rebels.", "Sudan", ["Khartoum"]),
    # letters
    ("Give us time, said the US envoy.", "United States", ["US"]),
    ("U.S. and U. S. and USA and U.S.A. troops", "United States", ["U.S.", "U. S.", "USA", "U.S.A."]),
    ("The U.S.-led force left the U.S.", "United States", ["U.S.", "U.S."]),
    ("GIVE US TIME, VOTERS SAY", "United States", []),
    ("US SAYS TALKS FAILED", "United States", ["US"]),
    ("THE US SAYS TALKS FAILED", "United States", ["US"]),
    ("UKRAINE SAYS TALKS FAILED", "Ukraine", ["UKRAINE"]),
    ("The fee was US$5 and not 5 dollars.", "United States", []),
    ("The U.S.S. Meridian sailed.", "United States", []),
    ("WHO warned of measles, and who would doubt it?", "World Health Organization", ["WHO"]),
    ("AND WHO WILL PAY FOR IT", "World Health Organization", []),
    ("They ate turkey; Turkey protested.", "Turkey", ["Turkey"]),
    ("Turkey sandwiches were served.", "Turkey", []),
    ("Turkeys were served.", "Turkey", []),
    ("He will polish it, said the Polish envoy.", "Poland", ["Polish"]),
    ("Polish the silver first.", "Poland", []),
    ("It is what it IS, he said.", "Islamic State", []),
    ("IS fighters fled.", "Islamic State", ["IS"]),
    ("Somalian troops left Somalia.", "Mali", []),
    ("The Omanis left, the Romans stayed.", "Oman", ["Omanis"]),
    ("NIGERIAN troops left Niger.", "Niger", ["Niger"]),
    # persons, states of the union, places
    ("Michael Jordan praised the coach.", "Jordan", []),
    ("Jordan praised the envoy, and Amman's answer came.", "Jordan", ["Jordan", "Amman"]),
    ("Vernon Jordan spoke, and Jordan was cheered.", "Jordan", []),
    ("Jordan Ellery scored.", "Jordan", []),
    ("Jordan Foreign Minister Omar Haddad spoke.", "Jordan", ["Jordan"]),
    ("The Jordan River is low.", "Jordan", []),
    ("Chad Ellis resigned.", "Chad", []),
    ("Chad's president resigned; Lake Chad shrinks.", "Chad", ["Chad"]),
    ("George Washington crossed the river.", "United States", []),
    ("Denzel Washington won.", "United States", []),
    ("Booker T. Washington taught.", "United States", []),
    ("Ms. Washington taught.", "United States", []),
    ("Washington accused Tehran.", "United States", ["Washington"]),
    ("The Washington Post reported it.", "United States", []),
    ("Washington State voters agreed.", "United States", []),
    ("She taught at Georgia Tech.", "Georgia", []),
    ("Georgia Republicans met in Atlanta.", "Georgia", []),
    ("A court in Macon, Georgia ruled.", "Georgia", []),
    ("Georgia accused Moscow of moving the border near Tbilisi.", "Georgia", ["Georgia"]),
    ("Armenia, Georgia and Moldova signed.", "Georgia", ["Georgia"]),
    ("Paris Hilton sang.", "France", []),
    ("Irving Berlin wrote it.", "Germany", []),
    ("Berlin's answer was cool.", "Germany", ["Berlin"]),
    ("The Paris Agreement stands.", "France", []),
    ("The tunnel to New Jersey closed.", "Jersey", []),
    ("Isis and Isil are one.", "Islamic State", ["Isis", "Isil"]),
    # places named as places
    ("The fire broke out in Washington.", "United States", []),
    ("The delegation flew to Moscow.", "Russia", []),
    ("A message to Moscow was sent.", "Russia", ["Moscow"]),
    ("Pressure from Beijing grew.", "China", ["Beijing"]),
    ("They drove 40 km from Beijing.", "China", []),
    ("The mayor of London resigned.", "United Kingdom", []),
    ("The London-based charity closed.", "United Kingdom", []),
    ("The Jakarta-backed militia withdrew.", "Indonesia", ["Jakarta"]),
    ("Kyiv's suburbs burned.", "Ukraine", []),
    ("The capital, Kyiv, burned.", "Ukraine", []),
    ("A man from Paris, Texas, won.", "France", []),
    ("The generals in Kyiv refused.", "Ukraine", ["Kyiv"]),
    ("He lashed out at Kyiv.", "Ukraine", ["Kyiv"]),
    ("It was done at Kyiv's request; in Kyiv's view it was wise.", "Ukraine", ["Kyiv", "Kyiv"]),
    ("The march ended at Kyiv's airport.", "Ukraine", []),
    ("Moscow's bombing went on.", "Russia", ["Moscow"]),
    ("The Moscow bombing was cruel.", "Russia", []),
    ("The Kabul University's women students marched.", "Afghanistan", []),
    ("Fighting in Ukraine went on.", "Ukraine", ["Ukraine"]),
    ("It happened in Kyiv.", "Kyiv", ["Kyiv"]),
    # datelines
    ("NAIROBI — Kenya summoned the envoy.", "Kenya", ["Kenya"]),
    ("NAIROBI (Agency) — Kenya summoned the envoy.", "Kenya", ["Kenya"]),
    ("KYIV, Ukraine, May 3 (Agency) - Ukraine summoned the envoy.", "Ukraine", ["Ukraine"]),
    ("Nairobi — Kenya summoned the envoy.", "Kenya", ["Kenya"]),
    ("Nairobi — long a host of such talks — refused.", "Kenya", ["Nairobi"]),
    ("NATO — the alliance — refused.", "NATO", ["NATO"]),
    ("Talks failed.\nNAIROBI — Kenya left.", "Kenya", ["Kenya"]),
    # borders of words
    ("Ghana’s envoy, Ghana's, Ghanaians' and Ghana,", "Ghana", ["Ghana", "Ghana", "Ghanaians", "Ghana"]),
    ("Irans envoy left.", "Iran", ["Iran"]),
    ("A US-led, pro-Kremlin, anti-Russian move", "Russia", ["Kremlin", "Russian"]),
    ("The Franco-German plan", "France", ["Franco"]),
    ("The Franco-German plan", "Germany", ["German"]),
    ("Franco ruled long.", "France", []),
    ("Sino-Russian drills", "China", ["Sino"]),
    ("The non-EU states", "European Union", ["EU"]),
    ("#Ghana and (Ghana) and “Ghana”", "Ghana", ["Ghana", "Ghana", "Ghana"]),
    # spelling
    ("Sao Tome voted; São Tomé\u00a0and\u00a0Príncipe's court agreed.", "São Tomé and Príncipe",
     ["Sao Tome", "São Tomé\u00a0and\u00a0Príncipe"]),
    ("The United\nStates and the United  States", "United States", ["United\nStates", "United  States"]),
    ("South\n\nSudan", "South Sudan", []),
    ("Gha\u200bna and Cu\u00adba", "Ghana", ["Gha\u200bna"]),
    ("E\u0301lyse\u0301e", "France", ["E\u0301lyse\u0301e"]),
    # the longest name
    ("South Sudan left Sudan.", "Sudan", ["Sudan"]),
    ("South Sudan left Sudan.", "South Sudan", ["South Sudan"]),
    ("South Sudanese and Sudanese troops", "Sudan", ["Sudanese"]),
    ("Papua New Guinea, Equatorial Guinea and Guinea-Bissau", "Guinea", []),
    ("The Republic of Congo and the Democratic Republic of Congo", "Republic of the Congo",
     ["Republic of Congo"]),
    ("North Korean troops", "South Korea", []),
    ("The Republic of China is not the People's Republic of China.", "Taiwan", ["Republic of China"]),
    ("The South China Sea is not Chinese.", "China", ["Chinese"]),
    ("The Bank of England kept its rate.", "England", []),
    ("Latin American and African-American voters", "United States", []),
    ("American Airlines sued American officials.", "United States", ["American"]),
    ("Northern Ireland and Ireland", "Ireland", ["Ireland"]),
    ("American Samoa and Samoa", "Samoa", ["Samoa"]),
    ("The Palestinian Authority met Palestinian families.", "Palestine", ["Palestinian"]),
    ("Kataib Hezbollah is not Hezbollah.", "Hezbollah", ["Hezbollah"]),
    ("A UN Security Council vote at the UN", "United Nations", ["UN"]),
    ("Islamic State Khorasan broke away.", "Islamic State", []),
    ("The University of Jordan and Jakarta Airlines", "Jordan", []),
    ("Bosnian Serb leaders met Serbian ones.", "Serbia", ["Serbian"]),
    # languages
    ("She speaks Russian.", "Russia", []),
    ("The poem, in Russian, was read.", "Russia", []),
    ("A Russian-language school", "Russia", []),
    ("Losses in Russian attacks rose.", "Russia", ["Russian"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "party", "expected"), CASES)
def test_which_words_mean_the_party(text: str, party: str, expected: list[str]) -> None:
    assert mentions(text, party) == expected


def test_there_are_many_cases() -> None:
    assert len(CASES) >= 120


# sentence, the caller's own party, its mentions
OWN: list[tuple[str, Party, list[str]]] = [
    ("The Harbour Guild met; the Guild agreed.", Party("Harbour Guild", ("the Guild",)),
     ["Harbour Guild", "the Guild"]),
    ("The Guild agreed.", Party("Harbour Guild", ("the Guild",)), ["The Guild"]),
    ("HARBOUR GUILD AGREES", Party("Harbour Guild"), ["HARBOUR GUILD"]),
    ("the Evening Star and The Evening Star", Party("The Evening Star"),
     ["Evening Star", "The Evening Star"]),
    ("The rebels fled; rebels and Rebels", Party("rebels"), ["rebels", "rebels", "Rebels"]),
    ("Norvania-backed Norvanians", Party("Norvania"), ["Norvania"]),
    ("Georgia voted.", Party("Georgia", lexicon=False), ["Georgia"]),
    ("Atlanta, Georgia; Tbilisi", Party("Georgia", lexicon=False), ["Georgia"]),
    ("The Washington Post said so.", Party("Washington Post"), ["Washington Post"]),
    ("Kyiv and Ukraine", Party("Kyiv", lexicon=False), ["Kyiv"]),
    ("The Wagner Group left Russia.", Party("Russia", ("Wagner Group",)), ["Wagner Group", "Russia"]),
    ("中国说不。", Party("中国", lexicon=False), ["中国"]),
    ("قالت مصر اليوم", Party("مصر"), ["مصر"]),
    ("AT&T sued; C++ stays", Party("AT&T"), ["AT&T"]),
    ("Donna Rand Jr. met Donna Rand.", Party("Donna Rand"), ["Donna Rand"]),
    ("A grand Rand and Randall", Party("Rand"), ["Rand"]),
    ("Prime Minister Ana Lind left.", Party("Prime Minister Ana Lind"), ["Prime Minister Ana Lind"]),
    ("Ana Lind left.", Party("Prime Minister Ana Lind"), ["Ana Lind"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "party", "expected"), OWN)
def test_the_callers_own_names(text: str, party: Party, expected: list[str]) -> None:
    assert [m.strip() for m in mentions(text, party)] == expected


def test_matches_carry_the_number_of_their_party() -> None:
    matcher = PartyMatcher(["Kenya", "Uganda"])
    text = "Kampala rejected the charge, Kenya said."
    assert [(matcher.parties[m.party].name, m.start, m.end) for m in matcher.find(text)] == [
        ("Uganda", 0, 7),
        ("Kenya", 29, 34),
    ]


def test_mentions_by_sentence() -> None:
    text = "Kenya left. Nobody spoke. Uganda stayed, Kenya said."
    found = PartyMatcher(["Kenya", "Uganda"]).find_in_sentences(text, [(0, 12), (12, 26), (26, len(text))])
    assert {index: [m.party for m in matches] for index, matches in found.items()} == {0: [0], 2: [1, 0]}


def test_a_thousand_parties_are_found_in_as_many_passes_as_ten(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Harbour Guild 3 accused Harbour Guild 7 of a breach, and Kenya objected to the fine. " * 20
    passes: list[str] = []
    plain = Automaton.hits

    def counted(self: Automaton, text: str, **options: Any) -> Any:
        passes.append(text)
        return plain(self, text, **options)

    monkeypatch.setattr(Automaton, "hits", counted)
    few = PartyMatcher([f"Harbour Guild {n}" for n in range(10)])
    many = PartyMatcher([Party(f"Harbour Guild {n}", (f"Guild No. {n}", f"HG{n}")) for n in range(1000)])
    assert few.find(text) == many.find(text)
    assert len(passes) == 4  # the lexicon's names and the caller's own, once each for few and for many


def test_a_lost_apostrophe_keeps_the_callers_name() -> None:
    text = "Koromas envoy met the Guilds lawyers; the guilds were silent."
    assert mentions(text, "Koroma", "Guild") == ["Koroma", "Guild"]
