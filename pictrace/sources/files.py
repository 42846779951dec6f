"""One file of this machine as an input."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Mapping, Sequence
from functools import partial

from pictrace.errors import PictureTooLarge, UnreadablePicture, UnsupportedSource
from pictrace.settings import Limits
from pictrace.sources.kinds import HEAD
from pictrace.sources.sidecars import beside_file
from pictrace.system.byte_counts import in_words
from pictrace.types import SourceItem

_ADVICE = {
    errno.ELOOP: "mend or remove the link",
    errno.ENAMETOOLONG: "give it a shorter name",
    errno.ESTALE: "connect its drive again",
    errno.EIO: "check its drive",
    errno.ENODEV: "connect its drive again",
    errno.ENOTCONN: "connect its drive again",
    errno.EHOSTDOWN: "connect its drive again",
    errno.ETIMEDOUT: "connect its drive again",
}


def file_item(path: str, limits: Limits, metadata: Mapping[str, str] | None = None) -> SourceItem:
    """The regular file at an absolute path. Raises UnsupportedSource when there is none.

    The uri is the path as it is walked, links not resolved: where an archive is reached through a link
    ("photos → /mnt/disk7/photos"), its pictures keep the names that people know, also after the disk is exchanged.
    """
    try:
        path.encode("utf-8")
    except UnicodeEncodeError:
        raise UnsupportedSource(f"The name of {printable(path)} is not valid UTF-8; rename the file.") from None
    try:
        found = os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        raise UnsupportedSource(missing(path)) from None
    except (OSError, ValueError) as error:  # ValueError: a zero byte in the path
        raise UnsupportedSource(unreadable(printable(path), error)) from None
    if not stat.S_ISREG(found.st_mode):
        raise UnsupportedSource(f"{path} is no ordinary file; name a picture, a folder, a zip archive or a table.")
    return SourceItem(
        uri=path,
        name=os.path.basename(path),
        size=found.st_size,
        modified_ns=found.st_mtime_ns,
        metadata=dict(metadata or {}),
        read=partial(read_file, path, limits.max_bytes),
        sidecars=partial(beside_file, path),
    )


def read_file(path: str, max_bytes: int) -> bytes:
    """The whole file. Raises PictureTooLarge before reading, UnreadablePicture when it cannot be read."""
    try:
        with open(path, "rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size > max_bytes:
                raise PictureTooLarge(too_large(path, size, max_bytes))
            # One byte more than allowed: the file may still be growing while it is read.
            data = file.read(max_bytes + 1)
    except FileNotFoundError:
        raise UnreadablePicture(f"{path} is no longer there; add its folder again.") from None
    except (OSError, ValueError) as error:
        raise UnreadablePicture(unreadable(printable(path), error)) from None
    if len(data) > max_bytes:
        raise PictureTooLarge(too_large(path, len(data), max_bytes))
    return data


def read_head(path: str) -> bytes:
    """The first bytes, enough to tell a picture; empty when the file cannot be read."""
    try:
        return head_of(path)
    except OSError:
        return b""


def head_of(path: str) -> bytes:
    """The same of a regular file, empty for anything else, as a pipe would never answer. Raises OSError."""
    if not stat.S_ISREG(os.stat(path).st_mode):
        return b""
    with open(path, "rb") as file:
        return file.read(HEAD)


def unreadable(name: str, error: BaseException, what: str = "read") -> str:
    """The sentence for what the system refuses, with what to do about it. what : "read", "listed", "followed"."""
    advice = _ADVICE.get(error.errno or 0, "check its rights") if isinstance(error, OSError) else "check its name"
    return f"{name} cannot be {what} ({reason(error)}); {advice}."


def missing(path: str) -> str:
    """The sentence for what is not there, or for a link that leads nowhere."""
    shown = printable(path)
    try:
        target = printable(os.readlink(path))
    except (OSError, ValueError):
        return f"{shown} is not there; check the path."
    return f"{shown} is not there: it leads to {target}; mend the link."


def is_inside(path: str | os.PathLike[str], folders: Sequence[str]) -> bool:
    """Whether the path, every link on the way resolved, is one of the (resolved) folders or below one."""
    return is_written_inside(os.path.realpath(path), folders)


def is_written_inside(path: str, folders: Sequence[str]) -> bool:
    """The same of the path as it is written, links not resolved."""
    return any(path == folder or path.startswith(folder.rstrip(os.sep) + os.sep) for folder in folders)


def too_large(name: str, size: int, max_bytes: int) -> str:
    """The sentence for a file over the byte limit."""
    return f"{name} has {in_words(size)}, over the limit of {in_words(max_bytes)}; make it smaller or raise max_bytes."


def reason(error: BaseException) -> str:
    """What the system says of an error, without the path that our own sentences name already."""
    return (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__


def given_path(text: str) -> str:
    """The absolute path that a person means. "~" is the home folder, unless a file is called so."""
    return os.path.abspath(text if os.path.lexists(text) else os.path.expanduser(text))


def printable(path: str) -> str:
    r"""The path with whatever is not text written as \x…, so that it can be stored and shown."""
    return path.encode("utf-8", "backslashreplace").decode("utf-8").replace("\0", "\\x00")
