"""What the browser gets to draw a pair with: places in original pixels, right to a pixel, and pictures that fit."""

from __future__ import annotations

import io
import re
from pathlib import Path

import numpy as np
import pytest
from fakes import TinyBackbone
from PIL import Image
from project_tree import SHARED
from starlette.applications import Starlette
from starlette.testclient import TestClient

from pictrace import Settings, compare, explain, imaging
from pictrace.explanation import wording
from pictrace.matching import homography
from pictrace.types import Float64Array, UInt8Array
from pictrace.web import explained, shown, state, words
from pictrace.web.components.assets import asset
from pictrace.web.components.viewer import viewer_data
from pictrace.web.pair import Pair, PairPicture
from pictrace.web.shown import ShownViews
from pictrace.web.views.changes import changed
from pictrace.web.views.details import MOST_LINES, WORDS, details
from pictrace.web.views.registered import evened_picture, laid_picture, lines_picture, registered

SCENES = SHARED / "homography"
ORIENTATION = 0x0112


def saved(pixels: UInt8Array, orientation: int = 1) -> bytes:
    """A JPEG that shows these pixels when its EXIF orientation is applied; 6 is what a phone held upright writes."""
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    stored = np.rot90(pixels, 1) if orientation == 6 else pixels
    buffer = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(stored)).save(buffer, "JPEG", quality=95, exif=exif)
    return buffer.getvalue()


def pair_of(query: bytes, candidate: bytes) -> Pair:
    """Two files as a pair, without a library."""
    found = compare(query, candidate, backbone=TinyBackbone(), settings=Settings())

    def load(data: bytes) -> UInt8Array:
        return imaging.decode(data, name="a picture", limits=Settings().limits).pixels

    return Pair(
        PairPicture.of(found.query, "query.jpg", lambda: load(query)),
        PairPicture.of(found.candidate, "candidate.jpg", lambda: load(candidate)),
        found.evidence,
        found.assessment.verdict,
        lambda: explain(found),
    )


def enlarged(pixels: UInt8Array, width: int) -> UInt8Array:
    height = round(pixels.shape[0] * width / pixels.shape[1])
    return np.asarray(Image.fromarray(pixels).resize((width, height), Image.Resampling.LANCZOS))


def ends(pair: Pair) -> tuple[Float64Array, Float64Array]:
    """Both ends of the agreeing lines, (n, 2) each."""
    lines = np.array(details(pair).lines.agreeing)
    return lines[:, :2], lines[:, 2:]


def apart(first: Float64Array, second: Float64Array) -> Float64Array:
    return np.asarray(np.linalg.norm(first - second, axis=1), np.float64)


@pytest.fixture(scope="module")
def turned(photos: dict[str, UInt8Array]) -> Pair:
    """A crop, and the photograph that it is of as a phone stores it: on its side, 2,000 × 2,400 once it is upright."""
    photo = enlarged(np.ascontiguousarray(photos["astronaut"][:, :427]), 2000)
    return pair_of(saved(photo[300:1900, 200:1700]), saved(photo, orientation=6))


def test_places_are_in_pixels_of_the_upright_original(turned: Pair) -> None:
    viewed = details(turned)
    assert (viewed.query.width, viewed.query.height) == (1500, 1600)
    assert (viewed.candidate.width, viewed.candidate.height) == (2000, 2398)
    starts, stops = ends(turned)
    off = apart(starts + np.array([200, 300]), stops)
    # Key points of two sizes of one picture lie up to a pixel of 512 apart: 4 pixels here.
    assert len(starts) > 100
    assert np.median(off) < 3


def test_the_outline_is_right_to_a_pixel(turned: Pair) -> None:
    (outline,) = details(turned).candidate_outlines
    left, top, right, bottom = 199.5, 299.5, 1699.5, 1899.5
    corners = np.array([[left, top], [right, top], [right, bottom], [left, bottom]])
    assert apart(np.array(outline), corners).max() < 1


