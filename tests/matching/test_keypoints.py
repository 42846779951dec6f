"""Key points: what is a copy is found and said to be one, what merely looks alike is not."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
import skimage.data
from PIL import Image
from project_tree import SHARED

from pictrace import matching
from pictrace.extraction import QueryOrigin, extract_pixel_features, query_from_working
from pictrace.matching import homography, keypoint_detection, keypoints
from pictrace.types import Features, Float64Array, KeypointEvidence, LocalFeatures, Query, UInt8Array

VECTOR = np.array([0.6, 0.8], dtype=np.float32)


def working(picture: UInt8Array) -> UInt8Array:
    height, width = picture.shape[:2]
    scale = 512 / max(height, width)
    if scale >= 1.0:
        return picture
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return cv2.resize(picture, size, interpolation=cv2.INTER_AREA)


def detect(picture: UInt8Array) -> LocalFeatures:
    return keypoint_detection.detect(working(picture), picture.shape[1], picture.shape[0])


def some(local: LocalFeatures, rows: np.ndarray) -> LocalFeatures:
    """Only these key points of a picture."""
    assert local.angles is not None
    assert local.levels is not None
    columns = local.points, local.descriptors, local.angles, local.levels
    points, descriptors, angles, levels = (column[rows] for column in columns)
    return LocalFeatures(points, descriptors, local.width, local.height, angles, levels)


def as_before(local: LocalFeatures) -> LocalFeatures:
    """The key points as a library made before angles and levels were kept has them."""
    return replace(local, angles=None, levels=None)


def match(query: UInt8Array, candidate: UInt8Array) -> KeypointEvidence:
    mirrored = keypoint_detection.detect_mirrored(working(query), query.shape[1], query.shape[0])
    return keypoints.match(detect(query), mirrored, detect(candidate))


def as_query(picture: UInt8Array) -> Query:
    origin = QueryOrigin("query", picture.shape[1], picture.shape[0], byte_digest="b", pixel_digest="p")
    return query_from_working(origin, working(picture), VECTOR)


def features(picture: UInt8Array) -> Features:
    described = extract_pixel_features(working(picture), picture.shape[1], picture.shape[0])
    return described.with_vectors(VECTOR, None)


def corner_error(found: Float64Array | None, truth: Float64Array, picture: UInt8Array) -> float:
    """Mean distance in pixels between where the two homographies put the picture's corners."""
    assert found is not None
    corners = homography.corners((picture.shape[1], picture.shape[0]))
    apart = homography.project(found, corners) - homography.project(truth, corners)
    return float(np.linalg.norm(apart, axis=1).mean())


def packaged(name: str) -> UInt8Array:
    with Image.open(Path(skimage.data.__file__).parent / name) as image:
        return np.asarray(image.convert("RGB"))


# ---------------------------------------------------------------- detection


def test_points_are_in_original_pixels(photos: dict[str, UInt8Array]) -> None:
    small = photos["chelsea"][:300, :400]
    large = cv2.resize(small, (1600, 1200), interpolation=cv2.INTER_CUBIC)
    local = detect(large)
    assert (local.width, local.height) == (1600, 1200)
    assert local.points.dtype == np.float32
    assert local.descriptors.dtype == np.uint8
    assert local.descriptors.shape == (len(local), 32)
    assert 300 < len(local) <= 1200
    assert local.points.min() >= -0.5
    assert local.points[:, 0].max() > 1200
    found = match(large, small)
    assert corner_error(found.homography, homography.resize_transform((1600, 1200), (400, 300)), large) < 1.0


@pytest.mark.parametrize("size", [(1, 1), (3, 200), (40, 40), (512, 384), (5000, 1)])
def test_blank_pictures_of_any_size_have_no_key_points(size: tuple[int, int]) -> None:
    local = detect(np.full((size[1], size[0], 3), 200, dtype=np.uint8))
    assert local.points.shape == (0, 2)
    assert local.descriptors.shape == (0, 32)
    assert not keypoints.has_enough(local)


@pytest.mark.parametrize("size", [(1, 1), (2, 2), (5000, 1), (1, 300), (6, 900), (40, 40)])
def test_pictures_of_odd_shapes_are_no_error(size: tuple[int, int]) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (size[1], size[0], 3)).astype(np.uint8)
    found = match(noise, noise)
    assert found.score is None or found.score > 0.9
    assert matching.gather(as_query(noise), as_query(noise).features, working(noise)).colour == 1.0


