"""A library of synthetic records in which one picture in twenty has a copy, for `bench.duplicates`.

A vector is the mean of real ones with the differences of four of them from it, weighted so that cosines of unrelated
ones are spread as those of photographs are. Key points are real ones of many photographs, thrown together, at the
places of one. The copies are real: a photograph and a made edit of it, described as the product does, and near each
other by vector.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from bench import duplicate_pictures
from pictrace import Library, imaging
from pictrace.extraction import extract_pixel_features
from pictrace.imaging import edits
from pictrace.imaging.working_picture import WorkingPicture
from pictrace.store import Location, NewPicture
from pictrace.store.files import PictureStore
from pictrace.types import Features, Float32Array, LocalFeatures, NetworkVersion, Record, TileVectors, UInt8Array

SHARE = 0.05
# Of a copy's vector with its original's; that of the 13 standard edits is .80 to .98 in the middle.
COSINE = 0.9
# Of fewer, many would be as near each other as only copies are.
MIXED = 4
BATCH = 200
EDITS = (edits.recompress(30), edits.downscale(0.5), edits.crop(0.6), edits.brightness(1.3), edits.mirror())


@dataclass(frozen=True, slots=True, eq=False)
class Real:
    """Real pictures of which records are made. rows : (n, 1 + parts, d) float32, the whole and then its parts."""

    records: tuple[Record, ...]
    features: tuple[Features, ...]
    working: tuple[UInt8Array, ...]
    jpegs: tuple[bytes, ...]
    rows: Float32Array

    @classmethod
    def of(cls, backbone: str) -> Real:
        library, members = duplicate_pictures.library_of(True, backbone)
        photographs = [id for id, member in sorted(members.items()) if member.path.parent.name == "corel1k"]
        with library:
            records = [library.get(id) for id in photographs]
            return cls._of(library, records)

    @classmethod
    def _of(cls, library: Library, records: Sequence[Record]) -> Real:
        features = [library.features(record.id) for record in records]
        working = [library.working_picture(record.id) for record in records]
        jpegs = [library.working_path(record.id).read_bytes() for record in records]
        rows = np.stack([np.vstack([one.vector[np.newaxis], _parts(one).vectors[:10]]) for one in features])
        return cls(tuple(records), tuple(features), tuple(working), tuple(jpegs), rows)


def write(place: Path, size: int, backbone: str) -> list[tuple[int, int]]:
    """Write a library of so many records; returns the ids of every picture and its copy, the lower one first."""
    real = Real.of(backbone)
    random = np.random.default_rng(size)
    copied = round(size * SHARE)
    with Library.open(place, backbone=backbone) as made:
        network = NetworkVersion(made.backbone, made.info().backbone_version)
        maker = _Maker(real, random, PictureStore(place / "pictures", ".jpg"))
        # The copies are spread over the library, each a while after its original.
        plain = size - 2 * copied
        steps = random.permutation([0] * plain + [1] * copied).tolist()
        waiting: list[NewPicture] = []
        batch: list[NewPicture] = []
        pairs: dict[str, str] = {}
        for number, step in enumerate(steps):
            if step:
                original, copy = maker.copied(number)
                batch.append(original)
                waiting.append(copy)
                pairs[original.byte_digest] = copy.byte_digest
            else:
                batch.append(maker.plain(number))
            if len(waiting) > 50:
                batch.append(waiting.pop(0))
            if len(batch) >= BATCH:
                made._catalog.insert(batch, network)
                batch = []
        made._catalog.insert([*batch, *waiting], network)
        made._networks.present().index.learn()
        ids = {record.byte_digest: record.id for record in made.records()}
    return [(min(ids[a], ids[b]), max(ids[a], ids[b])) for a, b in pairs.items()]


class _Maker:
    def __init__(self, real: Real, random: np.random.Generator, store: PictureStore) -> None:
        self._real = real
        self._random = random
        self._store = store
        self._mean = real.rows.mean(axis=0)
        locals_ = [one.local for one in real.features]
        self._descriptors = np.concatenate([local.descriptors for local in locals_])
        self._angles = np.concatenate([_given(local.angles) for local in locals_])
        self._levels = np.concatenate([_given(local.levels) for local in locals_])
        self._files: dict[int, Path] = {}

    def plain(self, number: int) -> NewPicture:
        base = int(self._random.integers(len(self._real.records)))
        local = self._real.features[base].local
        rows = self._random.integers(0, len(self._descriptors), len(local))
        # Turned at random: two pictures have a few of the same, which would all tell the same turn.
        angles = self._angles[rows] + self._random.integers(0, 256, len(rows)).astype(np.uint8)
        mixed = replace(local, descriptors=self._descriptors[rows], angles=angles, levels=self._levels[rows])
        return self._picture(f"plain {number}", self._vectors(), mixed, base, None)

    def copied(self, number: int) -> tuple[NewPicture, NewPicture]:
        """A photograph and an edit of it, under a vector of its own."""
        base = number % len(self._real.records)
        vectors = self._vectors()
        noise = self._random.standard_normal(vectors.shape).astype(np.float32)
        noise -= (noise * vectors).sum(axis=1, keepdims=True) * vectors
        near = COSINE * vectors + np.sqrt(1 - COSINE**2) * noise / np.linalg.norm(noise, axis=1, keepdims=True)
        edit = EDITS[number % len(EDITS)]
        pixels = edit.apply(self._real.working[base])
        working = WorkingPicture.of_pixels(pixels)
        local = extract_pixel_features(working.pixels, pixels.shape[1], pixels.shape[0]).local
        original = self._picture(f"original {number}", vectors, self._real.features[base].local, base, None)
        return original, self._picture(f"copy {number}", near.astype(np.float32), local, base, working.jpeg)

    def _vectors(self) -> Float32Array:
        """(11, d) float32 of norm 1."""
        chosen = self._real.rows[self._random.integers(0, len(self._real.rows), MIXED)] - self._mean
        weights = self._random.uniform(0.5, 1.0, MIXED).astype(np.float32)
        rows = self._mean + np.tensordot(weights / np.linalg.norm(weights), chosen, axes=1)
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)

    def _picture(
        self, name: str, vectors: Float32Array, local: LocalFeatures, base: int, jpeg: bytes | None
    ) -> NewPicture:
        digest = imaging.file_digest(name.encode())
        if jpeg is not None:
            self._store.write(digest, jpeg)
        elif base in self._files:
            place = self._store.path(digest)
            place.parent.mkdir(parents=True, exist_ok=True)
            os.link(self._files[base], place)
        else:
            self._store.write(digest, self._real.jpegs[base])
            self._files[base] = self._store.path(digest)
        first = self._real.features[base]
        # Two that are made of one photograph would have its colours.
        histogram = first.histogram * self._random.uniform(0.2, 1.8, len(first.histogram)).astype(np.float32)
        boxes = _parts(first).boxes[:10]
        return NewPicture(
            byte_digest=digest,
            pixel_digest=digest,
            width=local.width,
            height=local.height,
            format="JPEG",
            byte_size=50_000,
            metadata={},
            name=f"{name}.jpg",
            location=Location(f"/synthetic/{name}.jpg", digest, 50_000, 0, f"{name}.jpg"),
            features=Features(vectors[0], local, histogram / histogram.sum(), TileVectors(vectors[1:], boxes)),
        )


def _parts(features: Features) -> TileVectors:
    if features.tile_vectors is None:
        raise SystemExit("The library of photographs lacks the vectors of parts; delete build/bench and measure again.")
    return features.tile_vectors


def _given(values: np.ndarray | None) -> np.ndarray:
    if values is None:
        raise SystemExit(
            "The library of photographs lacks directions of key points; delete build/bench and measure again."
        )
    return values
