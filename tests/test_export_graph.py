from __future__ import annotations

import sys

import pytest

from stance.errors import MissingExtraError
from stance.export.graph import document_to_networkx
from stance.types import Document, Sentence
from tests.examples import lake_document, relation

pytest.importorskip("networkx")


def test_a_node_for_each_party_with_its_counts() -> None:
    graph = lake_document().to_networkx()
    assert list(graph.nodes) == ["Norvania", "Estmark", "Lake Council", "Ormland"]
    assert graph.nodes["Estmark"] == {"sentences": 1, "favor": 0, "neutral": 0, "against": 1}
    assert graph.nodes["Ormland"] == {"sentences": 0, "favor": 0, "neutral": 0, "against": 0}
    assert graph.graph["model"] == "tiny 1"


def test_an_edge_for_each_relation() -> None:
    graph = lake_document().to_networkx()
    edges = list(graph.edges(data=True))
    assert edges[0] == (
        "Norvania",
        "Estmark",
        {"label": "against", "weight": -1, "score": 0.75, "sentence": 0},
    )
    assert edges[1][2]["weight"] == 1
    assert len(edges) == len(lake_document().relations)


def test_two_relations_of_one_pair_are_two_edges() -> None:
    sentences = tuple(
        Sentence(".", i, i + 1, (), (relation("Norvania", "Estmark", label, i),))
        for i, label in enumerate(["favor", "against"])
    )
    graph = document_to_networkx(Document("..", sentences))
    assert graph.number_of_edges("Norvania", "Estmark") == 2
    assert set(graph.nodes) == {"Norvania", "Estmark"}


def test_a_document_without_parties_is_an_empty_graph() -> None:
    assert document_to_networkx(Document("")).number_of_nodes() == 0


def test_the_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "networkx", None)
    with pytest.raises(MissingExtraError, match=r"networkx.*stance\[graph\]"):
        document_to_networkx(lake_document())
