"""Other colours, other sharpness."""

from __future__ import annotations

import cv2
import numpy as np

from pictrace.imaging.edits.edit import Edit, as_uint8, check_between, rounded
from pictrace.types import Float32Array, UInt8Array

# ITU-R BT.601 luma, as in Pillow's mode "L".
_LUMA = np.array([0.299, 0.587, 0.114], dtype=np.float32)


def brightness(factor: float = 1.4) -> Edit:
    """Every value times `factor`: above 1 brighter, below darker."""
    check_between("The factor", factor, 0, 100)
    words = "brightened" if factor > 1 else "darkened"
    name = f"brightness × {factor:g}"
    return Edit(name, "brightness", words, lambda picture: rounded(picture * np.float32(factor)), {"factor": factor})


def contrast(factor: float = 0.5) -> Edit:
    """Distances from mid-grey times `factor`."""
    check_between("The factor", factor, 0, 100)

    def apply(picture: UInt8Array) -> UInt8Array:
        return rounded((picture - np.float32(127.5)) * np.float32(factor) + np.float32(127.5))

    words = "with more contrast" if factor > 1 else "with less contrast"
    return Edit(f"contrast × {factor:g}", "contrast", words, apply, {"factor": factor})


def saturation(factor: float) -> Edit:
    """Distances from the pixel's own grey times `factor`: 0 is grey, above 1 more colourful."""
    check_between("The factor", factor, 0, 100)
    words = "more colourful" if factor > 1 else "with faded colours"
    return Edit(
        f"saturation × {factor:g}",
        "saturation",
        words,
        lambda picture: _saturated(picture, factor),
        {"factor": factor},
    )


def grey() -> Edit:
    """No colour: three equal channels of ITU-R BT.601 luma."""
    return Edit("grey", "grey", "in grey", lambda picture: _saturated(picture, 0.0))


def tint(red: float = 1.15, green: float = 1.0, blue: float = 0.75) -> Edit:
    """Each channel times its own factor; the defaults are warm, like an old print."""
    factors = np.array([red, green, blue], dtype=np.float32)
    parameters = {"red": red, "green": green, "blue": blue}
    words = "in warmer colours" if red >= blue else "in cooler colours"
    name = f"tint {red:g} {green:g} {blue:g}"
    return Edit(name, "tint", words, lambda picture: rounded(picture * factors), parameters)


def blur(sigma: float = 2.0) -> Edit:
    """Gaussian blur, sigma in pixels."""
    check_between("Sigma", sigma, 0.01, 1000)
    return Edit(
        f"blur {sigma:g} px",
        "blur",
        "blurred",
        lambda picture: as_uint8(cv2.GaussianBlur(picture, (0, 0), sigma)),
        {"sigma": sigma},
    )


def noise(sigma: float = 12.0, seed: int = 0) -> Edit:
    """Gaussian noise, sigma in grey values, independent in every pixel and channel."""
    check_between("Sigma", sigma, 0, 255)

    def apply(picture: UInt8Array) -> UInt8Array:
        grain = np.random.default_rng(seed).standard_normal(picture.shape, dtype=np.float32)
        return rounded(picture + np.float32(sigma) * grain)

    return Edit(f"noise {sigma:g}", "noise", "with noise", apply, {"sigma": sigma, "seed": seed})


def _saturated(picture: UInt8Array, factor: float) -> UInt8Array:
    luma: Float32Array = (picture.astype(np.float32) @ _LUMA)[..., np.newaxis]
    return rounded(luma + (picture - luma) * np.float32(factor))
