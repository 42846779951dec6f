"""What a picture's EXIF, IPTC and XMP say of it, under eight plain keys.

cleaning.py     values as they are shown and searched
dates.py        dates in one form
exif.py         EXIF
fields.py       the eight keys, and how several sources become one
geotag.py       where a picture says that it was taken
iptc.py         IPTC-IIM
sidecar.py      what files beside a picture say of it
user_comment.py EXIF's UserComment
xmp.py          XMP
xmp_text.py     the text of an XMP packet, mended

Where several say the same thing, XMP goes before IPTC and IPTC before EXIF. XMP is what picture editors and agencies
write last, in Unicode and at any length; IPTC is cut (32 characters for a name, 2,000 for a caption); EXIF is what
the camera wrote before anybody looked at the picture ("OLYMPUS DIGITAL CAMERA" as its description). The date is the
exception: `xmp:CreateDate` may be when a scan or an export was made, so the camera's dates go before it.

Places (GPS) are left alone: a library that is shared must not tell where its photographers live.
"""

from __future__ import annotations

from collections.abc import Callable

from PIL import Image

from pictrace.imaging.metadata.exif import digitised_date, from_exif, original_date
from pictrace.imaging.metadata.fields import KEYS, READING_ERRORS, first_of
from pictrace.imaging.metadata.iptc import from_iptc
from pictrace.imaging.metadata.sidecar import MAX_SIDECAR, with_sidecars
from pictrace.imaging.metadata.user_comment import user_comment
from pictrace.imaging.metadata.xmp import from_xmp

__all__ = ["KEYS", "MAX_SIDECAR", "READING_ERRORS", "read_metadata", "with_sidecars"]

# Best first.
_READERS = (from_xmp, from_iptc, from_exif, original_date, digitised_date, user_comment)


def read_metadata(image: Image.Image) -> dict[str, str]:
    """What a loaded picture says of itself: those of `KEYS` that it has, each one line of at most 2,000 characters.

    Dates are "2024-05-01 12:30:00", or as much of that as is known, in the camera's own time. Several creators or
    keywords are joined with ", ". Broken metadata is left out and never raises.
    """
    sources = [_guarded(reader, image) for reader in _READERS]
    xmp = sources[0]
    sources.append({"date_taken": xmp.get("date_made", ""), "caption": xmp.get("comment", "")})
    return first_of(sources)


def _guarded(reader: Callable[[Image.Image], dict[str, str]], image: Image.Image) -> dict[str, str]:
    try:
        return reader(image)
    except READING_ERRORS:
        return {}
