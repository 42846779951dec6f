"""Writing the demonstration's files: each appears whole or not at all, and one that is there stays as it is."""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from pictrace.errors import LibraryUnusable
from pictrace.types import UInt8Array


def write_once(path: Path, content: Callable[[], bytes]) -> None:
    """Write what `content` returns unless the file exists; then nothing is computed. Raises LibraryUnusable."""
    if path.exists():
        return
    data = content()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            # mkstemp lets only its owner read, which would hide the files from a server run as somebody else.
            os.chmod(temporary, 0o644)
            os.replace(temporary, path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise LibraryUnusable(
            f"The demonstration's pictures cannot be written to {path.parent} ({error}); make it writable."
        ) from None


def encoded(picture: UInt8Array, suffix: str) -> bytes:
    """(H, W, 3) uint8 RGB → the bytes of a .jpg (quality 90) or .png file."""
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, {".jpg": "JPEG", ".png": "PNG"}[suffix], quality=90)
    return buffer.getvalue()
