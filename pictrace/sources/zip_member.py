"""One member of a zip archive, read from its own place in the file.

So an item holds no open file (a folder may hold thousands of archives, and inputs wait long before they are read), any
thread may read it, and its output is bounded while it is unpacked (zipfile bounds only part of the methods).
"""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from pictrace.errors import PictureTooLarge, UnreadablePicture
from pictrace.settings import Limits
from pictrace.sources import zip_listing
from pictrace.sources.bounded_bytes import Collector, TooMuchError
from pictrace.sources.files import reason, too_large
from pictrace.sources.kinds import HEAD, Kind, is_hidden, kind_of
from pictrace.sources.unpacking import UNPACKING_ERRORS, unpacker
from pictrace.sources.zip_listing import LOCAL_HEADER, Listing
from pictrace.system.byte_counts import in_words
from pictrace.types import SourceUri

_LOCAL_HEADER = struct.Struct("<4s22xHH")  # signature, …, length of the name, length of the extra field
_CHUNK = 1 << 18


@dataclass(frozen=True, slots=True)
class Archive:
    """Where an archive's bytes are. uri : begins its members' uris. name : for sentences. data : without a path."""

    uri: str
    name: str
    size: int | None
    modified_ns: int | None
    path: str | None
    data: bytes = b""

    def listing(self, limits: Limits) -> Listing:
        if self.path is not None:
            return zip_listing.list_file(self.path, self.name, self.size, self.modified_ns, limits.max_members)
        with io.BytesIO(self.data) as file:
            return zip_listing.list_members(file, self.name, limits.max_members)

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        with io.BytesIO(self.data) if self.path is None else open(self.path, "rb") as file:
            yield file


@dataclass(frozen=True, slots=True)
class Member:
    """One member: its archive, its name as text, and what the directory says of it."""

    archive: Archive
    name: str
    info: zipfile.ZipInfo

    @property
    def uri(self) -> str:
        return str(SourceUri(self.archive.uri, self.name))

    @property
    def last_name(self) -> str:
        return self.name.rpartition("/")[2]

    @property
    def kind(self) -> Kind:
        """OTHER for links and what is hidden too."""
        if stat.S_ISLNK(self.info.external_attr >> 16) or any(map(is_hidden, self.name.split("/"))):
            return Kind.OTHER
        return kind_of(self.last_name)


def head(member: Member) -> bytes:
    """The first bytes, enough to tell a picture; none when they cannot be unpacked."""
    collector = _collector(member, HEAD)
    try:
        _unpack(member, collector, HEAD * 4)
    except TooMuchError:  # there is more, as there should be
        pass
    except UnreadablePicture:
        return b""
    return collector.data()[:HEAD]


def read(member: Member, max_bytes: int) -> bytes:
    """The member's bytes: those that it declares, no more, so that what an archive declares in all is a limit too."""
    info, uri = member.info, member.uri
    if info.file_size > max_bytes:
        raise PictureTooLarge(too_large(uri, info.file_size, max_bytes))
    collector = _collector(member, info.file_size)
    try:
        _unpack(member, collector)
    except TooMuchError:
        raise PictureTooLarge(
            f"{uri} unpacks to more than the {in_words(info.file_size)} that it declares; leave it out."
        ) from None
    data = collector.data()
    if len(data) != info.file_size or zlib.crc32(data) != info.CRC:
        raise UnreadablePicture(f"{uri} is damaged: its checksum is not the declared one; make the archive again.")
    return data


def _collector(member: Member, limit: int) -> Collector:
    collector = unpacker(member.info.compress_type, limit)
    if collector is None:
        raise UnreadablePicture(f"{member.uri} is packed with a rare method; pack the archive again as ordinary zip.")
    return collector


def _unpack(member: Member, collector: Collector, chunk: int = _CHUNK) -> None:
    """Feeds the collector. chunk : how much to read first.

    Raises UnreadablePicture, and TooMuchError over the collector's limit.
    """
    left = member.info.compress_size
    try:
        with member.archive.open() as file:
            _go_to_data(file, member.info)
            while left > 0 and not collector.complete:
                packed = file.read(min(chunk, left))
                if not packed:
                    break
                left -= len(packed)
                collector.feed(packed)
                chunk = _CHUNK
    except FileNotFoundError:
        raise UnreadablePicture(f"{member.archive.name} is no longer there; add its folder again.") from None
    except (OSError, zipfile.BadZipFile, *UNPACKING_ERRORS) as error:
        raise UnreadablePicture(f"{member.uri} cannot be read ({reason(error)}); make the archive again.") from None


def _go_to_data(file: BinaryIO, info: zipfile.ZipInfo) -> None:
    file.seek(info.header_offset)
    header = file.read(LOCAL_HEADER)
    if len(header) < LOCAL_HEADER or header[:4] != b"PK\x03\x04":
        raise zipfile.BadZipFile("the archive is cut off or has changed")
    # The name and the extra field may differ in length from those in the directory.
    _, name_length, extra_length = _LOCAL_HEADER.unpack(header)
    file.seek(name_length + extra_length, io.SEEK_CUR)
