"""All measurements of the detail of two registered pictures."""

from __future__ import annotations

import cv2
import numpy as np

from pictrace.matching.block_displacement import median_displacement
from pictrace.matching.common_frame import RegistrationImage
from pictrace.matching.detail.band_correlation import DETAIL, BandCorrelation, band_correlation
from pictrace.matching.detail.block_matching import match_blocks
from pictrace.matching.detail.detail_gain import detail_gain
from pictrace.matching.detail.frame import DetailFrame, detail_frame
from pictrace.matching.detail.gain_field import unexplained_light
from pictrace.matching.detail.ink import PAPER_SHARE, ink_difference, ink_of, level_exchanged
from pictrace.types import BoolArray, DetailEvidence, Float32Array, Float64Array

AGREES = 0.5
SURELY_AGREES = 0.6
BLOCK = 20
FEWEST_INSIDE = 400


def measure(query: RegistrationImage, candidate: RegistrationImage, homography: Float64Array) -> DetailEvidence | None:
    """What of the fine detail of two registered pictures agrees, and how the rest differs.

    homography : (3, 3) float64, original pixels of the query → of the candidate, refined. None where the common area is
    too small.
    """
    frame = detail_frame(query, candidate, homography)
    if frame is None:
        return None
    inner = _eroded(frame.inside, DETAIL.window)
    if np.count_nonzero(inner) < FEWEST_INSIDE:
        inner = _eroded(frame.inside, DETAIL.window // 2)
    detail = band_correlation(frame.query, frame.candidate, inner, DETAIL)
    ordered = detail.ordered()
    blocks = match_blocks(frame.query, frame.candidate, frame.inside)
    light = unexplained_light(frame.query, frame.candidate, frame.inside)
    query_ink, candidate_ink = ink_of(frame.query), ink_of(frame.candidate)
    ink = ink_difference(query_ink, candidate_ink, frame.inside)
    same = detail.textured & (detail.values > SURELY_AGREES)
    gain = detail_gain(frame.query, frame.candidate, same)
    elsewhere = np.maximum(query_ink.paper, candidate_ink.paper) < PAPER_SHARE
    photographic = int(np.count_nonzero(same & elsewhere))
    return DetailEvidence(
        agreeing=None if ordered is None else float(np.mean(ordered > AGREES)),
        low=None if ordered is None else float(ordered[len(ordered) // 5]),
        shift=None if ordered is None else _shift(frame, detail),
        blocks_in_place=None if blocks is None else blocks.in_place,
        blocks_moved=None if blocks is None else blocks.moved,
        blocks_gained=None if blocks is None else blocks.gained,
        light=None if light is None else light.after_tones,
        light_after_gain=None if light is None else light.after_gain,
        photographic=photographic / max(1, int(np.count_nonzero(same))),
        photographic_area=photographic / max(1, int(np.count_nonzero(frame.inside))),
        ink_exchanged=ink.exchanged,
        ink_lacking=ink.lacking,
        ink_added=ink.added,
        level_exchanged=level_exchanged(frame.query, frame.candidate, frame.inside),
        detail_gain=None if gain is None else gain.gain,
        detail_residual=None if gain is None else gain.residual,
    )


def _shift(frame: DetailFrame, detail: BandCorrelation) -> float | None:
    same = detail.textured & (detail.values > AGREES)
    return median_displacement(_smooth(frame.query), _smooth(frame.candidate), same, BLOCK)


def _smooth(grey: Float32Array) -> Float32Array:
    return np.asarray(cv2.GaussianBlur(grey, (0, 0), 1.0), np.float32)


def _eroded(inside: BoolArray, window: int) -> BoolArray:
    return np.asarray(cv2.erode(inside.astype(np.uint8), np.ones((window, window), np.uint8), borderValue=0) > 0)
