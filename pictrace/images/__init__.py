"""Bytes → pixels: formats by content, limits before decoding, orientation, colour to sRGB, digests.

formats.py      which formats are understood, told by their first bytes
strangers.py    what a file is when it is none of them, in words
opening.py      the Pillow plugin of each format, and Pillow's warnings
limits.py       refused or decoded reduced, before anything is allocated
jpeg.py, jpeg2000.py, tiff.py   what Pillow does not tell about these three
profiles.py     ICC profiles → sRGB
colour.py       every pixel mode → RGB and alpha
ground.py       what a transparent picture is laid on
orientation.py  upright pixels
reasons.py      what decoders raise → one sentence
decoding.py     all of it in order
arrays.py       pictures that are pixels already: working pictures, JPEG and PNG out
digests.py      SHA-256 of bytes and of pixels
earlier.py      pictures as earlier versions read them
cutting.py      a part of a picture, as a picture of its own
quality.py      how a JPEG was saved
unplaced.py     a file without the place where it was taken
trimming.py     borders, letterbox bars, captions and screenshots' chrome around a picture
"""

from pictrace.images.arrays import (
    decode_jpeg,
    encode_jpeg,
    encode_lossless,
    encode_png,
    from_array,
    working_picture,
)
from pictrace.images.cutting import cut
from pictrace.images.decoding import decode, decode_pages
from pictrace.images.digests import file_digest, pixel_digest
from pictrace.images.earlier import as_recorded, on_white
from pictrace.images.formats import UNDERSTOOD
from pictrace.images.quality import jpeg_quality
from pictrace.images.trimming import content_box
from pictrace.images.unplaced import place_of, tells_place, without_place

__all__ = [
    "UNDERSTOOD",
    "as_recorded",
    "content_box",
    "cut",
    "decode",
    "decode_jpeg",
    "decode_pages",
    "encode_jpeg",
    "encode_lossless",
    "encode_png",
    "file_digest",
    "from_array",
    "jpeg_quality",
    "on_white",
    "pixel_digest",
    "place_of",
    "tells_place",
    "without_place",
    "working_picture",
]
