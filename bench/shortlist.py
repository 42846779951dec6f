"""Does a large library's shortlist hold what exact lists would hold? Time, memory, disk and opening beside it.

Queries are made edits of held-out photographs of a library that `bench.records` made large. The wholes are compared
with brute force over the stored vectors (numpy, the baseline); with `--exact`, the shortlists of exact lists over
everything are compared too, which reads every row and takes 3 GB at 100,000 pictures.
`python -m bench.shortlist FOLDER [--photographs N] [--exact] [--json FILE]`
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from bench import pictures, reporting
from bench.memory import held_megabytes
from pictrace import embedding, imaging
from pictrace.cli.terminal import columns
from pictrace.imaging import edits
from pictrace.index import SyncedIndex, projection_learning
from pictrace.index.building import build
from pictrace.index.engines.local import FaissEngine
from pictrace.index.lists import Lists
from pictrace.index.reranking import rerank_by_stored_vectors
from pictrace.search.query import load_query
from pictrace.settings import Settings
from pictrace.store import Catalog
from pictrace.types import Backbone, Int64Array, NetworkVersion, QueryVectors

DEPTH = 50


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """One query. original : the picture that it was made of."""

    kind: str
    original: int
    vectors: QueryVectors


def main(arguments: Sequence[str] | None = None) -> int:
    parser = reporting.parser(__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--photographs", type=int, default=10, help="each is edited in 14 ways")
    parser.add_argument("--exact", action="store_true", help="compare with exact lists over everything, too")
    given = parser.parse_args(arguments)
    settings = Settings.load()
    network = embedding.create(given.backbone, settings)
    with Catalog.open(given.folder) as catalog:
        asked = _asked(network, settings, given.photographs, _originals(catalog))
        version = NetworkVersion.of(network)
        named = f"{version.name} {version.version}"
        index = SyncedIndex(catalog, FaissEngine, network.dimension, named, given.folder / "index")
        before = held_megabytes()
        began = time.perf_counter()
        index.sync()
        opened = time.perf_counter() - began
        index.wait_for_rebuild()
        figures: dict[str, object] = {
            "pictures": index.count(),
            "index": index.describe(),
            "opened_seconds": opened,
            "settled_seconds": time.perf_counter() - began,
            "resident_megabytes": held_megabytes() - before,
        }
        found, seconds = _timed(index, asked)
        figures |= {f"search_{name}_ms": value for name, value in seconds.items()}
        figures |= _of_wholes(catalog, index, asked)
        index.close()
        index = SyncedIndex(catalog, FaissEngine, network.dimension, named, given.folder / "index")
        began = time.perf_counter()
        index.sync()
        figures["opened_again_seconds"] = time.perf_counter() - began
        files = sum(path.stat().st_size for path in (given.folder / "index").glob("*"))
        figures["file_megabytes"] = files / 1e6
        figures["original_in_shortlist"] = float(
            np.mean([one.original in ids for one, ids in zip(asked, found, strict=True)])
        )
        if given.exact:
            exact = _exact(catalog, network.dimension, named)
            same = [exact.search(one.vectors, DEPTH, catalog.vectors) for one in asked]
            figures["original_in_exact_shortlist"] = float(
                np.mean([one.original in ids for one, ids in zip(asked, same, strict=True)])
            )
            figures["shortlist_as_exact"] = float(np.mean([_shared(a, b) for a, b in zip(found, same, strict=True)]))
            lost = [
                one.kind
                for one, a, b in zip(asked, found, same, strict=True)
                if one.original in b and one.original not in a
            ]
            figures["lost"] = sorted(lost)
        index.close()
    rows = [(name, f"{value:.4g}" if isinstance(value, float) else str(value)) for name, value in figures.items()]
    reporting.finish(f"Shortlists, {len(asked)} queries", columns(("measure", "value"), rows), figures, given.json)
    return 0


def _originals(catalog: Catalog) -> dict[str, int]:
    records = catalog.page(order="added", descending=False, limit=len(pictures.corel()))
    return {record.name: record.id for record in records}


def _asked(network: Backbone, settings: Settings, photographs: int, ids: dict[str, int]) -> list[Asked]:
    held_out = pictures.corel()[1::2]
    found = []
    for path in held_out[:: max(1, len(held_out) // photographs)][:photographs]:
        pixels = imaging.decode(path.read_bytes(), name=path.name, limits=settings.limits).pixels
        for edit in edits.standard_edits(int(path.stem)):
            query = load_query(imaging.encode_jpeg(edit.apply(pixels)), network, settings)
            found.append(Asked(edit.name, ids[path.name], query.vectors))
    return found


def _timed(index: SyncedIndex, asked: Sequence[Asked]) -> tuple[list[Int64Array], dict[str, float]]:
    index.search(asked[0].vectors, DEPTH)
    found, wall, processor = [], [], []
    for one in asked:
        began, worked = time.perf_counter(), time.thread_time()
        found.append(index.search(one.vectors, DEPTH).ids)
        wall.append(time.perf_counter() - began)
        processor.append(time.thread_time() - worked)
    figures = {f"p{share}": 1000 * float(np.percentile(wall, share)) for share in (50, 95, 99)}
    return found, figures | {"processor_p50": 1000 * float(np.percentile(processor, 50))}


def _of_wholes(catalog: Catalog, index: SyncedIndex, asked: Sequence[Asked]) -> dict[str, float]:
    """recall@50 of the list of wholes against brute force, and the time of both."""
    queries = np.concatenate([one.vectors.wholes for one in asked])
    best_ids = np.empty((len(queries), 0), dtype=np.int64)
    best = np.empty((len(queries), 0), dtype=np.float32)
    worked = 0.0
    for chunk in catalog.vectors():
        began = time.perf_counter()
        cosines = np.concatenate([best, queries @ chunk.vectors.T], axis=1)
        ids = np.concatenate([best_ids, np.broadcast_to(chunk.ids, (len(queries), len(chunk.ids)))], axis=1)
        kept = np.argsort(-cosines, axis=1, kind="stable")[:, :DEPTH]
        best, best_ids = np.take_along_axis(cosines, kept, 1), np.take_along_axis(ids, kept, 1)
        worked += time.perf_counter() - began
    engine = index.lists().engines["wholes"]
    began = time.thread_time()
    found = [rerank_by_stored_vectors(engine, query[np.newaxis], DEPTH, catalog.vectors)[0].ids for query in queries]
    spent = (time.thread_time() - began) / len(queries)
    return {
        "recall_of_wholes": float(np.mean([_shared(a, b) for a, b in zip(found, best_ids, strict=True)])),
        "wholes_ms": 1000 * spent,
        "brute_force_ms": 1000 * worked / len(queries),
    }


def _exact(catalog: Catalog, dimension: int, network: str) -> Lists:
    projection = projection_learning.read(
        catalog, projection_learning.newest(catalog, projection_learning.kind_of(network))
    )
    built = build(catalog, partial(FaissEngine, exact_bytes=2**62), dimension, projection, lambda: False)
    if built is None:
        raise SystemExit("The exact lists could not be made.")
    return built.lists


def _shared(found: Int64Array, wanted: Int64Array) -> float:
    return len(np.intersect1d(found, wanted)) / max(1, len(wanted))


if __name__ == "__main__":
    raise SystemExit(main())
