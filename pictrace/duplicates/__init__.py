"""Which pictures of a library are copies of each other.

neighbours.py   which pictures are near each other to the network
examination.py  what a picture is to those near it
join.py         all pictures of a library, batch by batch
identical.py    files that are one picture
grouping.py     pairs → clusters
keeper.py       which of them to keep
showing.py      clusters with their pictures
wording.py      groups in plain words; document.py, as plain values
"""

from pictrace.duplicates import wording
from pictrace.duplicates.document import COLUMNS, as_document, as_rows
from pictrace.duplicates.join import Joiner, made_by
from pictrace.duplicates.showing import found, state

__all__ = ["COLUMNS", "Joiner", "as_document", "as_rows", "found", "made_by", "state", "wording"]
