"""The catalogue: what the library knows of its pictures. The one truth; every index is made from it.

artifacts.py   what was learned of a library
catalog.py     the catalogue's face
consistency.py contradictions, in words
database.py    connections, transactions, errors in words
duplicates.py  pairs of copies, and which pictures were looked at
files.py       files beside the catalogue
identical.py   pictures that lie in several places
ignored.py     elements that say nothing of a copy
jobs.py        the log of long jobs
judgements.py  what people said of results
locations.py   where pictures were seen
meta.py        what the library says of itself
network.py     which network made the vectors
originals.py   where the originals are
packing.py     features as bytes and back
reading.py     vectors, features and changes
records.py     what goes in and what comes out
reembedding.py a change of network
schema.py      the tables
selection.py   which pictures a person asked to see
text.py        text on its way into the catalogue
writing.py     putting pictures in and taking them out
"""

from pictrace.store.artifacts import Artifact, Artifacts
from pictrace.store.catalog import Catalog
from pictrace.store.identical import Place
from pictrace.store.ignored import IgnoredElements, StoredElement
from pictrace.store.jobs import Job, JobLog, JobState
from pictrace.store.judgements import Judgements
from pictrace.store.migrations import Migration
from pictrace.store.records import Changes, Inserted, Location, NewPicture, TileRow, VectorChunk, by_trust
from pictrace.store.reembedding import ReembeddedPicture
from pictrace.store.selection import Order, check_page

__all__ = [
    "Artifact",
    "Artifacts",
    "Catalog",
    "Changes",
    "IgnoredElements",
    "Inserted",
    "Job",
    "JobLog",
    "JobState",
    "Judgements",
    "Location",
    "Migration",
    "NewPicture",
    "Order",
    "Place",
    "ReembeddedPicture",
    "StoredElement",
    "TileRow",
    "VectorChunk",
    "by_trust",
    "check_page",
]