def test_views_are_upright_and_no_larger_than_a_screen(turned: Pair) -> None:
    for picture in (turned.query, turned.candidate):
        view = picture.view()
        assert max(view.shape) == shown.LARGEST
        assert view.shape[1] / view.shape[0] == pytest.approx(picture.width / picture.height, abs=0.002)
        small = imaging.shrunk(view, imaging.WORKING_SIDE)
        assert np.abs(small.astype(int) - picture.working).mean() < 3


def test_a_mirrored_match_keeps_its_places_and_is_shown_mirrored(photos: dict[str, UInt8Array]) -> None:
    photo = photos["chelsea"]
    pair = pair_of(saved(np.ascontiguousarray(photo[:, ::-1])), saved(photo))
    viewed = details(pair)
    assert viewed.mirrored
    starts, stops = ends(pair)
    width = photo.shape[1]
    assert np.median(apart(np.column_stack([width - 1 - starts[:, 0], starts[:, 1]]), stops)) < 1
    assert viewed.link is not None
    np.testing.assert_allclose(homography.project(viewed.link, [[10, 20]]), [[width - 11, 20]], atol=0.5)


@pytest.mark.parametrize(("scene", "number"), [("graf", 3), ("boat", 3)])
def test_places_agree_with_a_known_view(scene: str, number: int) -> None:
    """Every place of the query that the viewer shows in the candidate, against the measured homography of the scene."""
    folder = SCENES / scene
    if not folder.is_dir():
        pytest.skip("needs ../shared/data/homography beside the project")
    truth = np.loadtxt(folder / f"H1to{number}p")
    pair = pair_of((folder / "img1.png").read_bytes(), (folder / f"img{number}.png").read_bytes())
    viewed = details(pair)
    assert viewed.link is not None
    across, down = np.meshgrid(np.arange(0, viewed.query.width, 40), np.arange(0, viewed.query.height, 40))
    places = np.column_stack([across.ravel(), down.ravel()])
    known = homography.project(truth, places)
    seen = ((known >= 0) & (known < [viewed.candidate.width, viewed.candidate.height])).all(axis=1)
    off = apart(homography.project(viewed.link, places), known)[seen]
    assert np.median(off) < 0.5
    assert off.max() < 2
    (outline,) = viewed.candidate_outlines
    corners = homography.project(truth, homography.corners(pair.query.size))
    assert np.median(apart(np.array(outline), corners)) < 2


def test_the_first_lines_are_spread_evenly(turned: Pair) -> None:
    lines = details(turned).lines
    starts = np.array(lines.agreeing)[:, :2]
    assert len(lines.agreeing) <= MOST_LINES
    assert lines.agreeing_count >= len(lines.agreeing)
    nearest = [np.sort(apart(starts[:10], start))[1] for start in starts[:10]]
    assert min(nearest) > 100


def test_what_is_sent_is_numbers_and_words(turned: Pair) -> None:
    data = viewer_data(details(turned), WORDS)
    lines = data["lines"]
    assert isinstance(lines, dict)
    assert all(len(line) == 4 for line in lines["agreeing"])
    link = data["link"]
    assert isinstance(link, list)
    assert len(link) == 9


def test_two_unlike_pictures_are_shown_without_lines(photos: dict[str, UInt8Array]) -> None:
    pair = pair_of(saved(photos["coffee"]), saved(photos["rocket"]))
    viewed = details(pair)
    assert viewed.lines.agreeing == []
    assert list(viewed.candidate_outlines) == []
    assert registered(pair).laid is None
    assert explained.explanation_of(pair).changes is None
    assert lines_picture(pair).shape[2] == 3


