"""How much room a disk has, asked before something is written, and how an error says that there is none."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path

from pictrace.errors import DiskFull
from pictrace.system.byte_counts import in_words

_NUMBERS = frozenset({errno.ENOSPC, errno.EDQUOT} if hasattr(errno, "EDQUOT") else {errno.ENOSPC})
_WINDOWS_NUMBERS = frozenset({39, 112})  # ERROR_HANDLE_DISK_FULL, ERROR_DISK_FULL


def free(folder: Path) -> int | None:
    """Bytes that may still be written in `folder`, or where it would be made; None where nobody can say."""
    for place in (folder, *folder.absolute().parents):
        try:
            return shutil.disk_usage(place).free
        except FileNotFoundError:
            continue
        except OSError:
            return None
    return None


def shortage(folder: Path, needed: int) -> str:
    """ "30 MB are needed in /data, and 4 MB are free", or "" where there is room or nobody can say."""
    there = free(folder)
    if there is None or there >= needed:
        return ""
    return f"{in_words(needed)} are needed in {folder}, and {in_words(there)} are free"


def full(folder: Path) -> DiskFull:
    """The error for what this folder's disk has no room for."""
    return DiskFull(f"The disk of {folder} is full; make room and try again.")


def is_full(error: BaseException) -> bool:
    """Whether the system refused to write because a disk, or somebody's share of it, is full."""
    if not isinstance(error, OSError):
        return False
    return error.errno in _NUMBERS or getattr(error, "winerror", None) in _WINDOWS_NUMBERS
