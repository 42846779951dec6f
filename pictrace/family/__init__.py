"""Who derives from whom among the copies that a search found.

effort.py    how much of a change a recipe is
tree.py      the least change that explains all of them
gathering.py which hits belong to the family, and the story of every pair
"""

from pictrace.family.effort import effort
from pictrace.family.gathering import MOST, Relative, family_of, gather, relatives
from pictrace.family.tree import Link, grow

__all__ = ["MOST", "Link", "Relative", "effort", "family_of", "gather", "grow", "relatives"]
