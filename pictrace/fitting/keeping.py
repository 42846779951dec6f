"""The fitted weights that a library keeps: the newest count, and only for the network that they were fitted with."""

from __future__ import annotations

from dataclasses import asdict

from pictrace.fitting.validating import FitReport
from pictrace.store import Artifact, Artifacts
from pictrace.types import Weights

KIND = "weights"


def keep(artifacts: Artifacts, report: FitReport, backbone: str) -> Artifact:
    """Keep them with what they were measured to be worth."""
    return artifacts.put(
        KIND, {**asdict(report), "outcome": report.outcome, "backbone": backbone}, name="Fitted to my judgements"
    )


def kept(artifacts: Artifacts, backbone: str) -> Weights | None:
    """The weights that were kept last for this network, or None."""
    found = artifacts.latest(KIND)
    if found is None or found.document["backbone"] != backbone:
        return None
    return Weights.of(found.document["weights"])
