"""Documents as a signed network of parties."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stance.errors import MissingExtraError
from stance.export.look import count_labels
from stance.types import Document, Label

if TYPE_CHECKING:
    import networkx

__all__ = ["document_to_networkx"]


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
    try:
        import networkx
    except ImportError as error:
        raise MissingExtraError("to_networkx()", "networkx", "graph") from error
    graph = networkx.MultiDiGraph(model=document.model)
    for party, counts in count_labels([document]).items():
        by_label = {str(label): count for label, count in counts.items()}
        graph.add_node(party, sentences=sum(counts.values()), **by_label)
    for relation in document.relations:
        for party in (relation.holder, relation.target):
            if party not in graph:
                graph.add_node(party, sentences=0, favor=0, neutral=0, against=0)
        graph.add_edge(
            relation.holder,
            relation.target,
            label=str(relation.label),
            weight=1 if relation.label == Label.FAVOR else -1,
            score=float(relation.score),
            sentence=relation.sentence,
        )
    return graph
