"""Drawings of the evidence."""

from __future__ import annotations

import numpy as np
import pytest

from pictrace.imaging import drawing
from pictrace.types import Float64Array, KeypointEvidence, UInt8Array


def matched(count: int, strays: int = 0, homography: Float64Array | None = None) -> KeypointEvidence:
    rng = np.random.default_rng(0)
    points = rng.uniform(20, 180, (count + strays, 2)).astype(np.float32)
    inliers = np.arange(count + strays) < count
    return KeypointEvidence(points, points.copy(), inliers, homography, False, 0.5)


def grey(width: int, height: int) -> UInt8Array:
    return np.full((height, width, 3), 90, dtype=np.uint8)


def pixels_of(picture: UInt8Array, colour: drawing.Colour) -> int:
    return int((np.abs(picture.astype(int) - colour).max(axis=2) < 24).sum())


def test_both_pictures_lie_beside_each_other_at_good_size() -> None:
    drawn = drawing.match_overlay(grey(400, 300), grey(200, 300), matched(0), (400, 300), (200, 300))
    assert drawn.dtype == np.uint8
    assert drawn.shape[1] == pytest.approx(drawing.MAX_WIDTH, abs=2)
    assert drawn.shape[0] == pytest.approx((1400 - 12) / (4 / 3 + 2 / 3), abs=2)


def test_wide_pictures_are_stacked_and_tall_ones_kept_low() -> None:
    wide = drawing.match_overlay(grey(900, 200), grey(900, 200), matched(0), (900, 200), (900, 200))
    assert wide.shape[1] == 1400
    assert wide.shape[0] == pytest.approx(2 * 1400 * 2 / 9 + 12, abs=2)
    tall = drawing.match_overlay(grey(200, 900), grey(200, 900), matched(0), (200, 900), (200, 900))
    assert tall.shape[0] <= 1000


@pytest.mark.parametrize("size", [(1, 1), (1, 900), (900, 1), (3000, 40)])
def test_odd_sizes_draw(size: tuple[int, int]) -> None:
    drawn = drawing.match_overlay(grey(*size), grey(300, 200), matched(3, 3, np.eye(3)), size, (300, 200))
    assert drawn.shape[0] <= 1001
    assert drawn.shape[1] <= 1400


def test_agreeing_and_stray_points_differ_in_colour_and_form() -> None:
    def drawn(evidence: KeypointEvidence) -> UInt8Array:
        return drawing.match_overlay(grey(200, 200), grey(200, 200), evidence, (200, 200), (200, 200))

    agreeing, stray, none = drawn(matched(12)), drawn(matched(0, 12)), drawn(matched(0))
    assert pixels_of(agreeing, drawing.AGREEING) > 1000
    assert pixels_of(agreeing, drawing.STRAY) == 0
    assert pixels_of(stray, drawing.STRAY) > 300
    assert pixels_of(stray, drawing.AGREEING) == 0
    assert pixels_of(none, drawing.AGREEING) == pixels_of(none, drawing.STRAY) == 0


def test_a_point_is_drawn_where_it_lies_in_both_pictures() -> None:
    point = np.array([[100.0, 50.0]], dtype=np.float32)
    evidence = KeypointEvidence(point, point * 2, np.array([True]), None, False, 0.5)
    # The pictures given are smaller than the originals that the points refer to.
    drawn = drawing.match_overlay(grey(100, 50), grey(100, 50), evidence, (200, 100), (400, 200))
    height, width = drawn.shape[0], drawn.shape[1]
    if height > width / 2:
        places = [
            (0.5025 * (width - 1), 0.505 * (height - 12) / 2),
            (0.5025 * (width - 1), height - 0.495 * (height - 12) / 2),
        ]
    else:
        places = [(0.5025 * (width - 12) / 2, 0.505 * height), (width - 0.4975 * (width - 12) / 2, 0.505 * height)]
    for x, y in places:
        assert np.abs(drawn[round(y), round(x)].astype(int) - drawing.AGREEING).max() < 24


def test_strays_can_be_left_out_and_lines_are_limited() -> None:
    evidence = matched(300, 300)

    def drawn(**options: int) -> UInt8Array:
        return drawing.match_overlay(grey(200, 200), grey(200, 200), evidence, (200, 200), (200, 200), **options)

    assert pixels_of(drawn(strays=False), drawing.STRAY) == 0
    few, many = (pixels_of(drawn(max_lines=lines), drawing.AGREEING) for lines in (5, 200))
    assert 0 < few < many / 4
    assert pixels_of(drawn(max_lines=0), drawing.AGREEING) == 0


def test_the_outline_shows_where_the_query_lies_and_never_overflows() -> None:
    def white(homography: Float64Array) -> int:
        drawn = drawing.match_overlay(
            grey(200, 200), grey(200, 200), matched(1, homography=homography), (200, 200), (200, 200)
        )
        return pixels_of(drawn, (255, 255, 255))

    assert white(np.array([[0.5, 0, 50], [0, 0.5, 50], [0, 0, 1]])) > 1000
    assert white(np.diag([1e7, 1e7, 1.0])) >= 0
    assert white(np.array([[1.0, 0, 0], [0, 1, 0], [-1 / 100, 0, 1]])) >= 0


def test_inputs_are_left_alone() -> None:
    query = grey(1388 // 2, 500)
    before = query.copy()
    drawing.match_overlay(query, query, matched(20, 20, np.eye(3)), (200, 200), (200, 200))
    drawing.heat_map(np.zeros((256, 256), np.float32), query, covered=np.zeros((256, 256), np.bool_))
    assert np.array_equal(query, before)


def test_a_heat_map_runs_from_dark_to_light_and_hides_nothing_below_zero() -> None:
    values = np.linspace(-1, 1, 256, dtype=np.float32)[np.newaxis].repeat(256, axis=0)
    colours = drawing.heat_map(values)
    brightness = colours[0].astype(int).sum(axis=1)
    assert colours.shape == (256, 256, 3)
    assert (colours[:, :128] == colours[0, 0]).all()
    assert brightness[255] > brightness[190] > brightness[128]


def test_a_heat_map_takes_the_shape_of_its_picture_and_marks_what_is_not_covered(
    photos: dict[str, UInt8Array],
) -> None:
    values = np.ones((256, 256), dtype=np.float32)
    covered = np.zeros((256, 256), dtype=np.bool_)
    covered[:, :128] = True
    colours = drawing.heat_map(values, photos["coffee"], covered=covered)
    assert colours.shape == photos["coffee"].shape
    bare = colours[:, 310:]
    assert (bare == bare[:, :, :1]).all()
    assert not (colours[:, :290] == colours[:, :290, :1]).all()


def test_histogram_bars_have_the_colours_they_count_and_one_scale() -> None:
    red, empty = np.zeros(256, np.float32), np.zeros(256, np.float32)
    red[np.ravel_multi_index((0, 3, 3), (16, 4, 4))] = 1.0
    half = red / 2
    half[np.ravel_multi_index((0, 0, 0), (16, 4, 4))] = 0.5
    strip = drawing.histogram_strip(red, half, width=400, row_height=100)
    assert strip.shape == (212, 400, 3)
    redness = (strip[:, :, 0] > 180) & (strip[:, :, 1] < 80)
    assert redness[:100].sum() == pytest.approx(2 * redness[112:].sum(), rel=0.05)
    assert (strip[200, 5] == 32).all()
    drawing.histogram_strip(empty, empty)
