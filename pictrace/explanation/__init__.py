"""Explanation of a pair: what was kept, which edits were done, which picture is nearer the source.

alignment.py           one working picture warped to the other
photometric_change.py  which change of tones takes one to the other
smoothing.py           pictures smoothed before they are compared
uneven_light.py        a vignette, light from one side
posterisation.py       few tones a channel
local_ssim.py          local SSIM that saving and resizing do not move
change_map.py          kept, altered, added, missing
overlay_kind.py        words, a part, or a half-transparent mark over a picture
geometric_change.py    mirrored, rotated, stretched, scaled
outside_area.py        what is around a source in a larger result
sharpness.py           blurred, sharpened
tone_steps.py          a tone fit in the terms of a picture editor
steps.py               the other steps, each kind by itself
recipe.py              all of it in order
replay.py              the recipe done again, and how far that explains the result
source_direction.py    which of the two is nearer the source
explain.py             the direction of the recipe, and the whole explanation
step_words.py          what each kind of step is called, and its phrase
wording.py             the explanation in sentences
document.py            the same for JSON
pair_picture.py        one of the two, with all that the explanation uses
plane_reduction.py     means and maxima over the three channels, plane by plane
"""

from pictrace.explanation import wording
from pictrace.explanation.alignment import Alignment, align
from pictrace.explanation.change_map import AlignedPair, change_map, compare_aligned
from pictrace.explanation.document import LABEL_NAMES, explanation_as_document
from pictrace.explanation.explain import explain
from pictrace.explanation.pair_picture import PairPicture, of_query, of_record
from pictrace.explanation.replay import Replayed, replay

__all__ = [
    "LABEL_NAMES",
    "AlignedPair",
    "Alignment",
    "PairPicture",
    "Replayed",
    "align",
    "change_map",
    "compare_aligned",
    "explain",
    "explanation_as_document",
    "of_query",
    "of_record",
    "replay",
    "wording",
]
