"""A fitted tone change as steps of a picture editor."""

from __future__ import annotations

import numpy as np

from pictrace.explanation.photometric_change import LUMA, apply_tones
from pictrace.types import RecipeStep, ToneFit, UInt8Array

# What JPEG at quality 20 and resizing do by themselves stays under these; of pale colours they take 15 %.
BRIGHTER, CONTRASTIER, CURVED, COLOURFUL, TINTED = 0.04, 0.05, 0.08, 0.16, 0.05
# What the fit leaves, which is noise to it, flattens its slope: for each hundredth of it contrast is off by up to two.
FLATTENED = 2.0
GREY = 0.06
# Grey levels by which the whole picture has to change in the mean before anybody sees it.
VISIBLE = 1.2
# Below this all contrast is gone and the numbers mean nothing.
_LEAST_CONTRAST = 0.02


def tone_steps(tone: ToneFit, source: UInt8Array) -> tuple[RecipeStep, ...]:
    """The steps that a tone change comes to on this picture (h, w, 3) uint8 RGB; none where it changes too little.

    The curve comes first, then brightness (every value times so much), contrast (about mid-grey), colours and tint.
    """
    if float(np.abs(apply_tones(source, tone).astype(np.float32) - source).mean()) < VISIBLE:
        return ()
    gain, offset = np.array(tone.gain), np.array(tone.offset)
    slope, start = float(gain @ LUMA), float(offset @ LUMA)
    contrast = max(_LEAST_CONTRAST, 1.0 - 2.0 * start)
    brightness = slope / contrast
    middle = gain / 2.0 + offset
    tint = middle / max(1e-3, float(middle @ LUMA))
    steps = []
    if abs(tone.gamma - 1.0) > CURVED:
        steps.append(RecipeStep("gamma", {"exponent": tone.gamma}))
    if abs(brightness - 1.0) > BRIGHTER:
        steps.append(RecipeStep("brightness", {"factor": brightness}))
    if abs(contrast - 1.0) > CONTRASTIER + FLATTENED * tone.error:
        steps.append(RecipeStep("contrast", {"factor": contrast}))
    if tone.saturation < GREY:
        steps.append(RecipeStep("grey"))
    elif abs(tone.saturation - 1.0) > COLOURFUL:
        steps.append(RecipeStep("saturation", {"factor": tone.saturation}))
    if float(np.abs(tint - 1.0).max()) > TINTED:
        red, green, blue = (float(value) for value in tint)
        steps.append(RecipeStep("tint", {"red": red, "green": green, "blue": blue}))
    return tuple(steps)
