"""A query, and what a search makes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from pictrace.types.arrays import Float64Array, UInt8Array
from pictrace.types.evidence import Evidence
from pictrace.types.pictures import Features, LocalFeatures
from pictrace.types.records import Record
from pictrace.types.region import Region
from pictrace.types.source_uri import SourceUri
from pictrace.types.verdicts import NOT_ASSESSED, Assessment, Verdict


@dataclass(frozen=True, slots=True, eq=False)
class Query:
    """The picture that is looked for.

    working : (h, w, 3) uint8 RGB, long side at most 512.
    mirrored : local features of the left-right mirrored picture, points in the mirrored frame.
    flat : True when the picture has too little detail for key points and structure.
    ignored : polygons (n, 2) float64 x y in original pixels, where it shows an element that is to be ignored.
    region : where in its original the query was cut out, None for a whole picture; all else is then of the part.
    cut_from : width and height of that original. jpeg_quality : as in `DecodedPicture`.
    read_at : ISO 8601, UTC, when its bytes were read or fetched; "" for a picture that the library had.
    """

    uri: str
    width: int
    height: int
    byte_digest: str
    pixel_digest: str
    working: UInt8Array
    features: Features
    mirrored: LocalFeatures
    flat: bool
    metadata: Mapping[str, str] = field(default_factory=dict)
    ignored: tuple[Float64Array, ...] = ()
    region: Region | None = None
    cut_from: tuple[int, int] | None = None
    jpeg_quality: int | None = None
    read_at: str = ""

    @property
    def original_size(self) -> tuple[int, int]:
        """Width and height of the whole upright picture that was given, whatever part of it is looked for."""
        return self.cut_from or (self.width, self.height)

    @property
    def source(self) -> SourceUri:
        """Where the whole picture came from, whatever part of it is looked for."""
        return replace(SourceUri.recorded(self.uri, self.byte_digest), region=None)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One picture of the shortlist with its evidence and what it is; ranking turns candidates into matches."""

    record: Record
    evidence: Evidence
    assessment: Assessment = NOT_ASSESSED


@dataclass(frozen=True, slots=True)
class Match:
    """One ranked hit. score == min(1.0, math.fsum(contributions.values())) to 1e-9."""

    rank: int
    score: float
    scores: dict[str, float | None]
    contributions: dict[str, float]
    record: Record
    evidence: Evidence
    assessment: Assessment = NOT_ASSESSED

    @property
    def verdict(self) -> Verdict:
        return self.assessment.verdict

    @property
    def probability(self) -> float:
        """Of being a true copy, in [0, 1]."""
        return self.assessment.probability

    @property
    def is_photograph_of(self) -> bool:
        """Whether one is a photograph of the other, or both are of one flat thing; never of a copy."""
        return self.assessment.is_photograph_of

    @property
    def id(self) -> int:
        return self.record.id

    @property
    def uri(self) -> str:
        return self.record.uri

    @property
    def uris(self) -> tuple[str, ...]:
        return self.record.uris


@dataclass(frozen=True, slots=True)
class Timings:
    """Seconds that each step of a search took; the page and the benchmarks show them."""

    decode: float
    embed: float
    shortlist: float
    evidence: float

    @property
    def total(self) -> float:
        return self.decode + self.embed + self.shortlist + self.evidence
