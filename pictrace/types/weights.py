"""How much each channel counts."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from pictrace.errors import InvalidWeights

Channel = Literal["cosine", "structure", "keypoints", "colour"]
CHANNELS: tuple[Channel, ...] = ("cosine", "structure", "keypoints", "colour")


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each channel counts. Only the proportions matter; docs/weights.md says what the defaults rest on.

    Raises InvalidWeights for NaN, infinity, a negative value, or four zeros.
    """

    cosine: float = 0.35
    structure: float = 0.15
    keypoints: float = 0.40
    colour: float = 0.10

    def __post_init__(self) -> None:
        for channel in CHANNELS:
            value = getattr(self, channel)
            if isinstance(value, bool) or not isinstance(value, (int, float, np.integer, np.floating)):
                raise InvalidWeights(f"The weight of {channel} is {value!r}; give a number from 0 up.")
            if not math.isfinite(value) or value < 0:
                raise InvalidWeights(f"The weight of {channel} is {value}; give a finite number from 0 up.")
            object.__setattr__(self, channel, float(value))
        if not any(self.as_dict().values()):
            raise InvalidWeights("All four weights are zero; raise at least one.")

    def as_dict(self) -> dict[str, float]:
        return {channel: float(getattr(self, channel)) for channel in CHANNELS}

    @classmethod
    def classic(cls) -> Weights:
        """The method PicTrace began with: structure and key points, equally."""
        return cls(cosine=0.0, structure=1.0, keypoints=1.0, colour=0.0)

    @classmethod
    def copies(cls) -> Weights:
        """For finding copies: the default."""
        return cls()

    @classmethod
    def lookalikes(cls) -> Weights:
        """For finding pictures of the same kind of thing."""
        return cls(cosine=0.80, structure=0.0, keypoints=0.05, colour=0.15)
