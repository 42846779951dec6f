"""ICC profiles → sRGB, by LittleCMS."""

from __future__ import annotations

import functools
import io

import numpy as np
from PIL import Image, ImageCms

from pictrace.imaging.decoder_errors import DECODER_ERRORS

# Colours that a transform moves by no more than this in every channel are sRGB under another name. Leaving them
# alone saves 14 ns a pixel (decoding a JPEG takes 8), and keeps a picture's pixel digest when a program drops or
# exchanges its sRGB profile.
_SAME = 1


def transform_to_srgb(profile: object, mode: str) -> ImageCms.ImageCmsTransform | None:
    """The transform from a profile to RGB in sRGB, for pictures of Pillow's mode "L", "RGB" or "CMYK".

    None when there is nothing to do: no profile, sRGB itself, a profile for another mode, or a broken one. A broken
    profile never fails a picture: its numbers are then taken as sRGB, which is what viewers do.
    """
    return _transform(profile, mode) if isinstance(profile, bytes) and profile else None


def lab_to_srgb() -> ImageCms.ImageCmsTransform:
    """The transform from 8-bit CIE L*a*b* (D50) to RGB in sRGB."""
    return ImageCms.buildTransform(ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB"), "LAB", "RGB")


# Building a transform takes 3 ms, for CMYK 30, and a folder of scans shares one profile. LittleCMS transforms may be
# used by several threads at once: applying one does not change it.
@functools.lru_cache(maxsize=16)
def _transform(profile: bytes, mode: str) -> ImageCms.ImageCmsTransform | None:
    try:
        transform = ImageCms.buildTransform(
            ImageCms.ImageCmsProfile(io.BytesIO(profile)),
            ImageCms.createProfile("sRGB"),
            mode,
            "RGB",
            # What picture editors do by default: relative colorimetric with black point compensation.
            ImageCms.Intent.RELATIVE_COLORIMETRIC,
            ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
        return None if _does_nothing(transform, mode) else transform
    except DECODER_ERRORS:
        return None


def _does_nothing(transform: ImageCms.ImageCmsTransform, mode: str) -> bool:
    if mode == "CMYK":
        return False
    if mode == "L":
        sample = Image.fromarray(np.arange(256, dtype=np.uint8)[None])
    else:
        steps = np.linspace(0, 255, 17).astype(np.uint8)
        cube = np.stack(np.meshgrid(steps, steps, steps), axis=-1).reshape(1, -1, 3)
        sample = Image.fromarray(np.ascontiguousarray(cube))
    before = np.asarray(sample.convert("RGB")).astype(int)
    after = np.asarray(transform.apply(sample)).astype(int)
    return bool(np.abs(after - before).max() <= _SAME)
