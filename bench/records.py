"""Large libraries to measure with: real photographs, and records made of their vectors and key points.

The vector of a made record is a mixture of three real ones with noise, those of its parts are mixed in the same way, so
that neighbours are as near to each other as in a library of bursts and series (the fiftieth nearest of 100,000 has a
cosine of .78). Its key points and its working picture are those of a fourth photograph: a made record is no copy of
anything. `python -m bench.records FOLDER COUNT [--wholes-only]`
"""

from __future__ import annotations

import argparse
import hashlib
import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sqlalchemy import insert, text

from bench import pictures
from pictrace import Library
from pictrace.store.database import Database, database_url
from pictrace.store.files import PictureStore
from pictrace.store.packing import pack_floats, pack_halves, pack_local
from pictrace.store.schema import CHANGES, FEATURES, LOCATIONS, PARTS, PICTURES, VECTORS
from pictrace.store.text import name_key, now, search_text
from pictrace.store.writing import ADDED
from pictrace.types import Features, Float32Array, Record

MIXED = 3
NOISE = 0.15
BATCH = 2000


@dataclass(frozen=True, slots=True, eq=False)
class Base:
    """The real photographs that records are made of."""

    records: Sequence[Record]
    features: Sequence[Features]
    working: PictureStore


def fill(folder: Path, base: Base, count: int, *, wholes_only: bool = False, seed: int = 0) -> None:
    """Put made records into a library that holds the real photographs, until it has `count`.

    wholes_only : one vector a record, and all of them share the key points of the real ones (a million would take
    50 GB): their table becomes a view, after which nothing can be added to this library.
    """
    database = Database(database_url(folder))
    working = PictureStore(folder / "pictures", ".jpg")
    random = np.random.default_rng(seed)
    first = len(base.records) + 1
    for start in range(first, count + 1, BATCH):
        numbers = range(start, min(count + 1, start + BATCH))
        rows = list(_rows(base, numbers, random, wholes_only))
        for number, row in zip(numbers, rows, strict=True):
            path = working.path(row["picture"]["pixel_digest"])
            path.parent.mkdir(parents=True, exist_ok=True)
            os.link(base.working.path(base.records[_looks_like(base, number)].pixel_digest), path)
        with database.write() as connection:
            for table, part in (
                (PICTURES, "picture"),
                (LOCATIONS, "location"),
                (VECTORS, "vector"),
                (FEATURES, "features"),
                (PARTS, "parts"),
                (CHANGES, "change"),
            ):
                values = [row[part] for row in rows if part in row]
                if values:
                    connection.execute(insert(table), values)
    if wholes_only:
        with database.write() as connection:
            connection.execute(text("ALTER TABLE features RENAME TO real_features"))
            connection.execute(
                text(
                    "CREATE VIEW features AS SELECT pictures.id AS picture_id, local, histogram FROM pictures "
                    f"JOIN real_features ON real_features.picture_id = (pictures.id - 1) % {len(base.records)} + 1"
                )
            )
    database.close()


def base_of(library: Library) -> Base:
    """What a library of photographs, with ids from 1 on without a gap, gives."""
    records = sorted(library.records(), key=lambda record: record.id)
    if [record.id for record in records] != list(range(1, len(records) + 1)):
        raise SystemExit("The photographs must have the ids from 1 on; make their library anew.")
    return Base(
        records,
        [library.features(record.id) for record in records],
        PictureStore(library.location / "pictures", ".jpg"),
    )


def _looks_like(base: Base, number: int) -> int:
    return (number - 1) % len(base.records)


def _rows(
    base: Base, numbers: Sequence[int], random: np.random.Generator, wholes_only: bool
) -> Iterator[dict[str, dict[str, object]]]:
    wholes = np.stack([features.vector for features in base.features])
    shares = random.dirichlet([0.6] * MIXED, len(numbers)).astype(np.float32)
    parents = random.integers(0, len(wholes), (len(numbers), MIXED))
    added_at = now()
    for number, share, of in zip(numbers, shares, parents, strict=True):
        like = base.features[_looks_like(base, number)]
        record = base.records[_looks_like(base, number)]
        byte_digest, pixel_digest = (hashlib.sha256(f"{what} {number}".encode()).hexdigest() for what in ("b", "p"))
        name = f"made {number}.jpg"
        uri = f"/made/{number}.jpg"
        row: dict[str, dict[str, object]] = {
            "picture": {
                "id": number,
                "byte_digest": byte_digest,
                "pixel_digest": pixel_digest,
                "width": record.width,
                "height": record.height,
                "pixels": record.width * record.height,
                "format": "JPEG",
                "byte_size": 60_000,
                "name": name,
                "name_key": name_key(name),
                "added_at": added_at,
                "metadata": "{}",
                "search_text": search_text([name, uri]),
            },
            "location": {
                "picture_id": number,
                "uri": uri,
                "file_uri": uri,
                "byte_digest": byte_digest,
                "file_digest": byte_digest,
                "name": name,
                "added_at": added_at,
                "current": True,
                "reachable": False,
            },
            "vector": {"picture_id": number, "data": pack_floats(_mixed(wholes[of], share, random))},
            "change": {"picture_id": number, "kind": ADDED},
        }
        if not wholes_only:
            row["features"] = {
                "picture_id": number,
                "local": pack_local(like.local),
                "histogram": pack_floats(like.histogram),
            }
            row["parts"] = _parts(base, number, of, share, random)
        yield row


def _parts(
    base: Base, number: int, of: Sequence[int], share: Float32Array, random: np.random.Generator
) -> dict[str, object]:
    described = [base.features[one].tile_vectors for one in of]
    vectors = [parts.vectors for parts in described if parts is not None]
    rows = min(len(some) for some in vectors)
    mixed = np.stack([_mixed(np.stack([some[row] for some in vectors]), share, random) for row in range(rows)])
    histogram = base.features[_looks_like(base, number)].histogram
    colours = np.sqrt(histogram * random.uniform(0.5, 1.5, len(histogram)).astype(np.float32))
    boxes = next(parts.boxes for parts in described if parts is not None)
    return {
        "picture_id": number,
        "colours": pack_halves(colours / np.linalg.norm(colours)),
        "boxes": pack_floats(boxes[:rows]),
        "data": pack_halves(mixed),
    }


def _mixed(vectors: Float32Array, share: Float32Array, random: np.random.Generator) -> Float32Array:
    mixed = share @ vectors
    mixed *= 1 + NOISE * random.standard_normal(len(mixed), dtype=np.float32)
    return np.asarray(mixed / np.linalg.norm(mixed), np.float32)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("count", type=int)
    parser.add_argument("--wholes-only", action="store_true", help="one vector a record, shared key points")
    given = parser.parse_args()
    began = time.perf_counter()
    with Library.open(given.folder) as library:
        library.add([str(path) for path in pictures.corel()], pictures.progress("photographs: read"))
        base = base_of(library)
    fill(given.folder, base, given.count, wholes_only=given.wholes_only)
    print(f"{given.count:,} records in {time.perf_counter() - began:.0f} s")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
