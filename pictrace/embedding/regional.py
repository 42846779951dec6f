"""A working picture as vectors: the whole, its tiles, what stands inside a border; and what an index is asked with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pictrace import imaging
from pictrace.embedding.tiles import embed_low_res, embed_views, tile_vectors
from pictrace.types import (
    Backbone,
    Features,
    Float32Array,
    Mode,
    QueryVectors,
    Region,
    TileVectors,
    UInt8Array,
    tile_boxes,
)

QUARTERS = (1, 2, 3)


@dataclass(frozen=True, slots=True, eq=False)
class PictureVectors:
    """whole : (d,) float32, norm 1. tile_vectors : what is stored beside it. thirds : (16, d) or (0, d)."""

    whole: Float32Array
    tile_vectors: TileVectors
    thirds: Float32Array


def embed_pictures(
    backbone: Backbone,
    pictures: Sequence[UInt8Array],
    contents: Sequence[Region | None] | None = None,
    *,
    thirds: bool = False,
) -> tuple[PictureVectors, ...]:
    """The vectors of each working picture, (h, w, 3) uint8 RGB.

    contents : `imaging.content_box` of each, where it is known. Where a picture stands in a border, between bars or
    over a caption, what is inside is one tile more. Raises WeightsUnavailable.
    """
    known = map(imaging.content_box, pictures) if contents is None else contents
    boxes = {place: box for place, box in enumerate(known) if box is not None}
    inside = embed_low_res(backbone, [_cut(pictures[place], box) for place, box in boxes.items()])
    content_tiles = {
        place: (vector, _shares(pictures[place], box))
        for (place, box), vector in zip(boxes.items(), inside, strict=True)
    }
    return tuple(
        PictureVectors(seen.whole, tile_vectors(seen, content_tiles.get(place)), seen.thirds)
        for place, seen in enumerate(embed_views(backbone, pictures, thirds=thirds))
    )


def query_vectors(
    features: Features, working: UInt8Array, backbone: Backbone, mode: Mode, thirds: Float32Array | None = None
) -> QueryVectors:
    """What an index is asked with. A thorough search also asks with the picture turned by each quarter, and by thirds
    where they are not known.

    thirds : when they are known already. Of 40 pictures pasted at 16 % of another's area they bring 38 into a shortlist
    of 50, not 36. Raises WeightsUnavailable.
    """
    nothing = features.vector[np.newaxis][:0]
    turned, finer = nothing, nothing if thirds is None else thirds
    if mode == "thorough":
        turned = embed_low_res(backbone, [np.ascontiguousarray(np.rot90(working, quarter)) for quarter in QUARTERS])
        finer = finer if len(finer) else embed_views(backbone, [working], thirds=True)[0].thirds
    if features.tile_vectors is None:
        low_res = stored = nothing
    else:
        # With what is inside a border: either may be what lies in a tile of another picture.
        low_res = features.tile_vectors.vectors[
            [0, *range(1 + len(tile_boxes.HALVES), len(features.tile_vectors.vectors))]
        ]
        stored = features.tile_vectors.tiles
    return QueryVectors(
        wholes=features.vector[np.newaxis],
        low_res=np.concatenate([low_res, turned]),
        tiles=np.concatenate([stored, turned, finer]),
        colours=np.sqrt(features.histogram)[np.newaxis],
    )


def _cut(picture: UInt8Array, box: Region) -> UInt8Array:
    return picture[box.y : box.y + box.height, box.x : box.x + box.width]


def _shares(picture: UInt8Array, box: Region) -> Float32Array:
    height, width = picture.shape[:2]
    return np.array([box.x / width, box.y / height, box.width / width, box.height / height], dtype=np.float32)
