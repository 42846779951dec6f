"""What was kept, altered, added and lost, over both pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np

from pictrace.explanation import wording
from pictrace.matching import homography
from pictrace.types import ADDED, ALTERED, KEPT, MISSING, BoolArray, ChangeMap, UInt8Array
from pictrace.web import explained, words
from pictrace.web.components import markup
from pictrace.web.components.viewer import Area, AreaKind, LegendEntry, Viewed, show_viewer
from pictrace.web.pair import Pair
from pictrace.web.views.details import WORDS, viewed

KINDS: dict[int, AreaKind] = {KEPT: "kept", ALTERED: "altered", ADDED: "added", MISSING: "missing"}
# Labels are traced at this many times their size, so that an outline lies on the border between two pixels to a third.
_FINER = 3
_WORDS = replace(WORDS, hint=words.viewing.HINT_PLAIN)


def show_changes(pair: Pair) -> None:
    """The viewer with areas, and how much of each picture is in the other."""
    changes = explained.explanation_of(pair).changes
    if changes is None:
        markup.notice(words.viewing.NOT_LAID_TITLE, words.viewing.NOT_MAPPED_TEXT)
        return
    show_viewer(changed(pair, changes), words=_WORDS, key="changes")
    markup.say(wording.coverage(changes, candidate=pair.candidate.name))
    markup.say(wording.changed_areas(changes))


def changed(pair: Pair, changes: ChangeMap) -> Viewed:
    """What the viewer shows of a change map."""
    return Viewed(
        shows=f"changes {pair.shows}",
        query=viewed(pair.query),
        candidate=viewed(pair.candidate),
        link=pair.homography,
        mirrored=pair.mirrored,
        query_areas=areas(changes.query, pair.query.size),
        candidate_areas=areas(changes.candidate, pair.candidate.size),
        legend=[
            LegendEntry(kind, words.viewing.CHANGE_NAME[label], words.viewing.share(label, changes))
            for label, kind in KINDS.items()
            if changes.query_shares.get(label) or changes.candidate_shares.get(label)
        ],
    )


def areas(labels: UInt8Array, size: tuple[int, int]) -> Sequence[Area]:
    """The areas of a map (h, w) of labels as outlines in pixels of the original, whose size is (width, height)."""
    return [Area(kind, path) for label, kind in KINDS.items() if (path := _path(labels == label, size))]


def _path(mask: BoolArray, size: tuple[int, int]) -> str:
    fine = (mask.shape[1] * _FINER, mask.shape[0] * _FINER)
    traced = cv2.resize(mask.astype(np.uint8), fine, interpolation=cv2.INTER_NEAREST)
    contours, _ = cv2.findContours(traced, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    to_original = homography.resize_transform(fine, size)
    parts = []
    for contour in contours:
        outline = cv2.approxPolyDP(contour, _FINER / 2, True).reshape(-1, 2)
        if len(outline) > 2:
            placed = homography.project(to_original, outline).round(1)
            parts.append("M" + "L".join(f"{x:g} {y:g}" for x, y in placed.tolist()) + "Z")
    return "".join(parts)
