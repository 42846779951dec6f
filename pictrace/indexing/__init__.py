"""Nearest-neighbour engines kept equal to the catalogue, and the shortlist that they give together.

synced.py         what answers: lists that have seen every change, made anew in the background when they no longer suit
lists.py          the four lists of a library: wholes, windows, wholes seen small, colours
building.py       lists from the rows of the catalogue
following.py      lists that follow its changes
snapshots.py      lists in files, so that a large library is opened quickly
ranking_again.py  the nearest wholes, by the stored vectors
merging.py        one shortlist of several
whitening.py      PCA learned on the library, which makes the vectors of parts shorter
learning.py       when it is learned, and from what
"""

from pictrace.indexing.synced import Shortlist, SyncedIndex

__all__ = ["Shortlist", "SyncedIndex"]
