"""What each channel adds: the same evidence ranked without it, and by it alone."""

from __future__ import annotations

from pictrace.types import CHANNELS, Weights


def without(channel: str) -> str:
    """The name of the ranking by all channels but this one."""
    return f"without {channel}"


def alone(channel: str) -> str:
    """The name of the ranking by this channel only."""
    return f"{channel} alone"


def ablations(weights: Weights) -> dict[str, Weights]:
    """Name of a ranking → its weights: every channel that counts left out once, and every channel alone.

    A channel that counts nothing is not left out, because that changes nothing; neither is the only one that counts.
    """
    given = weights.as_dict()
    counting = [channel for channel in CHANNELS if given[channel] > 0]
    left_out = {without(channel): Weights(**given | {channel: 0.0}) for channel in counting if len(counting) > 1}
    return left_out | {alone(channel): Weights.of({channel: 1.0}) for channel in CHANNELS}
