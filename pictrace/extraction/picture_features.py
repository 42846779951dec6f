"""What is stored of a picture for matching.

In two steps, because they run in different places: what the pixels give alone, in as many threads as pictures are
examined in, and the network's vectors, a batch at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pictrace import imaging
from pictrace.embedding.regional import PictureVectors, embed_pictures
from pictrace.imaging.working_picture import WorkingPicture
from pictrace.matching import colour, keypoint_detection
from pictrace.types import (
    Backbone,
    DecodedPicture,
    Features,
    Float32Array,
    LocalFeatures,
    Region,
    TileVectors,
    UInt8Array,
)


@dataclass(frozen=True, slots=True, eq=False)
class PixelFeatures:
    """What is stored of a picture without its vectors. local : key points, in pixels of the original.

    histogram : (256,) float32, of the working picture.
    """

    local: LocalFeatures
    histogram: Float32Array

    def with_vectors(self, vector: Float32Array, parts: TileVectors | None) -> Features:
        """All that is stored. vector : (d,) float32, norm 1."""
        return Features(np.asarray(vector, dtype=np.float32), self.local, self.histogram, parts)


@dataclass(frozen=True, slots=True, eq=False)
class ExtractedPicture:
    """A picture as far as it goes without the network; the pixels that it was decoded to are not held.

    content : the part of the working picture inside a border, bars or a caption; None where there is nothing around it.
    """

    working: WorkingPicture
    content: Region | None
    features: PixelFeatures


def extract_pixel_features(
    working: UInt8Array, width: int, height: int, pixels: UInt8Array | None = None
) -> PixelFeatures:
    """Key points and colours of a working picture, (h, w, 3) uint8 RGB.

    width, height : of the original, which key points refer to. pixels : (H, W, 3) uint8 RGB, the picture as large as it
    was decoded, for the finer details of a large one; without them the working picture alone is described.
    """
    if pixels is None:
        local = keypoint_detection.detect(working, width, height)
    else:
        local = keypoint_detection.detect_detailed(working, pixels, width, height)
    return PixelFeatures(local, colour.histogram(working))


def extract_picture(decoded: DecodedPicture) -> ExtractedPicture:
    """Everything that needs no network. For any thread."""
    working = WorkingPicture.of(decoded)
    return ExtractedPicture(
        working,
        imaging.content_box(working.pixels),
        extract_pixel_features(working.pixels, decoded.width, decoded.height, decoded.pixels),
    )


def picture_features(backbone: Backbone, batch: Sequence[ExtractedPicture]) -> tuple[Features, ...]:
    """All that is stored of each picture of a batch, in their order. Raises WeightsUnavailable."""
    seen = picture_vectors(backbone, [one.working.pixels for one in batch], [one.content for one in batch])
    return tuple(one.features.with_vectors(of.whole, of.tile_vectors) for one, of in zip(batch, seen, strict=True))


def picture_vectors(
    backbone: Backbone, working: Sequence[UInt8Array], contents: Sequence[Region | None] | None = None
) -> tuple[PictureVectors, ...]:
    """The vectors alone of working pictures, (h, w, 3) uint8 RGB: with another network everything else stays.

    contents : as in `ExtractedPicture`, where they are known. Raises WeightsUnavailable.
    """
    return embed_pictures(backbone, working, contents)
