"""What people say of results."""

from __future__ import annotations

from pydantic import BaseModel, Field

from pictrace.types import Mode
from pictrace.web.api.models.fields import PictureId
from pictrace.web.api.models.queries import NamedQuery, QueryOptions


class JudgementOptions(QueryOptions):
    """What is said of one picture as the answer to a query. The query is searched, to measure the two."""

    picture: PictureId
    is_match: bool | None = Field(description="true: this is it; false: this is not it; null takes that back.")


class JudgementRequest(NamedQuery, JudgementOptions):
    """A judgement of a result for a URL or for a picture of the library."""


class Said(BaseModel):
    """One judgement, and what was measured of the two pictures then."""

    query_digest: str = Field(description="Hex SHA-256 of the upright pixels that were looked for.")
    query: str
    id: int = Field(description="The picture that was judged.")
    is_match: bool
    scores: dict[str, float | None] = Field(description="Channel → [0, 1]; null where the query cannot supply it.")
    mode: Mode
    backbone: str
    judged_at: str = Field(description="ISO 8601, UTC.")


class JudgementAnswer(BaseModel):
    """What is kept of these two pictures now; null: nothing."""

    judgement: Said | None


class JudgementList(BaseModel):
    """Every judgement, oldest first."""

    judgements: list[Said]
