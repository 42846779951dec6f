"""Names of files that look like something else, and pictures under them."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from pictrace.types import UInt8Array


def save(path: Path, pixels: UInt8Array) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels).save(path, "PNG")
    return path


ODD_NAMES = [
    "scan#page=1 copy.png",
    "page#page=1.png",
    "scan#page=2",
    "scan.png#page=2",
    "scan.png#xywh=1,2,3,4",
    "x!/y.png",
    "x.zip!/y.png",
    "x!/b.png#page=3",
    "upload:abc.png",
    "http:/host/a.png",
    "-x.png",
    "--json.png",
    "*.png",
    "[1].png",
    "~.png",
    "~root.png",
    "100%25 a?b=c&d.png",
    "CON.png",
    "aux",
    "a:b.png",
    "name .png",
    "name.",
    "trailing ",
    " leading.png",
    "back\\slash.png",
    "C:\\photos\\a.png",
    "new\nline.png",
    "tab\tand\x1b[31mred\x07.png",
    "quote\"'`$(x).png",
    "=1+2.png",
    "\u202egnp.jpg",
    "😀👨‍👩‍👧.png",
    "n" * 251 + ".png",
    "ä" * 127,
]
