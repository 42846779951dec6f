"""The pages of a TIFF file, found without loading any of them."""

from __future__ import annotations

from dataclasses import dataclass

_NEW_SUBFILE_TYPE = 254
_REDUCED, _MASK = 1, 4


@dataclass(frozen=True, slots=True)
class TiffPages:
    """frames : the directory of each page, counted from 0. complete : False when counting stopped at the limit."""

    frames: tuple[int, ...]
    complete: bool


def find_pages(data: bytes, most: int) -> TiffPages:
    """The directories of a TIFF that are pages; small copies of a page and transparency masks are not.

    Walks the chain of directories (TIFF 6.0 section 2, BigTIFF likewise) and stops at a loop, at the end of the
    file, or when more than `most` pages were found. A file with 10 million directories costs as little as `most`.
    Never empty and never fails: a chain that leads nowhere is one page, and opening it then says what is wrong.
    """
    little = data[:2] == b"II"

    def number(at: int, size: int) -> int:
        return int.from_bytes(data[at : at + size], "little" if little else "big")

    big = number(2, 2) == 43
    offset_size, count_size, entry_size = (8, 8, 20) if big else (4, 2, 12)
    at = number(8 if big else 4, offset_size)
    kinds: list[int] = []
    pages: list[int] = []
    seen: set[int] = set()
    while 0 < at <= len(data) - count_size and at not in seen and len(pages) <= most and len(kinds) < 4 * most + 4:
        seen.add(at)
        first = at + count_size
        count = min(number(at, count_size), 4096)
        kind = 0
        for entry in range(first, first + count * entry_size, entry_size):
            if number(entry, 2) == _NEW_SUBFILE_TYPE:
                kind = number(entry + entry_size - offset_size, 4 if number(entry + 2, 2) == 4 else 2)
                break
        if not kind & (_REDUCED | _MASK):
            pages.append(len(kinds))
        kinds.append(kind)
        at = number(first + number(at, count_size) * entry_size, offset_size)
    complete = len(pages) <= most and len(kinds) < 4 * most + 4
    return TiffPages(tuple(pages[:most]) or (0,), complete)
