"""Nearest-neighbour engines kept equal to the catalogue, and the shortlist that they give together.

synced.py               what answers: lists that have seen every change, made anew in the background when others suit
lists.py                the four lists of a library: wholes, windows, wholes seen small, colours
building.py             lists from the rows of the catalogue
following.py            lists that follow its changes
snapshots.py            lists in files, so that a large library is opened quickly
reranking.py            the nearest wholes, by the stored vectors
rank_fusion.py          one shortlist of several
projection.py           PCA learned on the library, which makes the vectors of parts shorter
projection_learning.py  when it is learned, and from what
"""

from pictrace.index.synced import Shortlist, SyncedIndex

__all__ = ["Shortlist", "SyncedIndex"]
