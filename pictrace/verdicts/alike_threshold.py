"""From which cosine on two pictures are called alike."""

from __future__ import annotations

# Of 200 pictures of Corel-1k, the best cosine of the whole or of a part with another of the same class reaches this for
# 88 % with ResNet50, with one of another class for 13 % (at 0.70: 97 % and 49 %). EfficientNet-Lite0: 95 % and 12 %, by
# whole vectors. SSCD was trained to keep all but copies apart: 83 % and 15 %.
ALIKE_COSINE = {"resnet50": 0.74, "efficientnet-lite0": 0.55, "sscd": 0.20}
# Of a network that nobody has measured, only what any network would call alike.
ALIKE_COSINE_ELSEWHERE = 0.80


def alike_cosine(backbone: str) -> float:
    """The least cosine of vectors of this network for "alike"."""
    return ALIKE_COSINE.get(backbone, ALIKE_COSINE_ELSEWHERE)
