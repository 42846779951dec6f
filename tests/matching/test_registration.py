"""A candidate is laid exactly onto the query, and edits leave neither perspective nor parallax nor uneven light."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
import skimage.data
from PIL import Image
from verdict_making import gathered

from pictrace.imaging import edits
from pictrace.matching import content_mask, homography, homography_shape, inverse_compositional, photometric_residual
from pictrace.types import RegistrationEvidence, UInt8Array

Photos = dict[str, UInt8Array]


def laid(query: UInt8Array, candidate: UInt8Array) -> RegistrationEvidence:
    found = gathered(query, candidate)[2].registration
    assert found is not None
    return found


def test_a_picture_lies_exactly_on_itself(photos: Photos) -> None:
    found = laid(photos["astronaut"], photos["astronaut"])
    assert found.by == "keypoints"
    assert found.homography == pytest.approx(np.eye(3), abs=1e-6)
    assert found.agreement == 1.0
    assert found.correlation > 0.98
    assert (found.coverage_query, found.coverage_candidate) == pytest.approx((1.0, 1.0), abs=1e-6)
    assert found.overhang == pytest.approx(0.0, abs=1e-6)
    assert max(found.perspective, found.skew, found.parallax, found.unevenness) < 1e-5
    assert found.colour_change < 0.001
    assert (found.scale, found.rotation, found.mirrored) == pytest.approx((1.0, 0.0, False), abs=1e-6)


def test_a_known_warp_is_recovered_to_a_tenth_of_a_pixel(photos: Photos) -> None:
    grey = cv2.cvtColor(cv2.resize(photos["coffee"], (240, 160)), cv2.COLOR_RGB2GRAY).astype(np.float32)
    grey = cv2.GaussianBlur(grey, (0, 0), 1.0)
    true = np.array([[1.006, 0.004, 0.6], [-0.003, 0.995, -0.5], [2e-5, -1e-5, 1.0]])
    warped = cv2.warpPerspective(grey, true, (240, 160))
    found = inverse_compositional.refine(
        inverse_compositional.normalised(grey),
        inverse_compositional.normalised(warped),
        np.eye(3),
        np.ones((160, 240), np.bool_),
    )
    inner = np.array([[60.0, 40.0], [180.0, 40.0], [180.0, 120.0], [60.0, 120.0]])
    assert homography.project(found, inner) == pytest.approx(homography.project(true, inner), abs=0.1)


def test_a_flat_picture_leaves_the_start_as_it_is() -> None:
    flat, start = np.zeros((40, 60), np.float32), np.diag([1.1, 0.9, 1.0])
    assert inverse_compositional.refine(flat, flat, start, flat == 0) is start


@pytest.mark.parametrize(
    "edit",
    [
        edits.recompress(20),
        edits.downscale(0.25),
        edits.brightness(1.3),
        edits.grey(),
        edits.mirror(),
        edits.rotate(15),
        edits.rotate(90),
        edits.pad(0.5),
        edits.crop(0.2, 0.3, 0.4),
        edits.caption(),
    ],
    ids=lambda edit: edit.name,
)
def test_edits_leave_everything_in_place(photos: Photos, edit: edits.Edit) -> None:
    found = laid(edit.apply(photos["astronaut"]), photos["astronaut"])
    assert found.agreement > 0.95
    assert found.overhang < 0.003
    assert found.perspective < 0.2
    assert found.parallax < 0.25
    assert found.unevenness < 0.08


def test_the_steps_that_saving_puts_into_an_even_sky_are_no_content(photos: Photos) -> None:
    poor = edits.chain("poor", "poor", edits.downscale(0.4), edits.recompress(8)).apply(photos["rocket"])
    assert laid(poor, photos["rocket"]).agreement > 0.95
    assert laid(photos["rocket"], poor).agreement > 0.95


def test_what_is_added_to_an_even_sky_is_seen(photos: Photos) -> None:
    added = cv2.circle(photos["rocket"].copy(), (520, 90), 30, (90, 90, 100), -1, cv2.LINE_AA)
    assert laid(added, photos["rocket"]).agreement < 0.97
    assert laid(photos["rocket"], added).agreement < 0.97


def test_geometry_is_named(photos: Photos) -> None:
    photo = photos["chelsea"]
    assert laid(edits.mirror().apply(photo), photo).mirrored
    assert abs(laid(edits.rotate(90).apply(photo), photo).rotation) == pytest.approx(90.0, abs=0.2)
    assert laid(edits.downscale(0.25).apply(photo), photo).scale == pytest.approx(4.0, rel=0.01)
    half = laid(edits.crop(0.5, 0.2, 0.7).apply(photo), photo)
    assert (half.coverage_query, half.coverage_candidate) == pytest.approx((1.0, 0.5), abs=0.01)
    assert laid(edits.grey().apply(photo), photo).colour_change > 0.05


@pytest.mark.parametrize("name", ["chelsea", "coffee", "rocket"])
def test_changed_tones_are_told_from_saving_anew(photos: Photos, name: str) -> None:
    photo = photos[name]
    saved = [edits.recompress(10), edits.recompress(40), edits.downscale(0.15), edits.downscale(0.5)]
    changed = [
        edits.contrast(0.88),
        edits.contrast(1.15),
        edits.brightness(0.93),
        edits.brightness(1.08),
        edits.saturation(0.75),
        edits.saturation(1.3),
        edits.grey(),
        edits.tint(1.06, 1.0, 0.94),
    ]
    for edit in saved:
        assert laid(edit.apply(photo), photo).tone_change < 1.0, edit.name
    for edit in changed:
        for a, b in ((edit.apply(photo), photo), (photo, edit.apply(photo))):
            assert laid(a, b).tone_change > 1.0, edit.name


@pytest.mark.parametrize("colour", [(0, 0, 0), (255, 255, 255), (200, 30, 30)])
def test_a_border_is_no_change_of_tones(photos: Photos, colour: tuple[int, int, int]) -> None:
    photo = photos["coffee"]
    bordered = edits.pad(0.3, colour).apply(photo)
    assert laid(bordered, photo).tone_change < 1.0
    assert laid(photo, bordered).tone_change < 1.0


def test_a_flat_picture_has_no_contrast_that_could_change(photos: Photos) -> None:
    noise = np.random.default_rng(2).integers(124, 132, (240, 320, 3)).astype(np.uint8)
    found = photometric_residual.tone_difference(
        noise, np.ascontiguousarray(noise[:, ::-1]), np.eye(3), (0, 0, 320, 240)
    )
    assert found.change < 1.0
    nothing = photometric_residual.tone_difference(
        noise, noise, np.array([[1, 0, 900], [0, 1, 0], [0, 0, 1.0]]), (0, 0, 320, 240)
    )
    assert (nothing.colour, np.isfinite(nothing.change)) == (1.0, True)


def test_a_plain_border_is_no_content(photos: Photos) -> None:
    found = laid(edits.pad(0.5, (120, 20, 20)).apply(photos["chelsea"]), photos["chelsea"])
    assert found.coverage_query > 0.97


def test_other_shots_bend_and_slip(photos: Photos) -> None:
    for seed in range(3):
        flat = laid(edits.flat_object(seed).apply(photos["coffee"]), photos["coffee"])
        assert flat.perspective > 0.3
        next_one = laid(edits.burst(seed).apply(photos["coffee"]), photos["coffee"])
        assert next_one.overhang > 0.002 or next_one.perspective > 0.05


def test_real_stereo_shows_parallax(photos: Photos) -> None:
    with Image.open(Path(skimage.data.__file__).parent / "motorcycle_right.png") as image:
        right = np.asarray(image.convert("RGB"))
    found = laid(photos["motorcycle_left"], right)
    assert found.agreement < 0.85
    assert found.parallax > 0.3


def test_unrelated_pictures_are_not_registered(photos: Photos) -> None:
    assert gathered(photos["astronaut"], photos["coffee"])[2].registration is None


@pytest.mark.parametrize("turned", [lambda p: p, lambda p: p[:, ::-1], lambda p: np.rot90(p), lambda p: np.rot90(p, 3)])
def test_a_tiny_blurred_copy_is_registered_without_key_points(
    photos: Photos, turned: Callable[[UInt8Array], UInt8Array]
) -> None:
    tiny = edits.blur(1.5).apply(cv2.resize(photos["chelsea"], (60, 40), interpolation=cv2.INTER_AREA))
    _, _, found = gathered(np.ascontiguousarray(turned(tiny)), photos["chelsea"])
    assert found.registration is not None
    assert found.registration.agreement > 0.9


def test_content_leaves_out_what_is_plain_to_the_corner(photos: Photos) -> None:
    grey = cv2.cvtColor(photos["astronaut"], cv2.COLOR_RGB2GRAY)
    bordered = cv2.copyMakeBorder(grey, 100, 100, 100, 100, cv2.BORDER_CONSTANT, value=255)
    inside = content_mask.content(bordered)
    assert inside is not None
    assert inside.mean() == pytest.approx(grey.size / bordered.size, abs=0.03)
    assert content_mask.content(np.full((50, 50), 7, np.uint8)) is None


def test_common_area_is_the_overlap() -> None:
    shifted = np.array([[1.0, 0.0, -40.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    area = homography_shape.common_area(shifted, (100, 50), (100, 50))
    assert area is not None
    assert homography_shape.area_of(area) == pytest.approx(60 * 50)
    far = np.array([[1.0, 0.0, 500.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    assert homography_shape.common_area(far, (100, 50), (100, 50)) is None


def test_turning_and_stretching_is_no_skew_and_no_perspective() -> None:
    points = np.random.default_rng(0).uniform(0, 100, (50, 2))
    turn = math.radians(33)
    similarity = np.array([[math.cos(turn), -math.sin(turn), 5], [math.sin(turn), math.cos(turn), 9], [0, 0, 0.5]])
    made = homography_shape.shape_of(similarity, points)
    assert (made.perspective, made.skew) == pytest.approx((0.0, 0.0), abs=1e-12)
    assert (made.scale, made.rotation, made.mirrored) == pytest.approx((2.0, 33.0, False))
    stretched = homography_shape.shape_of(np.diag([1.7, 1.0, 1.0]), points)
    assert stretched.skew == pytest.approx(0.0, abs=1e-12)
    tilted = homography_shape.shape_of(np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [2e-3, 0.0, 1.0]]), points)
    assert tilted.perspective > 0.005
