"""Fields that many bodies have, and how strictly they are read."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

PictureId = Annotated[int, Field(ge=1, le=2**63 - 1, description="Id of a picture in the library.")]
FourNumbers = Annotated[list[int], Field(min_length=4, max_length=4)]
REGION = "[x, y, width, height] in pixels of the upright original"


class Given(BaseModel):
    """Something a caller sends: a misspelt field is an error, never ignored."""

    model_config = ConfigDict(extra="forbid")
