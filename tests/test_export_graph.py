from __future__ import annotations

import io
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from stance.errors import InputError, MissingExtraError
from stance.export.graph import GRAPH_FORMATS, document_to_networkx, documents_to_networkx, write_graph
from stance.types import Document, Sentence
from tests.examples import lake_document, relation

networkx = pytest.importorskip("networkx")


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


def two() -> dict[str, Document]:
    turned = Sentence(".", 0, 1, (), (relation("Norvania", "Estmark", "favor", 0, 0.5),))
    return {
        "monday": lake_document(),
        "tuesday": Document(".", (turned,), ("Estmark", "Kesh"), model="tiny 1"),
    }


def test_several_documents_share_their_parties() -> None:
    graph = documents_to_networkx(two())
    assert list(graph.nodes) == ["Norvania", "Estmark", "Lake Council", "Ormland", "Kesh"]
    assert graph.nodes["Estmark"]["sentences"] == 1
    assert [edge["document"] for *_, edge in graph.edges(data=True)] == ["monday", "tuesday", "monday"]
    assert graph.graph == {"model": "tiny 1"}


def test_merged_there_is_one_edge_for_a_pair() -> None:
    graph = documents_to_networkx(iter(two().items()), merge=True)
    assert graph.edges["Norvania", "Estmark"] == {
        "label": "mixed",
        "relations": 2,
        "favor": 1,
        "against": 1,
        "weight": 0,
        "score": 0.625,
    }
    assert graph.edges["Norvania", "Lake Council"]["label"] == "favor"
    assert graph.nodes(data=True) == documents_to_networkx(two()).nodes(data=True)
    assert not documents_to_networkx({}, merge=True).nodes


@pytest.mark.parametrize("form", GRAPH_FORMATS)
@pytest.mark.parametrize("merge", [False, True])
def test_files_are_read_back(form: str, merge: bool, tmp_path: Path) -> None:
    path = tmp_path / f"lake.{form}"
    write_graph(two(), str(path), form, merge=merge)
    if form == "graphml":
        read = networkx.read_graphml(path, force_multigraph=not merge)
    else:
        read = networkx.read_gexf(path)
    graph = documents_to_networkx(two(), merge=merge)
    assert list(read.nodes) == list(graph.nodes)
    for node, data in graph.nodes(data=True):
        assert read.nodes[node].items() >= data.items()
    assert read.is_multigraph() is not merge
    for (u, v, data), (u2, v2, found) in zip(graph.edges(data=True), read.edges(data=True), strict=True):
        assert (u, v) == (u2, v2)
        assert found.items() >= data.items()
    ids = [edge.get("id") for edge in ElementTree.parse(path).iter() if edge.tag.endswith("}edge")]
    assert len(ids) == graph.number_of_edges()
    assert merge or len(set(ids)) == len(ids)


@pytest.mark.parametrize("form", GRAPH_FORMATS)
def test_names_that_xml_cannot_hold_are_cleaned(form: str) -> None:
    name = "Kesh\x00\x1b[31m \ud800<&\"'"
    out = io.BytesIO()
    write_graph({"a\x07": Document("", parties=(name,))}, out, form)
    assert "Kesh\ufffd\ufffd[31m \ufffd<&\"'" in {
        value for each in ElementTree.fromstring(out.getvalue()).iter() for value in each.attrib.values()
    }


def test_an_unknown_form_is_named() -> None:
    with pytest.raises(InputError, match="'dot'; allowed are graphml and gexf"):
        write_graph({}, io.BytesIO(), "dot")
