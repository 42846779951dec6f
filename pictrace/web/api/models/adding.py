"""What comes into the library, and what became of it."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import BaseModel, Field, model_validator

from pictrace.types import SkippedKind
from pictrace.web.api.models.fields import Given

MAXIMUM_URLS = 100


class AddRequest(Given):
    """Pictures to add, as URLs or as a table that names URLs: exactly one of the two."""

    urls: list[str] | None = Field(None, min_length=1, description=f"At most {MAXIMUM_URLS} addresses a call.")
    table: str | None = Field(
        None,
        min_length=1,
        description="The text of a CSV or JSON table with a column url; other columns become metadata. "
        f"At most {MAXIMUM_URLS} rows a call.",
    )

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if (self.urls is None) == (self.table is None):
            raise ValueError("give either urls or table; to add files, send multipart/form-data with fields files")
        return self


class AddedItem(BaseModel):
    """What one input became. For "known", id is the picture it is the same as."""

    uri: str
    id: int | None
    status: Literal["added", "known", "failed"]
    name: str | None = Field(None, description="File name of an upload.")


class AddFailure(BaseModel):
    """An input that did not become a picture, and why."""

    uri: str
    reason: str
    name: str | None = Field(None, description="File name of an upload.")


class AddSkipped(BaseModel):
    """Something that was left out on purpose: a trash or snapshot folder, or an archive without pictures."""

    uri: str
    kind: SkippedKind
    reason: str
    name: str | None = Field(None, description="File name of an upload.")


class AddAnswer(BaseModel):
    """What an adding did."""

    added: int
    known: int
    failed: list[AddFailure]
    skipped: list[AddSkipped]
    items: list[AddedItem]
    seconds: float
