"""Nearest-neighbour engines kept in sync with the catalogue, and the shortlist that they give together.

synced.py               the index of a library: in sync before every search, rebuilt in the background
lists.py                the four lists of a library: wholes, tiles, wholes at low resolution, colours
building.py             lists built from the rows of the catalogue
synced_lists.py         lists that take over the changes of the catalogue
snapshots.py            lists in files, so that a large library is opened quickly
reranking.py            re-ranking by the stored vectors
rank_fusion.py          one shortlist of several rankings
projection.py           learned PCA, which reduces the dimension of the vectors of tiles
projection_learning.py  when it is learned, and from what
identity.py             the identity of a catalogue, which files made from its rows carry
networks.py             which network describes the library now, and the index over its vectors
visual_words/           the fifth list: pictures by their local features
engines/                nearest-neighbour engines
"""

from pictrace.index.synced import Shortlist, SyncedIndex

__all__ = ["Shortlist", "SyncedIndex"]
