"""One network alone, nothing re-ranked: are made edits found among Corel-1k, how alike are its classes, how fast is it?

`python -m bench.network [--backbone NAME] [--queries N] [--json FILE]`
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bench import pictures, reporting
from pictrace import embedding, imaging
from pictrace.cli.terminal import columns
from pictrace.imaging import edits
from pictrace.imaging.working_picture import WorkingPicture
from pictrace.settings import Settings
from pictrace.types import Backbone, Float32Array, UInt8Array

DEPTHS = (1, 5, 50)
PRECISION_DEPTH = 10


def main(arguments: Sequence[str] | None = None) -> int:
    parser = reporting.parser(__doc__)
    parser.add_argument("--queries", type=int, default=100, help="photographs that are edited, spread evenly")
    given = parser.parse_args(arguments)
    reason = pictures.missing("corel1k")
    if reason:
        print(f"bench.network {reason}")
        return 0
    network = embedding.create(given.backbone, Settings.load())
    photographs = [_working(_read(path)) for path in pictures.corel()]
    network.embed(photographs[:16])  # loading belongs to starting, not to describing
    began = time.perf_counter()
    stored = network.embed(photographs)
    rate = len(photographs) / (time.perf_counter() - began)
    # Only pictures of odd numbers: what is tuned is tuned on the even ones.
    asked = range(1, len(photographs), 2)[:: max(1, len(photographs) // 2 // given.queries)][: given.queries]
    ranks = _ranks(network, stored, asked)
    recalls = {edit: [float(np.mean(np.array(places) <= depth)) for depth in DEPTHS] for edit, places in ranks.items()}
    recalls["all"] = [float(value) for value in np.mean(list(recalls.values()), axis=0)]
    precision = _precision(stored, [pictures.corel_class(path) for path in pictures.corel()])
    heading = ("edit", *(f"R@{depth}" for depth in DEPTHS))
    rows = [(edit, *(f"{value:.3f}" for value in values)) for edit, values in recalls.items()]
    reporting.finish(
        f"{given.backbone} alone: {len(asked)} photographs, edited, among {len(photographs):,}",
        [
            *columns(heading, rows),
            f"precision at {PRECISION_DEPTH} by class, all pictures: {precision:.3f}",
            f"{rate:.1f} pictures described a second",
        ],
        {"recall": recalls, "depths": DEPTHS, "precision": precision, "pictures_a_second": rate},
        given.json,
    )
    return 0


def _ranks(network: Backbone, stored: Float32Array, asked: Sequence[int]) -> dict[str, list[int]]:
    """By kind of edit, the place of the right picture for every one that is asked for, counted from 1."""
    ranks: dict[str, list[int]] = {}
    for place in asked:
        picture = _read(pictures.corel()[place])
        made = edits.standard_edits(seed=place)
        cosines = network.embed([_working(edit.apply(picture)) for edit in made]) @ stored.T
        for edit, row in zip(made, cosines, strict=True):
            ranks.setdefault(edit.name, []).append(int(np.sum(row > row[place])) + 1)
    return ranks


def _precision(stored: Float32Array, classes: Sequence[str]) -> float:
    """The share of a picture's nearest ten that are of its class, itself left out."""
    cosines = stored @ stored.T
    np.fill_diagonal(cosines, -1.0)
    nearest = np.argsort(-cosines, axis=1)[:, :PRECISION_DEPTH]
    labels = np.array(classes)
    return float(np.mean(labels[nearest] == labels[:, None]))


def _read(path: Path) -> UInt8Array:
    return imaging.decode(path.read_bytes(), name=path.name, limits=Settings().limits).pixels


def _working(picture: UInt8Array) -> UInt8Array:
    return WorkingPicture.of_pixels(picture).pixels


if __name__ == "__main__":
    raise SystemExit(main())
