"""A lock between processes: who holds it may fetch, the others wait.

The operating system keeps it (flock, on Windows a locked byte) and lets go of it when its process ends, however that
ends, so that a crash leaves no lock behind. The file alone means nothing. A library for this (filelock) would do the
same with the same two calls; it would be one more dependency for sixty lines.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    def _take(handle: int) -> None:
        os.lseek(handle, 0, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


_SECONDS_BETWEEN_LOOKS = 0.1


@contextmanager
def held(path: Path, waits: Callable[[], None] = lambda: None, seconds: float | None = None) -> Iterator[bool]:
    """The block runs while this process holds the lock of `path`; no file is left when nobody does.

    waits : called once if somebody else holds it. seconds : how long to wait; None for as long as it takes.
    Yields False where the file system knows no locks: the block then runs unguarded. Raises TimeoutError, or
    OSError when the file cannot be made.
    """
    handle, guarded = _acquired(path, waits, seconds)
    try:
        yield guarded
    finally:
        _release(path, handle)


def _acquired(path: Path, waits: Callable[[], None], seconds: float | None) -> tuple[int, bool]:
    deadline = None if seconds is None else time.monotonic() + seconds
    told = False
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            _take(handle)
            if _is_still(path, handle):
                return handle, True
        except (BlockingIOError, PermissionError):
            pass
        except OSError:
            return handle, False
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)
        if not told:
            told = True
            waits()
        if deadline is not None and time.monotonic() >= deadline:
            raise TimeoutError(f"another process has held {path} for more than {seconds:g} s")
        time.sleep(_SECONDS_BETWEEN_LOOKS)


def _is_still(path: Path, handle: int) -> bool:
    """Whether the locked file is the one at `path`: its last holder deletes it, perhaps after it was opened here."""
    try:
        return os.path.samestat(os.fstat(handle), os.stat(path))
    except OSError:
        return False


def _release(path: Path, handle: int) -> None:
    # While it is still locked, so that nobody can lock a file that is about to go; Windows deletes no open file, and
    # after it is closed only one that nobody has opened since.
    if sys.platform != "win32":
        _delete(path)
    os.close(handle)
    if sys.platform == "win32":
        _delete(path)


def _delete(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()
