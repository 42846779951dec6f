"""What each step of adding a picture costs by itself, in core-milliseconds."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np

from bench.bare_network import BareNetwork
from pictrace import imaging
from pictrace.embedding.backbone import SIDE, SMALL_SIDE, resized
from pictrace.imaging.working_picture import WorkingPicture
from pictrace.matching.colour import histogram
from pictrace.matching.keypoint_detection import detect_detailed
from pictrace.settings import Limits
from pictrace.store import Catalog, Location, NewPicture
from pictrace.store.files import PictureStore
from pictrace.system.thread_limits import one_opencv_thread
from pictrace.types import DecodedPicture, Features, Float32Array, TileVectors, tile_boxes

T = TypeVar("T")
NETWORK = ("network, 320 × 320", "network, 160 × 160")


class Steps:
    """Core-milliseconds a picture by step: everything that the process's cores did meanwhile."""

    def __init__(self) -> None:
        self._spent: dict[str, float] = defaultdict(float)
        self._pictures: dict[str, int] = defaultdict(int)

    def time(self, step: str, work: Callable[[], T], pictures: int = 1) -> T:
        began = time.process_time()
        result = work()
        self._spent[step] += 1000 * (time.process_time() - began)
        self._pictures[step] += pictures
        return result

    def a_picture(self) -> dict[str, float]:
        return {step: spent / self._pictures[step] for step, spent in self._spent.items()}


def measure(
    steps: Steps, files: Sequence[Path], network: BareNetwork, limits: Limits, catalog: Catalog, store: PictureStore
) -> None:
    """Take these pictures step by step through what adding does, one thing at a time."""
    with one_opencv_thread():
        new = [_described(steps, path, catalog, store, limits) for path in files]
        steps.time("catalogue", lambda: catalog.insert(new), len(new))
    for step, forward, pixels in (
        (NETWORK[0], network.product_large, network.large_pixels),
        (NETWORK[1], network.product_small, network.small_pixels[: len(network.large_pixels)]),
    ):
        forward(pixels)  # the first call lays the network out for this size
        for _ in range(4):
            steps.time(step, partial(forward, pixels), len(pixels))


def _described(steps: Steps, path: Path, catalog: Catalog, store: PictureStore, limits: Limits) -> NewPicture:
    data = steps.time("reading the file", path.read_bytes)
    digest = steps.time("digest of the bytes", lambda: imaging.file_digest(data))
    steps.time("looking up", lambda: (catalog.location(str(path)), catalog.id_by_bytes(digest)))
    page = steps.time(
        "decoding, with the digest of the pixels",
        lambda: next(imaging.decode_pages(data, name=path.name, limits=limits, digest=digest)),
    )
    if not isinstance(page, DecodedPicture):
        raise SystemExit(f"{path} is broken: {page.error}")
    steps.time("looking up", lambda: catalog.id_by_pixels(page.pixel_digest), 0)
    working = steps.time("working picture, shrunk, saved and read", lambda: WorkingPicture.of(page))
    local = steps.time("key points", lambda: detect_detailed(working.pixels, page.pixels, page.width, page.height))
    colours = steps.time("colours", lambda: histogram(working.pixels))
    steps.time("borders", lambda: imaging.content_box(working.pixels))
    steps.time("resizing for the network", lambda: [resized(working.pixels, side) for side in (SIDE, SMALL_SIDE)])
    steps.time("working picture to disk", lambda: store.write(page.pixel_digest, working.jpeg))
    return NewPicture(
        byte_digest=digest,
        pixel_digest=page.pixel_digest,
        width=page.width,
        height=page.height,
        format=page.format,
        byte_size=page.byte_size,
        metadata=page.metadata,
        name=path.name,
        location=Location(str(path), digest, None, None, path.name),
        features=Features(
            _unit(1)[0], local, colours, TileVectors(_unit(10), np.vstack([tile_boxes.WHOLE, tile_boxes.HALVES]))
        ),
    )


def _unit(count: int) -> Float32Array:
    """Vectors like the network's: that part is timed by itself."""
    vectors = np.random.default_rng(count).normal(size=(count, 2048))
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)
