"""The way that most tools go: a perceptual hash a picture, and the nearest by Hamming distance; beside PicTrace.

ImageHash's 64-bit pHash in a FAISS binary index, asked with the query as it is and mirrored. Both look for the same
made edits of held-out photographs among the same pictures. The library may be there already, so only the
hashes' adding is timed here; `bench.adding` has PicTrace's.
`python -m bench.peer [--pictures N] [--json FILE]`
"""

from __future__ import annotations

import io
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import faiss
import imagehash
import numpy as np
from PIL import Image, ImageOps

from bench import pictures, reporting
from pictrace import imaging
from pictrace.cli.terminal import columns
from pictrace.imaging import edits
from pictrace.settings import Limits
from pictrace.types import UInt8Array

BITS = 64


class Hashes:
    """Hashes of files, in the order of adding."""

    def __init__(self) -> None:
        self._index = faiss.IndexBinaryFlat(BITS)

    def add(self, path: Path) -> None:
        with Image.open(path) as image:
            self._index.add(_hash(image)[np.newaxis])

    def nearest(self, data: bytes) -> int:
        """The place of the nearest, by the query as it is or mirrored."""
        with Image.open(io.BytesIO(data)) as image:
            asked = np.stack([_hash(image), _hash(ImageOps.mirror(image))])
        distances, rows = self._index.search(asked, 1)
        return int(rows[distances[:, 0].argmin(), 0])


def main(arguments: Sequence[str] | None = None) -> int:
    parser = reporting.parser(__doc__)
    parser.add_argument("--pictures", type=int, default=20, help="so many photographs, each edited in 13 ways")
    given = parser.parse_args(arguments)
    reason = pictures.missing("corel1k")
    if reason:
        print(f"bench.peer {reason}")
        return 0
    stored = pictures.corel()
    hashes = Hashes()
    began = time.perf_counter()
    for path in stored:
        hashes.add(path)
    added_a_second = len(stored) / (time.perf_counter() - began)
    held_out = stored[1::2]
    chosen = [held_out[number * len(held_out) // given.pictures] for number in range(given.pictures)]
    right: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    seconds: list[tuple[float, float]] = []
    with pictures.library_of("corel1k", stored, given.backbone) as library:
        library.warm_up()
        ids = pictures.ids_by_path(library)
        for path in chosen:
            pixels = imaging.decode(path.read_bytes(), name=path.name, limits=Limits()).pixels
            for edit in edits.standard_edits(int(path.stem)):
                query = imaging.encode_jpeg(edit.apply(pixels))
                times = [time.perf_counter()]
                by_hash = stored[hashes.nearest(query)] == path
                times.append(time.perf_counter())
                matches = library.search(query, top=1).matches
                times.append(time.perf_counter())
                right[edit.name].append((by_hash, bool(matches) and matches[0].id == ids[path]))
                seconds.append((times[1] - times[0], times[2] - times[1]))
    recalls = {name: [float(value) for value in np.mean(found, axis=0)] for name, found in right.items()}
    recalls["all"] = [float(value) for value in np.mean([one for found in right.values() for one in found], axis=0)]
    p50 = [float(value) for value in np.median(seconds, axis=0)]
    rows = [(name, *(f"{value:.3f}" for value in both)) for name, both in recalls.items()]
    rows.append(("query p50, ms", *(f"{1000 * value:.1f}" for value in p50)))
    reporting.finish(
        f"pHash and PicTrace: {len(chosen)} photographs, edited, among {len(stored):,}",
        [*columns(("recall@1", "pHash", "PicTrace"), rows), f"{added_a_second:.0f} pictures hashed a second"],
        {"recall@1": recalls, "p50_seconds": p50, "hashed_a_second": added_a_second},
        given.json,
    )
    return 0


def _hash(image: Image.Image) -> UInt8Array:
    bits = imagehash.phash(image.convert("RGB"), hash_size=int(BITS**0.5)).hash
    return np.packbits(np.asarray(bits, dtype=np.bool_).ravel())


if __name__ == "__main__":
    raise SystemExit(main())
