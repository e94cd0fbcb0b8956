"""Documents as tables for people: coloured on a terminal, plain where the output goes elsewhere."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from stance.export.look import SHOWN_LABELS, SYMBOLS, count_labels
from stance.types import Document, Label, Sentence, Stance

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

__all__ = ["clean", "plain_lines", "print_document", "terminal"]

STYLES = {Label.FAVOR: "dodger_blue1", Label.NEUTRAL: "grey62", Label.AGAINST: "dark_orange"}
"""Blue and orange, which colour-blind readers tell apart; each label also has its sign."""

_NONE = "-"
_WIDEST_NAME = 26

# A text may hold codes that command a terminal; none of them may reach it.
_SPACE = re.compile(r"[\t\n\r\v\f\x85\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


def terminal() -> Console | None:
    """A console where standard output is a terminal; None where it is a file or a pipe."""
    from rich.console import Console

    console = Console(highlight=False, emoji=False, markup=False, no_color=bool(os.environ.get("NO_COLOR")))
    return console if console.is_terminal else None


def plain_lines(document: Document, name: str | None = None) -> Iterator[str]:
    """The lines of the plain table: sentences, then counts by party, then who stands where.

    Args:
        document: the document to show.
        name: heading, when several documents are shown.

    >>> print(*plain_lines(Document("Rain fell.", (Sentence("Rain fell.", 0, 10),))), sep="\\n")
    sentence  party  stance  score  held by  text
    1         -      -       -      -        Rain fell.
    """
    if name is not None:
        yield f"== {clean(name)} =="
    rows = [("sentence", "party", "stance", "score", "held by", "text")]
    for number, sentence in enumerate(document.sentences, start=1):
        text = " ".join(clean(sentence.text).split())
        rows.extend(
            (str(number), clean(s.party), _sign(s.label), f"{s.score:.2f}", _holders(s) or _NONE, text)
            for s in sentence.stances
        )
        if not sentence.stances and text:
            rows.append((str(number), _NONE, _NONE, _NONE, _NONE, text))
    yield from _aligned(rows)
    counts = count_labels([document])
    if counts:
        yield ""
        yield from _aligned(
            [("party", *map(_sign, SHOWN_LABELS))]
            + [(clean(party), *(str(number) for number in row.values())) for party, row in counts.items()]
        )
    if document.relations:
        yield ""
        yield from _aligned(
            [("holder", "target", "stance", "score", "sentence")]
            + [
                (clean(r.holder), clean(r.target), _sign(r.label), f"{r.score:.2f}", str(r.sentence + 1))
                for r in document.relations
            ]
        )
    if name is not None:
        yield ""


def print_document(console: Console, document: Document, name: str | None = None) -> None:
    """Show the coloured table on a terminal.

    Args:
        console: where to print.
        document: the document to show.
        name: heading, when several documents are shown.
    """
    if name is not None:
        console.rule(clean(name), align="left", style="dim")
    console.print(_sentences(document))
    if document.parties:
        console.print(_counts(document))
    if document.relations:
        console.print(_relations(document))


def _sentences(document: Document) -> Table:
    from rich.text import Text

    stances = document.stances
    widths = (
        _width([s.party for s in stances], "Party"),
        len("▼ against 0.00"),
        _width([_holders(s) for s in stances], "Held by"),
    )
    table = _table()
    table.add_column("#", justify="right", style="dim", no_wrap=True)
    table.add_column("Sentence", ratio=1, min_width=20)
    table.add_column(_grid(widths, [(Text("Party"), Text("Stance"), Text("Held by"))]))
    for number, sentence in enumerate(document.sentences, start=1):
        if not sentence.text.strip():
            continue
        cells = [
            (Text(clean(s.party)), _scored(s.label, s.score), Text(_holders(s))) for s in sentence.stances
        ]
        table.add_row(str(number), _marked(sentence), _grid(widths, cells) if cells else "")
    return table


def _marked(sentence: Sentence) -> Text:
    """The sentence, mentions in the colour of their stance, evidence underlined; pale without mentions."""
    from rich.text import Text

    text = Text(clean(sentence.text), style="" if sentence.stances else "dim")
    for stance in sentence.stances:
        for mention in stance.mentions:
            text.stylize(
                f"bold {STYLES[stance.label]}", mention.start - sentence.start, mention.end - sentence.start
            )
        for word in stance.evidence:
            text.stylize("underline", word.start - sentence.start, word.end - sentence.start)
    text.rstrip()
    return text


def _counts(document: Document) -> Table:
    from rich.text import Text

    table = _table(expand=False)
    table.add_column("Party", max_width=2 * _WIDEST_NAME)
    for label in SHOWN_LABELS:
        table.add_column(Text(_sign(label), STYLES[label]), justify="right")
    for party, row in count_labels([document]).items():
        cells = (Text(str(number), STYLES[label] if number else "dim") for label, number in row.items())
        table.add_row(Text(clean(party)), *cells)
    return table


def _relations(document: Document) -> Table:
    from rich.text import Text

    table = _table(expand=False)
    for heading in ("Holder → target", "Stance", "Sentence"):
        table.add_column(heading, justify="right" if heading == "Sentence" else "left")
    for relation in document.relations:
        pair = Text(f"{clean(relation.holder)} → {clean(relation.target)}")
        table.add_row(pair, _scored(relation.label, relation.score), str(relation.sentence + 1))
    return table


def _table(expand: bool = True) -> Table:
    from rich import box
    from rich.table import Table

    return Table(box=box.SIMPLE_HEAD, expand=expand, header_style="bold", pad_edge=False)


def _grid(widths: Sequence[int], rows: Sequence[tuple[Text, ...]]) -> Table:
    """Rows whose columns keep their place from sentence to sentence."""
    from rich.table import Table

    grid = Table.grid(padding=(0, 2, 0, 0))
    for width in widths:
        grid.add_column(width=width, overflow="fold")
    for row in rows:
        grid.add_row(*row)
    return grid


def _width(names: Sequence[str], heading: str) -> int:
    from rich.cells import cell_len

    return min(_WIDEST_NAME, max(cell_len(name) for name in [heading, *names]))


def _scored(label: Label, score: float) -> Text:
    from rich.text import Text

    return Text(f"{_sign(label)} {score:.2f}", STYLES[label])


def _sign(label: Label) -> str:
    return f"{SYMBOLS[label]} {label}"


def _holders(stance: Stance) -> str:
    return clean(", ".join(stance.holders))


def clean(text: str) -> str:
    """The text on one line and without control characters; as long as before, so that offsets hold."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", _SPACE.sub(" ", text))


def _aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    from rich.cells import cell_len

    # The last column is free in length: it may be a whole sentence.
    widths = [max(map(cell_len, column)) for column in list(zip(*rows, strict=True))[:-1]]
    for *cells, last in rows:
        padded = [cell + " " * (width - cell_len(cell)) for cell, width in zip(cells, widths, strict=True)]
        yield "  ".join([*padded, last])
