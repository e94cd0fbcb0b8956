"""The readable text of an HTML page."""

from __future__ import annotations

from html.parser import HTMLParser

__all__ = ["page_text"]

_SILENT = {"head", "title", "script", "style", "template", "noscript", "svg", "nav", "footer", "form"}
_BLOCKS = {
    "address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figcaption", "figure",
    "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p", "pre", "section", "table",
    "td", "th", "tr", "ul",
}  # fmt: skip


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self.silent.append(tag)
        elif tag in _BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.silent:
            del self.silent[self.silent.index(tag) :]
        elif tag in ("body", "html"):
            self.silent.clear()  # an element that was never closed ends with the page
        elif tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(data)


def page_text(page: str) -> str:
    """What a reader sees of a page: paragraphs with an empty line between; no script, menu or form.

    Args:
        page: the HTML, well-formed or not.

    >>> page_text("<title>News</title><p>Ghana thanked&nbsp;Togo.<script>x()</script><p>Rain <b>fell</b>.")
    'Ghana thanked Togo.\\n\\nRain fell.'
    """
    reader = _Reader()
    reader.feed(page)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.parts).split("\n"))
    return "\n\n".join(line for line in lines if line)
