"""The change map: what of two pictures was kept, altered, added and lost, in the frame of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from pictrace.explanation.alignment import Alignment, Size, frame_size, resized, warp_to_frame
from pictrace.explanation.local_ssim import similarity
from pictrace.explanation.overlay_kind import half_transparent_mark, overlay_kind
from pictrace.explanation.photometric_change import apply_tones, fit_tones
from pictrace.explanation.uneven_light import LightFit, fit_light, gain_of, lit
from pictrace.matching.homography import project, resize_transform
from pictrace.types import (
    ADDED,
    ALTERED,
    CANDIDATE_LABELS,
    KEPT,
    MISSING,
    QUERY_LABELS,
    BoolArray,
    ChangedArea,
    ChangeMap,
    Float32Array,
    Float64Array,
    OverlayKind,
    Region,
    ToneFit,
    UInt8Array,
)

# Long side of the frame that is compared: areas show, grain does not.
SIDE = 256
# Below this similarity a pixel differs; a connected component of such pixels is an area from this share of the frame
# on.
SAME = 0.45
SMALLEST_AREA = 0.0012
# Below this median similarity an area was added over the other picture, above it altered.
COVERED = 0.15
# Share of the frame that has to differ before it is asked whether the fit of tones went wrong.
MUCH = 0.2
# Of an area, so much that a half-transparent mark covers is a part of that mark.
MARKED_SHARE = 0.3
_SMOOTH = 9
_JOINED = 7


@dataclass(frozen=True, slots=True, eq=False)
class AlignedPair:
    """Two pictures in one frame, with matched tones.

    query, candidate : (h, w, 3) uint8 RGB; candidate with the query's tones. covered : (h, w) bool.
    values : (h, w) float32, local similarity in [−1, 1]. changed : (h, w) bool, the areas that differ.
    alignment : of the candidate with this frame. tone : what matches the candidate's tones to the query's. light : what
    makes its light as uneven as the query's; None where none is needed. mark : (h, w) bool, where a half-transparent
    mark lies over the query, if one does.
    """

    query: UInt8Array
    candidate: UInt8Array
    covered: BoolArray
    values: Float32Array
    changed: BoolArray
    alignment: Alignment
    tone: ToneFit
    light: LightFit | None = None
    mark: BoolArray | None = None


def compare_aligned(
    query_working: UInt8Array,
    query_size: Size,
    candidate_working: UInt8Array,
    candidate_size: Size,
    homography: Float64Array,
) -> AlignedPair:
    """Two working pictures (h, w, 3) uint8 RGB, aligned, with matched tones, and compared.

    Sizes are (width, height) of the originals, which `homography`, query → candidate, refers to.
    """
    frame = frame_size(query_working, query_size, candidate_working, candidate_size, homography, SIDE)
    query = resized(query_working, frame)
    alignment = warp_to_frame(frame, query_size, candidate_working, candidate_size, homography)
    tone = fit_tones(alignment.candidate, query, alignment.covered)
    light = None
    lit_too = fit_light(alignment.candidate, query, alignment.covered, tone)
    if lit_too is not None:
        tone, light = lit_too
    evened, values = _similar(query, alignment, tone, light)
    changed = _areas(values, alignment.covered)
    if changed.mean() > MUCH:
        # Another picture over half of this one pulls any fit: tones that nobody changed may explain more.
        plain, plain_values = _similar(query, alignment, ToneFit(), None)
        fewer = _areas(plain_values, alignment.covered)
        if np.count_nonzero(fewer) < np.count_nonzero(changed):
            tone, light, evened, values, changed = ToneFit(), None, plain, plain_values, fewer
    if changed.any():
        # Fitted again without the areas that differ: a large patch biases the fit.
        again = _fitted_again(query, alignment, alignment.covered & ~changed, light is not None)
        if again is not None:
            tone, light = again
            evened, values = _similar(query, alignment, tone, light)
            changed = _areas(values, alignment.covered)
    mark = half_transparent_mark(query, evened, alignment.covered)
    return AlignedPair(query, evened, alignment.covered, values, changed, alignment, tone, light, mark)


def change_map(
    found: AlignedPair, query_working: UInt8Array, query_size: Size, candidate_working: UInt8Array, candidate_size: Size
) -> ChangeMap:
    """The map of two working pictures (h, w, 3) uint8 RGB that `compare_aligned` compared; sizes as there."""
    labels = np.where(found.covered, KEPT, ADDED).astype(np.uint8)
    areas: list[ChangedArea] = []
    count, pieces, _, _ = cv2.connectedComponentsWithStats(found.changed.astype(np.uint8), connectivity=8)
    frame = (labels.shape[1], labels.shape[0])
    to_query = resize_transform(frame, query_size)
    to_candidate = (
        resize_transform((candidate_working.shape[1], candidate_working.shape[0]), candidate_size)
        @ found.alignment.to_candidate
    )

    def area(label: int, inside: BoolArray, kind: OverlayKind | None) -> ChangedArea:
        left, top, width, height = cv2.boundingRect(inside.astype(np.uint8))
        outline = np.array([[left, top], [left + width, top], [left + width, top + height], [left, top + height]]) - 0.5
        box = _box(project(to_query, outline), query_size)
        across, down = query_size
        shares = (box.x / across, box.y / down, box.width / across, box.height / down)
        candidate_box = _box(project(to_candidate, outline), candidate_size)
        return ChangedArea(label, box, candidate_box, float(inside.mean()), kind, shares)

    if found.mark is not None:
        areas.append(area(ALTERED, found.mark, "veil"))
    for number in range(1, count):
        inside = pieces == number
        label = ADDED if float(np.median(found.values[inside])) < COVERED else ALTERED
        labels[inside] = label
        kind = overlay_kind(found.query, found.candidate, inside)
        if found.mark is not None and (kind is None or float(found.mark[inside].mean()) > MARKED_SHARE):
            # Where the mark hides what is beneath; it is told as a whole.
            continue
        areas.append(area(label, inside, kind))
    query_frame = (query_working.shape[1], query_working.shape[0])
    query_labels = np.asarray(cv2.resize(labels, query_frame, interpolation=cv2.INTER_NEAREST), np.uint8)
    candidate_frame = (candidate_working.shape[1], candidate_working.shape[0])
    candidate_labels = np.asarray(
        cv2.warpPerspective(
            np.where(labels == ADDED, MISSING, labels).astype(np.uint8),
            found.alignment.to_candidate,
            candidate_frame,
            flags=cv2.INTER_NEAREST,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=MISSING,
        ),
        np.uint8,
    )
    return ChangeMap(
        query=query_labels,
        candidate=candidate_labels,
        query_shares=_shares(query_labels, QUERY_LABELS),
        candidate_shares=_shares(candidate_labels, CANDIDATE_LABELS),
        areas=tuple(sorted(areas, key=lambda area: -area.share)),
    )


def _fitted_again(
    query: UInt8Array, alignment: Alignment, where: BoolArray, lit_too: bool
) -> tuple[ToneFit, LightFit | None] | None:
    tone = fit_tones(alignment.candidate, query, where)
    light = fit_light(alignment.candidate, query, where, tone) if tone != ToneFit() else None
    if light is not None:
        return light
    return None if tone == ToneFit() or lit_too else (tone, None)


def _similar(
    query: UInt8Array, alignment: Alignment, tone: ToneFit, light: LightFit | None
) -> tuple[UInt8Array, Float32Array]:
    """The candidate (h, w, 3) uint8 with other tones, and how similar it is to the query, (h, w) float32."""
    evened = apply_tones(alignment.candidate, tone)
    if light is not None:
        evened = lit(evened, gain_of(light.coefficients, (query.shape[1], query.shape[0])))
    # Beside the candidate's border a window sees what lies beyond it, and on the border pixels are mixed with that.
    inner = cv2.erode(alignment.covered.astype(np.uint8), np.ones((3, 3), np.uint8), borderValue=1) > 0
    return evened, similarity(query, np.where(inner[..., np.newaxis], evened, query))


def _areas(values: Float32Array, covered: BoolArray) -> BoolArray:
    """(h, w) bool: connected areas that differ and are large enough to be seen as a change."""
    smooth = cv2.blur(values, (_SMOOTH, _SMOOTH), borderType=cv2.BORDER_REFLECT)
    low = ((smooth < SAME) & covered).astype(np.uint8)
    joined = cv2.morphologyEx(low, cv2.MORPH_CLOSE, np.ones((_JOINED, _JOINED), np.uint8))
    _, pieces, facts, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    large = facts[:, cv2.CC_STAT_AREA] >= SMALLEST_AREA * values.size
    large[0] = False
    return np.asarray(large[pieces] & covered)


def _box(outline: Float64Array, size: Size) -> Region:
    """The box of an outline (n, 2) x y within a picture of this size, at least a pixel."""
    left, top = (int(value) for value in np.clip(np.floor(outline.min(axis=0) + 0.5), 0, np.array(size) - 1))
    right, bottom = (int(value) for value in np.clip(np.ceil(outline.max(axis=0) + 0.5), 1, np.array(size)))
    return Region(left, top, max(1, right - left), max(1, bottom - top))


def _shares(labels: UInt8Array, names: Sequence[int]) -> Mapping[int, float]:
    return {name: float(np.count_nonzero(labels == name)) / labels.size for name in names}
