"""EXIF's UserComment: text behind eight bytes that name its encoding. CIPA DC-008, 4.6.5.

The field is where programs write captions and where cameras leave what no person means: blanks, counters, settings.
"""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress

from PIL import Image

from pictrace.imaging.metadata.cleaning import MAX_LENGTH, as_line, as_text

_EXIF_DIRECTORY, _USER_COMMENT = 0x8769, 0x9286
_NAME_LENGTH = 8
_MOST_BYTES = 4 * MAX_LENGTH
# What phones, cameras and programs write there without being asked.
_NOISE = re.compile(
    r"user ?comments?|comments?|none|null|default|untitled|ascii|unicode|binary comment|oplus_\d+|hisilicon k3|"
    r"filter: ?-?\d+;.*|\{.*\}",
    re.IGNORECASE,
)
_BAD_CATEGORIES = frozenset(("Cc", "Cn", "Co", "Cs"))


def user_comment(image: Image.Image) -> dict[str, str]:
    """The comment as a caption, "" where it is none. By itself, as the dates are: it lies in the inner directory."""
    exif = image.getexif()
    value = exif.get_ifd(_EXIF_DIRECTORY).get(_USER_COMMENT)
    if isinstance(value, str):
        value = value.encode("latin-1", "ignore")
    elif isinstance(value, tuple):
        value = bytes(value)
    text = _text(value[:_MOST_BYTES], little_endian=exif.endian == "<") if isinstance(value, bytes) else ""
    return {"caption": text if _is_meant(text) else ""}


def _text(value: bytes, *, little_endian: bool) -> str:
    name, text = value[:_NAME_LENGTH].strip(b"\0 ").upper(), value[_NAME_LENGTH:]
    match name:
        case b"ASCII" | b"" | b"UTF-8" | b"UTF8":
            return _bytes_as_text(text)
        case b"UNICODE":
            return _wide_text(text, little_endian)
        case b"JIS":
            return _japanese(text)
    return _bytes_as_text(value)  # no encoding is named; the text begins at once


def _bytes_as_text(text: bytes) -> str:
    return as_text(text.strip(b"\0 ").split(b"\0")[0], utf8=False)


def _japanese(text: bytes) -> str:
    """JIS X 0208 by the standard; programs write the encoding of their system."""
    text = text.strip(b"\0 ").split(b"\0")[0]
    for encoding in ("iso2022_jp_2", "utf-8", "cp932", "euc_jp"):
        try:
            return text.decode(encoding)
        except UnicodeDecodeError:
            continue
    return ""


def _wide_text(text: bytes, little_endian: bool) -> str:
    """UTF-16, by the standard in the byte order of the file, in fact in either; some write ASCII or UTF-8 as this."""
    if text.startswith((b"\xff\xfe", b"\xfe\xff")):
        return text.decode("utf-16", "replace").partition("\0")[0]
    if b"\0" not in text.rstrip(b"\0"):
        narrow = text.rstrip(b"\0 ")
        if all((byte >= 0x20 and byte != 0x7F) or byte in b"\t\r\n" for byte in narrow):
            with suppress(UnicodeDecodeError):  # UTF-16 hardly ever is UTF-8 by chance
                return narrow.decode()
    orders = ("utf-16-le", "utf-16-be") if little_endian else ("utf-16-be", "utf-16-le")
    read = [text[: len(text) // 2 * 2].decode(order, "replace").partition("\0")[0] for order in orders]
    return max(read, key=_likelihood)  # of two that are alike the first


def _likelihood(text: str) -> tuple[float, int]:
    """How much of it is text, then how few scripts' pages it is spread over: the wrong order spreads it over many."""
    text = text.strip()
    if not text:
        return 0.0, -(1 << 16)
    sound = sum(unicodedata.category(letter) not in _BAD_CATEGORIES and letter != "\ufffd" for letter in text)
    return sound / len(text), -len({ord(letter) >> 8 for letter in text})


def _is_meant(text: str) -> bool:
    """Whether a person may have written this: a word, nothing that no text has, and no camera's phrase."""
    line = as_line(text)
    letters = [letter for letter in line if letter.isalpha()]
    if "\ufffd" in line or _NOISE.fullmatch(line) or not letters or (len(letters) == 1 and letters[0].isascii()):
        return False
    return not any(unicodedata.category(letter) in _BAD_CATEGORIES and not letter.isspace() for letter in text)
