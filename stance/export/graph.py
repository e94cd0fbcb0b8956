"""Documents as a signed network of parties, and as the files that graph programs read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, BinaryIO

from stance.errors import InputError, MissingExtraError
from stance.export.look import SHOWN_LABELS
from stance.types import Document, Label

if TYPE_CHECKING:
    import networkx

__all__ = ["GRAPH_FORMATS", "document_to_networkx", "documents_to_networkx", "write_graph"]

GRAPH_FORMATS = ("graphml", "gexf")
"""What `write_graph` can write."""

# XML has no way to write these; a party's name may hold one.
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def document_to_networkx(document: Document) -> networkx.MultiDiGraph:
    """The signed network of a document: a node per party, an edge holder → target per relation.

    Args:
        document: the document to convert.

    Returns:
        Nodes carry ``sentences`` (how many sentences name the party) and ``favor``, ``neutral``,
        ``against`` (how many of them treat it so, whoever speaks). Edges carry ``label``,
        ``weight`` (+1 for favor, -1 for against), ``score`` and ``sentence`` (its index). The graph
        carries ``model``. Every party of the document is a node, also one that no sentence names.

    Raises:
        MissingExtraError: networkx is not installed.

    >>> document_to_networkx(Document("Nothing here.", parties=("Norvania",))).nodes["Norvania"]["favor"]
    0
    """
    graph = _networkx("to_networkx()").MultiDiGraph(model=document.model)
    _add(graph, document, {})
    return graph


def documents_to_networkx(
    documents: Mapping[str, Document] | Iterable[tuple[str, Document]], *, merge: bool = False
) -> networkx.MultiDiGraph | networkx.DiGraph:
    """The signed network of several documents; parties of one name are one node.

    Args:
        documents: id -> document, or pairs of them; read one by one.
        merge: one edge for each holder and target instead of one for each relation.

    Returns:
        A graph as that of `document_to_networkx`, with counts over all documents. Edges carry
        ``document`` (its id) too. When merged, edges carry ``relations`` (how many there are), ``favor``
        and ``against`` (how many of each), ``weight`` (favor minus against), ``score`` (their mean) and
        ``label`` (favor, against, or mixed when there are as many of both). A label of documents is
        judged per sentence: two sentences that say one thing count twice.

    Raises:
        MissingExtraError: networkx is not installed.

    >>> document = Document("", parties=("Fiji",))
    >>> documents_to_networkx({"monday": document, "tuesday": document}).nodes
    NodeView(('Fiji',))
    """
    networkx = _networkx("documents_to_networkx()")
    graph = networkx.MultiDiGraph(model="")
    for name, document in documents.items() if isinstance(documents, Mapping) else documents:
        graph.graph["model"] = document.model
        _add(graph, document, {"document": name})
    return _merged(graph, networkx.DiGraph(**graph.graph)) if merge else graph


def write_graph(
    documents: Mapping[str, Document] | Iterable[tuple[str, Document]],
    out: str | BinaryIO,
    form: str = "graphml",
    *,
    merge: bool = False,
) -> None:
    """Write the network of several documents for Gephi, Cytoscape, igraph or yEd.

    Args:
        documents: as for `documents_to_networkx`.
        out: a path, or a stream of bytes.
        form: ``graphml`` or ``gexf``.
        merge: as for `documents_to_networkx`.

    Raises:
        InputError: the form is unknown.
        MissingExtraError: networkx is not installed.
        OSError: the file cannot be written.

    >>> import io
    >>> out = io.BytesIO()
    >>> write_graph({"a": Document("", parties=("Fiji",))}, out, "gexf")
    >>> b'<node id="Fiji" label="Fiji">' in out.getvalue()
    True
    """
    if form not in GRAPH_FORMATS:
        raise InputError(f"the form is {form!r}; allowed are {' and '.join(GRAPH_FORMATS)}")
    networkx = _networkx("write_graph()")
    graph = documents_to_networkx(documents, merge=merge)
    shown = graph.__class__(**_cleaned(graph.graph))
    shown.add_nodes_from((_clean(node), _cleaned(data)) for node, data in graph.nodes(data=True))
    for number, (holder, target, data) in enumerate(graph.edges(data=True)):
        # Readers take an edge's id as its own in the whole file; networkx counts per pair of nodes.
        key = {} if merge else {"key": number}
        shown.add_edge(_clean(holder), _clean(target), **key, **_cleaned(data))
    (networkx.write_graphml if form == "graphml" else networkx.write_gexf)(shown, out)


def _networkx(feature: str) -> Any:
    try:
        import networkx
    except ImportError as error:
        raise MissingExtraError(feature, "networkx", "graph") from error
    return networkx


def _add(graph: networkx.MultiDiGraph, document: Document, extra: Mapping[str, str]) -> None:
    """Count a document's stances at the nodes, and add an edge for each of its relations."""
    for party in document.parties:
        _node(graph, party)
    for stance in document.stances:
        node = _node(graph, stance.party)
        node["sentences"] += 1
        node[str(stance.label)] += 1
    for relation in document.relations:
        _node(graph, relation.holder)
        _node(graph, relation.target)
        graph.add_edge(
            relation.holder,
            relation.target,
            label=str(relation.label),
            weight=1 if relation.label == Label.FAVOR else -1,
            score=float(relation.score),
            sentence=relation.sentence,
            **extra,
        )


def _node(graph: networkx.MultiDiGraph, party: str) -> dict[str, Any]:
    if party not in graph:
        graph.add_node(party, sentences=0, **dict.fromkeys(map(str, SHOWN_LABELS), 0))
    data: dict[str, Any] = graph.nodes[party]
    return data


def _merged(graph: networkx.MultiDiGraph, merged: networkx.DiGraph) -> networkx.DiGraph:
    merged.add_nodes_from(graph.nodes(data=True))
    pairs: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for holder, target, data in graph.edges(data=True):
        pairs.setdefault((holder, target), []).append(data)
    for (holder, target), edges in pairs.items():
        counts = Counter(edge["label"] for edge in edges)
        weight = counts["favor"] - counts["against"]
        merged.add_edge(
            holder,
            target,
            label="mixed" if weight == 0 else "favor" if weight > 0 else "against",
            relations=len(edges),
            favor=counts["favor"],
            against=counts["against"],
            weight=weight,
            score=sum(edge["score"] for edge in edges) / len(edges),
        )
    return merged


def _clean(text: str) -> str:
    return _UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def _cleaned(data: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _clean(value) if isinstance(value, str) else value for key, value in data.items()}
