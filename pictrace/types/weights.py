"""How much each channel counts."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from pictrace.errors import InvalidWeights
from pictrace.types.channels import CHANNELS, COLOUR, COSINE, KEYPOINTS, STRUCTURE

# Weights as people set them: whole numbers from 0 to 100, one for each of CHANNELS and in their order.
Percents = tuple[int, ...]
# Sliders move in such steps, and what is looked for and fitted lies on them.
PERCENT_STEP = 5
NONE_COUNTS = "All weights are zero; raise at least one."


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each channel counts: a field for each entry of the registry. Only the proportions matter;
    docs/weights.md says what the defaults rest on.

    Raises InvalidWeights for NaN, infinity, a negative value, or nothing but zeros.
    """

    cosine: float = COSINE.weight
    structure: float = STRUCTURE.weight
    keypoints: float = KEYPOINTS.weight
    colour: float = COLOUR.weight

    def __post_init__(self) -> None:
        for channel in CHANNELS:
            value = getattr(self, channel)
            if isinstance(value, bool) or not isinstance(value, (int, float, np.integer, np.floating)):
                raise InvalidWeights(f"The weight of {channel} is {value!r}; give a number from 0 up.")
            if not math.isfinite(value) or value < 0:
                raise InvalidWeights(f"The weight of {channel} is {value}; give a finite number from 0 up.")
            object.__setattr__(self, channel, float(value))
        if not any(self.as_dict().values()):
            raise InvalidWeights(NONE_COUNTS)

    def as_dict(self) -> dict[str, float]:
        return {channel: float(getattr(self, channel)) for channel in CHANNELS}

    @classmethod
    def of(cls, values: Mapping[str, float]) -> Weights:
        """Weights of which a channel that is not named counts nothing, as in what was kept before there was one.

        Raises InvalidWeights, and TypeError for a name that is no channel's.
        """
        return cls(**{**dict.fromkeys(CHANNELS, 0.0), **values})

    @classmethod
    def of_percents(cls, percents: Percents) -> Weights:
        """Raises InvalidWeights, and ValueError unless there is one for each channel."""
        return cls(**{channel: percent / 100 for channel, percent in zip(CHANNELS, percents, strict=True)})

    @property
    def percents(self) -> Percents:
        """As sliders show them."""
        return tuple(round(value * 100) for value in self.as_dict().values())

    @classmethod
    def classic(cls) -> Weights:
        """The method PicTrace began with: structure and key points, equally."""
        return cls.of({STRUCTURE.key: 1.0, KEYPOINTS.key: 1.0})

    @classmethod
    def copies(cls) -> Weights:
        """For finding copies: the default."""
        return cls()

    @classmethod
    def lookalikes(cls) -> Weights:
        """For finding pictures of the same kind of thing."""
        return cls.of({COSINE.key: 0.80, KEYPOINTS.key: 0.05, COLOUR.key: 0.15})


# Ready-made weights by the names that every door knows them by.
PRESETS: Mapping[str, Weights] = {
    "copies": Weights.copies(),
    "lookalikes": Weights.lookalikes(),
    "classic": Weights.classic(),
}
DEFAULT_PRESET = "copies"
