"""What of the evidence the probabilities of a verdict are made from.

The network's cosine is left out on purpose, so that a verdict does not depend on which network made the shortlist; and
so is the number of inliers, which says how much texture a picture has.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from pictrace.types import Evidence

ABSENT = math.nan


@dataclass(frozen=True, slots=True)
class Feature:
    """One number of a pair. value : NaN where it was not measured.

    copy, photograph : +1 where a higher number never speaks against a copy, or against a photograph of the picture, −1
    where it never speaks for one, 0 where it may do either.
    """

    name: str
    value: Callable[[Evidence], float]
    copy: int
    photograph: int


def _registration(name: str) -> Callable[[Evidence], float]:
    return lambda evidence: float(getattr(evidence.registration, name)) if evidence.registration else ABSENT


def _detail(name: str) -> Callable[[Evidence], float]:
    def value(evidence: Evidence) -> float:
        found = None if evidence.detail is None else getattr(evidence.detail, name)
        return ABSENT if found is None else float(found)

    return value


def _slipped(evidence: Evidence) -> float:
    """Neither picture lies inside the other although all that both show agrees: a camera that moved, where a crop or a
    collage would either fit inside or agree only in part."""
    registration = evidence.registration
    return ABSENT if registration is None else registration.overhang * registration.agreement**6


def _inlier_share(evidence: Evidence) -> float:
    keypoints = evidence.keypoints
    return keypoints.inlier_count / max(1, keypoints.match_count)


FEATURES: tuple[Feature, ...] = (
    Feature("agreement", _registration("agreement"), 1, 1),
    Feature("correlation", _registration("correlation"), 1, 1),
    Feature("textured", _registration("textured"), 1, 1),
    Feature("perspective", _registration("perspective"), -1, 0),
    Feature("skew", _registration("skew"), -1, 0),
    Feature("precise", _registration("precise"), 1, 1),
    Feature("overhang", _registration("overhang"), -1, 0),
    Feature("slipped frame", _slipped, -1, 0),
    Feature("inlier share", _inlier_share, 1, 1),
    Feature("low", _detail("low"), 1, 1),
    Feature("kept low", _detail("kept_low"), 1, 1),
    Feature("kept area", _detail("kept_area"), 1, 1),
    Feature("kept middle", _detail("kept_middle"), 1, 1),
    Feature("shift", _detail("shift"), -1, -1),
    Feature("blocks in place", _detail("blocks_in_place"), 1, 1),
    Feature("blocks moved", _detail("blocks_moved"), -1, -1),
    Feature("blocks gained", _detail("blocks_gained"), -1, -1),
    Feature("light", _detail("light"), -1, 0),
    Feature("light after gain", _detail("light_after_gain"), -1, 0),
    Feature("photographic", _detail("photographic"), 1, 0),
    Feature("photographic area", _detail("photographic_area"), 1, 1),
    Feature("ink exchanged", _detail("ink_exchanged"), -1, -1),
    Feature("ink lacking", _detail("ink_lacking"), -1, -1),
    Feature("ink added", _detail("ink_added"), 0, 0),
    Feature("words changed", _detail("words_changed"), -1, -1),
    Feature("words one-sided", _detail("words_one_sided"), -1, -1),
    Feature("detail residual", _detail("detail_residual"), -1, 0),
    Feature("level exchanged", _detail("level_exchanged"), -1, -1),
)
NAMES: tuple[str, ...] = tuple(feature.name for feature in FEATURES)


def features(evidence: Evidence) -> tuple[float, ...]:
    """One number a feature, in their order; NaN where it was not measured."""
    return tuple(feature.value(evidence) for feature in FEATURES)
