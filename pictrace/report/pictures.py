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
from pictrace.report.recorded import RecordedSide
from pictrace.settings import Limits
from pictrace.types import DecodedPicture

# "file" : the very file; "pixels" : another one, said or seen to have its pixels; "working" : the small picture.
Basis = Literal["file", "pixels", "working"]


@dataclass(frozen=True, slots=True, eq=False)
class Given:
    """A file that is given beside a report."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True, eq=False)
class Provided:
    """A picture to compute from. decoded : the whole of it; a small picture has its own size, not the original's."""

    basis: Basis
    data: bytes
    decoded: DecodedPicture

    def part(self, side: RecordedSide) -> DecodedPicture:
        """What of it was compared. Raises InvalidInput when that lies outside."""
        return self.decoded if self.basis == "working" else _part(self.decoded, side)


def provide(side: RecordedSide, given: Sequence[Given], report: Unpacked, limits: Limits) -> Provided | None:
    """The best that there is of a picture: the file itself, what is in the report, another file of the same pixels.

    None where there is nothing. Raises UnreadablePicture when what there is cannot be decoded.
    """
    for one in given:
        if imaging.file_digest(one.data) == side.file_digest:
            return Provided("file", one.data, _decoded(one.data, side, limits))
    if side.copy_file is not None and side.copy_file in report.files:
        data = report.files[side.copy_file]
        if side.copy_kind == "working":
            return Provided("working", data, imaging.decode(data, name=side.copy_file, limits=limits))
        same = imaging.file_digest(data) == side.file_digest
        return Provided("file" if same else "pixels", data, _decoded(data, side, limits))
    for one in given:
        found = _same_pixels(one, side, limits)
        if found is not None:
            return found
    return None


def belongs(one: Given, side: RecordedSide, limits: Limits) -> bool:
    """Whether a file that is given is this picture."""
    return imaging.file_digest(one.data) == side.file_digest or _same_pixels(one, side, limits) is not None


def _same_pixels(one: Given, side: RecordedSide, limits: Limits) -> Provided | None:
    try:
        found = Provided("pixels", one.data, _decoded(one.data, side, limits))
        return found if found.part(side).pixel_digest == side.pixel_digest else None
    except PicTraceError:
        return None


def _decoded(data: bytes, side: RecordedSide, limits: Limits) -> DecodedPicture:
    # A copy that was saved again has one page only.
    page = page_of(side.digest) if imaging.file_digest(data) == side.file_digest else 1
    decoded = imaging.decode(data, name=side.name, limits=limits, page=page)
    # A report that was made before alpha counted speaks of the picture as it was read then.
    before = imaging.on_white(decoded)
    with contextlib.suppress(InvalidInput):  # a part that lies outside, which is said where it is looked for
        if before is not None and _part(before, side).pixel_digest == side.pixel_digest:
            return before
    return decoded


def _part(decoded: DecodedPicture, side: RecordedSide) -> DecodedPicture:
    if side.region is None:
        return decoded
    return imaging.cut(decoded, side.region.within(decoded.width, decoded.height))
