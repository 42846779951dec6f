"""What a JPEG's header says that Pillow does not tell: what memory decoding takes, and whether a decoder is there."""

from __future__ import annotations

from dataclasses import dataclass

_START_OF_SCAN = 0xDA
_JPEG_LS = 0xF7
_DIFFERENTIAL = 0xDE
_FRAME_MARKERS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC} | {_JPEG_LS}
_PROGRESSIVE = frozenset({0xC2, 0xC6, 0xCA, 0xCE})
_ARITHMETIC = frozenset(range(0xC9, 0xD0))
# ITU-T T.81, table B.1: the processes that libjpeg has no decoder for, and T.87.
_LOSSLESS = frozenset({0xC3, 0xCB})
_HIERARCHICAL = frozenset({0xC5, 0xC6, 0xC7, 0xCD, 0xCE, 0xCF})
_BARE_MARKERS = frozenset({0x01, *range(0xD0, 0xD9)})


@dataclass(frozen=True, slots=True)
class JpegFrame:
    """How a JPEG is coded.

    buffered_bytes_per_pixel : what libjpeg keeps of the whole picture, at full size even when it decodes reduced;
        0 for the common kind that is decoded row by row.
    huffman : True when every 8 × 8 block costs at least one bit, so that a tiny file cannot hold a large picture.
    unread : what people call the process when no decoder is at hand for it, "a lossless JPEG"; None for those that are
        read.
    """

    buffered_bytes_per_pixel: float
    huffman: bool
    unread: str | None = None


def read_frame(data: bytes) -> JpegFrame:
    """How the JPEG in these bytes is coded, as far as its headers go; never fails."""
    at, frame, components, samples, hierarchical = 2, 0, 0, 0.0, False
    while at + 4 <= len(data):
        if data[at] != 0xFF:
            at += 1
            continue
        marker = data[at + 1]
        if marker in (0x00, 0xFF):
            at += 1
            continue
        if marker in _BARE_MARKERS:
            at += 2
            continue
        if marker == _START_OF_SCAN:
            # libjpeg buffers every coefficient when the first scan does not hold all components (jdapimin.c).
            several_scans = frame in _PROGRESSIVE or data[at + 4 : at + 5] != bytes([components])
            unread = _unread(frame, hierarchical)
            return JpegFrame(2 * samples if several_scans else 0.0, _is_huffman(frame), unread)
        hierarchical = hierarchical or marker == _DIFFERENTIAL
        if marker in _FRAME_MARKERS:
            frame, components = marker, data[at + 9] if at + 9 < len(data) else 0
            factors = [(byte >> 4, byte & 15) for byte in data[at + 11 : at + 10 + 3 * components : 3]]
            widest, tallest = max((h for h, _ in factors), default=1), max((v for _, v in factors), default=1)
            samples = sum(h * v for h, v in factors) / max(1, widest * tallest)
        at += 2 + max(2, int.from_bytes(data[at + 2 : at + 4], "big"))
    return JpegFrame(0.0, _is_huffman(frame), _unread(frame, hierarchical))


def _is_huffman(frame: int) -> bool:
    return frame not in _ARITHMETIC and frame != _JPEG_LS


def _unread(frame: int, hierarchical: bool) -> str | None:
    if hierarchical or frame in _HIERARCHICAL:
        return "a hierarchical JPEG"
    if frame == _JPEG_LS:
        return "a JPEG-LS picture"
    return "a lossless JPEG" if frame in _LOSSLESS else None
