"""Copies within the library."""

from __future__ import annotations

from pydantic import BaseModel

from pictrace.types import DuplicateKind, KeepReason, Verdict


class DuplicatePicture(BaseModel):
    """One picture of a group, and what it is to the one that is suggested to be kept (verdict null: see the group)."""

    id: int
    uri: str
    uris: list[str]
    missing: list[str]
    name: str
    width: int
    height: int
    byte_size: int
    verdict: Verdict | None
    probability: float
    mirrored: bool


class IdenticalFileAnswer(BaseModel):
    """One of several places of the same picture; verdict null: the first of them."""

    uri: str
    byte_size: int | None
    verdict: Verdict | None


class DuplicateGroupAnswer(BaseModel):
    """Pictures that belong together. keep : id of the one that is suggested to be kept, and why.

    A group of identical files has one picture, and `files` says where it lies; in the others `files` is empty.
    """

    kind: DuplicateKind
    keep: int
    reasons: list[KeepReason]
    pictures: list[DuplicatePicture]
    files: list[IdenticalFileAnswer]


class DuplicatesAnswer(BaseModel):
    """A stretch of the groups of one kind. running : whether a search is under way; looked_at of pictures are done.

    Where no kind was asked for, groups of identical files come first, then copies, and kind is "copies".
    """

    kind: DuplicateKind
    total: int
    counts: dict[DuplicateKind, int]
    spare: int
    spare_files: int
    spare_bytes: int
    looked_at: int
    pictures: int
    complete: bool
    running: bool
    groups: list[DuplicateGroupAnswer]


class DuplicatesStarted(BaseModel):
    """A search for duplicates that runs by itself from here on; GET /api/duplicates says how far it is."""

    job: int
    looked_at: int
    pictures: int
