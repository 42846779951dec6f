"""HEIC files that must not reach the decoder's binding."""

from __future__ import annotations

from pictrace.imaging.iso_boxes import boxes

_VERSION_AND_FLAGS, _WIDE_IDS = 4, 3


def check_item_names(data: bytes) -> None:
    """Raises ValueError when an item of the file has a type or name that is no UTF-8.

    pi-heif 1.4 makes Python strings of them without asking whether that worked, and then takes the whole process
    down: one changed byte in "Exif" is enough. Of files with a few damaged bytes one in a hundred was such a one.
    """
    for kind, start, end in boxes(data, 0, len(data)):
        if kind == b"meta":
            for inner, first, last in boxes(data, start + _VERSION_AND_FLAGS, end):
                if inner == b"iinf":
                    _check_entries(data[first:last])


def _check_entries(entries: bytes) -> None:
    """Every `infe` (ISO/IEC 14496-12, 8.11.6) wherever it stands, so that none can hide behind a wrong length."""
    parts = entries.split(b"infe")
    for part in parts[1:]:
        names = part[10 if part[:1] == bytes([_WIDE_IDS]) else 8 :]
        # The length of the next entry stands before its name.
        (names if part is parts[-1] else names[:-4]).decode("utf-8")
