"""The fifth list: pictures by their local features, as visual words (Sivic and Zisserman, ICCV 2003).

codebook.py     descriptors → words
postings.py     which pictures have which words, sorted by word, in memory or mapped from files
voting.py       votes of a query's key points that agree on orientation and scale
segments.py     postings in a few segments, with new pictures and without removed ones
files.py        segments in files
synced_words.py in sync with the catalogue, built in the background
codebook.npy    the words
"""

from pictrace.index.visual_words.synced_words import SyncedWords

__all__ = ["SyncedWords"]
