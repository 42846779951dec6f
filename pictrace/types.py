"""Frozen dataclasses and Protocols that cross module borders. numpy only.

Conventions, everywhere in PicTrace:

- A picture is an (H, W, 3) uint8 array, RGB, upright (EXIF orientation applied), sRGB.
- A point is (x, y) in pixels; the centre of the top-left pixel is (0, 0).
- "Original pixels" means the upright original before it was made small.
- A homography is a (3, 3) float64 array that maps query pixels to candidate pixels.
- A score is a float in [0, 1].
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from pictrace.errors import InvalidWeights, PicTraceError

UInt8Array = NDArray[np.uint8]
Float32Array = NDArray[np.float32]
Float64Array = NDArray[np.float64]
Int64Array = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

Channel = Literal["cosine", "structure", "keypoints", "colour"]
CHANNELS: tuple[Channel, ...] = ("cosine", "structure", "keypoints", "colour")

ItemStatus = Literal["added", "known", "failed"]


# ---------------------------------------------------------------- pictures


@dataclass(frozen=True, slots=True, eq=False)
class DecodedPicture:
    """One picture as pixels.

    pixels : (H, W, 3) uint8 RGB, upright, sRGB. Reduced when the original is over the pixel limit.
    width, height : size of the upright original in pixels.
    format : what the bytes are ("JPEG", "PNG", "TIFF", …), from their content, not their name.
    byte_digest : hex SHA-256 of the bytes, with "#page=N" behind it for page N of several.
    pixel_digest : hex SHA-256 of the upright pixels and their size: equal for a lossless re-save.
    metadata : what EXIF, IPTC and XMP say; keys are those of `pictrace.metadata.KEYS`.
    """

    pixels: UInt8Array
    width: int
    height: int
    format: str
    byte_size: int
    byte_digest: str
    pixel_digest: str
    page: int = 1
    pages: int = 1
    reduced: bool = False
    metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class BrokenPage:
    """A page of a file of several pictures that cannot be decoded, and the error that says why."""

    page: int
    error: PicTraceError


@dataclass(frozen=True, slots=True, eq=False)
class LocalFeatures:
    """ORB key points of one picture.

    points : (n, 2) float32, x y in original pixels.
    descriptors : (n, 32) uint8, packed bits.
    width, height : size of the original that the points lie in.
    """

    points: Float32Array
    descriptors: UInt8Array
    width: int
    height: int

    def __len__(self) -> int:
        return len(self.points)


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """All that is stored of one picture for matching, computed once at ingest.

    vector : (d,) float32, L2 norm 1, from the backbone.
    local : ORB features of the working picture, points in original pixels.
    histogram : (256,) float32, HSV 16 × 4 × 4, sum 1.
    """

    vector: Float32Array
    local: LocalFeatures
    histogram: Float32Array


# ---------------------------------------------------------------- evidence


@dataclass(frozen=True, slots=True, eq=False)
class KeypointEvidence:
    """Matched key points of a query and a candidate.

    query_points, candidate_points : (n, 2) float32, x y in original pixels of each, row by row a pair.
    inliers : (n,) bool, True where the pair agrees with the homography.
    homography : query pixels → candidate pixels, or None when none is trusted.
    mirrored : True when the match was found in the mirrored query (points are in the query as given).
    score : float in [0, 1], or None when the query has too few key points to say anything.
    """

    query_points: Float32Array
    candidate_points: Float32Array
    inliers: BoolArray
    homography: Float64Array | None
    mirrored: bool
    score: float | None

    @property
    def inlier_count(self) -> int:
        return int(self.inliers.sum())

    @property
    def match_count(self) -> int:
        return len(self.inliers)


@dataclass(frozen=True, slots=True)
class StructureEvidence:
    """SSIM at 256 × 256 grey: of the whole pictures, and of the common area after alignment.

    plain : SSIM in [-1, 1] of both pictures squashed to 256 × 256; None for a flat query.
    aligned : the same with the candidate warped onto the query, over the common area; None without a homography.
    coverage : share of the query that the aligned candidate covers, in [0, 1]; None without a homography.
    score : in [0, 1], what counts; None when the query is flat.
    """

    plain: float | None
    aligned: float | None
    coverage: float | None
    score: float | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a query and one candidate have in common, channel by channel, before any weight."""

    cosine: float
    structure: StructureEvidence
    keypoints: KeypointEvidence
    colour: float | None

    @property
    def scores(self) -> dict[str, float | None]:
        """Channel → score in [0, 1], or None where the query cannot supply it. All four keys."""
        return {
            "cosine": self.cosine,
            "structure": self.structure.score,
            "keypoints": self.keypoints.score,
            "colour": self.colour,
        }


