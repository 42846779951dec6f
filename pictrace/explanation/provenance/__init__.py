"""Who derives from whom among the copies that a search found.

edit_cost.py  how much of a change a recipe is
tree.py       the least change that explains all of them
gathering.py  which hits belong to the family, and the story of every pair
wording.py    a family in plain words
document.py   a family as JSON, and as a graph
"""

from pictrace.explanation.provenance import wording
from pictrace.explanation.provenance.document import family_as_document, family_as_dot
from pictrace.explanation.provenance.edit_cost import effort
from pictrace.explanation.provenance.gathering import MOST, Relative, family_of, gather, relatives
from pictrace.explanation.provenance.tree import Link, grow

__all__ = [
    "MOST",
    "Link",
    "Relative",
    "effort",
    "family_as_document",
    "family_as_dot",
    "family_of",
    "gather",
    "grow",
    "relatives",
    "wording",
]
