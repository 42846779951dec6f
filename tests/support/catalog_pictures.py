"""Pictures for the catalogue's tests: made from a number, so that every process makes the same ones."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping

import numpy as np
from project_tree import import_path

from pictrace.store import Location, NewPicture
from pictrace.types import Features, Float32Array, LocalFeatures, TileVectors, tile_boxes

DIMENSION = 8


def vector(number: int, dimension: int = DIMENSION) -> Float32Array:
    values = np.random.default_rng(number).standard_normal(dimension).astype(np.float32)
    return values / np.linalg.norm(values)


def features(number: int, points: int = 5) -> Features:
    random = np.random.default_rng(number)
    local = LocalFeatures(
        (random.random((points, 2)) * 1000).astype(np.float32),
        random.integers(0, 256, (points, 32), dtype=np.uint8),
        640,
        480,
    )
    histogram = random.random(256).astype(np.float32)
    return Features(vector(number), local, histogram / histogram.sum(), parts(number))


def parts(number: int, dimension: int = DIMENSION) -> TileVectors:
    vectors = np.stack([vector(1000 * number + row, dimension) for row in range(1 + len(tile_boxes.HALVES))])
    boxes = np.concatenate([tile_boxes.WHOLE, tile_boxes.HALVES])
    return TileVectors(vectors.astype(np.float16).astype(np.float32), boxes)


def location(number: int, uri: str | None = None, byte_digest: str | None = None) -> Location:
    return Location(
        uri=uri or f"/photos/{number}.jpg",
        byte_digest=byte_digest or f"bytes {number}",
        size=1000 + number,
        modified_ns=1_700_000_000_000_000_000 + number,
        name=f"{number}.jpg",
    )


def picture(
    number: int,
    *,
    byte_digest: str | None = None,
    pixel_digest: str | None = None,
    uri: str | None = None,
    name: str | None = None,
    size: tuple[int, int] = (640, 480),
    format: str = "JPEG",
    metadata: Mapping[str, str] | None = None,
    with_features: Features | None = None,
) -> NewPicture:
    """The picture of this number; two of different numbers have nothing in common."""
    return NewPicture(
        byte_digest=byte_digest or f"bytes {number}",
        pixel_digest=pixel_digest or f"pixels {number}",
        width=size[0],
        height=size[1],
        format=format,
        byte_size=1000 + number,
        metadata=metadata or {},
        name=name or f"{number}.jpg",
        location=location(number, uri, byte_digest),
        features=with_features or features(number),
    )


def start_process(code: str, *arguments: object) -> subprocess.Popen[str]:
    """Python in another process that can import pictrace and this module. Talk to it by its lines."""
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": import_path()},
    )


def run_together(code: str, *arguments: object, count: int = 2) -> list[str]:
    """Run the code in processes that all pass their `input()` at the same moment; returns what each printed last."""
    processes = [start_process(code, *arguments) for _ in range(count)]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "ready"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    answers = [process.communicate(timeout=60)[0].strip() for process in processes]
    assert [process.returncode for process in processes] == [0] * count
    return answers
