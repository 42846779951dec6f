"""A whole copy of the catalogue beside it, made before a migration touches it."""

from __future__ import annotations

import filecmp
import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from pictrace.errors import LibraryUnusable
from pictrace.store.database import Database
from pictrace.system.byte_counts import in_words

FreeBytes = Callable[[Path], int]

# Beside the copy: the migration's own pages until they are in the file.
_ROOM_FOR_THE_MIGRATION = 16 << 20


def free_bytes(folder: Path) -> int:
    """What is free on the disk of a folder."""
    return shutil.disk_usage(folder).free


def copy_aside(database: Database, before: str, after: str, free: FreeBytes = free_bytes) -> Path:
    """The catalogue of schema `before` as it is now, in a file that says so; returns where.

    To be called while the lock for writing is held: nobody else then writes, or copies. The file has its name from the
    moment that it is whole and on the disk. An older copy is never touched; one that is equal to the last byte, as
    after a migration that failed, is not made twice.
    Raises LibraryUnusable where there is no room for it or it cannot be written.
    """
    path = database.path
    partial = path.with_name(f"{path.name}.copying")
    _clear(partial)  # of a process that died meanwhile
    needed = sum(_size(file) for file in (path, path.with_name(f"{path.name}-wal")))
    available = free(path.parent)
    if available < needed + _ROOM_FOR_THE_MIGRATION:
        raise LibraryUnusable(
            f"The library {path} is to be brought from schema {before} to {after}, and its catalogue is copied aside "
            f"first: that takes {in_words(needed + _ROOM_FOR_THE_MIGRATION)}, and {in_words(available)} are free "
            "on its disk. Make room and open it again; nothing has been changed."
        )
    try:
        database.copy_to(partial)
        shutil.copymode(path, partial)
        _sync(partial)
        return _named(partial, path.with_name(f"{path.name}.{before}-before-{after}"))
    except OSError as error:
        raise LibraryUnusable(
            f"The catalogue {path} cannot be copied aside before it is brought from schema {before} to {after} "
            f"({error.strerror or error}); check the disk and its rights. Nothing has been changed."
        ) from error
    finally:
        _clear(partial)


def _named(whole: Path, name: Path) -> Path:
    """Give the copy the first free name; an older copy with the same bytes stands for it."""
    wanted, number = name, 1
    while wanted.exists():
        if filecmp.cmp(whole, wanted, shallow=False):
            return wanted
        number += 1
        wanted = name.with_name(f"{name.name}.{number}")
    whole.rename(wanted)
    if os.name != "nt":  # Windows opens no folders, and needs not
        _sync(wanted.parent)
    return wanted


def _sync(path: Path) -> None:
    # Windows lets only a file that is open for writing be flushed; of a folder there is no writing.
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _clear(partial: Path) -> None:
    for suffix in ("", "-journal", "-wal", "-shm"):
        with suppress(OSError):
            partial.with_name(partial.name + suffix).unlink()


def _size(file: Path) -> int:
    return file.stat().st_size if file.exists() else 0
