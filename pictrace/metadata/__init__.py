"""What a picture's EXIF, IPTC and XMP say of it, under eight plain keys.

Where several say the same thing, XMP goes before IPTC and IPTC before EXIF. XMP is what picture editors and agencies
write last, in Unicode and at any length; IPTC is cut (32 characters for a name, 2,000 for a caption); EXIF is what
the camera wrote before anybody looked at the picture ("OLYMPUS DIGITAL CAMERA" as its description). The date is the
exception: `xmp:CreateDate` may be when a scan or an export was made, so the camera's dates go before it.

Places (GPS) are left alone: a library that is shared must not tell where its photographers live.
"""

from __future__ import annotations

import struct
from collections.abc import Callable

from PIL import Image

from pictrace.metadata.clean import as_date, as_line
from pictrace.metadata.exif import digitised_date, from_exif, original_date
from pictrace.metadata.iptc import from_iptc
from pictrace.metadata.xmp import from_xmp

__all__ = ["KEYS", "READING_ERRORS", "read_metadata"]

KEYS: tuple[str, ...] = ("date_taken", "creator", "credit", "caption", "keywords", "copyright", "title", "camera")

# All that Pillow, expat and struct were seen to raise on broken metadata. XML errors are SyntaxError, refused
# entities ValueError.
READING_ERRORS: tuple[type[Exception], ...] = (
    OSError,
    ValueError,
    SyntaxError,
    RuntimeError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    AssertionError,
    EOFError,
    MemoryError,
    UserWarning,
    struct.error,
)

# Best first.
_READERS = (from_xmp, from_iptc, from_exif, original_date, digitised_date)


def read_metadata(image: Image.Image) -> dict[str, str]:
    """What a loaded picture says of itself: those of `KEYS` that it has, each one line of at most 2,000 characters.

    Dates are "2024-05-01 12:30:00", or as much of that as is known, in the camera's own time. Several creators or
    keywords are joined with ", ". Broken metadata is left out and never raises.
    """
    sources = [_guarded(reader, image) for reader in _READERS]
    sources.append({"date_taken": sources[0].get("date_made", "")})
    found: dict[str, str] = {}
    for key in KEYS:
        for source in sources:
            value = as_date(source.get(key, "")) if key == "date_taken" else as_line(source.get(key, ""))
            if value:
                found[key] = value
                break
    return found


def _guarded(reader: Callable[[Image.Image], dict[str, str]], image: Image.Image) -> dict[str, str]:
    try:
        return reader(image)
    except READING_ERRORS:
        return {}
