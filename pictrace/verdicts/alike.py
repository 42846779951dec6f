"""From which cosine on two pictures are called alike."""

from __future__ import annotations

# The 1,000 pictures of Corel-1k: the nearest of the same class reaches this for 92 % with ResNet50 and for 95 % with
# EfficientNet-Lite0, the nearest of all other classes for 13 % and 12 % (ResNet50 at 0.60: 99.6 % and 86 %).
# SSCD was trained to keep all but copies apart: 83 % and 15 %.
ALIKE_COSINE = {"resnet50": 0.70, "efficientnet-lite0": 0.55, "sscd": 0.20}
# Of a network that nobody has measured, only what any network would call alike.
ALIKE_COSINE_ELSEWHERE = 0.80


def alike_cosine(backbone: str) -> float:
    """The least cosine of vectors of this network for "alike"."""
    return ALIKE_COSINE.get(backbone, ALIKE_COSINE_ELSEWHERE)
