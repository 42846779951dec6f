"""What a hit is, in one of a few words, how sure that is, and what was measured of being wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pictrace.types.results import Match

Verdict = Literal[
    "same_file",  # equal bytes
    "same_picture",  # equal pixels in a different file
    "resaved",  # the whole picture, resized or saved again
    "edited",  # the whole picture or nearly, with other tones, mirrored, turned, captioned, bordered
    "part_of",  # the query is a part of the library picture
    "contains",  # the query contains the library picture
    "parts_in_common",  # each shows a part of the other, copied
    "possible_copy",  # a person should look
    "same_scene",  # the same scene or object, a different shot
    "shared_element",  # a logo, chart or template is all they share
    "alike",
    "too_little_detail",
    "no_copy",
]

# From the surest to the least; an answer is the first of these that any hit has.
VERDICTS: tuple[Verdict, ...] = (
    "same_file",
    "same_picture",
    "resaved",
    "edited",
    "part_of",
    "contains",
    "parts_in_common",
    "possible_copy",
    "same_scene",
    "shared_element",
    "alike",
    "too_little_detail",
    "no_copy",
)
COPY_VERDICTS: frozenset[Verdict] = frozenset(VERDICTS[:7])


@dataclass(frozen=True, slots=True)
class Assessment:
    """What one hit is. probability : of being a true copy, in [0, 1], as if every second such pair were one."""

    verdict: Verdict
    probability: float

    @property
    def is_copy(self) -> bool:
        return self.verdict in COPY_VERDICTS


NOT_ASSESSED = Assessment("no_copy", 0.0)


@dataclass(frozen=True, slots=True)
class Trust:
    """What is known of the answers that a search gives.

    calibration : id of the calibration they were given under. threshold : least probability for a copy verdict.
    error_rate : measured share of searches without any copy that got a copy verdict all the same; None when nothing
    was measured. error_bound : its one-sided upper bound at 95 % (Clopper and Pearson).
    """

    calibration: str
    threshold: float
    error_rate: float | None = None
    error_bound: float | None = None


NO_TRUST = Trust("none", 1.0)


@dataclass(frozen=True, slots=True)
class Answer:
    """The one answer of a search. Weights never change it.

    match : the hit it rests on, as the current weights rank it; None when it rests on none.
    probability : that the hit is a true copy; 0 without a hit. searched : pictures in the library then.
    error_rate, error_bound, calibration : as in `Trust`.
    """

    verdict: Verdict
    match: Match | None
    probability: float
    searched: int
    error_rate: float | None
    error_bound: float | None
    calibration: str


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """Of the sampled pairs whose probability lies in [low, high): how many there are and how many are copies.

    mean : of their probabilities. share : of copies among them; least, most : its 95 % interval (Wilson, 1927).
    """

    low: float
    high: float
    pairs: int
    copies: int
    mean: float
    share: float
    least: float
    most: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """The shipped model, adjusted to one library and measured on it.

    id : what results carry; "shipped-…" when the library was never calibrated. model : the shipped model's version.
    slope, intercept : log-odds' = slope × log-odds + intercept (Platt, 1999). threshold : least probability for a copy
    verdict. pictures : of the library that were sampled. searches : of those, searches for a picture that was left
    out, with no known copy there; wrong : of those, how many got a copy verdict. made_copies, found : made edits that
    were compared with their original, and how many got a copy verdict. duplicates : pairs of ids of sampled pictures
    and others that differ by nothing but saving, left out of `searches`. doubtful : pairs that were counted as wrong
    and that a person should look at. shared : elements that unrelated pictures have in common.
    """

    id: str
    created_at: str
    model: str
    slope: float
    intercept: float
    threshold: float
    max_false_positive_rate: float
    pictures: int = 0
    searches: int = 0
    wrong: int = 0
    error_rate: float | None = None
    error_bound: float | None = None
    made_copies: int = 0
    found: int = 0
    reliability: tuple[ReliabilityBin, ...] = ()
    duplicates: tuple[tuple[int, int], ...] = ()
    doubtful: tuple[tuple[int, int], ...] = ()
    shared: tuple[SharedElement, ...] = ()
    adjusted: bool = False
    cancelled: bool = False

    @property
    def trust(self) -> Trust:
        return Trust(self.id, self.threshold, self.error_rate, self.error_bound)


@dataclass(frozen=True, slots=True)
class SharedElement:
    """A part of a picture that matches many unrelated ones: a logo, a border. box : x, y, width, height in pixels of
    the upright original of picture `id`; others : ids of pictures that have it too."""

    id: int
    box: tuple[int, int, int, int]
    others: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class IgnoredElement:
    """An element whose agreement says nothing of a copy. created_at : ISO 8601, UTC."""

    id: int
    name: str
    created_at: str
