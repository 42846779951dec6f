"""Pictures as earlier versions of PicTrace read them, for what libraries and reports recorded of them then."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from pictrace.imaging.digests import pixel_digest
from pictrace.imaging.ground import WHITE, lay_on, lift_off
from pictrace.types import DecodedPicture


def as_recorded(decoded: DecodedPicture, byte_digest: str, pixel_digest: str) -> DecodedPicture | None:
    """The picture that was recorded with these digests, as it was read then; None when this is another picture.

    The very file is that picture although its pixels are read otherwise now: a mended decoder changes them.
    """
    if decoded.pixel_digest == pixel_digest:
        return decoded
    before = on_white(decoded)
    if before is not None and before.pixel_digest == pixel_digest:
        return before
    return decoded if decoded.byte_digest == byte_digest else None


def on_white(decoded: DecodedPicture) -> DecodedPicture | None:
    """A transparent picture as it was read before alpha counted: white behind it, and a digest of colours alone.

    None for an opaque one, which is read as ever.
    """
    alpha = decoded.alpha
    if alpha is None:
        return None
    if alpha.any():
        pixels = np.concatenate(list(lift_off(decoded.ground, decoded.pixels, alpha)))
        lay_on(WHITE, pixels, alpha)
    else:
        pixels = np.full_like(decoded.pixels, WHITE)
    digest = pixel_digest(pixels, decoded.width, decoded.height)
    return replace(decoded, pixels=pixels, pixel_digest=digest, alpha=None, ground=WHITE)
