"""Evaluations that a library keeps, so that today's can be compared with last month's."""

from __future__ import annotations

from dataclasses import dataclass

from pictrace.errors import InvalidInput
from pictrace.evaluate.report import FORMAT, Report, from_document
from pictrace.library import Library
from pictrace.store import Artifact

_KIND = "evaluation"


@dataclass(frozen=True, slots=True)
class Kept:
    """A kept evaluation. created_at : ISO 8601, UTC. name : what somebody called it, or ""."""

    id: int
    created_at: str
    name: str
    report: Report


def keep(library: Library, report: Report, name: str = "") -> Kept:
    """Keep it in the library; nothing is ever overwritten."""
    return _kept(library.artifacts.put(_KIND, report.as_document(), name=name))


def kept(library: Library) -> tuple[Kept, ...]:
    """All of them, the newest first. One of a form that this PicTrace does not know is left out."""
    found = library.artifacts.list(_KIND)
    return tuple(_kept(artifact) for artifact in found if artifact.document.get("format") == FORMAT)


def get(library: Library, id: int) -> Kept:
    """Raises InvalidInput when there is none of this number, or it is of a form that this PicTrace does not know."""
    artifact = library.artifacts.get(id)
    if artifact is None or artifact.kind != _KIND:
        raise InvalidInput(f"There is no evaluation {id} in this library; `pictrace evaluate list` names them.")
    return _kept(artifact)


def forget(library: Library, id: int) -> None:
    """Delete one for good. Raises InvalidInput when there is none of this number."""
    library.artifacts.delete([get(library, id).id])


def _kept(artifact: Artifact) -> Kept:
    return Kept(artifact.id, artifact.created_at, artifact.name, from_document(artifact.document))
