"""What a report holds of its pictures, and what checking one says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

# What of the pictures goes into a report.
PictureLevel = Literal["full", "thumbnails", "hashes"]
PICTURE_LEVELS: tuple[PictureLevel, ...] = ("full", "thumbnails", "hashes")

FindingKind = Literal[
    "agrees",  # computed again, and the same
    "differs",  # computed again, and not the same
    "missing",  # a picture that is needed is not there
    "unchecked",  # nothing here can tell
]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. about : a word for programs ("files", "query", "keypoints", …). sentence : plain,
    for people."""

    kind: FindingKind
    about: str
    sentence: str


@dataclass(frozen=True, slots=True)
class ReportCheck:
    """Whether the figures of a report follow from its pictures. It says nothing of who made either.

    holds : nothing differs and nothing is missing. findings : all that was looked at, in the order of the report.
    """

    holds: bool
    findings: tuple[Finding, ...]

    @classmethod
    def of(cls, findings: tuple[Finding, ...]) -> ReportCheck:
        """Holds when no finding speaks against it."""
        return cls(all(finding.kind in ("agrees", "unchecked") for finding in findings), findings)
