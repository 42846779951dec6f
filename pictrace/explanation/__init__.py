"""Why two pictures are said to belong together: what was kept, what was done, which is nearer the source.

alignment.py           one working picture laid onto the other
photometric_change.py  which change of tones takes one to the other
local_ssim.py          local SSIM that saving and resizing do not move
change_map.py          kept, altered, added, missing
geometric_change.py    mirrored, turned, stretched, scaled
outside_area.py        what stands around a source in a larger result
sharpness.py           blurred, sharpened
tone_steps.py          a tone fit in the terms of a picture editor
steps.py               the other steps, each kind by itself
recipe.py              all of it in order
replay.py              the recipe done again, and what that explains
source_direction.py    which of the two is nearer the source
explain.py             which way round the story is told, and the whole of it
step_words.py          what each kind of step is called, and how it is said
wording.py             what it says in plain words
document.py            the same for JSON
side.py                one of the two, with all that the story is told from
"""

from pictrace.explanation import wording
from pictrace.explanation.alignment import Alignment, align
from pictrace.explanation.change_map import Compared, change_map, compared
from pictrace.explanation.document import LABEL_NAMES, explanation_as_document
from pictrace.explanation.explain import explain
from pictrace.explanation.replay import Replayed, replay
from pictrace.explanation.side import Side, of_query, of_record

__all__ = [
    "LABEL_NAMES",
    "Alignment",
    "Compared",
    "Replayed",
    "Side",
    "align",
    "change_map",
    "compared",
    "explain",
    "explanation_as_document",
    "of_query",
    "of_record",
    "replay",
    "wording",
]
