"""Which pictures of a library are copies of each other.

neighbours.py   candidate pairs by nearest neighbours of embeddings
examination.py  candidate pairs verified by key points, then by all evidence
duplicate_search.py  all pictures of a library, batch by batch
identical.py    files that are one picture
grouping.py     pairs → clusters
keeper.py       which picture of a cluster to keep
showing.py      clusters with their pictures
wording.py      groups in plain words
document.py     groups as plain values
"""

from pictrace.duplicates import wording
from pictrace.duplicates.document import COLUMNS, as_document, as_rows
from pictrace.duplicates.duplicate_search import DuplicateSearch, is_of_another_version, made_by
from pictrace.duplicates.showing import duplicate_groups, state

__all__ = [
    "COLUMNS",
    "DuplicateSearch",
    "as_document",
    "as_rows",
    "duplicate_groups",
    "is_of_another_version",
    "made_by",
    "state",
    "wording",
]
