"""What was done to one picture to make the other, what of each is left in the other, and which is nearer the source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pictrace.types.arrays import Float64Array, UInt8Array
from pictrace.types.edit_steps import RecipeStep
from pictrace.types.region import Region

# Labels of a change map; each pixel has exactly one.
KEPT = 1  # both show the same here
ALTERED = 2  # the same place, but it shows something else
ADDED = 3  # only the query shows this: a border, words, another picture, something pasted over
MISSING = 4  # only the candidate shows this: cut off, or covered
QUERY_LABELS = (KEPT, ALTERED, ADDED)
CANDIDATE_LABELS = (KEPT, ALTERED, MISSING)


@dataclass(frozen=True, slots=True, eq=False)
class ChangeMap:
    """What of two pictures is the same once they lie on each other and tones are evened out.

    query : (h, w) uint8 in the frame of the query's working picture: KEPT, ALTERED or ADDED.
    candidate : (h, w) uint8 in the frame of the candidate's working picture: KEPT, ALTERED or MISSING.
    query_shares, candidate_shares : label → its share of the map, in [0, 1]; they add up to 1.
    areas : what was altered or pasted over *within* the common area, largest first. A half-transparent mark is one of
    them, though the picture beneath it counts as kept where it can be seen.
    """

    query: UInt8Array
    candidate: UInt8Array
    query_shares: Mapping[int, float]
    candidate_shares: Mapping[int, float]
    areas: tuple[ChangedArea, ...] = ()

    @property
    def from_candidate(self) -> float:
        """Share of the query that comes from the candidate, in [0, 1]."""
        return 1.0 - self.query_shares[ADDED]

    @property
    def shown(self) -> float:
        """Share of the candidate that the query shows, in [0, 1]."""
        return 1.0 - self.candidate_shares[MISSING]


OverlayKind = Literal[
    "text",  # words
    "patch",  # one compact part, flat or with a texture of its own
    "veil",  # a half-transparent mark over much of the picture
]


@dataclass(frozen=True, slots=True)
class ChangedArea:
    """One area that differs. label : ALTERED, or ADDED where nothing of the other picture can be seen.

    box : in pixels of the query's original; candidate_box : the same place in pixels of the candidate's original.
    share : of the query's area, in [0, 1]. kind : what was put there, None where it cannot be told. shares : the box as
    left, top, width, height in shares of the query's.
    """

    label: int
    box: Region
    candidate_box: Region
    share: float
    kind: OverlayKind | None = None
    shares: tuple[float, float, float, float] = (0.0, 0.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True)
class ToneFit:
    """How the values of one picture become those of another: out_k = gain_k · y_k + offset_k, clipped to [0, 1], with
    y = l + saturation · (x − l), x = in^gamma and l the luma of x (ITU-R BT.601).

    All values in [0, 1], channels R, G, B. error : mean absolute difference that is left, in [0, 1].
    """

    gain: tuple[float, float, float] = (1.0, 1.0, 1.0)
    offset: tuple[float, float, float] = (0.0, 0.0, 0.0)
    saturation: float = 1.0
    gamma: float = 1.0
    error: float = 0.0


Direction = Literal["query_from_candidate", "candidate_from_query"]


@dataclass(frozen=True, slots=True, eq=False)
class Recipe:
    """How one picture, the result, can be made of the other, the source.

    direction : which is which. "candidate_from_query" where the query shows more than the candidate does.
    steps : in the order in which they are done; none where nothing was done.
    claimed : whether the steps, done again on the source, give the result; only then should anybody be told of them.
    explained : share of what they should give that they do give, in [0, 1]. residual : mean absolute difference there,
    in [0, 1]. similarity : of details there, the mean of SSIM's structure term, in [−1, 1]. All three are 0 where the
    pictures could not be laid on each other.
    matrix : (3, 3) float64, pixels of the source → pixels of the result, of the steps alone. tone : what the steps do
    to colours. blur : sigma in pixels of the result; below 0 the amount of sharpening.
    """

    direction: Direction
    steps: tuple[RecipeStep, ...]
    claimed: bool
    explained: float
    residual: float
    similarity: float
    matrix: Float64Array
    tone: ToneFit = ToneFit()
    blur: float = 0.0

    @property
    def changed(self) -> bool:
        """Whether anything was done but saving and resizing."""
        return any(step.facts.is_edit for step in self.steps)


SourceSide = Literal["query", "candidate", "undecided"]
SourceReason = Literal[
    "shows_more",  # the other is a part of it
    "nothing_added",  # the other has a border, words or something pasted
    "more_pixels",
    "colour",  # the other is grey
    "finer_saved",  # JPEG of higher quality
    "sharper",
    "earlier_date",  # its EXIF, IPTC or XMP names an earlier day
    "camera_data",  # it alone names a camera
    "seen_first",  # it came into the library earlier
]


@dataclass(frozen=True, slots=True)
class SourceDirection:
    """Which of the two pictures is nearer the one that both come from.

    reasons : what speaks for that side, strongest first. against : what speaks for the other; for "undecided",
    `reasons` speak for the query and `against` for the candidate.
    """

    side: SourceSide
    reasons: tuple[SourceReason, ...] = ()
    against: tuple[SourceReason, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Explanation:
    """The explanation of a pair. changes : None where the two cannot be aligned."""

    changes: ChangeMap | None
    recipe: Recipe
    nearer: SourceDirection
