"""Why two pictures are said to belong together: what was kept, what was done, which is nearer the source.

alignment.py   one working picture laid onto the other
photometric.py which change of tones takes one to the other
similarity.py  local SSIM that saving and resizing do not move
change_map.py  kept, altered, added, missing
"""

from pictrace.explaining.alignment import Alignment, align
from pictrace.explaining.change_map import Compared, change_map, compared

__all__ = ["Alignment", "Compared", "align", "change_map", "compared"]
