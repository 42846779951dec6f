"""Nearest-neighbour engines kept equal to the catalogue, and the shortlist that they give together.

synced.py     takes over what the catalogue has and the engines have not
lists.py      the four lists of a library: wholes, windows, wholes seen small, colours
merging.py    one shortlist of several
whitening.py  PCA learned on the library, which makes the vectors of parts shorter
"""

from pictrace.indexing.synced import Shortlist, SyncedIndex

__all__ = ["Shortlist", "SyncedIndex"]
