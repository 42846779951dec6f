"""The catalogue: what the library knows of its pictures. The one truth; every index is made from it."""

from pictrace.catalog.artifacts import Artifact, Artifacts
from pictrace.catalog.catalog import Catalog
from pictrace.catalog.identical import Place
from pictrace.catalog.ignored import IgnoredElements, StoredElement
from pictrace.catalog.jobs import Job, JobLog, JobState
from pictrace.catalog.judgements import Judgements
from pictrace.catalog.migrations import Migration
from pictrace.catalog.records import Changes, Inserted, Location, NewPicture, PartRow, VectorChunk, by_trust
from pictrace.catalog.redescribed import Redescription
from pictrace.catalog.selection import Order, check_page

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
    "PartRow",
    "Place",
    "Redescription",
    "StoredElement",
    "VectorChunk",
    "by_trust",
    "check_page",
]
