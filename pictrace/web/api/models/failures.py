"""What went wrong."""

from __future__ import annotations

from pydantic import BaseModel


class ErrorWords(BaseModel):
    """A stable word for programs and a sentence for people."""

    kind: str
    message: str


class ErrorAnswer(BaseModel):
    """Every answer with a status from 400 up."""

    error: ErrorWords
