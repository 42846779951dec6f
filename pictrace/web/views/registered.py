"""The candidate laid on the query, ready to be compared by eye."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import streamlit as st

from pictrace import imaging
from pictrace.explanation import alignment, photometric_change
from pictrace.imaging import drawing
from pictrace.matching import homography_shape, ssim
from pictrace.types import Float64Array, UInt8Array
from pictrace.web import explained, shown, words
from pictrace.web.components import markup
from pictrace.web.components.registered import Registered, RegisteredWords, show_registered
from pictrace.web.components.viewer import Point
from pictrace.web.pair import Pair
from pictrace.web.views.details import viewed

_BLINKS = "pictrace_blinks"

WORDS = RegisteredWords(
    panel=words.viewing.LAID,
    modes=words.viewing.MODES,
    swipe=words.viewing.SWIPE,
    blink=words.viewing.BLINK,
    difference=words.viewing.DIFFERENCE,
    lines=words.viewing.LINES_UP,
    divider=words.viewing.DIVIDER,
    divided=words.viewing.DIVIDED,
    play=words.viewing.PLAY,
    pause=words.viewing.PAUSE,
    speed=words.viewing.SPEED,
    per_second=words.viewing.PER_SECOND,
    strength=words.viewing.STRENGTH,
    times=words.viewing.TIMES,
    same=words.viewing.SAME,
    differs=words.viewing.DIFFERS,
    different=words.viewing.DIFFERENT,
    lined_up=words.viewing.LINED_UP,
    place=words.viewing.IN_QUERY.format(place=words.viewing.PLACE),
    hint=words.viewing.HINT_LAID,
    fit=words.viewing.FIT_ONE,
    one=words.viewing.ONE,
    closer=words.viewing.CLOSER,
    farther=words.viewing.FARTHER,
)


def ask_for_blinking() -> None:
    """The next time that the pictures are shown on each other, they begin to blink."""
    st.session_state[_BLINKS] = st.session_state.get(_BLINKS, 0) + 1


def show_laid(pair: Pair) -> None:
    """The pictures on each other; where they could not be laid so, how far they line up as they are."""
    if pair.homography is None:
        markup.notice(words.viewing.NOT_LAID_TITLE, words.viewing.NOT_LAID_TEXT)
    show_registered(registered(pair, blink=st.session_state.get(_BLINKS, 0)), words=WORDS, key="registered")


def registered(pair: Pair, *, blink: int = 0) -> Registered:
    """What the component shows of a pair; its pictures are made when the browser asks for them."""
    homography = pair.homography
    laid = evened = None
    if homography is not None:
        laid = _address(pair, "laid", lambda: laid_picture(pair, homography))
        evened = _address(pair, "evened", lambda: evened_picture(pair, homography))
    return Registered(
        shows=f"registered {pair.shows}",
        query=viewed(pair.query),
        candidate_name=pair.candidate.name,
        laid=laid,
        evened=evened,
        lines=_address(pair, "lines", lambda: lines_picture(pair)),
        common=_common(pair),
        blink=blink,
    )


def laid_picture(pair: Pair, homography: Float64Array) -> UInt8Array:
    """The candidate in the query's frame, (h, w, 3) uint8 RGB, in the finer resolution of the two, at most 1,600."""
    size, pixels = pair.query.size, pair.candidate.load()
    # As many pixels as the candidate has where both show the same.
    enough = alignment.between(size, size, (pixels.shape[1], pixels.shape[0]), pair.candidate.size, homography)
    finer = 1.0 / min(alignment.steps(enough, size, (pixels.shape[1], pixels.shape[0])))
    scale = min(shown.LARGEST / max(size), max(1.0, finer))
    frame = max(1, round(size[0] * scale)), max(1, round(size[1] * scale))
    return alignment.warp_to_frame(frame, size, pixels, pair.candidate.size, homography).candidate


def evened_picture(pair: Pair, homography: Float64Array) -> UInt8Array:
    """The same with the tones of the query, as far as one curve for the whole picture can give them."""
    return photometric_change.apply_tones(
        pair.toned(laid_picture(pair, homography)), explained.compared_pair(pair, homography).tone
    )


def lines_picture(pair: Pair) -> UInt8Array:
    """How far light and dark coincide at each place of the query, as colours over it."""
    values, covered = ssim.structure_map(
        ssim.grey_square(pair.query.working),
        pair.query.size,
        pair.toned(pair.candidate.working),
        pair.candidate.size,
        pair.homography,
    )
    view = pair.query.view()
    if max(view.shape) < imaging.WORKING_SIDE:
        scale = imaging.WORKING_SIDE / max(view.shape)
        view = np.asarray(cv2.resize(view, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC), np.uint8)
    return drawing.heat_map(values, view, covered=covered)


def _address(pair: Pair, what: str, make: Callable[[], UInt8Array]) -> str:
    return shown.views().address(f"{what} {pair.shows}", lambda: imaging.encode_jpeg(make()))


def _common(pair: Pair) -> list[Point]:
    if pair.homography is None:
        return []
    area = homography_shape.common_area(pair.homography, pair.query.size, pair.candidate.size)
    return [] if area is None else [(x, y) for x, y in area.round(3).tolist()]
