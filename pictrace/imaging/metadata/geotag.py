"""Where a picture says that it was taken. Read only for reports, and only to leave it out or to show it when asked."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PIL import Image

_GPS_DIRECTORY = 0x8825
_LATITUDE_REF, _LATITUDE, _LONGITUDE_REF, _LONGITUDE = 1, 2, 3, 4


@dataclass(frozen=True, slots=True)
class Place:
    """In degrees; north and east are positive."""

    latitude: float
    longitude: float


def has_gps(image: Image.Image) -> bool:
    """Whether EXIF has a directory for places, empty ones left aside. Raises what Pillow raises."""
    return bool(image.getexif().get_ifd(_GPS_DIRECTORY))


def read_place(image: Image.Image) -> Place | None:
    """The place that EXIF names, None where it names none that can be one. Raises what Pillow raises."""
    found = image.getexif().get_ifd(_GPS_DIRECTORY)
    latitude = _degrees(found.get(_LATITUDE), found.get(_LATITUDE_REF), "S")
    longitude = _degrees(found.get(_LONGITUDE), found.get(_LONGITUDE_REF), "W")
    if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
        return None
    return Place(latitude, longitude)


def _degrees(value: object, reference: object, negative: str) -> float | None:
    """Degrees, minutes and seconds as one number. CIPA DC-008, 4.6.6."""
    if not isinstance(value, tuple) or len(value) != 3:
        return None
    degrees, minutes, seconds = (float(part) for part in value)
    total = degrees + minutes / 60 + seconds / 3600
    if not math.isfinite(total):
        return None
    return -total if str(reference).strip("\0 ").upper() == negative else total
