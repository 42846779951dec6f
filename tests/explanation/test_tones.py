"""A change of tones is fitted exactly, whatever was pasted over the picture, and sharpness is told from it."""

from __future__ import annotations

import numpy as np
import pytest

from pictrace.explanation.photometric_change import apply_tones, fit_tones
from pictrace.explanation.sharpness import apply_sharpness, estimate_sharpness
from pictrace.imaging import edits
from pictrace.imaging.edits import Edit
from pictrace.types import ToneFit, UInt8Array

Photos = dict[str, UInt8Array]


def everywhere(picture: UInt8Array) -> np.ndarray:
    return np.ones(picture.shape[:2], np.bool_)


@pytest.mark.parametrize(
    "edit",
    [
        edits.brightness(0.6),
        edits.brightness(1.5),
        edits.contrast(0.5),
        edits.contrast(1.5),
        edits.saturation(0.3),
        edits.saturation(1.8),
        edits.tint(),
        edits.grey(),
        edits.chain("", "", edits.tint(1.1, 1.0, 0.9), edits.saturation(0.6), edits.brightness(0.8)),
    ],
    ids=lambda edit: edit.name or "several",
)
def test_a_known_change_is_fitted_to_a_level_and_a_half(photos: Photos, edit: Edit) -> None:
    photo = photos["chelsea"]
    made = edit.apply(photo)
    fit = fit_tones(photo, made, everywhere(photo))
    assert np.abs(apply_tones(photo, fit).astype(int) - made).mean() < 1.5
    assert fit.gamma == 1.0


def test_a_curve_is_told_from_straight_lines(photos: Photos) -> None:
    photo = photos["astronaut"]
    made = np.rint(255 * (photo / 255) ** 0.6).astype(np.uint8)
    assert fit_tones(photo, made, everywhere(photo)).gamma == pytest.approx(0.6, abs=0.05)


def test_a_patch_does_not_pull_the_fit(photos: Photos) -> None:
    photo = photos["chelsea"]
    made = edits.brightness(0.7).apply(photo)
    made[40:160, 60:240] = 255 - made[40:160, 60:240]
    fit = fit_tones(photo, made, everywhere(photo))
    assert fit.gain == pytest.approx((0.7, 0.7, 0.7), abs=0.02)


def test_nothing_to_go_by_is_no_change(photos: Photos) -> None:
    photo = photos["chelsea"]
    assert fit_tones(photo, 255 - photo, np.zeros(photo.shape[:2], np.bool_)) == ToneFit()
    black = np.zeros((40, 40, 3), np.uint8)
    assert fit_tones(black, black, everywhere(black)) == ToneFit()


def test_no_change_changes_no_pixel(photos: Photos) -> None:
    assert np.array_equal(apply_tones(photos["coffee"], ToneFit()), photos["coffee"])


@pytest.mark.parametrize("sigma", [1.2, 2.5, 4.0])
def test_a_blur_is_measured(photos: Photos, sigma: float) -> None:
    photo = photos["astronaut"]
    made = edits.blur(sigma).apply(photo)
    assert estimate_sharpness(photo, made, everywhere(photo)) == pytest.approx(sigma, rel=0.1)


@pytest.mark.parametrize("amount", [0.6, 1.5])
def test_sharpening_is_told_by_a_minus(photos: Photos, amount: float) -> None:
    photo = photos["astronaut"]
    assert estimate_sharpness(photo, apply_sharpness(photo, -amount), everywhere(photo)) == pytest.approx(
        -amount, rel=0.2
    )


def test_saving_is_neither(photos: Photos) -> None:
    for name in ("astronaut", "chelsea", "coffee", "rocket"):
        assert (
            estimate_sharpness(photos[name], edits.recompress(30).apply(photos[name]), everywhere(photos[name])) == 0.0
        )
