"""Copies as they circulate: captions, stickers, marks, filters, screens. Made with random strength, place and look.

overlays.py      what is put over a picture
tones.py         other tones, contours and grain
surroundings.py  other surroundings and proportions
photographs.py   photographs of a picture
drawing.py       what the makers share

Each maker takes a picture, another photograph to use as background, and a generator, and returns the copy, all
(H, W, 3) uint8 RGB. `COPIES` are copies; `PHOTOGRAPHS` are photographs of the picture on paper or on a screen.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from bench.circulating import overlays, photographs, surroundings, tones
from pictrace.types import UInt8Array

Maker = Callable[[UInt8Array, UInt8Array, np.random.Generator], UInt8Array]

COPIES: dict[str, Maker] = {
    "meme text": overlays.meme_text,
    "stickers": overlays.stickers,
    "stock watermark": overlays.stock_watermark,
    "half covered": overlays.half_covered,
    "HDR look": tones.hdr_look,
    "vignette": tones.vignette,
    "posterised": tones.posterised,
    "halftone": tones.halftone,
    "letterbox, subtitles": surroundings.letterbox_subtitles,
    "cartoon": tones.cartoon,
    "sketch": tones.sketch,
    "negative": tones.negative,
    "grain": tones.grain,
    "screenshot": surroundings.screenshot,
    "blurred surround": surroundings.blurred_surround,
    "news banner": overlays.news_banner,
    "faces hidden": overlays.faces_hidden,
    "filtered": tones.filtered,
    "sharpened": tones.sharpened,
    "stretched": surroundings.stretched,
    "collage": surroundings.collage,
    "handwriting": overlays.handwriting,
    "passed on": surroundings.social_crop,
}
PHOTOGRAPHS: dict[str, Maker] = {
    "tilted": photographs.tilted,
    "photographed screen": photographs.photographed_screen,
    "photographed print": photographs.photographed_print,
}
