"""Documents as one self-contained HTML page: no script, no network, readable without colour.

The page is drawn by ``page.html.j2`` and ``page.css`` beside this file; here the documents become the
plain values that the template writes. Jinja escapes every one of them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from stance.export.look import SHOWN_LABELS, SYMBOLS, count_labels, environment, style_sheet
from stance.export.network import count_ties, describe, make_matrix, make_network, strongest
from stance.types import Document, Label, Mention, Relation, Sentence, Stance

__all__ = ["document_to_html", "documents_to_html"]

_PARAGRAPH_BREAK = re.compile(r"(?:[^\S\n]*\n){2,}")


@dataclass(frozen=True, slots=True)
class _Piece:
    """A run of text; with stances when a party is named by it, with a hint when it is evidence of one."""

    text: str
    stances: tuple[Stance, ...] = ()
    hint: str = ""


@dataclass(frozen=True, slots=True)
class _Part:
    """What one paragraph holds of one sentence; ``number`` is None for text outside all sentences."""

    number: int | None
    first: bool
    tone: str
    pieces: tuple[_Piece, ...]


def document_to_html(document: Document, *, title: str = "Stances", lang: str = "en") -> str:
    """One self-contained HTML page with the text highlighted by stance; no script, no network.

    Args:
        document: the document to show.
        title: heading of the page.
        lang: language of the text, as in HTML's ``lang``.

    Returns:
        The page. The text stands in it as written, paragraph by paragraph; colours are told apart by
        colour-blind readers, and each also has a sign and a line of its own. Sentences are numbered
        from 1.

    >>> "<h1>Stances</h1>" in document_to_html(Document("Nothing here."))
    True
    """
    return documents_to_html({title: document}, title=title, lang=lang)


def documents_to_html(
    documents: Mapping[str, Document] | Iterable[tuple[str, Document]],
    *,
    title: str = "Stances",
    lang: str = "en",
) -> str:
    """Several documents on one page, each under its name, with a list of contents.

    Args:
        documents: name -> document, or pairs of them.
        title: heading of the page.
        lang: language of the texts, as in HTML's ``lang``.

    >>> page = documents_to_html({"a.txt": Document("One."), "b.txt": Document("Two.")})
    >>> page.count("<article")
    2
    """
    pairs = list(documents.items() if isinstance(documents, Mapping) else documents)
    sections = [_section(index, name, document) for index, (name, document) in enumerate(pairs, start=1)]
    template = environment("stance.export").get_template("page.html.j2")
    return template.render(
        title=title,
        lang=lang,
        css=style_sheet("stance.export", "page.css"),
        sections=sections,
        labels=[str(label) for label in SHOWN_LABELS],
        symbols={str(label): symbol for label, symbol in SYMBOLS.items()},
        tooltip=_tooltip,
    )


def _tooltip(stances: Iterable[Stance]) -> str:
    """What hovering over a mention tells, a line for each party that it names."""
    lines = []
    for stance in stances:
        shares = ", ".join(f"{label} {100 * stance.probabilities[label]:.0f} %" for label in SHOWN_LABELS)
        holders = f"\nheld by {', '.join(stance.holders)}" if stance.holders else ""
        lines.append(f"{stance.party}: {stance.label} ({shares}){holders}")
    return "\n".join(lines)


def _section(index: int, name: str, document: Document) -> dict[str, Any]:
    """The values of one document for the template."""
    ends = [sentence.end for sentence in document.sentences]
    ties = count_ties((r.holder, r.target, str(r.label)) for r in document.relations)
    first = {(r.holder, r.target): f"d{index}s{r.sentence + 1}" for r in reversed(document.relations)}
    return {
        "id": f"d{index}",
        "name": name,
        "model": document.model,
        "sentences": list(enumerate(document.sentences, start=1)),
        "paragraphs": [list(_parts(document, ends, start, end)) for start, end in _paragraphs(document.text)],
        "parties": [_party_row(party, counts) for party, counts in count_labels([document]).items()],
        "relations": [_relation_row(relation) for relation in document.relations],
        "network": make_network(ties),
        "words": describe(strongest(ties)),
        "matrix": make_matrix(ties),
        "links": first,
    }


def _party_row(party: str, counts: Mapping[Label, int]) -> dict[str, Any]:
    return {
        "name": party,
        "counts": {str(label): count for label, count in counts.items()},
        "total": sum(counts.values()),
    }


def _relation_row(relation: Relation) -> dict[str, Any]:
    return {
        "holder": relation.holder,
        "target": relation.target,
        "label": str(relation.label),
        "score": relation.score,
        "number": relation.sentence + 1,
    }


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Spans of the paragraphs: what lies between blank lines."""
    start = 0
    for match in _PARAGRAPH_BREAK.finditer(text):
        if text[start : match.start()].strip():
            yield start, match.start()
        start = match.end()
    if text[start:].strip():
        yield start, len(text)


