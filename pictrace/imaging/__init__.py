"""Bytes → pixels: formats by content, limits before decoding, orientation, colour to sRGB, digests.

formats.py                    which formats are understood, told by their first bytes
unsupported_formats.py        what a file is when it is none of them, in words
pillow_opening.py             the Pillow plugin of each format, and Pillow's warnings
limits.py                     refused or decoded reduced, before anything is allocated
jpeg.py, jpeg2000.py, tiff_pages.py  what Pillow does not tell about these three
icc_profiles.py               ICC profiles → sRGB
colour.py                     every pixel mode → RGB and alpha
ground.py                     what a transparent picture is laid on
orientation.py                upright pixels
decoder_errors.py             what decoders raise → one sentence
decoding.py                   all of it in order
arrays.py                     pictures that are pixels already: JPEG and PNG out
working_picture.py            the small picture that everything is computed from
digests.py                    SHA-256 of bytes and of pixels
earlier_digests.py            pictures as earlier versions read them
cropping.py                   a part of a picture, as a picture of its own
jpeg_quality.py               how a JPEG was saved
geotag_removal.py             a file without the place where it was taken
border_detection.py           borders, letterbox bars, captions and screenshots' chrome around a picture
drawing.py                    pictures of the evidence
heif.py                       HEIC files that must not reach the decoder's binding
iso_boxes.py                  the boxes that JPEG 2000 and HEIC files are made of
png.py                        what Pillow leaves undone for PNG
"""

from pictrace.imaging.arrays import decode_jpeg, encode_jpeg, encode_lossless, encode_png, from_array, shrunk
from pictrace.imaging.border_detection import content_box
from pictrace.imaging.cropping import cut
from pictrace.imaging.decoding import decode, decode_pages
from pictrace.imaging.digests import file_digest, pixel_digest
from pictrace.imaging.earlier_digests import as_recorded, on_white
from pictrace.imaging.formats import UNDERSTOOD
from pictrace.imaging.geotag_removal import place_of, tells_place, without_place
from pictrace.imaging.jpeg_quality import jpeg_quality
from pictrace.imaging.working_picture import WORKING_QUALITY, WORKING_SIDE, WorkingPicture

__all__ = [
    "UNDERSTOOD",
    "WORKING_QUALITY",
    "WORKING_SIDE",
    "WorkingPicture",
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
    "shrunk",
    "tells_place",
    "without_place",
]
