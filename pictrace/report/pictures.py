"""The pictures that a report is checked with: those in it, or the files that are given beside it."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pictrace import imaging
from pictrace.errors import InvalidInput, PicTraceError
from pictrace.report.archive import Unpacked
from pictrace.report.contents import page_of
from pictrace.report.recorded import RecordedPicture
from pictrace.settings import Limits
from pictrace.types import DecodedPicture

# "file" : the very file; "pixels" : another one, said or seen to have its pixels; "working" : the small picture.
Basis = Literal["file", "pixels", "working"]


@dataclass(frozen=True, slots=True, eq=False)
class GivenFile:
    """A file that is given beside a report."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True, eq=False)
class Provided:
    """A picture to compute from. decoded : the whole of it; a small picture has its own size, not the original's."""

    basis: Basis
    data: bytes
    decoded: DecodedPicture

    def part(self, recorded_picture: RecordedPicture) -> DecodedPicture:
        """What of it was compared. Raises InvalidInput when that lies outside."""
        return self.decoded if self.basis == "working" else _part(self.decoded, recorded_picture)


def provide(
    recorded_picture: RecordedPicture, given: Sequence[GivenFile], report: Unpacked, limits: Limits
) -> Provided | None:
    """The best that there is of a picture: the file itself, what is in the report, another file of the same pixels.

    None where there is nothing. Raises UnreadablePicture when what there is cannot be decoded.
    """
    for one in given:
        if imaging.file_digest(one.data) == recorded_picture.file_digest:
            return Provided("file", one.data, _decoded(one.data, recorded_picture, limits))
    if recorded_picture.copy_file is not None and recorded_picture.copy_file in report.files:
        data = report.files[recorded_picture.copy_file]
        if recorded_picture.copy_kind == "working":
            return Provided("working", data, imaging.decode(data, name=recorded_picture.copy_file, limits=limits))
        same = imaging.file_digest(data) == recorded_picture.file_digest
        return Provided("file" if same else "pixels", data, _decoded(data, recorded_picture, limits))
    for one in given:
        found = _same_pixels(one, recorded_picture, limits)
        if found is not None:
            return found
    return None


def belongs(one: GivenFile, recorded_picture: RecordedPicture, limits: Limits) -> bool:
    """Whether a file that is given is this picture."""
    return (
        imaging.file_digest(one.data) == recorded_picture.file_digest
        or _same_pixels(one, recorded_picture, limits) is not None
    )


def _same_pixels(one: GivenFile, recorded_picture: RecordedPicture, limits: Limits) -> Provided | None:
    try:
        found = Provided("pixels", one.data, _decoded(one.data, recorded_picture, limits))
        return found if found.part(recorded_picture).pixel_digest == recorded_picture.pixel_digest else None
    except PicTraceError:
        return None


def _decoded(data: bytes, recorded_picture: RecordedPicture, limits: Limits) -> DecodedPicture:
    # A copy that was saved again has one page only.
    page = page_of(recorded_picture.digest) if imaging.file_digest(data) == recorded_picture.file_digest else 1
    decoded = imaging.decode(data, name=recorded_picture.name, limits=limits, page=page)
    # A report that was made before alpha counted speaks of the picture as it was read then.
    before = imaging.on_white(decoded)
    with contextlib.suppress(InvalidInput):  # a part that lies outside, which is said where it is looked for
        if before is not None and _part(before, recorded_picture).pixel_digest == recorded_picture.pixel_digest:
            return before
    return decoded


def _part(decoded: DecodedPicture, recorded_picture: RecordedPicture) -> DecodedPicture:
    if recorded_picture.region is None:
        return decoded
    return imaging.cut(decoded, recorded_picture.region.within(decoded.width, decoded.height))
