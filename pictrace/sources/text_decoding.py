"""The bytes of a table as text, in the encodings that spreadsheets and editors write."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

from pictrace.errors import InvalidTable

# str.splitlines would also cut at U+2028, U+0085, \x0b, \x0c and \x1c, which are legitimate inside a cell.
ANY_END = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
NEWLINE = re.compile(rb"[^\n]*\n|[^\n]+")

_WIDE = (
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_UNDECODABLE = re.compile("[\udc80-\udcff]")
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]+")
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Text:
    """Decoded line by line, so that a large table is not held a second time.

    Bytes that are no text in the table's encoding become lone surrogates; `is_damaged` finds them.

    valid : everything is UTF-8. code_page : what is not UTF-8 is in this encoding; "" for damage.
    """

    data: bytes
    start: int
    valid: bool
    code_page: str

    def lines(self, end: re.Pattern[bytes] = ANY_END) -> Iterator[str]:
        """Each with its line end."""
        found = (match.group() for match in end.finditer(self.data, self.start))
        return map(bytes.decode if self.valid else self._decode, found)

    def whole(self) -> str:
        return self.data[self.start :].decode() if self.valid else "".join(self.lines(NEWLINE))

    def is_damaged(self, text: str) -> bool:
        return not self.valid and _UNDECODABLE.search(text) is not None

    def _decode(self, line: bytes) -> str:
        try:
            return line.decode()
        except UnicodeDecodeError:
            return line.decode(self.code_page or "utf-8", "surrogateescape")


def decoded(data: bytes, name: str) -> Text:
    """Raises InvalidTable when the bytes say that they are UTF-16 or UTF-32 and are not."""
    wide = next((encoding for mark, encoding in _WIDE if data.startswith(mark)), None)
    try:
        if wide or (wide := _unmarked_utf16(data)):
            data = data.decode(wide).encode()
    except UnicodeError:
        raise InvalidTable(f"{name} is not text in UTF-8 or UTF-16; save the table again as CSV in UTF-8.") from None
    start = 0
    while data.startswith(codecs.BOM_UTF8, start):
        start += len(codecs.BOM_UTF8)
    data = data.removesuffix(b"\x1a")  # the end of a file, as DOS marks it
    valid = _is_utf8(data)
    return Text(data, start, valid, "" if valid or _is_mostly_utf8(data) else _code_page(data))


def _code_page(data: bytes) -> str:
    """Old Macs, and Excel's "CSV (Macintosh)", end lines with a carriage return alone; nothing else does."""
    return "mac_roman" if b"\r" in data and b"\n" not in data else "cp1252"


def _unmarked_utf16(data: bytes) -> str | None:
    """By the zero bytes of ASCII characters, which a table's header, separators and addresses are made of."""
    head = data[:1024]
    even, odd, pairs = head[0::2].count(0), head[1::2].count(0), len(head) // 2
    if odd > max(2, 0.3 * pairs) and even <= odd / 4:
        return "utf-16-le"
    if even > max(2, 0.3 * pairs) and odd <= even / 4:
        return "utf-16-be"
    return None


def _is_utf8(data: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(data), _CHUNK):
            decoder.decode(data[start : start + _CHUNK])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _is_mostly_utf8(data: bytes) -> bool:
    """Whether bytes that are no UTF-8 are damage rather than the code page of an older system: a damaged letter must
    not turn all others into wrong ones without a word. Letters that are UTF-8 hardly occur by chance."""
    valid = invalid = 0
    for match in _BEYOND_ASCII.finditer(data):
        letters = match.group().decode("utf-8", "surrogateescape")
        damaged = len(_UNDECODABLE.findall(letters))
        valid += len(letters) - damaged
        invalid += damaged
    return valid > 0 and valid >= invalid
