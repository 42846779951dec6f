"""Files beside the catalogue: working pictures and the originals of uploads, both named by their content.

A working picture is the JPEG of at most 512 px that thumbnails, SSIM, ORB and overlays are made from. It is
written before the catalogue row that needs it, so a crash leaves at worst a file that nothing names;
`PictureStore.remove_strays` clears such files away.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from pictrace.errors import InvalidInput, LibraryUnusable, UnreadablePicture
from pictrace.system import disk_space
from pictrace.system.whole_file import UNFINISHED, write_whole
from pictrace.types import DIGEST, SourceUri


class PictureStore:
    """Content-addressed files under one folder, spread over 256 sub-folders by their first two digits."""

    def __init__(self, folder: Path, suffix: str) -> None:
        self.folder = folder
        self._suffix = suffix

    def path(self, digest: str) -> Path:
        """Where the file of this digest is or would be. Raises InvalidInput when it is no SHA-256 in hex."""
        if not DIGEST.fullmatch(digest):
            raise InvalidInput(f"{digest!r} is not a SHA-256 digest in hexadecimal.")
        return self.folder / digest[:2] / f"{digest}{self._suffix}"

    def write(self, digest: str, data: bytes) -> None:
        """Keep these bytes under this digest; does nothing when they are there. Atomic.

        Raises DiskFull or LibraryUnusable.
        """
        path = self.path(digest)
        if path.exists():
            return
        try:
            write_whole(path, data)
        except OSError as error:
            if disk_space.is_full(error):
                raise disk_space.full(self.folder) from error
            raise LibraryUnusable(
                f"Cannot write {path}: {error.strerror or error}. Check the disk and its rights."
            ) from error

    def read(self, digest: str) -> bytes:
        """The bytes. Raises UnreadablePicture when they are gone."""
        path = self.path(digest)
        try:
            return path.read_bytes()
        except OSError as error:
            raise UnreadablePicture(
                f"The stored file {path} cannot be read ({error.strerror}); run rebuild."
            ) from error

    def has(self, digest: str) -> bool:
        return self.path(digest).exists()

    def remove(self, digest: str) -> None:
        _delete(self.path(digest))

    def digests(self) -> Iterator[str]:
        """Every digest that has a file."""
        for path in self.folder.glob(f"??/*{self._suffix}"):
            digest = path.name.removesuffix(self._suffix)
            if DIGEST.fullmatch(digest):
                yield digest

    def remove_strays(self, wanted: set[str]) -> int:
        """Delete the files that no digest of `wanted` names, unfinished ones too; returns how many went."""
        strays = [digest for digest in self.digests() if digest not in wanted]
        for digest in strays:
            self.remove(digest)
        unfinished = list(self.folder.glob(f"??/{UNFINISHED}*"))
        for path in unfinished:
            _delete(path)
        return len(strays) + len(unfinished)

    def size(self) -> int:
        """Bytes on disk."""
        return sum(path.stat().st_size for path in self.folder.glob(f"??/*{self._suffix}"))


def _delete(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise LibraryUnusable(
            f"Cannot delete {path}: {error.strerror or error}. Check the disk and its rights."
        ) from error


def upload_uri(data: bytes) -> str:
    """`upload:<sha256>` of these bytes."""
    return str(SourceUri.upload(hashlib.sha256(data).hexdigest()))


def upload_digest(uri: str) -> str | None:
    """The digest that an `upload:` uri names, or None when it is another kind of uri."""
    return SourceUri(uri).upload_digest
