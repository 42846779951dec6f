"""Provenance: which picture derives from which among the copies that a search found (image phylogeny).

edit_cost.py  the cost of a recipe
tree.py       the spanning arborescence of least cost
gathering.py  which matches belong to the family, and the edges of every pair
wording.py    a family in sentences
document.py   a family as JSON, and as a graph
"""

from pictrace.explanation.provenance import wording
from pictrace.explanation.provenance.document import family_as_document, family_as_dot
from pictrace.explanation.provenance.edit_cost import edit_cost
from pictrace.explanation.provenance.gathering import MOST, MemberPicture, family_of, pairwise_edges, select_copies
from pictrace.explanation.provenance.tree import ProvenanceEdge, build_family

__all__ = [
    "MOST",
    "MemberPicture",
    "ProvenanceEdge",
    "build_family",
    "edit_cost",
    "family_as_document",
    "family_as_dot",
    "family_of",
    "pairwise_edges",
    "select_copies",
    "wording",
]
