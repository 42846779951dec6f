"""What a library knows, and what its work reports."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

ItemStatus = Literal["added", "known", "failed"]
SkippedKind = Literal[
    "trash",  # a folder of deleted files, snapshots, or a system's own files
    "empty",  # a folder or an archive without pictures
]


@dataclass(frozen=True, slots=True)
class Record:
    """One distinct picture of a library.

    uri : where it is; the location it was first added from, unless it was seen not to be there any more. An upload, of
        which the library keeps the only file, names it while it is nowhere else.
    uris : every known location: those where it is, oldest first, then uploads, then those where it is missing.
    name : a file name to show to people, that of `uri`.
    added_at : ISO 8601, UTC.
    reachable : False once its original was looked for and not found at any of them (the record stays).
    missing : those of `uris` where it was looked for and not found, or where another picture lies now.
    metadata : EXIF, IPTC and XMP by the keys of `pictrace.imaging.metadata.KEYS`, and table columns by their own names.
    """

    id: int
    uri: str
    uris: tuple[str, ...]
    name: str
    width: int
    height: int
    format: str
    byte_size: int
    byte_digest: str
    pixel_digest: str
    added_at: str
    reachable: bool = True
    metadata: Mapping[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Failure:
    """An input that did not become a picture, and why, in one sentence."""

    uri: str
    reason: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something that was left out on purpose, so that it is neither added nor failed; the reason is one sentence."""

    uri: str
    kind: SkippedKind
    reason: str


@dataclass(frozen=True, slots=True)
class Item:
    """What one input became. `id` is None for a failure; for "known" it is the picture it is the same as."""

    uri: str
    id: int | None
    status: ItemStatus


@dataclass(frozen=True, slots=True)
class Progress:
    """Where an `add` stands. total is None while inputs are still being listed; rate is inputs a second."""

    done: int
    total: int | None
    added: int
    known: int
    failed: int
    seconds: float
    uri: str = ""

    @property
    def rate(self) -> float:
        return self.done / self.seconds if self.seconds > 0 else 0.0

    @property
    def seconds_left(self) -> float | None:
        if self.total is None or self.rate == 0:
            return None
        return max(0.0, (self.total - self.done) / self.rate)


ProgressCallback = Callable[[Progress], bool | None]


@dataclass(frozen=True, slots=True)
class AddReport:
    """What an `add` did. `cancelled` is True when the callback said stop; what was added stays.

    skipped : what was left out on purpose, such as a storage box's trash; no failure.
    stopped : why it ended before everything was looked at, in a sentence, when the disk has no more room; else "".
    """

    items: tuple[Item, ...]
    failed: tuple[Failure, ...]
    seconds: float
    cancelled: bool = False
    skipped: tuple[Skipped, ...] = ()
    stopped: str = ""

    @property
    def added(self) -> int:
        return sum(item.status == "added" for item in self.items)

    @property
    def known(self) -> int:
        return sum(item.status == "known" for item in self.items)


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """What `verify` found.

    checked : pictures looked at. problems : contradictions, a sentence each.
    unreachable : ids of pictures none of whose originals is there any more (their records stay; this is no problem).
    """

    checked: int
    problems: tuple[str, ...]
    unreachable: tuple[int, ...]

    @property
    def ok(self) -> bool:
        return not self.problems


@dataclass(frozen=True, slots=True)
class RebuildReport:
    """What `rebuild` did.

    pictures : vectors in the new index. restored : working pictures made again from their originals.
    lost : ids of pictures whose working picture is gone and whose original is not there to make it again.
    strays : files that no record named, deleted.
    """

    pictures: int
    restored: int
    lost: tuple[int, ...]
    strays: int


@dataclass(frozen=True, slots=True)
class ChangeReport:
    """What a change of network did.

    backbone, version : the network that pictures were described with.
    described : pictures described now. kept : those that an earlier, interrupted change had described already.
    changed : whether the library answers with the new vectors now. lost : ids of pictures that kept it from that,
    because neither working picture nor original is there. cancelled : the callback said stop; what was made stays.
    """

    backbone: str
    version: str
    described: int
    kept: int
    lost: tuple[int, ...]
    seconds: float
    changed: bool
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class BackboneState:
    """Which network a library is described with, and how far a change to another is.

    name, version : of the network that made the vectors. outdated : this PicTrace has another version of it, so that
    the pictures have to be described again before they can be searched. pictures : how many there are.
    target : the network of a change that was begun and has not come to its end, else None; described : how many
    pictures it has described.
    chosen : whether somebody named the network, when the library was made or later; else it is the default.
    stands_in_for : the network that this one is used in the place of, until that one's weights can be had; else "".
    """

    name: str
    version: str
    outdated: bool
    pictures: int
    target: str | None = None
    described: int = 0
    chosen: bool = False
    stands_in_for: str = ""


@dataclass(frozen=True, slots=True)
class LibraryInfo:
    """Counts, disk use, and what a library was made with."""

    location: Path
    pictures: int
    failures: int
    backbone: str
    backbone_version: str
    weights_source: str
    engine: str
    disk_bytes: int
