"""What two pictures have in common."""

from __future__ import annotations

from dataclasses import dataclass

from pictrace.types.arrays import BoolArray, Float32Array, Float64Array
from pictrace.types.channels import REGISTRY
from pictrace.types.detail import DetailEvidence
from pictrace.types.registration import RegistrationEvidence


@dataclass(frozen=True, slots=True, eq=False)
class Plane:
    """A part of the query that is seen in the candidate, as one flat picture in another.

    homography : (3, 3) float64, query pixels → candidate pixels.
    inliers : (n,) bool over the rows of the evidence, True where the pair agrees with it.
    mirrored : True when the part is mirrored in the candidate.
    """

    homography: Float64Array
    inliers: BoolArray
    mirrored: bool


@dataclass(frozen=True, slots=True, eq=False)
class KeypointEvidence:
    """Matched key points of a query and a candidate.

    query_points, candidate_points : (n, 2) float32, x y in original pixels of each, row by row a pair.
    inliers : (n,) bool, True where the pair agrees with the homography.
    homography : query pixels → candidate pixels, or None when none is trusted.
    mirrored : True when the match was found in the mirrored query (points are in the query as given).
    score : float in [0, 1], or None when the query has too few key points to say anything.
    negative : True when the match was found in the query with its tones inverted.
    planes : every trusted part in common, at most 3, strongest first; the fields above describe the first. More than
    one when parts of the pictures lie differently to each other, as two donors in one collage do.
    """

    query_points: Float32Array
    candidate_points: Float32Array
    inliers: BoolArray
    homography: Float64Array | None
    mirrored: bool
    score: float | None
    planes: tuple[Plane, ...] = ()
    negative: bool = False

    @property
    def inlier_count(self) -> int:
        return int(self.inliers.sum())

    @property
    def match_count(self) -> int:
        return len(self.inliers)


Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class DescriptorEvidence:
    """How alike two pictures, or a part of one and the other, are to the network.

    whole : cosine of the vectors of the whole pictures, in [−1, 1]. best : the highest of all that were compared.
    query_box, candidate_box : which parts gave the best, as left, top, width, height in shares of the picture; None
    stands for the whole picture.
    """

    whole: float
    best: float
    query_box: Box | None = None
    candidate_box: Box | None = None


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
    """What a query and one candidate have in common, channel by channel, before any weight.

    registration : None when there was nothing to lay the candidate on the query by, or its working picture is lost.
    detail : measured of registered pairs that key points verify or that agree in half; None of all others.
    cosine : max(0, `descriptor.best`), at most 1.
    """

    cosine: float
    structure: StructureEvidence
    keypoints: KeypointEvidence
    colour: float | None
    registration: RegistrationEvidence | None = None
    detail: DetailEvidence | None = None
    descriptor: DescriptorEvidence | None = None

    @property
    def scores(self) -> dict[str, float | None]:
        """Channel → score in [0, 1], or None where the query cannot supply it. Every key."""
        return {channel.key: channel.score(self) for channel in REGISTRY}
