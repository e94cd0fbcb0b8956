"""The report says what the tables say, lets nothing in, and its filters work in a real browser."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver import Chrome, Keys
from selenium.webdriver.common.by import By

from stance.errors import InputError
from stance.report import judge_tables, report_html
from stance.types import Document, Sentence
from tests.browser import DRIVER, NO_DRIVER, open_browser
from tests.examples import relation, stance
from tests.report.samples import judged

ATTACK = '<script>alert("x")</script><svg onload=alert(1)>'


def attacked() -> str:
    """A page whose party, outlet, document and text are all markup."""
    text = f"{ATTACK} blamed $Ormland$ again."
    about = {ATTACK: {"source": ATTACK, "date": "2031-05-01"}}
    blamed = stance(text, "$Ormland$", "against", holders=(ATTACK,))
    sentence = Sentence(
        text, 0, len(text), (stance(text, ATTACK), blamed), (relation(ATTACK, "$Ormland$", "against", 0),)
    )
    document = Document(text, (sentence,), (ATTACK, "$Ormland$"), model=ATTACK)
    return report_html(judge_tables({ATTACK: document}, about), title=ATTACK, only={ATTACK: ATTACK})


def test_the_page_says_what_the_tables_say() -> None:
    page = report_html(judged(), title="The lake")
    assert "28 sentences of 12 documents from 2 sources, 1 May 2031 to 12 May 2031." in page
    assert "The most frequent tie is Norvania toward Estmark: 8 against." in page
    assert "too few to say" in page
    assert page.count('class="cell"') == len(re.findall(r'id="c\d+"', page)) == 3
    for link in re.findall(r'href="#(\w+)"', page):
        assert f'id="{link}"' in page


def test_charts_are_left_out_where_nothing_is_known() -> None:
    page = report_html(judge_tables(Document("Nothing here.")))
    assert "No party is named in these documents." in page
    assert 'id="time"' not in page
    with pytest.raises(InputError, match="the period is 'fortnight'"):
        report_html(judged(), period="fortnight")


def test_nothing_gets_in() -> None:
    page = attacked()
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    assert len(scripts) == 1
    digest = base64.b64encode(hashlib.sha256(scripts[0].encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in page
    assert not re.findall(r"""(?:src|href)=["'](?!#)""", page)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    if DRIVER is None:
        pytest.skip(NO_DRIVER)
    with open_browser(tmp_path_factory.mktemp("profile"), tmp_path_factory.mktemp("downloads")) as opened:
        yield opened


def shown(browser: Chrome) -> list[str]:
    quotes = browser.find_elements(By.CSS_SELECTOR, "blockquote p")
    return [quote.text for quote in quotes if quote.is_displayed()]


def test_filters_and_links_by_keyboard(browser: Chrome, tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    page.write_text(report_html(judged()), "utf-8")
    browser.get(page.as_uri())
    everything = shown(browser)
    browser.find_element(By.NAME, "party").send_keys("Estmark")
    assert [text[:16] for text in shown(browser)] == ["Norvania accused"]
    assert browser.find_element(By.CSS_SELECTOR, "#filters output").text == "1 sentence"
    dim = browser.find_elements(By.CSS_SELECTOR, ".tie.dim")
    assert {tie.get_attribute("data-target") for tie in dim} == {"Ormland", "Lake Council"}
    # A cell of the matrix leads to sentences that the filter hides.
    link = next(
        each
        for each in browser.find_elements(By.CSS_SELECTOR, ".matrix a")
        if each.get_attribute("href").endswith(
            "#" + browser.find_element(By.CSS_SELECTOR, '.cell[data-target="Ormland"]').get_attribute("id")
        )
    )
    link.send_keys(Keys.ENTER)
    assert shown(browser) == everything
    browser.find_element(By.NAME, "words").send_keys("PLAN 6")
    assert shown(browser) == ["Norvania praised Ormland for plan 6."]


def test_markup_stays_text_in_the_browser(browser: Chrome, tmp_path: Path) -> None:
    page = tmp_path / "attack.html"
    page.write_text(attacked(), "utf-8")
    browser.get(page.as_uri())
    assert browser.find_element(By.TAG_NAME, "h1").text == ATTACK
    assert shown(browser) == [f"{ATTACK} blamed $Ormland$ again."]
    assert not [line for line in browser.get_log("browser") if line["level"] == "SEVERE"]
