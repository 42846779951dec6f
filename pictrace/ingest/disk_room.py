"""Room for pictures on the disk of a library: looked for before any is added, and with every batch."""

from __future__ import annotations

from pathlib import Path

from pictrace.errors import DiskFull
from pictrace.system import disk_space

# A batch takes about 3 MB in the catalogue, and as much again in SQLite's log until that is written back.
TO_BEGIN = 20_000_000
TO_GO_ON = 8_000_000


def require(folder: Path, needed: int = TO_BEGIN) -> None:
    """Raises DiskFull, which names the folder and both numbers, where fewer than `needed` bytes are free."""
    short = disk_space.shortage(folder, needed)
    if short:
        raise DiskFull(f"There is no room to add pictures: {short}; make room and add again.")


def stopped(full: DiskFull) -> str:
    """What a report says of an adding that this error ended."""
    return f"Adding stopped before its end, and what was added stays. {full.message}"
