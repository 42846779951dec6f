"""Pictures as pixels, and what is stored of them for matching."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pictrace.errors import PicTraceError
from pictrace.types.arrays import Float32Array, Int8Array, UInt8Array


@dataclass(frozen=True, slots=True, eq=False)
class DecodedPicture:
    """One picture as pixels.

    pixels : (H, W, 3) uint8 RGB, upright, sRGB; what is transparent lies on a ground that shows it. Reduced when the
    original is over the pixel limit.
    width, height : size of the upright original in pixels.
    format : what the bytes are ("JPEG", "PNG", "TIFF", …), from their content, not their name.
    byte_digest : hex SHA-256 of the bytes, and of several pictures which page, as `ByteDigest` writes it.
    pixel_digest : hex SHA-256 of the upright pixels, their alpha and their size: equal for a lossless re-save.
    metadata : what EXIF, IPTC and XMP say; keys are those of `pictrace.imaging.metadata.KEYS`.
    jpeg_quality : of a JPEG, 1 to 100, as `imaging.jpeg_quality` estimates it; None for other formats.
    alpha : (H, W) uint8, None where all is opaque. 0 everywhere: nothing is visible, and pixels are the colours below.
    ground : the grey, 0 to 255, that the pixels lie on where alpha lets it through.
    """

    pixels: UInt8Array
    width: int
    height: int
    format: str
    byte_size: int
    byte_digest: str
    pixel_digest: str
    page: int = 1
    pages: int = 1
    reduced: bool = False
    metadata: Mapping[str, str] = field(default_factory=dict)
    jpeg_quality: int | None = None
    alpha: UInt8Array | None = None
    ground: int = 255


@dataclass(frozen=True, slots=True, eq=False)
class BrokenPage:
    """A page of a file of several pictures that cannot be decoded, and the error that says why."""

    page: int
    error: PicTraceError


@dataclass(frozen=True, slots=True, eq=False)
class LocalFeatures:
    """ORB key points of one picture.

    points : (n, 2) float32, x y in original pixels.
    descriptors : (n, 32) uint8, packed bits.
    width, height : size of the original that the points lie in.
    angles : (n,) uint8, which way each points, clockwise from the right, in 256ths of a turn.
    levels : (n,) int8, how large a neighbourhood each describes: 31 × 1.2^level pixels of the picture at a long side
    of 512; below 0 are details that only a larger size shows.
    angles and levels are None in libraries made before they were kept.
    """

    points: Float32Array
    descriptors: UInt8Array
    width: int
    height: int
    angles: UInt8Array | None = None
    levels: Int8Array | None = None

    def __len__(self) -> int:
        return len(self.points)

    def first(self, count: int) -> LocalFeatures:
        """The first so many of them."""
        angles = None if self.angles is None else self.angles[:count]
        levels = None if self.levels is None else self.levels[:count]
        return LocalFeatures(self.points[:count], self.descriptors[:count], self.width, self.height, angles, levels)


@dataclass(frozen=True, slots=True, eq=False)
class Views:
    """Vectors of a picture and of its tiles, from one backbone, each of L2 norm 1.

    whole : (d,) float32. small : (d,) float32, the whole at low resolution, half that size: what a half of another
    picture is compared with, because a network's vectors change with scale.
    halves : (9, d) float32, tiles of half the width and height, boxes in `HALVES`.
    thirds : (16, d) float32, tiles of about a third, boxes in `THIRDS`; (0, d) where nobody asked for them and they
    cost something.
    """

    whole: Float32Array
    small: Float32Array
    halves: Float32Array
    thirds: Float32Array


@dataclass(frozen=True, slots=True, eq=False)
class TileVectors:
    """What is stored of a picture beside the vector of the whole, so that a part of it can be found.

    vectors : (k, d) float32, L2 norm 1; row 0 is the whole picture at low resolution, the others are tiles.
    boxes : (k, 4) float32, left, top, width, height of each as shares of the picture; row 0 is (0, 0, 1, 1).
    """

    vectors: Float32Array
    boxes: Float32Array

    @property
    def low_res(self) -> Float32Array:
        first: Float32Array = self.vectors[0]
        return first

    @property
    def tiles(self) -> Float32Array:
        return self.vectors[1:]


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """All that is stored of one picture for matching, computed once at ingest.

    vector : (d,) float32, L2 norm 1, from the backbone.
    local : ORB features, points in original pixels.
    histogram : (256,) float32, HSV 16 × 4 × 4, sum 1.
    tile_vectors : None where a library made by an older PicTrace has none.
    """

    vector: Float32Array
    local: LocalFeatures
    histogram: Float32Array
    tile_vectors: TileVectors | None = None
