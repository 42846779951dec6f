"""How fast a picture is searched for, and what takes the time, beside two baselines in the same run.

`python -m bench.searching [--backbone NAME] [--pictures N | --library FOLDER] [--queries N] [--classic-queries N]
[--json FILE]`

The baselines are the method PicTrace began with, which reads every picture, and the cosines of all vectors by NumPy
alone, which makes a shortlist and no evidence. `measure` takes any library, also one of made records.
"""

from __future__ import annotations

import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import numpy as np

from bench import classic, pictures, reporting
from pictrace import Library, Weights, imaging, matching
from pictrace.cli.terminal import columns
from pictrace.matching import colour, common_frame, cosine, keypoints, ssim
from pictrace.matching.ranking import SearchResult
from pictrace.settings import Limits
from pictrace.types import DEFAULT_SHORTLIST, Float32Array, Timings

CHANNELS = ("decode", "keypoints", "structure", "registration", "colour", "descriptors")
# The channels of so many searches are measured one by one: each takes as long as the search did, in one thread.
EXAMINED = 10
WEIGHTS_TRIED = 20


@dataclass(frozen=True, slots=True)
class Searching:
    """Seconds of one search. p50, p95, p99, worst : on the clock. cpu : mean over the cores.

    steps : mean of each step on the clock, as the search reports it. channels : mean of each channel of the evidence on
    all hits, on one core. weight_p50, weight_p99 : of ranking the same evidence under other weights.
    """

    pictures: int
    queries: int
    shortlist: int
    p50: float
    p95: float
    p99: float
    worst: float
    cpu: float
    steps: dict[str, float]
    channels: dict[str, float]
    weight_p50: float
    weight_p99: float


def main(arguments: Sequence[str] | None = None) -> int:
    parser = reporting.parser(__doc__)
    parser.add_argument("--pictures", type=int, default=1000)
    parser.add_argument("--library", type=Path, metavar="FOLDER", help="search this one, which holds Corel-1k, alone")
    parser.add_argument("--queries", type=int, default=60)
    parser.add_argument("--classic-queries", type=int, default=1, help="each reads every picture: 12 s at 1,000")
    given = parser.parse_args(arguments)
    reason = pictures.missing("corel1k")
    if reason:
        print(f"bench.searching {reason}")
        return 0
    stored = pictures.corel()[: given.pictures]
    if given.library is not None:
        with (
            tempfile.TemporaryDirectory(prefix="pictrace-searching-") as place,
            Library.open(given.library) as library,
        ):
            found = measure(library, query_files(pictures.corel(), given.queries, Path(place)))
        title = f"Searching {found.pictures:,} pictures: {found.queries} queries of {found.shortlist} hits"
        reporting.finish(title, columns(("measure", "ms", "share"), rows(found)), asdict(found), given.json)
        return 0
    name = "corel1k" if len(stored) == len(pictures.corel()) else f"corel1k-{len(stored)}"
    with (
        tempfile.TemporaryDirectory(prefix="pictrace-searching-") as place,
        pictures.library_of(name, stored, given.backbone) as library,
    ):
        queries = query_files(stored, max(given.queries, given.classic_queries), Path(place))
        found = measure(library, queries[: given.queries])
        cosines = brute_force(library, queries[: given.queries])
        classics = [_classic(query, stored) for query in queries[: given.classic_queries]]
    baselines = {"numpy_cosine_p50": float(np.median(cosines)), "classic_p50": float(np.median(classics))}
    reporting.finish(
        f"Searching {found.pictures:,} pictures, {given.backbone}: {found.queries} queries of {found.shortlist} hits",
        columns(("measure", "ms", "share"), [*rows(found), *_baseline_rows(found, baselines)]),
        {**asdict(found), **baselines, "classic_ratio": baselines["classic_p50"] / found.p50},
        given.json,
    )
    return 0


