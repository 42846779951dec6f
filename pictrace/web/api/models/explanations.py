"""What was done to make one picture of another."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from pictrace.types import Direction, OverlayKind, SourceReason, SourceSide
from pictrace.web.api.models.fields import FourNumbers


class ToneDetails(BaseModel):
    """out = gain · (l + saturation · (x − l)) + offset, by channel in [0, 1], with x = in^gamma and l the luma of x."""

    gain: list[float]
    offset: list[float]
    saturation: float
    gamma: float
    error: float


class RecipeDetails(BaseModel):
    """What was done to one of query and candidate to make the other, checked by doing it again."""

    in_words: str
    direction: Direction
    claimed: bool = Field(description="Whether the steps, done again, give the picture; else nothing is known.")
    changed: bool = Field(description="Whether anything was done but saving and resizing.")
    explained: float = Field(description="Share of what the steps should give that they give.")
    residual: float = Field(description="Mean absolute difference there, in [0, 1].")
    similarity: float = Field(description="Of fine details there, in [-1, 1].")
    steps: list[dict[str, str | int | float | list[float]]] = Field(description="Each has a kind and its numbers.")
    matrix: list[list[float]] = Field(description="3 × 3, pixels of the source → pixels of what was made of it.")
    tone: ToneDetails
    blur: float = Field(description="Sigma in pixels of what was made; below 0 the amount of sharpening.")


class AreaDetails(BaseModel):
    """A place within the common area that differs; boxes are [x, y, width, height] in pixels of the originals."""

    label: Literal["altered", "added"]
    box: FourNumbers
    candidate_box: FourNumbers
    share: float
    kind: OverlayKind | None = Field(description="What was put there; null where it cannot be told.")
    in_words: str


class ChangeDetails(BaseModel):
    """Shares of each picture by what became of it; each adds up to 1."""

    in_words: str
    query: dict[str, float]
    candidate: dict[str, float]
    from_candidate: float = Field(description="Share of the query that comes from the candidate.")
    shown: float = Field(description="Share of the candidate that the query shows.")
    areas: list[AreaDetails]


class NearerDetails(BaseModel):
    """Which of the two is nearer the picture that both come from."""

    in_words: str
    side: SourceSide
    reasons: list[SourceReason]
    against: list[SourceReason]


class ExplanationDetails(BaseModel):
    """What was done, what is left, and which picture is nearer their source."""

    recipe: RecipeDetails
    changes: ChangeDetails | None = Field(description="Null where the two cannot be laid on each other.")
    nearer: NearerDetails
