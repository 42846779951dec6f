"""The members of a zip archive: their names as text, and how many there may be."""

from __future__ import annotations

import io
import struct
import zipfile
from functools import lru_cache
from typing import BinaryIO

from pictrace.errors import PictureTooLarge, UnreadablePicture
from pictrace.sources.files import reason

_UTF8_NAME = 0x800


# Looking up one member of a large archive lists it all; `verify` looks up one after the other.
@lru_cache(maxsize=2)
def list_file(path: str, size: int | None, modified_ns: int | None, max_members: int) -> dict[str, zipfile.ZipInfo]:
    """`list_members` of the archive at this path, remembered as long as its size and time are these."""
    try:
        with open(path, "rb") as file:
            return list_members(file, path, max_members)
    except OSError as error:
        raise UnreadablePicture(f"{path} cannot be read ({reason(error)}); check its rights.") from None


def list_members(file: BinaryIO, name: str, max_members: int) -> dict[str, zipfile.ZipInfo]:
    """Name as text → what the directory says of the member.

    Raises UnreadablePicture for what is no zip archive, and PictureTooLarge, before it costs memory, for too many
    entries.
    """
    guard = _DirectoryGuard(file, name, max_members)
    try:
        with zipfile.ZipFile(guard) as opened:
            infos = opened.infolist()
    except (zipfile.BadZipFile, NotImplementedError, UnicodeDecodeError, ValueError, EOFError, struct.error) as error:
        raise UnreadablePicture(f"{name} is no readable zip archive ({reason(error)}); make it again.") from None
    return {_name(info): info for info in infos}  # of two members with one name the last counts, as unpacking does it


class _DirectoryGuard(io.RawIOBase):
    """Counts the entries of the directory before zipfile makes an object (about 1 kB) of each.

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
        if data[:4] == b"PK\x01\x02" and data.count(b"PK\x01\x02") > self._max_members:
            raise self._too_many()
        return data

    def _too_many(self) -> PictureTooLarge:
        return PictureTooLarge(
            f"{self._name} has more than {self._max_members:,} entries; split the archive or raise max_members."
        )


def _name(info: zipfile.ZipInfo) -> str:
    """The name as text: by the standard UTF-8 when flagged, else code page 437; many packers write UTF-8 unflagged."""
    name = info.filename
    if not info.flag_bits & _UTF8_NAME:
        try:
            name = name.encode("cp437").decode("utf-8")
        except UnicodeError:
            name = info.filename
    return name.replace("\\", "/")
