"""Two pictures against each other."""

from __future__ import annotations

from pydantic import BaseModel, Field

from pictrace.types import DetailEvidence, Verdict
from pictrace.web.api.models.evidence import KeypointDetails, RegistrationDetails, StructureDetails
from pictrace.web.api.models.explanations import ExplanationDetails
from pictrace.web.api.models.fields import Given
from pictrace.web.api.models.queries import ChannelWeights, NamedPicture


class CompareOptions(Given):
    """How two pictures are compared."""

    weights: ChannelWeights | None = Field(None, description="Left out: the weights for finding copies.")


class CompareRequest(CompareOptions):
    """Two pictures against each other."""

    a: NamedPicture
    b: NamedPicture


class ComparisonAnswer(BaseModel):
    """What two pictures have in common, a as the query. The contributions add up to the score."""

    verdict: Verdict
    in_words: str
    probability: float = Field(description="Of being true copies, in [0, 1].")
    calibration: str
    model: str = Field(description="Version of the model that gave the probability.")
    backbone: str | None = Field(description="Network whose vectors gave the cosine.")
    backbone_version: str | None
    score: float
    scores: dict[str, float | None] = Field(description="Channel → [0, 1]; null where the first cannot supply it.")
    contributions: dict[str, float]
    keypoints: KeypointDetails
    structure: StructureDetails
    registration: RegistrationDetails | None
    detail: DetailEvidence | None = Field(description="What of the fine detail was kept; null: not measured.")
    explanation: ExplanationDetails
    weights: dict[str, float]
