"""Who derives from whom among the copies that a search found.

effort.py    how much of a change a recipe is
tree.py      the least change that explains all of them
gathering.py which hits belong to the family, and the story of every pair
wording.py   a family in plain words
document.py  a family as JSON, and as a graph
"""

from pictrace.family import wording
from pictrace.family.document import family_as_document, family_as_dot
from pictrace.family.effort import effort
from pictrace.family.gathering import MOST, Relative, family_of, gather, relatives
from pictrace.family.tree import Link, grow

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
