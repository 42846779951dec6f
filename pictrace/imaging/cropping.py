"""A part of a picture, as a picture of its own."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from pictrace.imaging.digests import pixel_digest
from pictrace.types import ByteDigest, DecodedPicture, Region, RegionLike, RegionShare


def cut(decoded: DecodedPicture, region: Region) -> DecodedPicture:
    """A part that lies inside a picture, with the size of the part and pixels of its own.

    region : pixels of the upright original. Of a picture that was decoded reduced, the reduced pixels there.
    The byte digest gets "#xywh=x,y,width,height" behind it, because no file has these bytes.
    """
    rows, columns = decoded.pixels.shape[:2]
    across, down = columns / decoded.width, rows / decoded.height
    left, top = int(region.x * across), int(region.y * down)
    right = max(left + 1, round((region.x + region.width) * across))
    bottom = max(top + 1, round((region.y + region.height) * down))
    pixels = np.ascontiguousarray(decoded.pixels[top:bottom, left:right])
    alpha = None if decoded.alpha is None else np.ascontiguousarray(decoded.alpha[top:bottom, left:right])
    return replace(
        decoded,
        pixels=pixels,
        alpha=alpha,
        width=region.width,
        height=region.height,
        byte_digest=str(replace(ByteDigest.parse(decoded.byte_digest), region=region)),
        pixel_digest=pixel_digest(pixels, region.width, region.height, alpha, decoded.ground),
    )


def inside(region: RegionLike, decoded: DecodedPicture, name: str) -> Region | None:
    """What of a region lies inside a picture, or None when that is all of it."""
    width, height = decoded.width, decoded.height
    asked = region.of(width, height) if isinstance(region, RegionShare) else Region.of(region)
    kept = asked.within(width, height, name)
    return None if (kept.width, kept.height) == (width, height) else kept