def test_the_candidate_is_laid_on_the_query_in_the_finer_resolution(photos: dict[str, UInt8Array]) -> None:
    photo = enlarged(photos["chelsea"], 1804)
    part = photo[200:1000, 400:1400]
    pair = pair_of(saved(imaging.shrunk(part, 500)), saved(photo))
    assert pair.homography is not None
    laid = laid_picture(pair, pair.homography)
    assert laid.shape[1] == pytest.approx(1000, abs=2)
    resized = np.asarray(Image.fromarray(part).resize((laid.shape[1], laid.shape[0])))
    assert np.abs(laid[50:-50, 50:-50].astype(int) - resized[50:-50, 50:-50]).mean() < 3


def test_tones_are_evened_out_for_the_difference(photos: dict[str, UInt8Array]) -> None:
    photo = photos["chelsea"]
    darker = (photo * 0.6).astype(np.uint8)
    pair = pair_of(saved(photo), saved(darker))
    assert pair.homography is not None
    plain = np.abs(laid_picture(pair, pair.homography).astype(int) - photo).mean()
    evened = np.abs(evened_picture(pair, pair.homography).astype(int) - photo).mean()
    assert plain > 30
    assert evened < 5


def test_a_pasted_patch_is_marked_where_it_is(photos: dict[str, UInt8Array]) -> None:
    photo = enlarged(photos["chelsea"], 900)
    edited = photo.copy()
    edited[300:420, 500:700] = (240, 210, 30)
    pair = pair_of(saved(edited), saved(photo))
    changes = explained.explanation_of(pair).changes
    assert changes is not None
    viewed = changed(pair, changes)
    (patch,) = [area for area in viewed.query_areas if area.kind in ("added", "altered")]
    numbers = np.array([float(number) for number in re.findall(r"-?[\d.]+", patch.path)]).reshape(-1, 2)
    (left, top), (right, bottom) = numbers.min(axis=0), numbers.max(axis=0)
    # Local similarity has a window, so that an area reaches a little beyond what was changed.
    assert (left, top, right, bottom) == pytest.approx((500, 300, 700, 420), abs=25)
    assert {entry.kind for entry in viewed.legend} >= {"kept", patch.kind}
    assert "%" in wording.coverage(changes)


# ---------------------------------------------------------------- views


def test_a_view_is_made_when_it_is_asked_for_and_only_once() -> None:
    kept = ShownViews()
    made: list[str] = []

    def make() -> bytes:
        made.append("made")
        return imaging.encode_jpeg(np.zeros((4, 4, 3), np.uint8))

    address = kept.address("a picture", make)
    assert kept.address("a picture", make) == address
    assert made == []
    client = TestClient(Starlette(routes=shown.routes(lambda: kept)))
    for _ in range(2):
        answer = client.get(address)
        assert answer.headers["Content-Type"] == "image/jpeg"
        assert "immutable" in answer.headers["Cache-Control"]
    assert made == ["made"]


def test_a_view_that_nobody_named_is_not_there() -> None:
    client = TestClient(Starlette(routes=shown.routes(ShownViews)))
    for name in ("0" * 64, "nothing", "..%2f..%2fetc"):
        answer = client.get(f"{shown.VIEWS}/{name}.jpg")
        assert answer.status_code == 404


def test_views_leave_when_there_are_too_many() -> None:
    kept = ShownViews(most_bytes=2500, most_named=3)
    tokens = [Path(kept.address(f"view {number}", lambda: bytes(1000))).stem for number in range(4)]
    assert kept.get(tokens[0]) is None
    assert [kept.get(token) for token in tokens[1:]] == [bytes(1000)] * 3
    assert kept.get(tokens[1]) == bytes(1000)  # made again


# ---------------------------------------------------------------- keys and addresses


def test_the_keys_of_streamlit_stay_free() -> None:
    listed = [key for keys, _ in words.keys.KEYS for key in keys]
    assert not {"R", "C"} & set(listed)
    assert not re.search(r'key === "[rcRC]"', asset("keys.js"))


def test_an_old_address_shows_what_it_showed_then() -> None:
    assert state.from_address({"show": "structure"}).tab == "registered"
