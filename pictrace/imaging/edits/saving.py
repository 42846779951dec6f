"""Saved again: as a poorer JPEG, or smaller."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image

from pictrace.imaging.edits.edit import Edit, check_between, resized
from pictrace.types import UInt8Array


def recompress(quality: int = 20) -> Edit:
    """Saved as JPEG of this quality, 1 (worst) to 100."""
    check_between("The JPEG quality", quality, 1, 100)

    def apply(picture: UInt8Array) -> UInt8Array:
        buffer = io.BytesIO()
        Image.fromarray(picture).save(buffer, "JPEG", quality=quality)
        with Image.open(buffer) as saved:
            return np.array(saved)

    return Edit(f"JPEG {quality}", "recompress", f"saved at quality {quality}", apply, {"quality": quality})


def downscale(factor: float = 0.25) -> Edit:
    """Width and height times `factor`, in (0, 1]; at least one pixel each."""
    check_between("The factor", factor, 0.001, 1)

    def apply(picture: UInt8Array) -> UInt8Array:
        height, width = picture.shape[:2]
        return resized(picture, max(1, round(width * factor)), max(1, round(height * factor)))

    percent = round(100 * factor)
    return Edit(f"downscale {percent} %", "downscale", f"shrunk to {percent} percent", apply, {"factor": factor})
