"""How exactly a candidate lies on the query."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pictrace.types.arrays import Float64Array

RegisteredBy = Literal["keypoints", "similarity", "whole"]


@dataclass(frozen=True, slots=True, eq=False)
class RegistrationEvidence:
    """The candidate laid onto the query to a fraction of a pixel, and how far the two then agree, tones aside.

    A copy agrees nearly everywhere, without parallax and perspective, and one of the two pictures lies inside the
    other; another shot of the same scene fails at some of these; a shared logo agrees only where the logo is.
    "Frame" is the common area at the coarser of the two resolutions, its long side at most 160 pixels.

    by : what the registration started from: the homography of the key points, a turn and a scale that a few of them
        agree with, or the whole pictures laid on each other.
    homography : (3, 3) float64, query pixels → candidate pixels, refined.
    agreement : share of the common area with texture where both show the same, in [0, 1].
    correlation : mean local correlation there, in [−1, 1].
    textured : how many pixels of the frame have texture: what all the shares are shares of.
    area_query, area_candidate : the common area's share of each picture, in [0, 1].
    coverage_query, coverage_candidate : its share of what each picture shows, plain borders left out, in [0, 1].
    perspective : how far the map is from an affine one; skew : how far its affine part is from turning, scaling and
        stretching along the sides. Both are root mean square distances in frame pixels; edits have about 0.
    parallax : the typical distance in frame pixels by which small parts still lie off.
    unevenness : what no one tone curve explains of the light, as a share of the query's contrast; edits have about 0.
    colour_change : mean difference of large parts in R, G and B, in [0, 1].
    tone_change : how far contrast, colourfulness, brightness and tint changed, the most of them, each in what saving
        anew does to it at the most: above 1 somebody changed it.
    scale : candidate pixels for one query pixel. rotation : degrees from query to candidate, in (−180, 180].
    mirrored : True when left and right are exchanged.
    precise : share of the verified key points within 1 pixel (of 512) of the refined map; 0 without key points.
    negative : True when the query's tones had to be inverted to register it.
    """

    by: RegisteredBy
    homography: Float64Array
    agreement: float
    correlation: float
    textured: int
    area_query: float
    area_candidate: float
    coverage_query: float
    coverage_candidate: float
    perspective: float
    skew: float
    parallax: float
    unevenness: float
    colour_change: float
    tone_change: float
    scale: float
    rotation: float
    mirrored: bool
    precise: float
    negative: bool = False

    @property
    def overhang(self) -> float:
        """How far each picture reaches beyond the other, in [0, 1]: 0 when one lies wholly inside the other."""
        return max(0.0, 1.0 - max(self.coverage_query, self.coverage_candidate))
