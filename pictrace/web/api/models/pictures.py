"""The pictures of the library."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

MAXIMUM_PAGE = 500
Order = Literal["added", "name", "size", "format"]


class Picture(BaseModel):
    """One distinct picture of the library."""

    id: int
    uri: str = Field(description="Where it is; the location it was first added from, as long as it is there.")
    uris: list[str] = Field(description="Every known location of the same picture; missing ones come last.")
    missing: list[str] = Field(description="Those of `uris` where it was looked for and is not, or not any more.")
    name: str
    width: int
    height: int
    format: str
    byte_size: int
    byte_digest: str = Field(description="Hex SHA-256 of the bytes.")
    added_at: str = Field(description="ISO 8601, UTC.")
    reachable: bool = Field(description="False once the original was looked for and found at none of them.")
    metadata: dict[str, str]
    thumbnail: str = Field(description="Path of a small JPEG on this server.")


class PicturePage(BaseModel):
    """A stretch of the library."""

    total: int = Field(description="Pictures that fit the filter.")
    offset: int
    limit: int
    pictures: list[Picture]


class Removed(BaseModel):
    """The ids that were removed. They are never used again."""

    removed: list[int]
