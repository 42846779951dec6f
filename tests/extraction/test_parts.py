from __future__ import annotations

import numpy as np
import pytest
from fakes import TinyBackbone

from pictrace.embedding.regional import embed_pictures, query_vectors
from pictrace.extraction import extract_pixel_features
from pictrace.imaging import edits
from pictrace.matching import cosine
from pictrace.types import tile_boxes


def features(picture):
    seen = embed_pictures(TinyBackbone(), [picture])[0]
    return extract_pixel_features(picture, picture.shape[1], picture.shape[0]).with_vectors(
        seen.whole, seen.tile_vectors
    )


def test_a_picture_is_stored_as_itself_at_low_resolution_and_nine_tiles(photos):
    seen = embed_pictures(TinyBackbone(), [photos["coffee"], photos["chelsea"]])
    for of in seen:
        assert of.tile_vectors.vectors.shape == (10, TinyBackbone.dimension)
        np.testing.assert_array_equal(of.tile_vectors.boxes, np.concatenate([tile_boxes.WHOLE, tile_boxes.HALVES]))
        assert (of.tile_vectors.vectors == of.tile_vectors.vectors.astype(np.float16)).all()
        np.testing.assert_allclose(np.linalg.norm(of.tile_vectors.vectors, axis=1), 1, atol=1e-3)


def test_what_stands_in_a_border_is_one_window_more_and_looks_like_the_picture_without_it(photos):
    picture = photos["coffee"]
    plain = features(picture)
    bordered = features(edits.pad(0.3).apply(picture))
    assert len(bordered.tile_vectors.boxes) == 11
    left, top, width, height = bordered.tile_vectors.boxes[-1]
    assert (left, top) == pytest.approx((0.3 / 1.6, 0.3 / 1.6), abs=0.02)
    assert (width, height) == pytest.approx((1 / 1.6, 1 / 1.6), abs=0.02)
    assert bordered.tile_vectors.vectors[-1] @ plain.tile_vectors.low_res > 0.98


def test_the_best_pair_of_parts_counts_and_says_where_it_is(photos):
    picture = photos["coffee"]
    quarter = picture[picture.shape[0] // 2 :, : picture.shape[1] // 2]
    found = cosine.compare(features(quarter), features(picture))
    assert found.best > found.whole
    assert found.query_box is None
    assert found.candidate_box == pytest.approx((0.0, 0.5, 0.5, 0.5))
    turned = cosine.compare(features(picture), features(quarter))
    assert turned.best == pytest.approx(found.best, abs=1e-6)
    assert turned.query_box == found.candidate_box
    assert turned.candidate_box is None


def test_a_picture_and_itself_have_a_cosine_of_1_and_no_part_is_better(photos):
    itself = features(photos["rocket"])
    found = cosine.compare(itself, itself)
    assert found.best == found.whole == pytest.approx(1, abs=1e-6)
    assert found.query_box is found.candidate_box is None


def test_a_thorough_search_asks_with_more_views(photos):
    picture = photos["coffee"]
    stored = features(picture)
    fast = query_vectors(stored, picture, TinyBackbone(), "fast")
    thorough = query_vectors(stored, picture, TinyBackbone(), "thorough")
    assert (len(fast.wholes), len(fast.low_res), len(fast.tiles)) == (1, 1, 9)
    assert (len(thorough.wholes), len(thorough.low_res), len(thorough.tiles)) == (1, 4, 9 + 3 + 16)
    assert np.linalg.norm(fast.colours) == pytest.approx(1, abs=1e-5)


def test_a_picture_of_an_older_library_without_tiles_is_still_compared_and_asked_with(photos):
    picture = photos["coffee"]
    whole = embed_pictures(TinyBackbone(), [picture])[0].whole
    old = extract_pixel_features(picture, 600, 400).with_vectors(whole, None)
    assert cosine.compare(old, features(picture)).best == pytest.approx(1, abs=1e-6)
    asked = query_vectors(old, picture, TinyBackbone(), "fast")
    assert (len(asked.wholes), len(asked.low_res), len(asked.tiles)) == (1, 0, 0)
