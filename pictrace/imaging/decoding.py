"""Bytes → `DecodedPicture`: recognise, limit, decode, turn upright, convert to sRGB, digest."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from dataclasses import replace

from pictrace.errors import InvalidInput, PicTraceError, PictureTooLarge, UnreadablePicture
from pictrace.imaging.colour import upright_pixels
from pictrace.imaging.decoder_errors import DECODER_ERRORS, unread_process, unreadable
from pictrace.imaging.digests import file_digest, pixel_digest
from pictrace.imaging.formats import Format, recognise
from pictrace.imaging.jpeg import read_frame
from pictrace.imaging.jpeg2000 import read_extras
from pictrace.imaging.jpeg_quality import table_quality
from pictrace.imaging.limits import check_bytes, check_size, declared_size, fit
from pictrace.imaging.metadata import read_metadata
from pictrace.imaging.orientation import SWAPPED, orientation_of
from pictrace.imaging.pillow_opening import is_alpha, open_picture, quieten_pillow
from pictrace.imaging.png import transparent_key, without_extras
from pictrace.imaging.tiff_pages import TiffPages, find_pages
from pictrace.imaging.unsupported_formats import describe
from pictrace.settings import Limits
from pictrace.types import BrokenPage, ByteDigest, DecodedPicture

# Above this many pixels one picture is decoded at a time, whatever the number of threads: memory then stays at one
# large picture and a few small ones. The most that one of 64 million pixels was seen to take, its 192 MB of result
# included: JPEG (progressive too), PNG and CMYK 460–480 MB, 16-bit grey 340, AVIF 600, WebP 1,030 (its decoder holds
# three copies); JPEG 2000 comes reduced at that size, with 320.
_LARGE_PIXELS = 16_000_000
_one_large_picture = threading.Lock()


def decode(data: bytes, *, name: str, limits: Limits, page: int = 1) -> DecodedPicture:
    """One picture of a file, upright, in sRGB, on a ground that shows what is transparent.

    data : the whole file. name : what to call it in errors. page : counted from 1; only TIFF has more than one.
    A JPEG or JPEG 2000 picture over `limits.max_pixels` comes reduced by a power of two, with its true size kept.
    Animated pictures give their first frame. Any thread may call it.
    Raises UnreadablePicture, PictureTooLarge, or InvalidInput for a page that is not there.
    """
    format = _recognise(data, name, limits)
    pages = _pages(data, format, name, limits)
    if not 1 <= page <= len(pages.frames):
        raise InvalidInput(f"{name} has no page {page}; its pages are 1 to {len(pages.frames)}.")
    return _decode_page(data, format, name, limits, pages, page, file_digest(data))


def decode_pages(
    data: bytes, *, name: str, limits: Limits, digest: str | None = None
) -> Iterator[DecodedPicture | BrokenPage]:
    """Every page of a TIFF, one after the other; the one picture of any other file.

    digest : `file_digest` of the data, where it is known.
    A page is decoded when it is asked for. One broken page of several loses only itself: it comes as a BrokenPage.
    A file of one picture raises as `decode` does; too many pages raise PictureTooLarge.
    """
    format = _recognise(data, name, limits)
    pages = _pages(data, format, name, limits)
    digest = digest or file_digest(data)
    for page in range(1, len(pages.frames) + 1):
        # Not through a variable: while the reader works on a page, the generator would hold its pixels too.
        yield _page_or_broken(data, format, name, limits, pages, page, digest)


def _recognise(data: bytes, name: str, limits: Limits) -> Format:
    check_bytes(data, name, limits)
    format = recognise(data)
    if format is None:
        raise UnreadablePicture(f"{name} {describe(data)}.")
    return format


def _pages(data: bytes, format: Format, name: str, limits: Limits) -> TiffPages:
    if format is not Format.TIFF:
        return TiffPages((0,), complete=True)
    pages = find_pages(data, limits.max_pages)
    if not pages.complete:
        raise PictureTooLarge(
            f"{name} has more than {limits.max_pages:,} pages; split it, or raise max_pages in the settings."
        )
    return pages


def _page_or_broken(
    data: bytes, format: Format, name: str, limits: Limits, pages: TiffPages, page: int, digest: str
) -> DecodedPicture | BrokenPage:
    try:
        return _decode_page(data, format, name, limits, pages, page, digest)
    except PicTraceError as error:
        if len(pages.frames) == 1:
            raise
        return BrokenPage(page, error)


def _decode_page(
    data: bytes, format: Format, name: str, limits: Limits, pages: TiffPages, page: int, digest: str
) -> DecodedPicture:
    several = len(pages.frames) > 1
    if several:
        name, digest = f"{name}, page {page},", str(ByteDigest(digest, page))
    try:
        return _decode_frame(data, format, name, limits, pages, page, digest)
    except DECODER_ERRORS as error:
        clean = without_extras(data) if format is Format.PNG else None
        if clean is not None:
            with contextlib.suppress(*DECODER_ERRORS, PicTraceError):
                picture = _decode_frame(clean, format, name, limits, pages, page, digest)
                return replace(picture, byte_size=len(data))
        unread = read_frame(data).unread if format is Format.JPEG else None
        if unread is not None:
            raise unread_process(name, unread) from error
        raise unreadable(name, format.value, error) from error


def _decode_frame(
    data: bytes, format: Format, name: str, limits: Limits, pages: TiffPages, page: int, digest: str
) -> DecodedPicture:
    quieten_pillow()
    declared = declared_size(data, format)
    if declared:
        check_size(declared, name, limits)
    extras = read_extras(data) if format is Format.JPEG2000 else None
    # Closing frees the decoder's pixels at once: at 64 million that is 256 MB less while the digest is made.
    with contextlib.closing(open_picture(data, format)) as image:
        frame = pages.frames[page - 1]
        if frame:
            image.seek(frame)
        if extras is not None:
            found = {"icc_profile": extras.icc_profile, "exif": extras.exif, "xmp": extras.xmp}
            image.info.update({key: value for key, value in found.items() if value})
        width, height = image.size
        reduced = fit(image, data, format, name, limits, extras)
        with _one_large_picture if width * height > _LARGE_PIXELS else contextlib.nullcontext():
            image.load()
            if format is Format.PNG and "transparency" in image.info:
                image.info["transparency"] = transparent_key(image.info["transparency"], data)
            if not reduced:
                width, height = image.size  # a TIFF is turned while it is loaded
            orientation = orientation_of(image)
            metadata = read_metadata(image)
            quality = table_quality(image)
            upright = upright_pixels(image, orientation, sure_of_alpha=is_alpha(image, format))
    if orientation in SWAPPED:
        width, height = height, width
    return DecodedPicture(
        pixels=upright.pixels,
        width=width,
        height=height,
        format=format.value,
        byte_size=len(data),
        byte_digest=digest,
        pixel_digest=pixel_digest(upright.pixels, width, height, upright.alpha, upright.ground),
        page=page,
        pages=len(pages.frames),
        reduced=reduced,
        metadata=metadata,
        jpeg_quality=quality,
        alpha=upright.alpha,
        ground=upright.ground,
    )
