"""Every picture format keeps the same promises; one that is added is tested by standing in `Format`.

What is particular to one stands in the tests of images.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from picture_making import HEIC, corners, saved
from PIL import Image

from pictrace import imaging
from pictrace.errors import PictureTooLarge, UnreadablePicture
from pictrace.imaging import UNDERSTOOD
from pictrace.imaging.formats import FORMATS, HEAD, Format, recognise
from pictrace.settings import Limits
from pictrace.sources.kinds import Kind, kind_of, looks_like_picture
from pictrace.types import DecodedPicture

# Files of formats that Pillow does not write; all others are written here.
SAMPLES = {Format.HEIF: HEIC}
SIDES = (48, 32)


def sample(format: Format) -> bytes:
    return SAMPLES.get(format) or saved(Image.fromarray(corners(*SIDES)), format.value)


def decode(data: bytes, limits: Limits | None = None) -> DecodedPicture:
    return imaging.decode(data, name="holiday", limits=limits or Limits())


@pytest.fixture(params=list(Format), ids=lambda format: format.value)
def format(request: pytest.FixtureRequest) -> Format:
    found: Format = request.param
    return found


def test_it_has_a_name_extensions_and_first_bytes_on_which_all_agree(format: Format) -> None:
    understood, data = FORMATS[format], sample(format)
    assert understood.word in UNDERSTOOD
    assert understood.extensions
    assert {kind_of(f"a.{extension}") for extension in understood.extensions} == {Kind.PICTURE}
    assert recognise(data) is format
    assert recognise(data[:HEAD]) is format
    assert looks_like_picture(data[:HEAD])
    assert [other for other in Format if FORMATS[other].begins(data)] == [format]


def test_it_gives_upright_pixels_and_says_what_they_are(format: Format) -> None:
    data = sample(format)
    picture = decode(data)
    assert picture.format == format.value
    assert (picture.pixels.shape, picture.pixels.dtype) == ((picture.height, picture.width, 3), np.uint8)
    assert (picture.page, picture.pages, picture.reduced, picture.byte_size) == (1, 1, False, len(data))
    assert picture.byte_digest == imaging.file_digest(data)


def test_the_same_bytes_are_the_same_picture_in_every_thread(format: Format) -> None:
    data = sample(format)
    first = decode(data)
    with ThreadPoolExecutor(4) as pool:
        for again in pool.map(decode, [data] * 8):
            assert again.pixel_digest == first.pixel_digest
            np.testing.assert_array_equal(again.pixels, first.pixels)


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9])
def test_a_file_that_is_cut_off_is_refused_in_a_sentence_or_still_a_picture(format: Format, share: float) -> None:
    data = sample(format)
    refused_or_decoded(data[: max(HEAD, int(share * len(data)))])


@pytest.mark.parametrize("seed", range(8))
def test_a_file_with_wrong_bytes_is_refused_in_a_sentence_or_still_a_picture(format: Format, seed: int) -> None:
    data = bytearray(sample(format))
    chance = np.random.default_rng(seed)
    for place in chance.integers(HEAD, len(data), 12):
        data[place] = int(chance.integers(256))
    refused_or_decoded(bytes(data))


def test_its_first_bytes_alone_are_refused(format: Format) -> None:
    with pytest.raises(UnreadablePicture, match="holiday"):
        decode(sample(format)[:HEAD])


def test_more_bytes_or_pixels_than_allowed_are_refused_or_reduced(format: Format) -> None:
    data = sample(format)
    with pytest.raises(PictureTooLarge, match=r"holiday has .*max_bytes"):
        decode(data, Limits(max_bytes=len(data) - 1))
    said, small = decoded_or_refused(data, Limits(max_pixels=200))
    assert small is None or (small.reduced and small.pixels.shape[0] * small.pixels.shape[1] <= 200)
    assert small is not None or said.startswith("holiday is ")


def refused_or_decoded(data: bytes) -> None:
    said, picture = decoded_or_refused(data)
    assert picture is not None or said.startswith("holiday")
    assert "\n" not in said
    assert picture is None or picture.pixels.shape == (picture.height, picture.width, 3)


def decoded_or_refused(data: bytes, limits: Limits | None = None) -> tuple[str, DecodedPicture | None]:
    """What is said of the file, "" where it is a picture. Any other error is one that a person sees a traceback of."""
    try:
        return "", decode(data, limits)
    except (UnreadablePicture, PictureTooLarge) as error:
        return error.message, None