def query_files(stored: Sequence[Path], count: int, place: Path) -> list[Path]:
    """Edits of stored pictures as files, crops and mirrored crops in turn: new bytes and new pixels."""
    files = []
    for number in range(count):
        original = stored[number * len(stored) // count]
        pixels = imaging.decode(original.read_bytes(), name=original.name, limits=Limits()).pixels
        cut = pixels[pixels.shape[0] // 8 :, pixels.shape[1] // 8 :]
        edited = np.ascontiguousarray(cut[:, ::-1] if number % 2 else cut)
        files.append(place / f"query{number}.jpg")
        files[-1].write_bytes(imaging.encode_jpeg(edited, quality=85))
    return files


def measure(library: Library, queries: Sequence[Path], examined: int = EXAMINED) -> Searching:
    """Search a library for these pictures, one after the other, in fast mode.

    The network and the index are loaded before, and every search is made once before it is measured, so that the rows
    and pictures that it needs are in the system's page cache. examined : of so many of the searches, evenly spread, the
    channels are measured one by one. Works on made records too; a hit without a working
    picture has neither structure nor registration.
    """
    library.warm_up()
    for query in queries:
        library.search(query)
    seconds, cpu, timings, weights = list[float](), list[float](), list[Timings](), list[float]()
    channels = defaultdict[str, list[float]](list)
    chosen = {number * len(queries) // examined for number in range(min(examined, len(queries)))}
    for number, query in enumerate(queries):
        started, used = time.perf_counter(), time.process_time()
        result = library.search(query)
        seconds.append(time.perf_counter() - started)
        cpu.append(time.process_time() - used)
        timings.append(result.timings)
        weights += reweighted(result)
        if number in chosen:
            for channel, took in _channels(library, result).items():
                channels[channel].append(took)
    p50, p95, p99 = (float(value) for value in np.percentile(seconds, (50, 95, 99)))
    return Searching(
        pictures=len(library),
        queries=len(queries),
        shortlist=len(result.candidates),
        p50=p50,
        p95=p95,
        p99=p99,
        worst=max(seconds),
        cpu=float(np.mean(cpu)),
        steps={step.name: float(np.mean([getattr(one, step.name) for one in timings])) for step in fields(Timings)},
        channels={channel: float(np.mean(channels[channel])) for channel in CHANNELS},
        weight_p50=float(np.percentile(weights, 50)),
        weight_p99=float(np.percentile(weights, 99)),
    )


def brute_force(library: Library, queries: Sequence[Path], shortlist: int = DEFAULT_SHORTLIST) -> list[float]:
    """Seconds that NumPy takes to compare each query's vector with all of the library and to pick the nearest.

    The vectors are read and the queries embedded before; the cores are all NumPy's.
    """
    ids = [record.id for record in library.records()]
    vectors: Float32Array = np.stack([library.features(id).vector for id in ids])
    seconds = []
    for query in queries:
        vector = library.search(query, top=1, shortlist=1).query.features.vector
        started = time.perf_counter()
        cosines = vectors @ vector
        nearest = np.argpartition(-cosines, min(shortlist, len(ids) - 1))[:shortlist]
        nearest[np.argsort(-cosines[nearest])]
        seconds.append(time.perf_counter() - started)
    return seconds


def rows(found: Searching) -> list[tuple[str, str, str]]:
    """What was measured as lines of a table: measure, milliseconds, share."""
    whole, evidence_cpu = sum(found.steps.values()), sum(found.channels.values())
    lines = [(f"search, {name}", _ms(getattr(found, name)), "") for name in ("p50", "p95", "p99", "worst")]
    lines.append(("search, mean CPU time", _ms(found.cpu), ""))
    lines += [(f"  {name}", _ms(took), f"{took / whole:.0%}") for name, took in found.steps.items()]
    lines.append(("evidence on one core", _ms(evidence_cpu), ""))
    lines += [(f"  {name}", _ms(took), f"{took / evidence_cpu:.0%}") for name, took in found.channels.items()]
    lines.append(("moving a weight, p50", _ms(found.weight_p50), ""))
    lines.append(("moving a weight, p99", _ms(found.weight_p99), ""))
    return lines


def _baseline_rows(found: Searching, baselines: dict[str, float]) -> list[tuple[str, str, str]]:
    classic_seconds = baselines["classic_p50"]
    return [
        ("cosines by NumPy alone, p50", _ms(baselines["numpy_cosine_p50"]), ""),
        ("classic method, p50", _ms(classic_seconds), f"{classic_seconds / found.p50:.0f} times"),
    ]


def reweighted(result: SearchResult) -> list[float]:
    """Seconds that ranking the same evidence takes, under one set of weights after the other."""
    seconds = []
    for step in range(WEIGHTS_TRIED):
        weights = Weights(cosine=(step + 1) / WEIGHTS_TRIED)
        started = time.perf_counter()
        result.rerank(weights)
        seconds.append(time.perf_counter() - started)
    return seconds


def _channels(library: Library, result: SearchResult) -> dict[str, float]:
    """Seconds of one core that each channel takes on all hits of a search, as `evidence.gather` runs them."""
    took = dict.fromkeys(CHANNELS, 0.0)

    @contextmanager
    def counted(channel: str) -> Iterator[None]:
        started = time.thread_time()
        yield
        took[channel] += time.thread_time() - started

    prepared = matching.prepare(result.query)
    query_size = result.query.width, result.query.height
    for hit in result.candidates:
        features = library.features(hit.record.id)
        size = features.local.width, features.local.height
        path = library.working_path(hit.record.id)
        with counted("decode"):
            pixels = imaging.decode_jpeg(path.read_bytes()) if path.exists() else None
        with counted("keypoints"):
            matched = keypoints.match_prepared(prepared.keypoints, features.local)
        with counted("structure"):
            grey = None if pixels is None else common_frame.grey_of(pixels)
            ssim.structure(prepared.square, query_size, grey, size, matched.homography)
        if pixels is not None and not result.query.flat:
            with counted("registration"):
                matching.register(prepared, pixels, size, matched)
        with counted("colour"):
            colour.similarity(result.query.features.histogram, features.histogram)
        with counted("descriptors"):
            cosine.compare(result.query.features, features)
    return took


def _classic(query: Path, stored: Sequence[Path]) -> float:
    started = time.perf_counter()
    classic.search(query, stored)
    return time.perf_counter() - started


def _ms(seconds: float) -> str:
    return f"{1000 * seconds:.2f}" if seconds < 0.01 else f"{1000 * seconds:.1f}"


if __name__ == "__main__":
    raise SystemExit(main())
