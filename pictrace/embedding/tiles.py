"""A picture and its tiles as vectors, from any backbone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pictrace.types import Backbone, Float32Array, TileVectors, UInt8Array, ViewBackbone, Views, tile_boxes


def embed_views(backbone: Backbone, pictures: Sequence[UInt8Array], *, thirds: bool = False) -> tuple[Views, ...]:
    """The vectors of each picture and its tiles. Pictures are (H, W, 3) uint8 RGB.

    A backbone that has no `embed_views` sees each tile as a picture of its own: ten passes, or 26 with thirds.
    Raises as the backbone's `embed`.
    """
    if isinstance(backbone, ViewBackbone):
        return backbone.embed_views(pictures, thirds=thirds)
    boxes = np.concatenate(
        [tile_boxes.WHOLE, tile_boxes.HALVES, tile_boxes.THIRDS if thirds else tile_boxes.THIRDS[:0]]
    )
    vectors = backbone.embed([_cut(picture, box) for picture in pictures for box in boxes])
    halves = 1 + len(tile_boxes.HALVES)
    return tuple(
        Views(seen[0], seen[0], seen[1:halves], seen[halves:])
        for seen in vectors.reshape(len(pictures), len(boxes), -1)
    )


def embed_low_res(backbone: Backbone, pictures: Sequence[UInt8Array]) -> Float32Array:
    """(n, d) float32: `Views.small` of each picture, the whole at low resolution, the cheapest look at it."""
    if len(pictures) == 0:
        return np.empty((0, backbone.dimension), dtype=np.float32)
    return backbone.embed_small(pictures) if isinstance(backbone, ViewBackbone) else backbone.embed(pictures)


def tile_vectors(views: Views, content: tuple[Float32Array, Float32Array] | None = None) -> TileVectors:
    """What is stored of them: rounded to half precision, so that a query is what it would be in the library.

    content : vector and box of one tile more, the picture without its border, at low resolution.
    """
    vectors, boxes = [views.small, *views.halves], [*tile_boxes.WHOLE, *tile_boxes.HALVES]
    if content is not None:
        vectors.append(content[0])
        boxes.append(content[1])
    return TileVectors(np.stack(vectors).astype(np.float16).astype(np.float32), np.stack(boxes))


def _cut(picture: UInt8Array, box: Float32Array) -> UInt8Array:
    height, width = picture.shape[:2]
    left, top = min(width - 1, round(float(box[0]) * width)), min(height - 1, round(float(box[1]) * height))
    right, bottom = round(float(box[0] + box[2]) * width), round(float(box[1] + box[3]) * height)
    return picture[top : max(top + 1, bottom), left : max(left + 1, right)]
