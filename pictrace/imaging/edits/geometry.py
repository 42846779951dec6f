"""Cropped, mirrored, turned."""

from __future__ import annotations

import math

import cv2
import numpy as np

from pictrace.imaging.edits.edit import WHITE, Colour, Edit, Parameter, as_uint8, check_between
from pictrace.types import UInt8Array


def crop(area: float, x: float = 0.5, y: float = 0.5) -> Edit:
    """A rectangle of the picture's own proportions with this share of its area; x, y say where the rest is cut off."""
    check_between("The area", area, 0.0001, 1)
    check_between("The position", x, 0, 1)
    check_between("The position", y, 0, 1)

    def apply(picture: UInt8Array) -> UInt8Array:
        height, width = picture.shape[:2]
        kept_width = max(1, round(width * math.sqrt(area)))
        kept_height = max(1, round(height * math.sqrt(area)))
        left, top = round(x * (width - kept_width)), round(y * (height - kept_height))
        return picture[top : top + kept_height, left : left + kept_width].copy()

    percent = round(100 * area)
    parameters = {"area": area, "x": x, "y": y}
    return Edit(f"crop {percent} %", "crop", f"cropped to {percent} percent", apply, parameters)


def mirror() -> Edit:
    """Left and right exchanged."""
    return Edit("mirror", "mirror", "mirrored", lambda picture: picture[:, ::-1].copy())


def rotate(degrees: float, fill: Colour = WHITE) -> Edit:
    """Turned counter-clockwise about its centre on a canvas that holds all of it; `fill` fills the corners.

    Multiples of 90 are exact and leave no corners.
    """

    def apply(picture: UInt8Array) -> UInt8Array:
        if degrees % 90 == 0:
            return np.rot90(picture, round(degrees / 90) % 4).copy()
        height, width = picture.shape[:2]
        cosine, sine = abs(math.cos(math.radians(degrees))), abs(math.sin(math.radians(degrees)))
        new_width = math.ceil(width * cosine + height * sine)
        new_height = math.ceil(width * sine + height * cosine)
        centre = ((width - 1) / 2, (height - 1) / 2)
        matrix = cv2.getRotationMatrix2D(centre, degrees, 1.0)
        matrix[:, 2] += (new_width - 1) / 2 - centre[0], (new_height - 1) / 2 - centre[1]
        turned = cv2.warpAffine(
            picture,
            matrix,
            (new_width, new_height),
            flags=cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=fill,
        )
        return as_uint8(turned)

    parameters: dict[str, Parameter] = {"degrees": degrees, "fill": fill}
    return Edit(f"rotate {degrees:g}°", "rotate", f"rotated by {degrees:g} degrees", apply, parameters)
