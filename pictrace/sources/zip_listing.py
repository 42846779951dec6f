"""The members of a zip archive: their names, how many there may be, and that each has bytes of its own."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter
from typing import BinaryIO

from pictrace.errors import PictureTooLarge, UnreadablePicture
from pictrace.sources.files import reason
from pictrace.sources.zip_names import UTF8_NAME, name_of, unique_names

# A member's own header without its name and extra field, which may be of any length.
LOCAL_HEADER = 30
_ENTRY_BEGIN = b"PK\x01\x02"
_ENTRY = struct.Struct("<8xH18xHHH12x")  # …, flags, …, length of the name, of the extra field, of the comment, …
_FLAGS_AT = 8
_END = struct.Struct("<4sHHHHIIH")
_LONGEST_COMMENT = 0xFFFF
_SEE_ZIP64 = 0xFFFF


@dataclass(frozen=True, slots=True)
class Listing:
    """What the directory of an archive says.

    entries : all of it. members : without folders, by their names as text. data_end : where the directory begins.
    size : of the whole archive, in bytes.
    """

    entries: Sequence[zipfile.ZipInfo]
    members: Mapping[str, zipfile.ZipInfo]
    data_end: int
    size: int

    def holds(self, info: zipfile.ZipInfo) -> bool:
        """Whether the member lies before the directory, as all of them should."""
        return info.header_offset >= 0 and _least_end(info) <= self.data_end


# Looking up one member of a large archive lists it all; `verify` looks up one after the other.
@lru_cache(maxsize=2)
def list_file(path: str, name: str, size: int | None, modified_ns: int | None, max_members: int) -> Listing:
    """`list_members` of the archive at this path, remembered as long as its size and time are these."""
    try:
        with open(path, "rb") as file:
            return list_members(file, name, max_members)
    except OSError as error:
        raise UnreadablePicture(f"{name} cannot be read ({reason(error)}); check its rights.") from None


def list_members(file: BinaryIO, name: str, max_members: int) -> Listing:
    """What the archive holds. name : what to call it in errors.

    Raises UnreadablePicture for what is no zip archive, a part of one, or one whose members share bytes, and
    PictureTooLarge, before it costs memory, for too many entries.
    """
    size = file.seek(0, io.SEEK_END)
    if _is_part(file, size):
        raise _part_of_several(name)
    guard = _DirectoryGuard(file, name, max_members)
    try:
        with zipfile.ZipFile(guard) as opened:
            infos, data_end = opened.infolist(), opened.start_dir
    except (zipfile.BadZipFile, NotImplementedError, UnicodeDecodeError, ValueError, EOFError, struct.error) as error:
        if "multiple disks" in str(error):
            raise _part_of_several(name) from None
        raise UnreadablePicture(f"{name} is no readable zip archive ({reason(error)}); make it again.") from None
    listing = Listing(infos, unique_names(infos), data_end, size)
    _check_overlap(filter(listing.holds, infos), name)
    return listing


def _check_overlap(infos: Iterable[zipfile.ZipInfo], name: str) -> None:
    """Members that share bytes make a small file unpack to any size (Fifield, WOOT 2019), and no packer writes them.

    Two names for the same bytes are refused too, as unzip does: an archive may have 100,000 of them.
    """
    before: zipfile.ZipInfo | None = None
    for info in sorted(infos, key=attrgetter("header_offset")):
        if before is not None and info.header_offset < _least_end(before):
            raise UnreadablePicture(
                f"{name} has members that overlap in the file ({name_of(before)} and {name_of(info)}), "
                "as no ordinary packer writes them; pack it again."
            )
        before = info


def _least_end(info: zipfile.ZipInfo) -> int:
    """Where the member ends at the earliest; its own header, which says it exactly, is not read for that."""
    return info.header_offset + LOCAL_HEADER + info.compress_size


def _is_part(file: BinaryIO, size: int) -> bool:
    """Whether the end says that the archive goes over several files."""
    file.seek(max(0, size - _END.size - _LONGEST_COMMENT))
    tail = file.read()
    at = len(tail) - _END.size
    if at < 0 or tail[at : at + 4] != b"PK\x05\x06":
        at = tail.rfind(b"PK\x05\x06")
    if not 0 <= at <= len(tail) - _END.size:
        return False
    _, number, directory_number, *_ = _END.unpack_from(tail, at)
    return not {number, directory_number} <= {0, _SEE_ZIP64}


def _part_of_several(name: str) -> UnreadablePicture:
    return UnreadablePicture(
        f"{name} is one part of an archive that was cut into several; unpack them together and add the folder."
    )


def _with_readable_names(directory: bytes) -> bytes:
    """Names that say they are UTF-8 and are not, say so no more: for one of them zipfile gives up the whole archive."""
    mended: bytearray | None = None
    at = 0
    while directory[at : at + 4] == _ENTRY_BEGIN and at + _ENTRY.size <= len(directory):
        flags, *lengths = _ENTRY.unpack_from(directory, at)
        begin = at + _ENTRY.size
        if flags & UTF8_NAME and not _is_utf8(directory[begin : begin + lengths[0]]):
            mended = mended or bytearray(directory)
            struct.pack_into("<H", mended, at + _FLAGS_AT, flags & ~UTF8_NAME)
        at = begin + sum(lengths)
    return directory if mended is None else bytes(mended)


def _is_utf8(name: bytes) -> bool:
    try:
        name.decode()
    except UnicodeDecodeError:
        return False
    return True


class _DirectoryGuard(io.RawIOBase):
    """Counts the entries of the directory before zipfile makes an object (about 1 kB) of each, and mends their names.

    zipfile reads the whole directory in one call; what the archive itself declares as the number may be a lie.
    """

    def __init__(self, file: BinaryIO, name: str, max_members: int) -> None:
        self._file, self._name, self._max_members = file, name, max_members

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def read(self, size: int = -1) -> bytes:
        # A directory entry has 46 bytes and its names; 1,000 leave ample room for long ones.
        if size > 1_000 * self._max_members + 1_000_000:
            raise self._too_many()
        data = self._file.read(size)
        if data[:4] == _ENTRY_BEGIN and data.count(_ENTRY_BEGIN) > self._max_members:
            raise self._too_many()
        return _with_readable_names(data)

    def _too_many(self) -> PictureTooLarge:
        return PictureTooLarge(
            f"{self._name} has more than {self._max_members:,} entries; split the archive or raise max_members."
        )
