"""The contents of a report: two pictures, what they have in common, and under which circumstances that was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pictrace.imaging.metadata.geotag import Place
from pictrace.types import (
    Assessment,
    ByteDigest,
    Calibration,
    Evidence,
    Explanation,
    Float64Array,
    Mode,
    NetworkVersion,
    PictureLevel,
    Query,
    Region,
    Verdict,
    Weights,
)
from pictrace.verdicts import CopyModel


@dataclass(frozen=True, slots=True, eq=False)
class ReportPicture:
    """One of the two pictures, and what is known of its file.

    described : the picture as it was compared, a part of it where a part was. name : for people. uris : every known
    location. missing : those of them where it was looked for and is not any more. added_at, id : in the library, None
    for what is in none. format, byte_size : of the file, None where neither the library nor the file tells. file : its
    bytes, None where they are not at hand. place : where it says that it was taken, None unless that was asked for.
    """

    described: Query
    name: str
    uris: tuple[str, ...]
    missing: tuple[str, ...] = ()
    added_at: str | None = None
    id: int | None = None
    format: str | None = None
    byte_size: int | None = None
    file: bytes | None = None
    place: Place | None = None

    @property
    def region(self) -> Region | None:
        return self.described.region

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) of what was compared."""
        return self.described.width, self.described.height

    @property
    def file_digest(self) -> str:
        """SHA-256 of the whole file, without the page or the part that was meant."""
        return ByteDigest.parse(self.described.byte_digest).file

    @property
    def page(self) -> int:
        """Which picture of the file is meant, counted from 1."""
        return page_of(self.described.byte_digest)


def page_of(byte_digest: str) -> int:
    """Which page of a file of several a digest, as `DecodedPicture` has it, speaks of; 1 where it names none."""
    return ByteDigest.parse(byte_digest).page or 1


@dataclass(frozen=True, slots=True)
class SearchContext:
    """The search that this pair comes from.

    rank : of the hit under the weights. verdict, probability, name : of the answer that the search gave, which may
    rest on another hit, or on none.
    """

    searched: int
    shortlist: int
    mode: Mode
    rank: int
    verdict: Verdict
    probability: float
    name: str | None
    rests_on_this: bool


@dataclass(frozen=True, slots=True)
class ReportOptions:
    """What the person who makes a report adds to it and chooses.

    case, note : free text. pictures : what of the pictures goes in. location : whether places where they were taken
    may. made_at : ISO 8601, UTC.
    """

    case: str = ""
    note: str = ""
    pictures: PictureLevel = "full"
    location: bool = False
    made_at: str = ""


@dataclass(frozen=True, slots=True)
class ModelIdentity:
    """The model that gave the probabilities. numbers : what names its numbers in the report: the SHA-256 of their file;
    of the first model, which had few, the numbers themselves."""

    version: str
    numbers: Mapping[str, float | str | tuple[float, ...]]

    @classmethod
    def of(cls, model: CopyModel) -> ModelIdentity:
        """Of a model that verdicts are given by now."""
        return cls(model.version, {"sha256": model.digest, "unregistered": model.unregistered})


@dataclass(frozen=True, slots=True, eq=False)
class Report:
    """Everything that a report contains.

    assessment : of the match, by the search. alone : by these two pictures only; the search may have used a third
    picture. found : None for a comparison without a library. settings : those that affect the figures. versions : of
    the programs that computed this, by name.
    """

    query: ReportPicture
    candidate: ReportPicture
    evidence: Evidence
    explanation: Explanation
    weights: Weights
    score: float
    scores: Mapping[str, float | None]
    contributions: Mapping[str, float]
    assessment: Assessment
    alone: Assessment
    network: NetworkVersion
    model: ModelIdentity
    calibration: Calibration
    options: ReportOptions
    found: SearchContext | None = None
    settings: Mapping[str, float | int | str] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)

    @property
    def ignored(self) -> tuple[Float64Array, ...]:
        return self.query.described.ignored
