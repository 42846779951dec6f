"""A part of a picture, as a picture of its own."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from pictrace.images.digests import pixel_digest
from pictrace.types import DecodedPicture, Region


def cut(decoded: DecodedPicture, region: Region, name: str = "the picture") -> tuple[DecodedPicture, Region]:
    """What of the region lies inside the picture, as a picture, and where that is in pixels of the upright original.

    The pixels are those of the decode, so that a part of a large picture keeps its details; of a reduced decode they
    are the reduced ones. The byte digest gets "#xywh=x,y,width,height" behind it: no file has these bytes.
    Raises InvalidInput when nothing lies inside, or too little to search for.
    """
    kept = region.within(decoded.width, decoded.height, name)
    rows, columns = decoded.pixels.shape[:2]
    across, down = columns / decoded.width, rows / decoded.height
    left, top = int(kept.x * across), int(kept.y * down)
    right = max(left + 1, round((kept.x + kept.width) * across))
    bottom = max(top + 1, round((kept.y + kept.height) * down))
    pixels = np.ascontiguousarray(decoded.pixels[top:bottom, left:right])
    part = replace(
        decoded,
        pixels=pixels,
        width=kept.width,
        height=kept.height,
        byte_digest=f"{decoded.byte_digest}#{kept.fragment}",
        pixel_digest=pixel_digest(pixels, kept.width, kept.height),
    )
    return part, kept
