"""Pictures inside zip archives, read in place and never unpacked to disk.

The list of members comes from zipfile; a member's bytes are read here, from its own place in the file. So an item
holds no open file (a folder may hold thousands of archives, and inputs wait long before they are read), any thread
may read it, and the output of a member is bounded while it is unpacked (zipfile bounds only part of the methods).
"""

from __future__ import annotations

import io
import logging
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import BinaryIO

from pictrace.errors import PicTraceError, PictureTooLarge, UnreadablePicture, UnsupportedSource
from pictrace.metadata import MAX_SIDECAR
from pictrace.settings import Limits
from pictrace.sources import zip_listing
from pictrace.sources.bounded import Inflater, TooMuchError
from pictrace.sources.files import file_item, in_words, printable, reason, too_large
from pictrace.sources.kinds import HEAD, Kind, is_hidden, kind_of, looks_like_picture
from pictrace.sources.sidecars import NamesInFolders, Sidecar
from pictrace.types import Failure, SourceItem, SourceUri

log = logging.getLogger(__name__)

_LOCAL_HEADER = struct.Struct("<4s22xHH")  # signature, …, length of the name, length of the extra field
_CHUNK = 1 << 18
_ENCRYPTED = 0x1


def members(path: str, limits: Limits) -> Iterator[SourceItem | Failure]:
    """The pictures of the archive at an absolute path; an unreadable archive is one Failure.

    An item's uri is "/abs/a.zip!/folder/member.jpg", its size the declared one, its time that of the archive.
    """
    try:
        item = file_item(path, limits)
        listing = zip_listing.list_file(path, item.size, item.modified_ns, limits.max_members)
    except (UnsupportedSource, UnreadablePicture) as error:
        yield Failure(printable(path), error.message)
        return
    beside = NamesInFolders(listing)
    for name, info in listing.items():
        yield from _entry(_Member(path, name, info, None), item.modified_ns, limits, partial(_beside, listing, beside))


def upload_members(upload: SourceItem, limits: Limits) -> Iterator[SourceItem | Failure]:
    """The pictures of an archive that was uploaded; uris are "upload:<sha256>!/member". Its bytes stay in memory."""
    try:
        data = upload.read() if upload.read else b""
        with io.BytesIO(data) as file:
            listing = zip_listing.list_members(file, upload.name, limits.max_members)
    except UnreadablePicture as error:
        yield Failure(upload.uri, error.message)
        return
    beside = NamesInFolders(listing)
    for name, info in listing.items():
        member = _Member(upload.uri, name, info, data)
        yield from _entry(member, upload.modified_ns, limits, partial(_beside, listing, beside))


def member_item(uri: str, limits: Limits) -> SourceItem | Failure | None:
    """The item of "/abs/a.zip!/member", or None when the uri names no member of an archive that is there."""
    split = next((split for split in SourceUri(uri).splits() if os.path.isfile(split.file)), None)
    return None if split is None else _one_member(split.file, split.member or "", uri, limits)


def _one_member(path: str, wanted: str, uri: str, limits: Limits) -> SourceItem | Failure:
    try:
        item = file_item(path, limits)
        listing = zip_listing.list_file(path, item.size, item.modified_ns, limits.max_members)
    except (UnsupportedSource, UnreadablePicture) as error:
        return Failure(uri, error.message)
    none = Failure(uri, f"{path} has no picture {wanted}; add the archive again.")
    if wanted not in listing:
        return none
    beside = partial(_beside, listing, NamesInFolders(listing))
    return next(_entry(_Member(path, wanted, listing[wanted], None), item.modified_ns, limits, beside), none)


def foreign(name: str) -> str:
    """The sentence for an archive that is no zip."""
    return f"{name} is an archive that is not read here; unpack it, or pack it as zip."


class _Member:
    """One member: where its archive is, its name as text, and what the directory says of it."""

    __slots__ = ("archive", "data", "info", "name")

    def __init__(self, archive: str, name: str, info: zipfile.ZipInfo, data: bytes | None) -> None:
        self.archive, self.name, self.info, self.data = archive, name, info, data

    @property
    def uri(self) -> str:
        return str(SourceUri(self.archive, self.name))

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        with io.BytesIO(self.data) if self.data is not None else open(self.archive, "rb") as file:
            yield file


