"""All measurements of the detail of two registered pictures."""

from __future__ import annotations

import cv2
import numpy as np

from pictrace.matching.common_frame import RegistrationImage
from pictrace.matching.detail.band_correlation import AGREES, WINDOW, band_correlation
from pictrace.matching.detail.block_matching import match_blocks
from pictrace.matching.detail.detail_gain import detail_gain
from pictrace.matching.detail.frame import detail_frame
from pictrace.matching.detail.gain_field import unexplained_light
from pictrace.matching.detail.ink import PAPER_SHARE, ink_difference, ink_of, level_exchanged
from pictrace.matching.detail.scales import scales
from pictrace.matching.detail.words import match_words
from pictrace.types import BoolArray, DetailEvidence, Float64Array

SURELY_AGREES = 0.6
FEWEST_INSIDE = 400
# Where so much of what agrees is no ink on plain ground, there are no words to compare.
NO_PAGE = 0.3


def measure(query: RegistrationImage, candidate: RegistrationImage, homography: Float64Array) -> DetailEvidence | None:
    """What of the fine detail of two registered pictures agrees, and how the rest differs.

    homography : (3, 3) float64, original pixels of the query → of the candidate, refined. None where the common area is
    too small.
    """
    frame = detail_frame(query, candidate, homography)
    if frame is None:
        return None
    query_scales, candidate_scales = scales(frame.query), scales(frame.candidate)
    inner = _eroded(frame.inside, WINDOW)
    if np.count_nonzero(inner) < FEWEST_INSIDE:
        inner = _eroded(frame.inside, WINDOW // 2)
    detail = band_correlation(query_scales.band, candidate_scales.band, inner)
    chosen, kept = detail.chosen(), detail.kept()
    blocks = match_blocks(query_scales.band, candidate_scales.band, frame.inside)
    light = unexplained_light(frame.query, frame.candidate, frame.inside & kept.places)
    query_ink, candidate_ink = ink_of(frame.query), ink_of(frame.candidate)
    ink = ink_difference(query_ink, candidate_ink, frame.overlap)
    same = detail.textured & (detail.values > SURELY_AGREES)
    gain = detail_gain(frame.query, frame.candidate, same)
    elsewhere = np.maximum(query_ink.paper, candidate_ink.paper) < PAPER_SHARE
    photographic = int(np.count_nonzero(same & elsewhere))
    photographic_share = photographic / max(1, int(np.count_nonzero(same)))
    words = None
    if photographic_share < NO_PAGE:
        words = match_words(query_scales, candidate_scales, query_ink, candidate_ink, frame.overlap)
    return DetailEvidence(
        agreeing=None if chosen is None else int(np.count_nonzero(chosen > AGREES)) / len(chosen),
        low=None if chosen is None else float(np.partition(chosen, len(chosen) // 5)[len(chosen) // 5]),
        kept_low=kept.low,
        kept_area=kept.area,
        kept_middle=kept.middle,
        shift=None if blocks is None else blocks.shift,
        blocks_in_place=None if blocks is None else blocks.in_place,
        blocks_moved=None if blocks is None else blocks.moved,
        blocks_gained=None if blocks is None else blocks.gained,
        light=None if light is None else light.after_tones,
        light_after_gain=None if light is None else light.after_gain,
        photographic=photographic_share,
        photographic_area=photographic / max(1, int(np.count_nonzero(frame.inside))),
        ink_exchanged=ink.exchanged,
        ink_lacking=ink.lacking,
        ink_added=ink.added,
        words_changed=None if words is None else words.changed,
        words_one_sided=None if words is None else words.one_sided,
        level_exchanged=level_exchanged(frame.query, frame.candidate, frame.inside),
        detail_gain=None if gain is None else gain.gain,
        detail_residual=None if gain is None else gain.residual,
    )


def _eroded(inside: BoolArray, window: int) -> BoolArray:
    return np.asarray(cv2.erode(inside.astype(np.uint8), np.ones((window, window), np.uint8), borderValue=0) > 0)
