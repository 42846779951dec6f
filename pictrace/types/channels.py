"""The channels of evidence, each in one entry: what it is called, how its score is read, and how much it counts.

Everything else follows from here: weights, the ranking sum, sliders, tables, `--weights`, the API's models, reports and
evaluations go through these entries, and never name a channel themselves. What people read of a channel stands in
`web.words.naming` and `report.page_rows`, what it looks like in `web.channels`; tests say which of these an entry
lacks.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pictrace.types.evidence import Evidence


@dataclass(frozen=True, slots=True)
class Channel:
    """One way in which two pictures can be alike.

    key : its name in JSON, on the command line and as a field of `Weights`. weight : how much it counts where nobody
    says. score : what evidence says of it, in [0, 1], or None where the query cannot supply it. always : whether every
    query supplies it, however plain.
    """

    key: str
    weight: float
    score: Callable[[Evidence], float | None]
    always: bool = False


COSINE = Channel("cosine", 0.35, lambda evidence: evidence.cosine, always=True)
STRUCTURE = Channel("structure", 0.15, lambda evidence: evidence.structure.score)
KEYPOINTS = Channel("keypoints", 0.40, lambda evidence: evidence.keypoints.score)
COLOUR = Channel("colour", 0.10, lambda evidence: evidence.colour, always=True)

# New ones at the end: percents in addresses that people keep are in this order.
REGISTRY: tuple[Channel, ...] = (COSINE, STRUCTURE, KEYPOINTS, COLOUR)
CHANNELS: tuple[str, ...] = tuple(channel.key for channel in REGISTRY)
# What hits are ordered by when nothing that they have is weighted.
FALLBACK: Channel = next(channel for channel in REGISTRY if channel.always)
