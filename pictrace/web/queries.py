"""The pictures that people searched with: a bounded cache on disk, outside the library."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable
from pathlib import Path

from pictrace.errors import CacheUnusable, PictureTooLarge
from pictrace.system.whole_file import write_whole
from pictrace.types import DIGEST

# A temporary file this old was left by a process that died while writing it.
_ABANDONED_SECONDS = 3600.0


class QueryCache:
    """Query uploads by the SHA-256 of their bytes, the least recently used leaving first.

    Safe for many threads and processes: a file is complete from the moment it has its name.

    folder : where the files lie; made when absent, readable by its owner only.
    max_bytes : of all files together.
    max_age : seconds since the last use after which a file is forgotten.
    clock : seconds since the epoch.
    """

    def __init__(self, folder: Path, *, max_bytes: int, max_age: float, clock: Callable[[], float] = time.time) -> None:
        self._folder = folder
        self._max_bytes = max_bytes
        self._max_age = max_age
        self._clock = clock

    def put(self, data: bytes) -> str:
        """Keep these bytes and return their hex SHA-256.

        Raises PictureTooLarge over the size of the whole cache, CacheUnusable where nothing can be written.
        """
        if len(data) > self._max_bytes:
            raise PictureTooLarge(
                f"The picture has {len(data):,} bytes and the query cache holds {self._max_bytes:,}; "
                "use a smaller picture or raise query_cache_bytes."
            )
        digest = hashlib.sha256(data).hexdigest()
        try:
            self._write(digest, data)
            self.prune(keep=digest)
        except OSError as error:
            raise CacheUnusable(
                f"The picture cannot be kept in {self._folder} ({error.strerror or error}): "
                "make room there or set PICTRACE_CACHE to a folder that can be written, then start again."
            ) from None
        return digest

    def _write(self, digest: str, data: bytes) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Dated before it has its name: another process may prune between the two.
        write_whole(self._path(digest), data, mode=0o600, modified=self._clock())

    def get(self, digest: str) -> bytes | None:
        """The bytes with this digest, or None when they were never here or have been forgotten."""
        if not DIGEST.fullmatch(digest):
            return None
        try:
            if self._clock() - self._path(digest).stat().st_mtime > self._max_age:
                return None
            data = self._path(digest).read_bytes()
            self._touch(self._path(digest))
        except FileNotFoundError:
            return None
        return data

    def prune(self, keep: str | None = None) -> None:
        """Forget what is too old, then the least recently used until the rest fits. `keep` stays."""
        now = self._clock()
        files: list[tuple[float, int, Path]] = []
        for entry in self._entries():
            try:
                status = entry.stat()
            except FileNotFoundError:
                continue  # another process forgot it first
            age = now - status.st_mtime
            if age > (self._max_age if DIGEST.fullmatch(entry.name) else _ABANDONED_SECONDS):
                entry.unlink(missing_ok=True)
            else:
                files.append((status.st_mtime, status.st_size, entry))
        total = sum(size for _, size, _ in files)
        for _, size, path in sorted(files):
            if total <= self._max_bytes:
                return
            if path.name != keep:
                path.unlink(missing_ok=True)
                total -= size

    def _entries(self) -> list[Path]:
        return list(self._folder.iterdir()) if self._folder.is_dir() else []

    def _path(self, digest: str) -> Path:
        return self._folder / digest

    def _touch(self, path: Path) -> None:
        now = self._clock()
        os.utime(path, (now, now))