def _beside(listing: dict[str, zipfile.ZipInfo], beside: NamesInFolders, member: _Member) -> tuple[Sidecar, ...]:
    """The sidecars of a member, read. One that cannot be read is left out, with a line in the log."""
    found: list[Sidecar] = []
    for name in beside.of(member.name):
        try:
            sidecar = _Member(member.archive, name, listing[name], member.data)
            if not sidecar.info.flag_bits & _ENCRYPTED:
                found.append((name, _read(sidecar, MAX_SIDECAR)))
        except PicTraceError as error:
            log.info("%s is left out beside %s: %s", name, member.uri, error.message)
    return tuple(found)


def _entry(
    member: _Member, modified_ns: int | None, limits: Limits, beside: Callable[[_Member], tuple[Sidecar, ...]]
) -> Iterator[SourceItem | Failure]:
    info, uri = member.info, member.uri
    parts = member.name.split("/")
    if info.is_dir() or stat.S_ISLNK(info.external_attr >> 16) or any(is_hidden(part) for part in parts if part):
        return
    kind = kind_of(parts[-1])
    if kind in (Kind.OTHER, Kind.TABLE):
        return
    if kind in (Kind.ARCHIVE, Kind.FOREIGN_ARCHIVE):
        yield Failure(uri, f"{uri} is an archive inside an archive, which is not opened; unpack the outer one.")
    elif info.flag_bits & _ENCRYPTED:
        yield Failure(uri, f"{uri} is encrypted; unpack the archive with its password and add the folder.")
    elif kind is Kind.PICTURE or looks_like_picture(_head(member)):
        yield SourceItem(
            uri=uri,
            name=parts[-1],
            size=info.file_size,
            modified_ns=modified_ns,
            read=partial(_read, member, limits.max_bytes),
            sidecars=partial(beside, member),
        )


def _head(member: _Member) -> bytes:
    try:
        return _read(member, HEAD, only_head=True)
    except UnreadablePicture:
        return b""


def _read(member: _Member, max_bytes: int, *, only_head: bool = False) -> bytes:
    """The member's bytes. The declared size is checked first and the real one while unpacking, for it may lie."""
    info, uri = member.info, member.uri
    if not only_head and info.file_size > max_bytes:
        raise PictureTooLarge(too_large(uri, info.file_size, max_bytes))
    try:
        with member.open() as file:
            _go_to_data(file, info)
            if info.compress_type == zipfile.ZIP_STORED:
                data = file.read(min(info.compress_size, max_bytes + (not only_head)))
            elif info.compress_type == zipfile.ZIP_DEFLATED:
                data = _inflate(file, info.compress_size, max_bytes, only_head)
            else:
                raise UnreadablePicture(f"{uri} is packed with a rare method; pack the archive again as ordinary zip.")
    except FileNotFoundError:
        raise UnreadablePicture(f"{member.archive} is no longer there; add its folder again.") from None
    except TooMuchError:
        raise PictureTooLarge(
            f"{uri} unpacks to more than the {in_words(max_bytes)} allowed although it declares "
            f"{in_words(info.file_size)}; leave it out."
        ) from None
    except (OSError, zlib.error, zipfile.BadZipFile) as error:
        raise UnreadablePicture(f"{uri} cannot be read ({reason(error)}); make the archive again.") from None
    if only_head:
        return data[:max_bytes]
    if len(data) > max_bytes:
        raise PictureTooLarge(too_large(uri, len(data), max_bytes))
    if len(data) != info.file_size or zlib.crc32(data) != info.CRC:
        raise UnreadablePicture(f"{uri} is damaged: its checksum is not the declared one; make the archive again.")
    return data


def _go_to_data(file: BinaryIO, info: zipfile.ZipInfo) -> None:
    file.seek(info.header_offset)
    header = file.read(_LOCAL_HEADER.size)
    if len(header) < _LOCAL_HEADER.size or header[:4] != b"PK\x03\x04":
        raise zipfile.BadZipFile("the archive is cut off or has changed")
    # The name and the extra field may differ in length from those in the directory.
    _, name_length, extra_length = _LOCAL_HEADER.unpack(header)
    file.seek(name_length + extra_length, io.SEEK_CUR)


def _inflate(file: BinaryIO, packed_size: int, max_bytes: int, only_head: bool) -> bytes:
    inflater = Inflater(max_bytes, -zlib.MAX_WBITS)
    chunk = HEAD * 4 if only_head else _CHUNK
    while packed_size > 0 and not inflater.complete:
        packed = file.read(min(chunk, packed_size))
        if not packed:
            break
        packed_size -= len(packed)
        try:
            inflater.feed(packed)
        except TooMuchError:
            if not only_head:
                raise
            break
    return inflater.data()
