"""Which pictures of a library are copies of each other.

nearest.py    which pictures are near each other to the network
examining.py  what a picture is to those near it
joining.py    all pictures of a library, batch by batch
grouping.py   pairs → clusters
keeping.py    which of them to keep
showing.py    clusters with their pictures
"""

from pictrace.duplicates.joining import Joiner, made_by
from pictrace.duplicates.showing import found, state

__all__ = ["Joiner", "found", "made_by", "state"]
