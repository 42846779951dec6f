"""What the detail of two registered pictures says of them."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from verdict_making import gathered, query

from bench import templates
from pictrace import matching
from pictrace.imaging import edits
from pictrace.types import DetailEvidence, UInt8Array

Photos = dict[str, UInt8Array]


def detail_of(pixels: UInt8Array, candidate: UInt8Array) -> DetailEvidence:
    found = gathered(pixels, candidate)[2].detail
    assert found is not None
    return found


@pytest.mark.parametrize("name", ["astronaut", "chelsea", "coffee"])
def test_a_picture_and_itself_agree_everywhere_and_in_place(photos: Photos, name: str) -> None:
    found = detail_of(photos[name], photos[name])
    assert found.agreeing == pytest.approx(1.0, abs=0.01)
    # Where there is little texture, what is taken for noise keeps it below 1.
    assert found.low is not None
    assert found.low > 0.85
    assert (found.blocks_in_place, found.blocks_moved) == (1.0, 0.0)
    assert found.shift is not None
    assert found.shift < 0.05
    assert found.light is not None
    assert found.light < 0.02
    assert found.detail_gain == pytest.approx(1.0, abs=0.02)
    assert (found.ink_exchanged, found.level_exchanged) == (0.0, 0.0)


def test_what_is_put_over_a_picture_leaves_the_rest_in_place(photos: Photos) -> None:
    covered = photos["astronaut"].copy()
    covered[300:480, 40:400] = (40, 90, 200)
    found = detail_of(covered, photos["astronaut"])
    assert found.agreeing is not None
    assert found.agreeing < 0.95
    assert found.blocks_moved is not None
    assert found.blocks_moved < 0.15
    assert found.blocks_in_place is not None
    assert found.blocks_in_place > 0.8


def test_what_moved_is_seen_by_its_blocks(photos: Photos) -> None:
    """A picture of which each half went another way: no one homography brings both into place."""
    picture = photos["astronaut"]
    width = picture.shape[1]
    moved = picture.copy()
    moved[:, : width // 2 - 3] = picture[:, 3 : width // 2]
    moved[:, width // 2 :] = np.roll(picture, 3, axis=0)[:, width // 2 :]
    found = detail_of(moved, picture)
    assert found.blocks_moved is not None
    assert found.blocks_moved > 0.2


def test_a_smooth_gain_is_no_uneven_light(photos: Photos) -> None:
    picture = photos["coffee"]
    x, y = np.meshgrid(np.linspace(-1, 1, picture.shape[1]), np.linspace(-1, 1, picture.shape[0]))
    dark = np.clip(picture * (1 - 0.3 * (x * x + y * y))[..., np.newaxis], 0, 255).astype(np.uint8)
    found = detail_of(dark, picture)
    assert found.light is not None
    assert found.light_after_gain is not None
    assert found.light_after_gain < 0.3 * found.light


def test_sharpening_and_grain_are_seen_in_the_finest_detail(photos: Photos) -> None:
    picture = photos["chelsea"]
    smooth = cv2.GaussianBlur(picture.astype(np.float32), (0, 0), 1.5)
    sharp = np.clip(picture + 1.5 * (picture - smooth), 0, 255).astype(np.uint8)
    assert (detail_of(sharp, picture).detail_gain or 0.0) > 1.3
    assert (detail_of(edits.noise(20).apply(picture), picture).detail_residual or 0.0) > 0.5


def test_pages_of_one_template_exchange_ink_and_copies_of_a_page_do_not() -> None:
    first, second = templates.page("form", 0, 1), templates.page("form", 0, 2)
    copy = edits.recompress(50).apply(first)
    assert detail_of(copy, first).ink_exchanged < 0.01
    assert detail_of(first, second).ink_exchanged > 0.03


@pytest.mark.parametrize("kind", ["form", "invoice", "text page", "screen"])
def test_words_are_compared_one_by_one(kind: str) -> None:
    """However much of a page all pages of its template share, its words are its own."""
    first, second = templates.page(kind, 0, 1), templates.page(kind, 0, 2)
    copy = edits.chain("smaller", "", edits.downscale(0.6), edits.recompress(40)).apply(first)
    same, other = detail_of(copy, first), detail_of(second, first)
    assert same.words_changed is not None
    assert same.words_changed + (same.words_one_sided or 0.0) < 0.1
    assert other.words_changed is not None
    assert other.words_changed + (other.words_one_sided or 0.0) > 0.2


def test_a_photograph_has_no_words_to_compare(photos: Photos) -> None:
    found = detail_of(edits.recompress(50).apply(photos["astronaut"]), photos["astronaut"])
    assert (found.words_changed, found.words_one_sided) == (None, None)


def test_the_word_under_a_logo_is_compared_where_the_other_has_paper() -> None:
    """Two sizes of one mark lie on each other wholly; what stands below is ink of one and paper of the other."""
    first, second = templates.page("wordmark", 2, 1), templates.page("wordmark", 2, 3)
    copy = edits.chain("smaller", "", edits.downscale(0.5), edits.recompress(40)).apply(first)
    assert detail_of(copy, first).ink_exchanged < 0.02
    assert detail_of(second, first).ink_exchanged > 0.1


def test_a_form_on_white_paper_is_registered() -> None:
    """Its paper reaches from the corners to between all words."""
    page = templates.page("form", 1, 0)
    found = gathered(edits.downscale(0.8).apply(page), page)[2].registration
    assert found is not None
    assert found.agreement > 0.9
    assert found.coverage_query > 0.97


def test_a_negative_is_found_only_with_its_tones_inverted(photos: Photos) -> None:
    picture = photos["astronaut"]
    negative = query(255 - picture)
    candidate = query(picture)
    as_it_is = matching.gather(negative, candidate.features, candidate.working)
    assert not matching.is_verified(as_it_is)
    found = matching.gather_pair(negative, candidate.features, candidate.working)
    assert found.registration is not None
    assert found.registration.negative
    assert found.keypoints.negative
    assert found.registration.agreement > 0.95
    # Its colours are compared as they are.
    assert (found.cosine, found.colour) == (as_it_is.cosine, as_it_is.colour)
    plain = matching.gather_pair(candidate, candidate.features, candidate.working)
    assert plain.registration is not None
    assert not plain.registration.negative
    assert replace(plain.registration, negative=True) != plain.registration


def test_the_structure_of_a_negative_is_that_of_the_picture(photos: Photos) -> None:
    picture = photos["chelsea"]
    negative, candidate = query(255 - picture), query(picture)
    found = matching.gather_pair(negative, candidate.features, candidate.working)
    values = matching.structure_map_of(negative, found, candidate.working, (candidate.width, candidate.height))
    assert np.median(values) > 0.9
