"""The catalogue: what the library knows of its pictures. The one truth; every index is made from it."""

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