# ---------------------------------------------------------------- weights


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each channel counts. Only the proportions matter.

    Raises InvalidWeights for NaN, infinity, a negative value, or four zeros.
    """

    cosine: float = 0.35
    structure: float = 0.15
    keypoints: float = 0.40
    colour: float = 0.10

    def __post_init__(self) -> None:
        for channel in CHANNELS:
            value = getattr(self, channel)
            if isinstance(value, bool) or not isinstance(value, (int, float, np.integer, np.floating)):
                raise InvalidWeights(f"The weight of {channel} is {value!r}; give a number from 0 up.")
            if not math.isfinite(value) or value < 0:
                raise InvalidWeights(f"The weight of {channel} is {value}; give a finite number from 0 up.")
            object.__setattr__(self, channel, float(value))
        if not any(self.as_dict().values()):
            raise InvalidWeights("All four weights are zero; raise at least one.")

    def as_dict(self) -> dict[str, float]:
        return {channel: float(getattr(self, channel)) for channel in CHANNELS}

    @classmethod
    def classic(cls) -> Weights:
        """The method PicTrace began with: structure and key points, equally."""
        return cls(cosine=0.0, structure=1.0, keypoints=1.0, colour=0.0)

    @classmethod
    def copies(cls) -> Weights:
        """For finding copies: the default."""
        return cls()

    @classmethod
    def lookalikes(cls) -> Weights:
        """For finding pictures of the same kind of thing."""
        return cls(cosine=0.80, structure=0.0, keypoints=0.05, colour=0.15)


# ---------------------------------------------------------------- library records and results


@dataclass(frozen=True, slots=True)
class Record:
    """One distinct picture of a library.

    uri : the location it was first added from; uris : every known location, oldest first.
    name : a file name to show to people.
    added_at : ISO 8601, UTC.
    reachable : False once its original was looked for and not found (the record stays).
    metadata : EXIF, IPTC and XMP by the keys of `pictrace.metadata.KEYS`, and table columns by their own names.
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


@dataclass(frozen=True, slots=True)
class Failure:
    """An input that did not become a picture, and why, in one sentence."""

    uri: str
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
    """What an `add` did. `cancelled` is True when the callback said stop; what was added stays."""

    items: tuple[Item, ...]
    failed: tuple[Failure, ...]
    seconds: float
    cancelled: bool = False

    @property
    def added(self) -> int:
        return sum(item.status == "added" for item in self.items)

    @property
    def known(self) -> int:
        return sum(item.status == "known" for item in self.items)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One picture of the shortlist with its evidence; ranking turns candidates into matches."""

    record: Record
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Match:
    """One ranked hit. score == min(1.0, math.fsum(contributions.values())) to 1e-9."""

    rank: int
    score: float
    scores: dict[str, float | None]
    contributions: dict[str, float]
    record: Record
    evidence: Evidence

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


@dataclass(frozen=True, slots=True, eq=False)
class Query:
    """The picture that is looked for.

    working : (h, w, 3) uint8 RGB, long side at most 512.
    mirrored : local features of the left-right mirrored picture, points in the mirrored frame.
    flat : True when the picture has too little detail for key points and structure.
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


# ---------------------------------------------------------------- sources


@dataclass(frozen=True, slots=True, eq=False)
class SourceItem:
    """One input that may hold a picture, before it is read.

    uri : absolute path, `/abs/a.zip!/member`, the URL as given, or `upload:<sha256>`.
    name : a file name to show to people.
    size, modified_ns : bytes and mtime of a file, None where unknown; equal to the recorded ones means unchanged.
    metadata : extra columns of the table that named it.
    read : returns the bytes or raises PicTraceError; None for URLs, which are fetched together.
    """

    uri: str
    name: str
    size: int | None = None
    modified_ns: int | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)
    read: Callable[[], bytes] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Fetched:
    """What came of one input: its bytes, or the error that says why not."""

    item: SourceItem
    data: bytes | None
    error: Exception | None = None


# ---------------------------------------------------------------- Protocols


@dataclass(frozen=True, slots=True, eq=False)
class Neighbours:
    """Nearest neighbours of one query vector, best first. ids : (k,) int64; cosines : (k,) float32. No padding."""

    ids: Int64Array
    cosines: Float32Array


@runtime_checkable
class Backbone(Protocol):
    """A network that turns pictures into unit vectors.

    name : as in `Library.open(backbone=…)`. version : changes whenever its vectors do.
    dimension : length of a vector. weights_source : where the weights came from, for people.
    """

    @property
    def name(self) -> str: ...
    @property
    def version(self) -> str: ...
    @property
    def dimension(self) -> int: ...
    @property
    def weights_source(self) -> str: ...

    def embed(self, pictures: Sequence[UInt8Array]) -> Float32Array:
        """Pictures, each (H, W, 3) uint8 RGB of any size → (n, dimension) float32, each row L2 norm 1."""
        ...


@runtime_checkable
class Engine(Protocol):
    """A nearest-neighbour index over unit vectors; a cache of the catalogue that may be thrown away."""

    @property
    def name(self) -> str: ...

    def add(self, ids: Int64Array, vectors: Float32Array) -> None:
        """ids (n,), vectors (n, d) float32 with norm 1. An id that is already there is replaced."""
        ...

    def remove(self, ids: Int64Array) -> None:
        """Forget these ids; unknown ones are no error."""
        ...

    def search(self, vector: Float32Array, count: int) -> Neighbours:
        """The `count` nearest by cosine (fewer when there are fewer), best first, ties by id."""
        ...

    def clear(self) -> None: ...
    def __len__(self) -> int: ...
    def describe(self) -> str:
        """One line for people: the kind of index and its size."""
        ...


JsonDict = dict[str, Any]
