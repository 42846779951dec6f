"""Colour histograms and their correlation."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from pictrace.matching import colour
from pictrace.types import UInt8Array


def plain(red: int, green: int, blue: int) -> UInt8Array:
    return np.full((20, 30, 3), (red, green, blue), dtype=np.uint8)


def test_a_histogram_is_256_shares_that_sum_to_one(photos: dict[str, UInt8Array]) -> None:
    histogram = colour.histogram(photos["coffee"])
    assert histogram.shape == (256,)
    assert histogram.dtype == np.float32
    assert histogram.sum() == pytest.approx(1.0, abs=1e-5)
    assert histogram.min() >= 0.0


def test_one_colour_fills_one_bin_ordered_hue_saturation_value() -> None:
    histogram = colour.histogram(plain(0, 255, 0))
    hue, saturation, value = np.unravel_index(int(histogram.argmax()), (16, 4, 4))
    assert histogram.max() == 1.0
    assert (hue, saturation, value) == (60 * 16 // 180, 3, 3)


def test_size_does_not_change_a_histogram(photos: dict[str, UInt8Array]) -> None:
    picture = photos["astronaut"]
    doubled = np.repeat(np.repeat(picture, 2, axis=0), 2, axis=1)
    assert np.allclose(colour.histogram(picture), colour.histogram(doubled), atol=1e-6)


def test_similarity_is_opencvs_correlation_without_its_negative_half(photos: dict[str, UInt8Array]) -> None:
    histograms = [colour.histogram(picture) for picture in photos.values()]
    seen_negative = False
    for a in histograms:
        for b in histograms:
            expected = cv2.compareHist(a, b, cv2.HISTCMP_CORREL)
            seen_negative |= expected < 0.0
            assert colour.similarity(a, b) == pytest.approx(max(0.0, expected), abs=1e-6)
            assert colour.similarity(a, b) == colour.similarity(b, a)
    assert seen_negative


def test_a_picture_with_itself_is_one_and_other_colours_are_zero(photos: dict[str, UInt8Array]) -> None:
    for picture in photos.values():
        histogram = colour.histogram(picture)
        assert colour.similarity(histogram, histogram.copy()) == 1.0
    assert colour.similarity(colour.histogram(plain(255, 0, 0)), colour.histogram(plain(0, 0, 255))) == 0.0


def test_a_histogram_that_is_the_same_everywhere_is_like_nothing_else() -> None:
    constant = np.full(256, 1 / 256, dtype=np.float32)
    assert colour.similarity(constant, constant) == 1.0
    assert colour.similarity(constant, colour.histogram(plain(255, 0, 0))) == 0.0
