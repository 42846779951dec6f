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

    wholes : (n, d), for whole pictures. smalls : (n, d), for windows. windows : (n, d), for wholes seen small; the last
    two may be empty. colours : (256,) roots of the histogram. All float32, L2 norm 1.
    """

    wholes: Float32Array
    smalls: Float32Array
    windows: Float32Array
    colours: Float32Array
