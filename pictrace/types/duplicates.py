"""Which pictures of a library are copies of each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pictrace.types.records import Record
from pictrace.types.verdicts import Verdict, reversed_verdict

# "identical" : one picture that lies in several places, byte for byte or pixel for pixel. "copies" : versions of one
# picture, all or nearly all of it. "parts" : one picture and what shows a part of it, or what it shows a part of.
# "photographs" : two of which one is a photograph of the other, or both are of one flat thing; neither is to go.
# "possible" : two that a person should look at.
DuplicateKind = Literal["identical", "copies", "parts", "photographs", "possible"]
DUPLICATE_KINDS: tuple[DuplicateKind, ...] = ("identical", "copies", "parts", "photographs", "possible")

# What speaks for keeping a picture rather than the others of its group.
KeepReason = Literal[
    "shows_more",
    "more_pixels",  # of what both show
    "no_border",
    "finer_saved",  # more bytes in the same format at the same size, or without loss
    "camera_data",
    "earlier_date",  # its metadata name an earlier day
    "added_first",
]


@dataclass(frozen=True, slots=True)
class DuplicatePair:
    """Two pictures of a library, what they are to each other, and how they lie on each other.

    first, second : their ids, the lower one first. verdict : of the first as the query, the second as the hit.
    probability : of being true copies, in [0, 1]. area_first, area_second : the common area's share of each picture,
    coverage_first, coverage_second : the same with plain borders left out, all in [0, 1]. mirrored : one is.
    rotation : degrees from the first to the second. Equal pictures lie on each other wholly.
    """

    first: int
    second: int
    verdict: Verdict
    probability: float
    area_first: float = 1.0
    area_second: float = 1.0
    coverage_first: float = 1.0
    coverage_second: float = 1.0
    mirrored: bool = False
    rotation: float = 0.0

    @property
    def ids(self) -> tuple[int, int]:
        return self.first, self.second

    def reversed(self) -> DuplicatePair:
        """The same said of the second as the query."""
        return DuplicatePair(
            self.second,
            self.first,
            reversed_verdict(self.verdict),
            self.probability,
            self.area_second,
            self.area_first,
            self.coverage_second,
            self.coverage_first,
            self.mirrored,
            # What is mirrored and then turned is turned the same way on the way back.
            self.rotation if self.mirrored else -self.rotation,
        )

    def seen_from(self, id: int) -> Verdict:
        """The verdict with this one of the two as the query."""
        return self.verdict if id == self.first else reversed_verdict(self.verdict)

    def area_of(self, id: int) -> float:
        return self.area_first if id == self.first else self.area_second

    def coverage_of(self, id: int) -> float:
        return self.coverage_first if id == self.first else self.coverage_second


@dataclass(frozen=True, slots=True)
class DuplicateMember:
    """One picture of a group, and what it is to the one that is suggested to be kept.

    verdict : of this picture as the query and the kept one as the hit; of the kept one itself, and of one that was
    compared with others of the group only, it is None. probability : of being a true copy, 1 for the kept one.
    """

    record: Record
    verdict: Verdict | None
    probability: float
    mirrored: bool = False


@dataclass(frozen=True, slots=True)
class IdenticalFile:
    """One of several places where the same picture lies.

    size : bytes of the file there; None where it was never known. verdict : what it is to the first of its group,
    "same_file" byte for byte or "same_picture" pixel for pixel; None for the first itself.
    """

    uri: str
    size: int | None
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class DuplicateGroup:
    """Pictures that belong together. members : the one that is suggested to be kept first, then the surest copies.

    In a group of copies all but the first can go without losing the picture. The first of "parts" is the one that shows
    most; in "possible" are two. Identical files are one picture of the library, so that such a group has one member,
    which must stay, and `files`: the places where it lies, the shortest path first. keep_reasons : what speaks for the
    first, strongest first; () where nothing does.
    """

    kind: DuplicateKind
    members: tuple[DuplicateMember, ...]
    keep_reasons: tuple[KeepReason, ...] = ()
    files: tuple[IdenticalFile, ...] = ()

    @property
    def keeper(self) -> DuplicateMember:
        return self.members[0]

    @property
    def others(self) -> tuple[DuplicateMember, ...]:
        return self.members[1:]


@dataclass(frozen=True, slots=True)
class DuplicatesState:
    """How far the search for duplicates is. pictures : in the library. searched : of these, looked at already.

    outdated : verdicts are given otherwise by now (the library was calibrated, or elements are ignored since), so the
    next search begins anew.
    """

    pictures: int
    searched: int
    outdated: bool = False

    @property
    def complete(self) -> bool:
        return self.searched == self.pictures and not self.outdated


@dataclass(frozen=True, slots=True)
class Duplicates:
    """Groups of one kind, as many as were asked for; where no kind was named, those of identical files, then copies.

    kind : the one that was asked for, "copies" where none was. total : how many groups there are. counts : kind →
    groups in all. spare : pictures in groups of copies beside the one to keep of each. spare_files, spare_bytes : files
    beside the first of each group of identical ones, without those that the library keeps itself, and what they hold.
    """

    kind: DuplicateKind
    groups: tuple[DuplicateGroup, ...]
    total: int
    counts: dict[DuplicateKind, int]
    spare: int
    state: DuplicatesState
    spare_files: int = 0
    spare_bytes: int = 0


@dataclass(frozen=True, slots=True)
class DuplicatesReport:
    """What one search for duplicates did.

    pictures : looked at now. known : looked at before. compared : pairs whose key points were compared. examined : of
    these, pairs that got all the evidence and a verdict. copies, possible : what was found now, in pairs.
    cancelled : the callback said stop; what was found stays.
    """

    pictures: int
    known: int
    compared: int
    examined: int
    copies: int
    possible: int
    seconds: float
    cancelled: bool = False
