"""Writing the demonstration's files: each appears whole or not at all, and one that is there stays as it is."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from pictrace.errors import LibraryUnusable
from pictrace.system import disk_space
from pictrace.system.whole_file import write_whole
from pictrace.types import UInt8Array


def write_once(path: Path, content: Callable[[], bytes]) -> None:
    """Write what `content` returns unless the file exists; then nothing is computed. Raises LibraryUnusable."""
    if path.exists():
        return
    data = content()
    try:
        write_whole(path, data)
    except OSError as error:
        if disk_space.is_full(error):
            raise disk_space.full(path.parent) from None
        raise LibraryUnusable(
            f"The demonstration's pictures cannot be written to {path.parent} ({error}); make it writable."
        ) from None


def encoded(picture: UInt8Array, suffix: str) -> bytes:
    """(H, W, 3) uint8 RGB → the bytes of a .jpg (quality 90) or .png file."""
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, {".jpg": "JPEG", ".png": "PNG"}[suffix], quality=90)
    return buffer.getvalue()
