"""From the story of every pair to a tree: the least change that explains all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import networkx

from pictrace.explanation.provenance.edit_cost import effort
from pictrace.types import Descent, Family, Kin, Nearer, Recipe
from pictrace.types.family import QUERY

# More than any number of steps: a tree has as few roots as can be.
_NO_PARENT = 1000.0
# Where nothing says which of two came first, either way costs this much more than where something does.
UNDECIDED = 0.02
_ROOT = "a source that is not here"


@dataclass(frozen=True, slots=True, eq=False)
class Link:
    """The story of one pair, told from `parent` to `child`. decided : as in `Descent`."""

    parent: int
    child: int
    recipe: Recipe
    nearer: Nearer
    decided: bool

    @property
    def cost(self) -> float:
        return effort(self.recipe) + (0.0 if self.decided else UNDECIDED)


def grow(kin: Sequence[Kin], links: Sequence[Link], left_out: int = 0) -> Family:
    """The family of these pictures; the first is the query.

    links : every way that one may have come of another; a pair of which nothing is decided is there both ways round.
    The tree is the spanning arborescence of least cost (Edmonds, 1967), as in image phylogeny (Dias et al., 2012). A
    query that contains pictures which have nothing to do with each other has a parent among each kind of them.
    """
    among = [link for link in links if QUERY not in (link.parent, link.child)]
    groups = _groups([one.key for one in kin if one.key != QUERY], among)
    into = [_cheapest([link for link in links if link.child == QUERY and link.parent in group]) for group in groups]
    donors = [link for link in into if link is not None and link.decided]
    if len(donors) < 2:
        chosen = _least([one.key for one in kin], links)
        return Family(tuple(kin), _descents(chosen), (), left_out)
    chosen = [link for group in groups for link in _least(group, among)] + donors
    return Family(tuple(kin), _descents(chosen), tuple(link.parent for link in donors), left_out)


def _least(keys: Sequence[int], links: Sequence[Link]) -> list[Link]:
    """The links of the arborescence of least cost over these keys."""
    graph = networkx.DiGraph()
    for place, key in enumerate(keys):
        # The first in order is the root where all else is equal, so that equal input gives an equal tree.
        graph.add_edge(_ROOT, key, weight=_NO_PARENT + 1e-6 * place)
    known = {}
    for link in links:
        if link.parent in keys and link.child in keys:
            known[link.parent, link.child] = link
            graph.add_edge(link.parent, link.child, weight=link.cost)
    if not keys:
        return []
    tree = networkx.minimum_spanning_arborescence(graph)
    return [known[edge] for edge in tree.edges if edge[0] != _ROOT]


def _groups(keys: Sequence[int], links: Sequence[Link]) -> list[list[int]]:
    """Keys that hang together, in order."""
    graph = networkx.Graph()
    graph.add_nodes_from(keys)
    graph.add_edges_from((link.parent, link.child) for link in links)
    order = {key: place for place, key in enumerate(keys)}
    return sorted(
        (sorted(group, key=order.__getitem__) for group in networkx.connected_components(graph)),
        key=lambda group: order[group[0]],
    )


def _cheapest(links: Sequence[Link]) -> Link | None:
    return min(links, key=lambda link: (link.cost, link.parent), default=None)


def _descents(links: Sequence[Link]) -> tuple[Descent, ...]:
    return tuple(Descent(link.parent, link.child, link.recipe, link.nearer, link.decided) for link in links)