def _parts(document: Document, ends: Sequence[int], start: int, end: int) -> Iterator[_Part]:
    """The sentences that lie in the span, and the text between them where there is any.

    ``ends`` holds the ends of all sentences, to find the first one that reaches into the span.
    """
    position = start
    for index in range(bisect_right(ends, start), len(document.sentences)):
        sentence = document.sentences[index]
        if sentence.start >= end:
            break
        inside = document.text[max(sentence.start, position) : min(sentence.end, end)]
        left = max(sentence.start, position) + len(inside) - len(inside.lstrip())
        right = left + len(inside.strip())
        if left >= right:
            continue
        yield _plain(document.text[position:left])
        first = not document.text[sentence.start : left].strip()
        pieces = tuple(_pieces(document.text, left, right, sentence))
        yield _Part(index + 1, first, _tone(sentence), pieces)
        position = right
    yield _plain(document.text[position:end])


def _plain(text: str) -> _Part:
    return _Part(None, False, "plain", (_Piece(text),))


def _tone(sentence: Sentence) -> str:
    """The tint of a sentence: the label of its judged parties, or mixed."""
    judged = {str(stance.label) for stance in sentence.stances} - {str(Label.NEUTRAL)}
    if len(judged) == 1:
        return judged.pop()
    return "mixed" if judged else "plain"


def _pieces(text: str, start: int, end: int, sentence: Sentence) -> Iterator[_Piece]:
    """Cut the span at its mentions; mentions that overlap are shown as one."""
    position = start
    for left, right, stances in _clusters(sentence):
        left, right = max(left, position), min(right, end)
        if left >= right:
            continue
        if left > position:
            yield from _unnamed(text, position, left, sentence)
        yield _Piece(text[left:right], stances)
        position = right
    if position < end:
        yield from _unnamed(text, position, end, sentence)


def _unnamed(text: str, start: int, end: int, sentence: Sentence) -> Iterator[_Piece]:
    """Text between mentions, cut at the words that carry a stance."""
    hints: dict[tuple[int, int], list[str]] = {}
    for stance in sentence.stances:
        for word in stance.evidence:
            hints.setdefault((word.start, word.end), []).append(f"{stance.label} {stance.party}")
    for (left, right), carried in sorted(hints.items()):
        if left < start or right > end:
            continue
        if left > start:
            yield _Piece(text[start:left])
        yield _Piece(text[left:right], hint=f"carries: {', '.join(carried)}")
        start = right
    if start < end:
        yield _Piece(text[start:end])


def _clusters(sentence: Sentence) -> list[tuple[int, int, tuple[Stance, ...]]]:
    """Spans of the mentions in order, each with its stances; overlapping ones are joined."""
    found: list[tuple[Mention, Stance]] = [
        (mention, stance) for stance in sentence.stances for mention in stance.mentions
    ]
    found.sort(key=lambda pair: (pair[0].start, -pair[0].end))
    clusters: list[tuple[int, int, tuple[Stance, ...]]] = []
    for mention, stance in found:
        if clusters and mention.start < clusters[-1][1]:
            left, right, stances = clusters[-1]
            if stance not in stances:
                stances = (*stances, stance)
            clusters[-1] = (left, max(right, mention.end), stances)
        else:
            clusters.append((mention.start, mention.end, (stance,)))
    return clusters
