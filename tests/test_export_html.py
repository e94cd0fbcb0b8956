from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from stance.export.html import document_to_html, documents_to_html
from stance.types import Document, Mention, Sentence
from tests.examples import TEXT, lake_document, stance

VOID = {"meta", "br", "link", "img", "hr", "input"}


class Reader(HTMLParser):
    """Reads the page back: the paragraphs of the text, the marks, every tag; fails on a tag left open."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.paragraphs: list[str] = []
        self.marks: list[dict[str, str | None]] = []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes.extend(attrs)
        if tag not in VOID:
            self.open.append(tag)
        if tag == "p" and "article" in self.open:
            self.paragraphs.append("")
        if tag == "mark" and "article" in self.open:
            self.marks.append(dict(attrs) | {"text": ""})

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "article" in self.open and "p" in self.open:
            self.paragraphs[-1] += data
            if "mark" in self.open:
                self.marks[-1]["text"] += data


def test_the_text_stands_as_written_in_its_paragraphs() -> None:
    page = Reader(document_to_html(lake_document()))
    assert page.paragraphs == [TEXT.split("\n\n")[0], TEXT.split("\n\n")[1]]


def test_mentions_are_marked_with_label_sign_and_tooltip() -> None:
    marks = Reader(lake_document().to_html()).marks
    assert [mark["text"] for mark in marks] == ["Norvania", "Estmark", "Port Ansel", "Lake Council"]
    assert [mark["class"] for mark in marks] == ["neutral", "against", "neutral", "favor"]
    assert [mark["data-signs"] for mark in marks] == ["●", "▼", "●", "▲"]
    assert marks[1]["title"] == "Estmark: against (favor 6 %, neutral 19 %, against 75 %)\nheld by Norvania"


def test_no_script_and_nothing_from_elsewhere() -> None:
    page = document_to_html(lake_document())
    assert not re.search(r"<script|javascript:|https?:|url\(|@import|<link|<img|src=", page, re.IGNORECASE)
    assert "default-src 'none'" in page
    assert page.startswith('<!doctype html>\n<html lang="en">')


def test_links_lead_to_places_on_the_page_and_ids_are_unique() -> None:
    page = document_to_html(lake_document())
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)


def test_everything_is_escaped() -> None:
    evil = "<script>alert('x')</script>\" onclick=\"x"
    text = f"{evil} spoke."
    sentence = Sentence(text, 0, len(text), (stance(text, evil, "against", holders=(evil,)),))
    document = Document(text, (sentence,), (evil,), model=evil)
    page = documents_to_html([(evil, document), (evil, document)], title=evil, lang='en" onload="x')
    read = Reader(page)
    assert "script" not in read.tags
    assert not {name for name, _ in read.attributes if name.startswith("on")}
    assert read.paragraphs[0] == text
    assert read.marks[0]["text"] == evil


def test_overlapping_mentions_are_one_mark_that_tells_of_both() -> None:
    text = "Norvania Coast Guard sailed."
    stances = (stance(text, "Norvania"), stance(text, "Norvania Coast Guard", "against"))
    page = Reader(document_to_html(Document(text, (Sentence(text, 0, len(text), stances),))))
    assert page.paragraphs == [text]
    (mark,) = page.marks
    assert mark["text"] == "Norvania Coast Guard"
    assert mark["data-signs"] == "▼●"
    assert len(mark["title"].split("\n")) == 2


def test_text_outside_all_sentences_is_not_lost() -> None:
    text = "Before. Inside. After."
    document = Document(text, (Sentence("Inside. ", 8, 16),))
    assert Reader(document_to_html(document)).paragraphs == [text]
    assert Reader(document_to_html(Document(text))).paragraphs == [text]


def test_a_sentence_across_paragraphs_is_shown_in_both() -> None:
    text = "Norvania\n\nand Estmark agree."
    sentence = Sentence(text, 0, len(text), (stance(text, "Norvania"), stance(text, "Estmark", "favor")))
    page = document_to_html(Document(text, (sentence,)))
    read = Reader(page)
    assert read.paragraphs == ["Norvania", "and Estmark agree."]
    assert [mark["text"] for mark in read.marks] == ["Norvania", "Estmark"]
    assert page.count('id="d1s1"') == 1


def test_control_characters_and_lone_surrogates_cannot_spoil_the_page() -> None:
    page = document_to_html(Document("a\x00b\x1bc\ud800d"))
    assert Reader(page).paragraphs == ["a\ufffdb\ufffdc\ufffdd"]
    page.encode("utf-8")


def test_empty_text_and_no_party_say_so() -> None:
    page = document_to_html(Document(""))
    assert "The text is empty." in page
    assert "No party is named." in page
    assert "No party is for or against another one." in page


def test_several_documents_have_contents_and_their_own_ids() -> None:
    page = documents_to_html({"a.txt": lake_document(), "b.txt": lake_document()}, title="Two")
    read = Reader(page)
    assert read.tags.count("article") == 2
    assert read.tags.count("nav") == 1
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_mentions_outside_their_sentence_do_no_harm() -> None:
    document = lake_document()
    strange = replace(document.sentences[0].stances[0], mentions=(Mention("?", 5000, 5001),))
    first = replace(document.sentences[0], stances=(strange,))
    page = Reader(document_to_html(replace(document, sentences=(first, *document.sentences[1:]))))
    assert page.paragraphs[0] == TEXT.split("\n\n")[0]


@given(st.text(alphabet="aé<&\"' .\n\t\u202e🕊"), st.integers(0, 20), st.integers(0, 20))
def test_any_text_is_shown_whole(text: str, left: int, right: int) -> None:
    left, right = sorted((min(left, len(text)), min(right, len(text))))
    sentences = tuple(
        Sentence(text[a:b], a, b) for a, b in ((0, left), (left, right), (right, len(text))) if a < b
    )
    page = Reader(document_to_html(Document(text, sentences)))
    expected = [p for p in re.split(r"(?:[^\S\n]*\n){2,}", text) if p.strip()]
    shown = [p for p in page.paragraphs if p != "The text is empty."]
    assert shown == expected


def test_a_long_document_takes_no_quadratic_time() -> None:
    count = 5000
    sentences = tuple(Sentence("Rain.\n\n", 7 * i, 7 * i + 7) for i in range(count))
    page = document_to_html(Document("Rain.\n\n" * count, sentences))
    assert page.count("<p dir=") == count
