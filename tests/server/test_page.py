"""The page in a real browser: type, click, read, by keyboard alone; a script in the text stays text."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from selenium.webdriver import Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from stance.classifier import Classifier
from stance.server.app import create_app
from stance.server.schema import Limits
from tests.browser import DRIVER, NO_DRIVER, open_browser
from tests.tiny import TEXT

pytestmark = pytest.mark.skipif(DRIVER is None, reason=NO_DRIVER)


@pytest.fixture(scope="module")
def address(tiny: Classifier) -> Iterator[str]:
    server = uvicorn.Server(
        uvicorn.Config(create_app(tiny, limits=Limits(characters=2000)), port=0, log_level="error")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 30
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/"
    server.should_exit = True
    thread.join(30)


@pytest.fixture(scope="module")
def downloads(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("downloads")


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory, downloads: Path) -> Iterator[Chrome]:
    with open_browser(tmp_path_factory.mktemp("profile"), downloads) as browser:
        yield browser


@pytest.fixture
def page(browser: Chrome, address: str) -> Chrome:
    browser.get(address)
    return browser


def find(page: Chrome, selector: str) -> Any:
    return page.find_element(By.CSS_SELECTOR, selector)


def judged(page: Chrome) -> None:
    WebDriverWait(page, 20).until(
        lambda p: " in " in find(p, "#status").text or "No party" in find(p, "#status").text
    )


def ask(page: Chrome, text: str, *parties: str) -> None:
    find(page, "#text").send_keys(text)
    for party in parties:
        find(page, "#party").send_keys(party + Keys.ENTER)
    find(page, "#go").click()
    judged(page)


def test_a_text_is_judged_and_shown(page: Chrome) -> None:
    ask(page, TEXT, "Norvania", "Estmark")
    marks = page.find_elements(By.CSS_SELECTOR, "#marked mark")
    assert [mark.text for mark in marks] == ["Norvania", "Estmark", "Estmark", "Norvania"]
    assert find(page, "#marked").text.split() == TEXT.split()
    assert [row.text for row in page.find_elements(By.CSS_SELECTOR, "#counts tbody th")] == [
        "Norvania",
        "Estmark",
    ]
    find(page, "#filter button").click()
    dimmed = [
        mark.get_attribute("class").endswith("dim") for mark in page.find_elements(By.CSS_SELECTOR, "mark")
    ]
    assert dimmed == [False, True, True, False]


def test_the_keyboard_is_enough(page: Chrome) -> None:
    find(page, "#text").send_keys("Norvania blamed Estmark." + Keys.TAB + "Estmark" + Keys.ENTER + Keys.TAB)
    page.switch_to.active_element.send_keys(Keys.ENTER)
    judged(page)
    for _ in range(20):
        page.switch_to.active_element.send_keys(Keys.TAB)
        if page.switch_to.active_element.tag_name == "mark":
            break
    assert page.switch_to.active_element.text == "Estmark"
    assert find(page, "#tip").text.startswith("Estmark: ")
    page.switch_to.active_element.send_keys(Keys.ESCAPE)
    assert not find(page, "#tip").is_displayed()


def test_a_script_in_a_text_or_a_name_stays_text(page: Chrome) -> None:
    text = "<script>document.title = 1</script> Norvania <img src=x onerror=alert(1)> left 😀 with Estmark."
    page.execute_script("document.getElementById('text').value = arguments[0]", text)
    ask(page, "", "Estmark", "<b>Norvania</b>=")
    assert find(page, "#marked").text == text
    assert page.title == "stance"
    assert not page.find_elements(By.CSS_SELECTOR, "#marked script, #marked img, #chips b")
    assert [mark.text for mark in page.find_elements(By.CSS_SELECTOR, "#marked mark")] == ["Estmark"]


def test_the_answer_can_be_taken_away(page: Chrome, downloads: Path) -> None:
    ask(page, "Norvania blamed Estmark.", "Estmark")
    for name in ("json", "csv"):
        find(page, f"#{name}").click()
    files = [downloads / f"stances.{name}" for name in ("json", "csv")]
    WebDriverWait(page, 20).until(lambda _: all(file.exists() for file in files))
    assert json.loads(files[0].read_text("utf-8"))["parties"] == ["Estmark"]
    assert files[1].read_text("utf-8").splitlines()[1].startswith('"0","Estmark"')


def test_what_is_refused_is_said(page: Chrome) -> None:
    page.execute_script("document.getElementById('text').value = 'Rain. '.repeat(400)")
    find(page, "#go").click()
    WebDriverWait(page, 20).until(lambda p: "2,400 characters" in find(p, "#status").text)


def test_the_browser_complains_of_nothing_but_refusals(page: Chrome) -> None:
    ask(page, TEXT, "Norvania", "Estmark", "France")
    assert [line for line in page.get_log("browser") if "status of 413" not in line["message"]] == []
