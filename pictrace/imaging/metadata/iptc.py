"""IPTC-IIM: what agencies wrote before XMP. IPTC-NAA Information Interchange Model 4.2."""

from __future__ import annotations

from collections.abc import Mapping

from PIL import Image, IptcImagePlugin, TiffImagePlugin

from pictrace.imaging.metadata.cleaning import as_line, as_text

_IPTC_IN_PHOTOSHOP = 0x0404
_CHARACTER_SET, _UTF8 = (1, 90), b"\x1b%G"


def from_iptc(image: Image.Image) -> dict[str, str]:
    """Key → text; "" for what the block does not say. Raises what Pillow raises on a broken block of a TIFF."""
    fields = _iptc_of(image)
    utf8 = _UTF8 in fields.get(_CHARACTER_SET, [])

    def text(record: int) -> str:
        values = (as_line(as_text(value, utf8)) for value in fields.get((2, record), []))
        return ", ".join(value for value in values if value)

    return {
        "date_taken": f"{text(55)} {text(60)}".strip(),
        "creator": text(80),
        "credit": text(110),
        "caption": text(120),
        "keywords": text(25),
        "copyright": text(116),
        "title": text(5) or text(105),
    }


def _iptc_of(image: Image.Image) -> dict[tuple[int, int], list[bytes]]:
    if isinstance(image, TiffImagePlugin.TiffImageFile):
        # Photoshop writes the bytes as 32-bit numbers, of which Pillow's tags keep the first; this gets them all.
        found = IptcImagePlugin.getiptcinfo(image) or {}
        lists = {field: value if isinstance(value, list) else [value] for field, value in found.items()}
        return {field: [value for value in values if value] for field, values in lists.items()}  # None where empty
    photoshop = image.info.get("photoshop")
    block = photoshop.get(_IPTC_IN_PHOTOSHOP) if isinstance(photoshop, Mapping) else None
    return _iptc_fields(block) if isinstance(block, bytes) else {}


def _iptc_fields(block: bytes) -> dict[tuple[int, int], list[bytes]]:
    """(record, dataset) → values, as far as the block is whole. IPTC-NAA IIM 4.2, chapter 3."""
    fields: dict[tuple[int, int], list[bytes]] = {}
    at = 0
    while at + 5 <= len(block) and block[at] == 0x1C:
        size, start = int.from_bytes(block[at + 3 : at + 5], "big"), at + 5
        if size & 0x8000:  # an extended dataset: the size of the size comes first
            length = size & 0x7FFF
            size, start = int.from_bytes(block[start : start + length], "big"), start + length
        fields.setdefault((block[at + 1], block[at + 2]), []).append(block[start : start + size])
        at = start + size
    return fields
