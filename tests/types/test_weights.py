"""Weights: what they refuse, and the presets."""

from __future__ import annotations

import math

import numpy as np
import pytest

from pictrace.errors import InvalidInput, InvalidWeights
from pictrace.types import CHANNELS, Weights


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, -0.1, "1", None, True])
def test_what_is_not_a_number_from_0_up_is_refused_by_name(channel: str, value: object) -> None:
    with pytest.raises(InvalidWeights, match=channel):
        Weights(**{channel: value})


def test_all_zero_is_refused() -> None:
    with pytest.raises(InvalidWeights, match="zero"):
        Weights(cosine=0, structure=0, keypoints=0, colour=0)


def test_the_error_is_the_callers_and_has_a_kind() -> None:
    with pytest.raises(InvalidInput) as caught:
        Weights(cosine=-1)
    assert caught.value.kind == "invalid_weights"
    assert isinstance(caught.value, ValueError)


def test_numbers_of_any_kind_become_floats() -> None:
    weights = Weights(cosine=1, structure=np.float32(0.5), keypoints=np.int64(2), colour=0)
    assert weights.as_dict() == {"cosine": 1.0, "structure": 0.5, "keypoints": 2.0, "colour": 0.0}
    assert all(type(value) is float for value in weights.as_dict().values())


def test_classic_is_structure_and_key_points_equally() -> None:
    assert Weights.classic().as_dict() == {"cosine": 0.0, "structure": 1.0, "keypoints": 1.0, "colour": 0.0}


def test_the_default_is_for_copies_and_every_channel_counts() -> None:
    assert Weights() == Weights.copies()
    assert all(value > 0 for value in Weights().as_dict().values())
    assert max(Weights.lookalikes().as_dict(), key=Weights.lookalikes().as_dict().__getitem__) == "cosine"
