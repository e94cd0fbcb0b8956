from __future__ import annotations

import json
from html.parser import HTMLParser

import pytest

from stance.validation import Validation
from stance.validation.figures import measure
from tests.validation.samples import judged, many, sample

NASTY = 'A | `b` <script>alert("x")</script> *c* \\ [d](http://e)\n\n# f'


def validation() -> Validation:
    wrong = judged(99, "favor", "against", text=NASTY, party="<b>P|</b>")
    answers = [*many(60), wrong]
    return Validation({"model": "tiny 1", **measure(sample(answers), answers, 0.9)})


class Texts(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.cells: list[str] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.tags.add(tag)
        if tag in ("td", "th"):
            self.cells.append("")
            self.inside = True

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag not in ("td", "th")

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.cells[-1] += data


def test_a_page_shows_text_as_text_and_needs_nothing_else() -> None:
    page = validation().to_html()
    parser = Texts()
    parser.feed(page)
    assert not {"script", "b ", "img", "link"} & parser.tags
    assert any(" ".join(NASTY.split()) in cell for cell in parser.cells)
    assert "http" not in page.replace("http://e", "")


def test_markdown_tables_keep_their_columns() -> None:
    markdown_it = pytest.importorskip("markdown_it")
    text = validation().to_markdown()
    page = markdown_it.MarkdownIt("commonmark").enable("table").render(text)
    parser = Texts()
    parser.feed(page)
    assert "script" not in parser.tags
    assert " ".join(NASTY.split()) in parser.cells
    assert "<b>P|</b>" in parser.cells
    assert {
        line.count("|") for line in text.splitlines() if line.startswith("| ") and "macro F1 |" in line
    } == {6}


def test_json_holds_figures_and_words() -> None:
    found = validation()
    values = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert values["remarks"][0]["text"] == found.remarks[0].text
    assert values["macro_f1"]["value"] == found.macro_f1[0]
