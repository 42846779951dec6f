"""Reports, and what checking one found."""

from __future__ import annotations

from pydantic import BaseModel, Field

from pictrace.types import FindingKind, PictureLevel
from pictrace.web.api.models.fields import PictureId
from pictrace.web.api.models.queries import NamedQuery, SearchOptions


class ReportOptions(SearchOptions):
    """What a report is made of: a search, one of its hits, and what the report shall hold."""

    picture: PictureId | None = Field(None, description="The hit; left out: the one that the answer rests on.")
    case: str = Field("", max_length=200, description="Case number.")
    note: str = Field("", max_length=20_000)
    pictures: PictureLevel = Field("full", description="What the report holds of the two pictures.")
    location: bool = Field(False, description="Whether files may say where they were taken.")


class ReportRequest(NamedQuery, ReportOptions):
    """A report on a hit for a URL or for a picture of the library."""


class ReportFinding(BaseModel):
    """One thing that was looked at in a report."""

    kind: FindingKind
    about: str
    sentence: str


class ReportAnswer(BaseModel):
    """Whether the figures of a report follow from its pictures; it says nothing of who made either."""

    holds: bool
    in_words: str
    findings: list[ReportFinding]
