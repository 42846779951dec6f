"""A search, and what it found."""

from __future__ import annotations

from pydantic import BaseModel, Field

from pictrace.types import DetailEvidence, Mode, Verdict
from pictrace.web.api.models.evidence import KeypointDetails, RegistrationDetails, StructureDetails
from pictrace.web.api.models.explanations import ExplanationDetails
from pictrace.web.api.models.fields import REGION
from pictrace.web.api.models.pictures import Picture
from pictrace.web.api.models.queries import NamedQuery, SearchOptions


class SearchRequest(NamedQuery, SearchOptions):
    """A search by URL or by a picture of the library."""


class SearchMatch(BaseModel):
    """One hit. The contributions add up to the score."""

    rank: int
    id: int
    uri: str
    score: float
    scores: dict[str, float | None] = Field(description="Channel → [0, 1]; null where the query cannot supply it.")
    contributions: dict[str, float]
    verdict: Verdict
    probability: float = Field(description="Of being a true copy, in [0, 1].")
    model: str = Field(description="Version of the model that gave the probability.")
    keypoints: KeypointDetails
    structure: StructureDetails
    registration: RegistrationDetails | None
    detail: DetailEvidence | None = Field(description="What of the fine detail was kept; null: not measured.")
    picture: Picture
    explanation: ExplanationDetails | None = Field(None, description="Null unless it was asked for.")


class OneAnswer(BaseModel):
    """The one answer of a search. Weights never change it."""

    verdict: Verdict
    id: int | None = Field(description="The hit it rests on.")
    uri: str | None
    probability: float
    searched: int
    error_rate: float | None = Field(description="Share of searches without any copy that got a copy verdict.")
    error_bound: float | None = Field(description="Its upper bound with 95 % confidence.")
    calibration: str
    model: str = Field(description="Version of the model that gave the probability.")


class SearchAnswer(BaseModel):
    """The ranked matches of one search, best first."""

    answer: OneAnswer
    matches: list[SearchMatch]
    region: list[int] | None = Field(description=f"The part that was looked for, {REGION}; null: all of it.")
    searched: int = Field(description="Pictures in the library when the search began.")
    shortlist: int
    mode: Mode
    backbone: str = Field(description="Network whose vectors gave the cosines.")
    backbone_version: str
    weights: dict[str, float]
    seconds: float
