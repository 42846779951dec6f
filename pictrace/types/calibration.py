"""What verdicts are given by, and what was measured of their being wrong."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Trust:
    """What is known of the answers that a search gives.

    calibration : id of the calibration they were given under. threshold : least probability for a copy verdict. model :
    version of the model that gave the probabilities, "" where none did.
    error_rate : measured share of searches without any copy that got a copy verdict all the same; None when nothing
    was measured. error_bound : its one-sided upper bound at 95 % (Clopper and Pearson).
    """

    calibration: str
    threshold: float
    error_rate: float | None = None
    error_bound: float | None = None
    model: str = ""


NO_TRUST = Trust("none", 1.0)


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
        return Trust(self.id, self.threshold, self.error_rate, self.error_bound, self.model)


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