def test_a_thumbnail_has_key_points_and_finds_its_original(photos: dict[str, UInt8Array]) -> None:
    original = photos["coffee"]
    thumbnail = cv2.resize(original, (100, 67), interpolation=cv2.INTER_AREA)
    assert match(thumbnail, original).inlier_count > 50
    assert match(original, thumbnail).inlier_count > 50


def test_every_part_of_a_picture_gets_key_points(photos: dict[str, UInt8Array]) -> None:
    # The right half has a third of the contrast; OpenCV's own choice leaves it 30 of 1,200.
    local = detect(np.hstack([photos["coffee"], photos["coffee"] // 3 + 80]))
    assert (local.points[:, 0] > 600).mean() > 0.25


def test_levels_and_angles_say_how_a_key_point_was_enlarged_and_turned(photos: dict[str, UInt8Array]) -> None:
    picture = photos["coffee"]
    turned = np.ascontiguousarray(np.rot90(picture))
    found = match(picture, turned)
    whole, other = detect(picture), detect(turned)
    assert whole.angles is not None
    assert other.angles is not None
    assert whole.levels is not None
    assert (whole.levels.min(), whole.levels.max()) == (0, 12)
    by_point = {tuple(point): angle for point, angle in zip(whole.points, whole.angles, strict=True)}
    there = {tuple(point): angle for point, angle in zip(other.points, other.angles, strict=True)}
    turns = [
        (int(there[tuple(b)]) - int(by_point[tuple(a)]) - 192 + 128) % 256 - 128
        for a, b in zip(found.query_points[found.inliers], found.candidate_points[found.inliers], strict=True)
    ]
    # Counter-clockwise by a quarter is clockwise by 192 of 256; points of one spot on two levels share a coordinate.
    assert np.median(np.abs(turns)) <= 2


# ---------------------------------------------------------------- details of large pictures


@pytest.fixture(scope="module")
def wall(photos: dict[str, UInt8Array]) -> UInt8Array:
    """(1200, 2400, 3): a large work of eight photographs, none of them enlarged much."""
    tiles = [cv2.resize(photo, (600, 600), interpolation=cv2.INTER_AREA) for photo in photos.values()]
    return np.vstack([np.hstack(tiles[:4]), np.hstack(tiles[4:])])


def test_a_small_detail_of_a_large_picture_finds_it_and_the_other_way_round(wall: UInt8Array) -> None:
    height, width = wall.shape[:2]
    local = keypoint_detection.detect_detailed(working(wall), wall, width, height)
    assert local.levels is not None
    assert (local.levels.min(), len(local)) == (-8, 2500)
    assert (np.flatnonzero(local.levels < 0) >= 1200).all()
    for left, top in ((20, 160), (2000, 800), (130, 820)):
        detail = np.ascontiguousarray(wall[top : top + 240, left : left + 240])
        part = detect(detail)
        mirrored = keypoint_detection.detect_mirrored(working(detail), 240, 240)
        found = keypoints.match(part, mirrored, local)
        truth = np.array([[1.0, 0, left], [0, 1, top], [0, 0, 1]])
        assert corner_error(found.homography, truth, detail) < 3.0
        assert keypoints.match(part, mirrored, detect(wall)).homography is None
        back = keypoints.match(local, keypoint_detection.detect_mirrored(working(wall), width, height), part)
        assert back.homography is not None
        assert np.allclose(homography.project(back.homography, [[left, top]]), 0.0, atol=5.0)


def test_a_large_picture_with_itself_is_one(wall: UInt8Array) -> None:
    height, width = wall.shape[:2]
    local = keypoint_detection.detect_detailed(working(wall), wall, width, height)
    found = keypoints.match(local, keypoint_detection.detect_mirrored(working(wall), width, height), local)
    assert found.score == 1.0
    assert len(found.planes) == 1


@pytest.mark.parametrize(("long_side", "finest"), [(1061, 0), (1062, -4), (1600, -6), (3000, -8)])
def test_the_larger_the_picture_the_finer_its_details(wall: UInt8Array, long_side: int, finest: int) -> None:
    picture = cv2.resize(wall, (long_side, long_side // 2), interpolation=cv2.INTER_AREA)
    local = keypoint_detection.detect_detailed(working(picture), picture, 10 * long_side, 10 * (long_side // 2))
    assert local.levels is not None
    assert local.levels.min() == finest
    # Of a picture that was decoded reduced, points lie in its original all the same.
    assert 9 * long_side < local.points[:, 0].max() < 10 * long_side


@pytest.mark.parametrize("size", [(3000, 40), (2, 5000)])
def test_large_pictures_of_odd_shapes_are_no_error(size: tuple[int, int]) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (size[1], size[0], 3)).astype(np.uint8)
    local = keypoint_detection.detect_detailed(working(noise), noise, *size)
    assert local.levels is not None
    assert (local.levels >= 0).all()


# ---------------------------------------------------------------- copies


def test_a_picture_with_itself_is_one(photos: dict[str, UInt8Array]) -> None:
    for picture in photos.values():
        found = match(picture, picture)
        assert found.score == 1.0
        assert not found.mirrored
        assert found.inlier_count > 0.95 * found.match_count
        assert corner_error(found.homography, np.eye(3), picture) < 0.5


def test_a_known_warp_is_recovered(photos: dict[str, UInt8Array]) -> None:
    query = photos["astronaut"]
    source = np.array([[0, 0], [511, 0], [511, 511], [0, 511]], dtype=np.float32)
    target = np.array([[60, 30], [560, 80], [520, 470], [20, 420]], dtype=np.float32)
    truth = cv2.getPerspectiveTransform(source, target)
    found = match(query, cv2.warpPerspective(query, truth, (600, 500)))
    assert corner_error(found.homography, truth, query) < 1.5
    assert found.score is not None
    assert found.score > 0.95
    assert not found.mirrored
    landed = homography.project(truth, found.query_points[found.inliers])
    assert np.median(np.linalg.norm(landed - found.candidate_points[found.inliers], axis=1)) < 1.5


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_quarter_turn_is_found(photos: dict[str, UInt8Array], quarters: int) -> None:
    found = match(photos["rocket"], np.ascontiguousarray(np.rot90(photos["rocket"], quarters)))
    assert found.score == pytest.approx(1.0, abs=0.01)
    assert not found.mirrored


def test_a_mirrored_crop_is_found_said_to_be_and_given_in_the_query_as_given(photos: dict[str, UInt8Array]) -> None:
    candidate = photos["chelsea"]
    left, top, width, height = 60, 20, 300, 240
    query = np.ascontiguousarray(candidate[top : top + height, left : left + width][:, ::-1])
    found = match(query, candidate)
    truth = np.array([[-1.0, 0, left + width - 1], [0, 1, top], [0, 0, 1]])
    assert found.mirrored
    assert found.score is not None
    assert found.score > 0.95
    assert corner_error(found.homography, truth, query) < 1.0
    landed = homography.project(truth, found.query_points[found.inliers])
    assert np.median(np.linalg.norm(landed - found.candidate_points[found.inliers], axis=1)) < 1.5


def test_a_picture_pasted_into_another_is_found_both_ways(photos: dict[str, UInt8Array]) -> None:
    page = cv2.resize(photos["coffee"], (900, 600))
    part = cv2.resize(photos["astronaut"], (300, 300), interpolation=cv2.INTER_AREA)
    page[200:500, 400:700] = part
    truth = homography.resize_transform((512, 512), (300, 300))
    truth[:2, 2] += (400, 200)
    assert corner_error(match(photos["astronaut"], page).homography, truth, photos["astronaut"]) < 3.0
    back = match(page, photos["astronaut"])
    assert back.homography is not None
    assert np.allclose(
        homography.project(back.homography, [[400, 200], [699, 499]]), [[0.35, 0.35], [510.65, 510.65]], atol=3.0
    )


def test_each_candidate_key_point_is_used_once(photos: dict[str, UInt8Array]) -> None:
    found = match(photos["chelsea"], photos["chelsea"])
    local = detect(photos["chelsea"])
    used, counts = np.unique(found.candidate_points, axis=0, return_counts=True)
    held = {
        tuple(point): count for point, count in zip(*np.unique(local.points, axis=0, return_counts=True), strict=True)
    }
    assert all(count <= held[tuple(point)] for point, count in zip(used, counts, strict=True))
    assert len(found.query_points) == len(found.candidate_points) == len(found.inliers) <= len(local)


@pytest.mark.parametrize("side", [0.22, 0.32])
def test_a_small_crop_is_found_both_ways(photos: dict[str, UInt8Array], side: float) -> None:
    whole = photos["astronaut"]
    length = round(512 * side)
    left, top = 170, 60
    crop = np.ascontiguousarray(whole[top : top + length, left : left + length])
    truth = np.array([[1.0, 0, left], [0, 1, top], [0, 0, 1]])
    assert corner_error(match(crop, whole).homography, truth, crop) < 1.5
    back = match(whole, crop)
    assert back.homography is not None
    assert corner_error(np.linalg.inv(back.homography), truth, crop) < 1.5


def test_a_copy_of_a_tenth_of_the_size_is_found(photos: dict[str, UInt8Array]) -> None:
    for name in ("chelsea", "coffee", "rocket", "motorcycle_left"):
        whole = photos[name]
        small = cv2.resize(whole, (whole.shape[1] // 10, whole.shape[0] // 10), interpolation=cv2.INTER_AREA)
        truth = homography.resize_transform((whole.shape[1], whole.shape[0]), (small.shape[1], small.shape[0]))
        assert corner_error(match(whole, small).homography, truth, whole) < 3.0
        assert match(small, whole).homography is not None


def test_features_of_an_older_library_are_matched_still(photos: dict[str, UInt8Array]) -> None:
    query = photos["coffee"]
    turned = np.ascontiguousarray(np.rot90(query)[:, :300])
    whole, mirrored = detect(query), keypoint_detection.detect_mirrored(working(query), query.shape[1], query.shape[0])
    found = keypoints.match(whole, mirrored, as_before(detect(turned)))
    assert found.homography is not None
    assert keypoints.match(whole, mirrored, as_before(whole)).score == 1.0
    assert keypoints.match(as_before(whole), mirrored, detect(turned)).homography is not None
    assert keypoints.match(whole, mirrored, as_before(detect(photos["chelsea"]))).homography is None


# ---------------------------------------------------------------- several planes


def collage(first: UInt8Array, second: UInt8Array, exchanged: bool) -> UInt8Array:
    """(400, 900, 3): two pictures of 380 × 380 at the ends of a grey page, one higher than the other."""
    page = np.full((400, 900, 3), 128, dtype=np.uint8)
    first, second = (cv2.resize(picture, (380, 380), interpolation=cv2.INTER_AREA) for picture in (first, second))
    page[5:385, 510:890] = first if exchanged else second
    page[15:395, 10:390] = second if exchanged else first
    return page


@pytest.mark.parametrize("mirrored", [False, True])
def test_two_donors_are_two_planes(photos: dict[str, UInt8Array], mirrored: bool) -> None:
    astronaut, coffee = photos["astronaut"], photos["coffee"]
    query = collage(astronaut, np.ascontiguousarray(coffee[:, ::-1]) if mirrored else coffee, exchanged=False)
    found = match(query, collage(astronaut, coffee, exchanged=True))
    assert len(found.planes) == 2
    assert sorted(plane.mirrored for plane in found.planes) == [False, mirrored]
    assert found.homography is found.planes[0].homography
    assert found.inliers is found.planes[0].inliers
    assert found.mirrored == found.planes[0].mirrored
    by_place = sorted(found.planes, key=lambda plane: found.query_points[plane.inliers][:, 0].mean())
    middles = np.array([[[199.5, 204.5]], [[699.5, 194.5]]])
    landed = [homography.project(plane.homography, middle) for plane, middle in zip(by_place, middles, strict=True)]
    assert np.allclose(landed, [[[699.5, 194.5]], [[199.5, 204.5]]], atol=2.0)
    for plane in found.planes:
        assert plane.inliers.shape == found.inliers.shape == (found.match_count,)
        ends = homography.project(plane.homography, found.query_points[plane.inliers])
        assert np.median(np.linalg.norm(ends - found.candidate_points[plane.inliers], axis=1)) < 3.0
    assert not (found.planes[0].inliers & found.planes[1].inliers).any()


def test_a_plain_copy_is_one_plane(photos: dict[str, UInt8Array]) -> None:
    for name, picture in photos.items():
        crop = np.ascontiguousarray(picture[40:, 60:])
        assert len(match(crop, picture).planes) == 1, name
        assert len(match(np.ascontiguousarray(crop[:, ::-1]), picture).planes) == 1, name


# ---------------------------------------------------------------- strangers


def test_strangers_have_no_homography_and_score_0(photos: dict[str, UInt8Array]) -> None:
    for a in photos:
        for b in photos:
            if a != b:
                found = match(photos[a], photos[b])
                assert found.homography is None, (a, b)
                assert (found.score, found.inlier_count) == (0.0, 0)


def test_other_texture_and_other_text_are_no_copies() -> None:
    halves = []
    for name in ("brick.png", "grass.png", "gravel.png", "page.png", "text.png"):
        picture = packaged(name)
        middle = picture.shape[1] // 2
        halves.append((name, picture[:, :middle], picture[:, middle:]))
    for name, left, right in halves:
        found = match(np.ascontiguousarray(left), np.ascontiguousarray(right))
        assert found.score is not None
        assert found.score < 0.3, (name, found.inlier_count)


def test_whether_they_agree_can_be_asked_alone(photos: dict[str, UInt8Array]) -> None:
    chelsea, coffee = photos["chelsea"], photos["coffee"]
    blank = np.full((200, 300, 3), 128, dtype=np.uint8)
    pictures = [chelsea, coffee, chelsea[:, ::-1], chelsea[40:200, 90:300], cv2.resize(coffee, (90, 60)), blank]
    said = set()
    for query in pictures:
        mirrored = keypoint_detection.detect_mirrored(working(query), query.shape[1], query.shape[0])
        prepared = keypoints.prepare(detect(query), mirrored)
        for candidate in map(detect, pictures):
            for known in (candidate, as_before(candidate)):
                agree = keypoints.is_verified(prepared, known)
                assert agree == (keypoints.match_prepared(prepared, known).homography is not None)
                said.add(agree)
    assert said == {True, False}


@pytest.mark.parametrize("byte", [0, 20])
def test_a_key_point_that_occurs_twice_says_nothing(photos: dict[str, UInt8Array], byte: int) -> None:
    local = detect(photos["chelsea"])
    twice = some(local, np.concatenate([np.arange(len(local))] * 2))
    assert keypoints.has_enough(local)
    assert not keypoints.has_enough(twice)
    twice.descriptors[: len(local), byte] ^= 1
    assert keypoints.has_enough(twice)


def test_two_blank_pictures_are_no_match() -> None:
    blank = np.full((300, 400, 3), 127, dtype=np.uint8)
    found = match(blank, blank)
    assert found.score is None
    assert found.homography is None
    assert found.match_count == 0


def test_a_blank_query_says_nothing_and_a_blank_candidate_scores_0(photos: dict[str, UInt8Array]) -> None:
    blank = np.zeros((300, 400, 3), dtype=np.uint8)
    assert match(blank, photos["coffee"]).score is None
    found = match(photos["coffee"], blank)
    assert (found.score, found.homography, found.match_count) == (0.0, None, 0)


def test_a_candidate_of_few_key_points_cannot_score_high(photos: dict[str, UInt8Array]) -> None:
    whole = detect(photos["astronaut"])
    mirrored = keypoint_detection.detect_mirrored(photos["astronaut"], 512, 512)
    previous = 1.0
    for count in (60, 20, 12, 8, 4, 1, 0):
        rows = np.linspace(0, len(whole) - 1, count).astype(int)
        found = keypoints.match(whole, mirrored, some(whole, rows))
        assert found.score is not None
        assert found.score <= previous
        assert count >= 5 or found.score == 0.0
        assert found.score <= 1 - np.exp(-max(0, count - 4) / 12) + 1e-6
        previous = found.score


def test_many_key_points_on_one_spot_are_no_evidence() -> None:
    rng = np.random.default_rng(0)
    descriptors = rng.integers(0, 256, (300, 32)).astype(np.uint8)
    spread = rng.uniform(0, 511, (300, 2)).astype(np.float32)
    spread[:40] = rng.uniform(97, 103, (40, 2))
    still, level = np.zeros(300, np.uint8), np.zeros(300, np.int8)
    for query in (
        LocalFeatures(spread, descriptors, 512, 512),
        LocalFeatures(spread, descriptors, 512, 512, still, level),
    ):
        mirrored = LocalFeatures(spread, rng.integers(0, 256, (300, 32)).astype(np.uint8), 512, 512)
        candidate = replace(
            query,
            points=spread[:40],
            descriptors=descriptors[:40],
            angles=None if query.angles is None else still[:40],
            levels=None if query.levels is None else level[:40],
        )
        found = keypoints.match(query, mirrored, candidate)
        assert found.match_count == 40
        assert (found.score, found.homography, found.inlier_count, found.planes) == (0.0, None, 0, ())


def test_a_folded_homography_is_refused_however_many_agree() -> None:
    rng = np.random.default_rng(3)
    points = rng.uniform(0, 511, (200, 2)).astype(np.float32)
    descriptors = rng.integers(0, 256, (200, 32)).astype(np.uint8)
    mirrored = LocalFeatures(points, rng.integers(0, 256, (200, 32)).astype(np.uint8), 512, 512)
    # Both pictures' corners lie on both sides of this map's horizon.
    fold = np.array([[0.5, 0.1, 40], [0.05, 0.6, 30], [-1 / 180, 1 / 300, 1.0]])
    folded = homography.project(fold, points).astype(np.float32)
    inside = ((folded > 0) & (folded < 511)).all(axis=1)
    assert inside.sum() > 30
    candidate = LocalFeatures(folded[inside], descriptors[inside], 512, 512)
    found = keypoints.match(LocalFeatures(points, descriptors, 512, 512), mirrored, candidate)
    assert found.match_count == inside.sum()
    assert (found.score, found.homography) == (0.0, None)


# ---------------------------------------------------------------- all channels together


def test_matching_is_the_same_every_time_and_from_any_thread(photos: dict[str, UInt8Array]) -> None:
    prepared = matching.prepare(as_query(photos["chelsea"]))
    candidates = [(features(picture), working(picture)) for picture in photos.values()]
    alone = [matching.gather(prepared, *candidate) for candidate in candidates]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda candidate: matching.gather(prepared, *candidate), candidates * 3))
    for one, other in zip(alone * 3, together, strict=True):
        assert one.scores == other.scores
        assert np.array_equal(one.keypoints.query_points, other.keypoints.query_points)
        assert np.array_equal(one.keypoints.inliers, other.keypoints.inliers)


def test_evidence_of_a_picture_with_itself_is_one_in_every_channel(photos: dict[str, UInt8Array]) -> None:
    query = as_query(photos["coffee"])
    found = matching.gather(query, query.features, query.working)
    assert found.scores == pytest.approx({"cosine": 1.0, "structure": 1.0, "keypoints": 1.0, "colour": 1.0})
    values = matching.structure_map_of(query, found, query.working, (query.width, query.height))
    assert values.shape == (256, 256)
    assert np.median(values) > 0.95
    assert matching.coverage_map_of(query, found, query.working, (query.width, query.height)).all()


def test_a_flat_query_is_said_to_be_flat(photos: dict[str, UInt8Array]) -> None:
    flat = as_query(np.full((200, 300, 3), 90, dtype=np.uint8))
    assert flat.flat
    assert not as_query(photos["coins"]).flat
    coins = photos["coins"]
    found = matching.gather(flat, features(coins), working(coins))
    assert (found.scores["structure"], found.scores["keypoints"]) == (None, None)


def test_a_lost_working_picture_costs_the_structure_only(photos: dict[str, UInt8Array]) -> None:
    query = as_query(photos["rocket"])
    found = matching.gather(query, query.features, None)
    assert found.scores == pytest.approx({"cosine": 1.0, "structure": 0.0, "keypoints": 1.0, "colour": 1.0})


# ---------------------------------------------------------------- real scenes


@pytest.mark.parametrize("scene", ["graf", "boat"])
def test_the_homography_of_a_real_scene_is_the_measured_one(scene: str) -> None:
    folder = SHARED / "homography" / scene
    if not folder.is_dir():
        pytest.skip("the Oxford affine scenes of ../shared/data/homography are not beside this checkout")
    views = []
    for number in (1, 2):
        with Image.open(folder / f"img{number}.png") as image:
            views.append(np.asarray(image.convert("RGB")))
    found = match(*views)
    assert found.inlier_count > 200
    assert corner_error(found.homography, np.loadtxt(folder / "H1to2p"), views[0]) < 2.0
