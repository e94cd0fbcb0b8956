"""What every view shares: sign and colour of each label, counts of each party, templates and style."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from stance.types import Document, Label

if TYPE_CHECKING:
    import jinja2

__all__ = ["COLOURS", "SHOWN_LABELS", "SYMBOLS", "count_labels", "environment", "style_sheet"]

SHOWN_LABELS: tuple[Label, ...] = (Label.FAVOR, Label.NEUTRAL, Label.AGAINST)
"""The labels in the order in which people read them; `stance.types.LABELS` is the order of vectors."""

SYMBOLS: dict[Label, str] = {Label.FAVOR: "▲", Label.NEUTRAL: "●", Label.AGAINST: "▼"}
"""A sign beside each label, so that no reader has to rely on colour."""

COLOURS: dict[Label, str] = {Label.FAVOR: "#0072b2", Label.NEUTRAL: "#77777f", Label.AGAINST: "#d55e00"}
"""Blue and vermilion of the Okabe-Ito palette, as in ``palette.css``."""

# HTML has no place for control characters, and UTF-8 none for lone surrogates.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@cache
def environment(package: str) -> jinja2.Environment:
    """Templates of a package and those that all pages share; every value is escaped.

    >>> environment("stance.export").from_string("{{ name }}").render(name="<b>")
    '&lt;b&gt;'
    """
    import jinja2

    made = jinja2.Environment(
        loader=jinja2.ChoiceLoader([jinja2.PackageLoader(name, "") for name in (package, "stance.export")]),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
        finalize=lambda value: _printable(value) if type(value) is str else value,
    )
    made.filters["percent"] = lambda share: f"{100 * share:.0f} %"
    return made


def _printable(text: str) -> str:
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def style_sheet(package: str, name: str) -> str:
    """The palette that all pages share, and a page's own style."""
    sheets = (("stance.export", "palette.css"), (package, name))
    return "\n".join(files(place).joinpath(file).read_text(encoding="utf-8") for place, file in sheets)


def count_labels(documents: Iterable[Document]) -> dict[str, dict[Label, int]]:
    """Count, for each party, the sentences of each label.

    Args:
        documents: the documents to count over.

    Returns:
        Party name -> label -> number of sentences. Parties of the documents come first in their
        order, also those that no sentence names; then any other party met in a stance.

    >>> count_labels([Document("Nothing here.", parties=("Norvania",))])["Norvania"][Label.FAVOR]
    0
    """
    counts: dict[str, dict[Label, int]] = {}
    documents = list(documents)
    for document in documents:
        for party in document.parties:
            counts.setdefault(party, dict.fromkeys(SHOWN_LABELS, 0))
    for document in documents:
        for stance in document.stances:
            counts.setdefault(stance.party, dict.fromkeys(SHOWN_LABELS, 0))[Label(stance.label)] += 1
    return counts
