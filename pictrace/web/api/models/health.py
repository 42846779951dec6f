"""That the server answers."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field


class Health(BaseModel):
    """That the server answers, and with what."""

    status: Literal["ok"] = "ok"
    version: str
    pictures: int
    failures: int = Field(description="Inputs that could not be read.")
    backbone: str
    backbone_version: str
    weights_source: str
    engine: str
