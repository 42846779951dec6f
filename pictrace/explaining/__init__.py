"""Why two pictures are said to belong together: what was kept, what was done, which is nearer the source.

alignment.py    one working picture laid onto the other
photometric.py  which change of tones takes one to the other
similarity.py   local SSIM that saving and resizing do not move
change_map.py   kept, altered, added, missing
geometric.py    mirrored, turned, stretched, scaled
surroundings.py what stands around a source in a larger result
sharpness.py    blurred, sharpened
tone_steps.py   a tone fit in the terms of a picture editor
steps.py        the other steps, each kind by itself
recipe.py       all of it in order
replay.py       the recipe done again, and what that explains
nearer.py       which of the two is nearer the source
explaining.py   which way round the story is told, and the whole of it
wording.py      what it says in plain words
document.py     the same for JSON
sides.py        one of the two, with all that the story is told from
"""

from pictrace.explaining import wording
from pictrace.explaining.alignment import Alignment, align
from pictrace.explaining.change_map import Compared, change_map, compared
from pictrace.explaining.document import LABEL_NAMES, explanation_as_document
from pictrace.explaining.explaining import explain
from pictrace.explaining.replay import Replayed, replay
from pictrace.explaining.sides import Side, of_query, of_record

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
