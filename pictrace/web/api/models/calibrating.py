"""What verdicts are given by."""

from __future__ import annotations

from pydantic import BaseModel, Field

from pictrace.web.api.models.fields import REGION


class ReliabilityDetails(BaseModel):
    """Of the sampled pairs with a probability in [low, high): how many there are, and how many are copies."""

    low: float
    high: float
    pairs: int
    copies: int
    mean: float = Field(description="Of their probabilities.")
    share: float = Field(description="Of copies among them.")
    least: float = Field(description="Lower end of its 95 % interval.")
    most: float


class SharedDetails(BaseModel):
    """A part of a picture that unrelated ones have too."""

    id: int
    box: list[int] = Field(description=REGION)
    others: list[int]


class CalibrationDetails(BaseModel):
    """What verdicts are given by: the library's newest calibration, or the one that PicTrace comes with."""

    id: str = Field(description='"shipped-…" when the library was never calibrated.')
    created_at: str = Field(description='ISO 8601, UTC; "" of the shipped one.')
    model: str = Field(description="Version of the model that it adjusts.")
    in_words: str
    threshold: float = Field(description="Least probability for a copy verdict.")
    max_false_positive_rate: float = Field(description="The setting it was made under.")
    pictures: int = Field(description="Of the library, that were sampled.")
    searches: int = Field(description="Searches without a known copy.")
    wrong: int = Field(description="Of those, how many got a copy verdict.")
    error_rate: float | None
    error_bound: float | None = Field(description="Its upper bound with 95 % confidence.")
    made_copies: int = Field(description="Edited copies that were compared with their original.")
    found: int = Field(description="Of those, how many got a copy verdict.")
    adjusted: bool = Field(description="False with too few pictures: probabilities are then as shipped.")
    reliability: list[ReliabilityDetails]
    doubtful: list[list[int]] = Field(description="Pairs of ids that were counted as wrong, to look at.")
    duplicates: list[list[int]] = Field(description="Pairs of ids that differ by nothing but saving.")
    shared: list[SharedDetails]
