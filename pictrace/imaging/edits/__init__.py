"""Made edits of a picture with known parameters, for the demonstration, for calibration and for evaluation.

additions.py  a caption, a border, a whole other picture around it
edit.py       what an edit is, and what the edits share
geometry.py   cropped, mirrored, turned
saving.py     saved again
screens.py    as in a screenshot
tones.py      other colours, other sharpness
viewpoints.py another photograph of the same scene, simulated

Every edit is deterministic: the same picture gives the same pixels, whatever is random taking a seed.
Positions are shares: 0 is left or top, 1 right or bottom. Areas are shares of the picture's area.
"""

from __future__ import annotations

import numpy as np

from pictrace.imaging.edits.additions import caption, letterbox, made_background, pad, paste_into
from pictrace.imaging.edits.edit import Edit, chain
from pictrace.imaging.edits.geometry import crop, mirror, rotate
from pictrace.imaging.edits.saving import downscale, recompress
from pictrace.imaging.edits.screens import screenshot
from pictrace.imaging.edits.tones import blur, brightness, contrast, grey, noise, saturation, tint
from pictrace.imaging.edits.viewpoints import burst, flat_object, still_camera, viewpoint
from pictrace.types import UInt8Array

__all__ = [
    "Edit",
    "blur",
    "brightness",
    "burst",
    "caption",
    "chain",
    "contrast",
    "crop",
    "downscale",
    "flat_object",
    "grey",
    "letterbox",
    "made_background",
    "mirror",
    "noise",
    "pad",
    "paste_into",
    "recompress",
    "rotate",
    "saturation",
    "screenshot",
    "standard_edits",
    "still_camera",
    "tint",
    "viewpoint",
]


def standard_edits(seed: int = 0, background: UInt8Array | None = None) -> tuple[Edit, ...]:
    """The 13 edits that retrieval is measured on, roughly from the easiest to find to the hardest.

    seed : moves the crops and the pasted picture. background : what the last edit pastes into; a made one if None.
    """
    at = np.random.default_rng(seed).random((4, 2))
    return (
        recompress(20),
        downscale(0.25),
        brightness(1.4),
        grey(),
        mirror(),
        caption("Found on the web"),
        crop(0.5, *at[0]),
        rotate(15),
        pad(0.5),
        crop(0.2, *at[1]),
        rotate(90),
        crop(0.1, *at[2]),
        paste_into(made_background(seed=seed) if background is None else background, 0.2, *at[3]),
    )
