"""What two pictures have in common."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field


class KeypointDetails(BaseModel):
    """How far two pictures agree point by point."""

    matches: int
    inliers: int = Field(description="Matches that agree with the homography.")
    mirrored: bool
    homography: list[list[float]] | None = Field(description="3 × 3, query pixels → candidate pixels.")


class StructureDetails(BaseModel):
    """SSIM in [-1, 1], of the whole pictures and of their common area after alignment."""

    plain: float | None
    aligned: float | None
    coverage: float | None


class RegistrationDetails(BaseModel):
    """The candidate laid exactly onto the query. Edits leave perspective, skew, parallax and unevenness near 0."""

    by: Literal["keypoints", "similarity", "whole"]
    homography: list[list[float]] = Field(description="3 × 3, query pixels → candidate pixels, refined.")
    agreement: float = Field(description="Share of the common area with texture where both show the same.")
    correlation: float
    area_query: float = Field(description="The common area's share of the query.")
    area_candidate: float
    coverage_query: float = Field(description="Its share of what the query shows, plain borders left out.")
    coverage_candidate: float
    perspective: float
    skew: float
    parallax: float
    unevenness: float
    colour_change: float
    tone_change: float = Field(description="Contrast, colours, brightness, tint: above 1, more than saving anew does.")
    scale: float = Field(description="Candidate pixels for one query pixel.")
    rotation: float = Field(description="Degrees.")
    mirrored: bool
    precise: float
    negative: bool = Field(description="Whether the query's tones had to be inverted.")
