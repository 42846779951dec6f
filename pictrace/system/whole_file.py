"""Files that are there with all of their bytes, or not at all: written beside their place, and moved there in one step.

Two processes that write the same file at once both leave a good one.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

# How the names of files begin that are being written, or that a process left that was killed meanwhile.
UNFINISHED = ".writing-"


def write_whole(path: Path, data: bytes, *, mode: int = 0o644, modified: float | None = None) -> None:
    """A file of these bytes, as `whole_file` writes it. Raises OSError."""
    with whole_file(path, mode=mode, modified=modified) as file:
        file.write(data)


@contextmanager
def whole_file(
    path: Path,
    *,
    prefix: str = UNFINISHED,
    suffix: str = "",
    mode: int = 0o644,
    modified: float | None = None,
    is_synced: bool = False,
) -> Iterator[BinaryIO]:
    """A file to write to, which has its name at the end of the block, and is gone after an error. Raises OSError.

    prefix, suffix : of its name until then.
    mode : its rights; those of a temporary file would hide it from a server that is run as somebody else.
    modified : its time in seconds since the epoch, from the moment it has its name; None is now.
    is_synced : whether it survives a power cut from then on, which takes as long as its disk does.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=prefix, suffix=suffix)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            if is_synced:
                file.flush()
                os.fsync(file.fileno())
        os.chmod(temporary, mode)
        if modified is not None:
            os.utime(temporary, (modified, modified))
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
