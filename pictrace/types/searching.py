"""How thoroughly is searched, and what a shortlist is asked with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pictrace.types.arrays import Float32Array

Mode = Literal["fast", "thorough"]
MODES: tuple[Mode, ...] = ("fast", "thorough")
# Results shown and candidates examined where nobody says how many, whichever door is used.
DEFAULT_TOP = 5
DEFAULT_SHORTLIST = 50


@dataclass(frozen=True, slots=True, eq=False)
class QueryVectors:
    """What each list of an index is asked with; several rows are views of one query, of which the best counts.

    wholes : (n, d), for whole pictures. low_res : (n, d), for tiles. tiles : (n, d), for wholes at low resolution; the
    last two may be empty. colours : (n, 256), roots of histograms: of the query, and of its negative. All float32, L2
    norm 1.
    """

    wholes: Float32Array
    low_res: Float32Array
    tiles: Float32Array
    colours: Float32Array
