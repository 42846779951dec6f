"""The order in which people meet the channels, on the sliders, the cards and everywhere else."""

from __future__ import annotations

from pictrace.types import Channel

SHOWN: tuple[Channel, ...] = ("cosine", "keypoints", "structure", "colour")
