"""Charts show the figures of the tables; names with dollar signs and markup are only names."""

from __future__ import annotations

import io

import pytest

from stance import plot
from stance.types import Document
from tests.examples import lake_document
from tests.report.samples import judged


def texts(figure) -> set[str]:  # type: ignore[no-untyped-def]
    from matplotlib.text import Text

    return {text.get_text() for text in figure.findobj(Text) if text.get_text()}


def test_parties_are_bars_on_both_sides() -> None:
    figure = plot.parties(judged())
    bars = {(round(bar.get_width(), 3), round(bar.get_y() + 0.28)) for bar in figure.axes[0].patches}
    names = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert names[0] == "Norvania  (of 12)"
    assert (-1.0, names.index("Estmark  (of 8)")) in bars


def test_network_and_matrix_name_holders_and_targets() -> None:
    assert texts(plot.network(lake_document())) == {"Norvania", "Estmark", "Lake Council"}
    assert {"Norvania", "Estmark", "▼1", "▲1"} <= texts(plot.matrix({"a": lake_document()}))


def test_time_and_sources_have_a_panel_for_each_party() -> None:
    for figure in (plot.over_time(judged(), most=2, period="week"), plot.sources(judged(), most=2)):
        assert len(figure.axes) == 2


@pytest.mark.parametrize("chart", [plot.parties, plot.sources, plot.over_time, plot.network, plot.matrix])
def test_nothing_to_show_is_said(chart) -> None:  # type: ignore[no-untyped-def]
    (said,) = texts(chart(Document("Nothing here.")))
    assert said.startswith("No ")
    chart(judged()).savefig(io.BytesIO(), format="png")


def test_svg_is_the_same_each_time_and_holds_text() -> None:
    first, second = (plot.svg(plot.parties(judged()), "Parties") for _ in range(2))
    assert first == second
    assert first.startswith("<svg")
    assert ">Norvania  (of 12)<" in first
