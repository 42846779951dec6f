"""From the edges of every pair to a tree: the spanning arborescence of least cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import networkx

from pictrace.explanation.provenance.edit_cost import edit_cost
from pictrace.types import Descent, Family, FamilyMember, Recipe, SourceDirection
from pictrace.types.family import QUERY

# More than any number of steps: a tree has as few roots as can be.
_NO_PARENT = 1000.0
# Where nothing says which of two came first, either way costs this much more than where something does.
UNDECIDED = 0.02
_ROOT = "a source that is not here"


@dataclass(frozen=True, slots=True, eq=False)
class ProvenanceEdge:
    """One pair in one direction, from `parent` to `child`. decided : as in `Descent`."""

    parent: int
    child: int
    recipe: Recipe
    nearer: SourceDirection
    decided: bool

    @property
    def cost(self) -> float:
        return edit_cost(self.recipe) + (0.0 if self.decided else UNDECIDED)


def build_family(members: Sequence[FamilyMember], edges: Sequence[ProvenanceEdge], left_out: int = 0) -> Family:
    """The family of these pictures; the first is the query.

    edges : every way that one may have come of another; a pair of which nothing is decided is there both ways round.
    The tree is the spanning arborescence of least cost (Edmonds, 1967), as in image phylogeny (Dias et al., 2012). A
    query that contains pictures which have nothing to do with each other has a parent among each kind of them.
    """
    edges_among_candidates = [edge for edge in edges if QUERY not in (edge.parent, edge.child)]
    groups = _groups([one.key for one in members if one.key != QUERY], edges_among_candidates)
    cheapest_into_query = [
        _cheapest([edge for edge in edges if edge.child == QUERY and edge.parent in group]) for group in groups
    ]
    donors = [edge for edge in cheapest_into_query if edge is not None and edge.decided]
    if len(donors) < 2:
        chosen = _minimum_arborescence([one.key for one in members], edges)
        return Family(tuple(members), _descents(chosen), (), left_out)
    chosen = [edge for group in groups for edge in _minimum_arborescence(group, edges_among_candidates)] + donors
    return Family(tuple(members), _descents(chosen), tuple(edge.parent for edge in donors), left_out)


def _minimum_arborescence(keys: Sequence[int], edges: Sequence[ProvenanceEdge]) -> list[ProvenanceEdge]:
    """The links of the arborescence of least cost over these keys."""
    graph = networkx.DiGraph()
    for place, key in enumerate(keys):
        # The first in order is the root where all else is equal, so that equal input gives an equal tree.
        graph.add_edge(_ROOT, key, weight=_NO_PARENT + 1e-6 * place)
    known = {}
    for edge in edges:
        if edge.parent in keys and edge.child in keys:
            known[edge.parent, edge.child] = edge
            graph.add_edge(edge.parent, edge.child, weight=edge.cost)
    if not keys:
        return []
    tree = networkx.minimum_spanning_arborescence(graph)
    return [known[edge] for edge in tree.edges if edge[0] != _ROOT]


def _groups(keys: Sequence[int], edges: Sequence[ProvenanceEdge]) -> list[list[int]]:
    """Keys that hang together, in order."""
    graph = networkx.Graph()
    graph.add_nodes_from(keys)
    graph.add_edges_from((edge.parent, edge.child) for edge in edges)
    order = {key: place for place, key in enumerate(keys)}
    return sorted(
        (sorted(group, key=order.__getitem__) for group in networkx.connected_components(graph)),
        key=lambda group: order[group[0]],
    )


def _cheapest(edges: Sequence[ProvenanceEdge]) -> ProvenanceEdge | None:
    return min(edges, key=lambda edge: (edge.cost, edge.parent), default=None)


def _descents(edges: Sequence[ProvenanceEdge]) -> tuple[Descent, ...]:
    return tuple(Descent(edge.parent, edge.child, edge.recipe, edge.nearer, edge.decided) for edge in edges)
