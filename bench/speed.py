"""Pictures added a second, and query time beside the method PicTrace began with, in the same run.

`python -m bench.speed [--backbone NAME] [--pictures N] [--queries N] [--classic-queries N] [--json FILE]`
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import numpy as np
from PIL import Image

from bench import classic, pictures, reporting
from pictrace import Library
from pictrace.cli.terminal import columns
from pictrace.types import Timings


@dataclass(frozen=True, slots=True)
class Speed:
    """Times in seconds; steps : mean seconds of each step of a search."""

    pictures: int
    added_a_second: float
    query_p50: float
    query_p95: float
    classic_query_p50: float
    steps: dict[str, float]

    @property
    def ratio(self) -> float:
        return self.classic_query_p50 / self.query_p50


def main(arguments: Sequence[str] | None = None) -> int:
    parser = reporting.parser(__doc__)
    parser.add_argument("--pictures", type=int, default=1000)
    parser.add_argument("--queries", type=int, default=60)
    parser.add_argument("--classic-queries", type=int, default=3, help="each reads every picture: 12 s at 1,000")
    given = parser.parse_args(arguments)
    reason = pictures.missing("corel1k")
    if reason:
        print(f"bench.speed {reason}")
        return 0
    stored = pictures.corel()[: given.pictures]
    with tempfile.TemporaryDirectory(prefix="pictrace-speed-") as place:
        queries = _query_files(stored, max(given.queries, given.classic_queries), Path(place))
        with Library.open(Path(place) / "library", backbone=given.backbone) as library:
            library.warm_up()  # loading the network belongs to starting, not to adding
            report = library.add([str(path) for path in stored])
            pictures.refuse_failures(report)
            library.search(queries[0])  # the first search reads the vectors into the index
            seconds, timings = _searches(library, queries[: given.queries])
        classic_seconds = [_classic(query, stored) for query in queries[: given.classic_queries]]
    speed = Speed(
        pictures=len(stored),
        added_a_second=report.added / report.seconds,
        query_p50=float(np.percentile(seconds, 50)),
        query_p95=float(np.percentile(seconds, 95)),
        classic_query_p50=float(np.median(classic_seconds)),
        steps={
            step.name: float(np.mean([getattr(timing, step.name) for timing in timings])) for step in fields(Timings)
        },
    )
    title = (
        f"Speed at {len(stored):,} pictures, {given.backbone}: "
        f"{len(seconds)} queries, {len(classic_seconds)} by the classic method"
    )
    reporting.finish(title, _lines(speed), {**asdict(speed), "ratio": speed.ratio}, given.json)
    return 0


def _query_files(stored: Sequence[Path], count: int, place: Path) -> list[Path]:
    """Crops of stored pictures, as files: new bytes and new pixels, so that nothing stored can stand in for them."""
    files = []
    for number in range(count):
        path = place / f"query{number}.jpg"
        with Image.open(stored[number * len(stored) // count]) as image:
            width, height = image.size
            image.crop((width // 8, height // 8, width, height)).save(path, quality=85)
        files.append(path)
    return files


def _searches(library: Library, queries: Sequence[Path]) -> tuple[list[float], list[Timings]]:
    seconds, timings = [], []
    for query in queries:
        started = time.perf_counter()
        result = library.search(query)
        seconds.append(time.perf_counter() - started)
        timings.append(result.timings)
    return seconds, timings


def _classic(query: Path, stored: Sequence[Path]) -> float:
    started = time.perf_counter()
    classic.search(query, stored)
    return time.perf_counter() - started


def _lines(speed: Speed) -> list[str]:
    whole = sum(speed.steps.values())
    rows = [
        ("pictures added a second", f"{speed.added_a_second:.1f}"),
        ("query p50, ms", f"{1000 * speed.query_p50:.0f}"),
        ("query p95, ms", f"{1000 * speed.query_p95:.0f}"),
        ("classic query p50, ms", f"{1000 * speed.classic_query_p50:.0f}"),
        ("classic / PicTrace", f"{speed.ratio:.1f}"),
    ]
    rows += [
        (f"  {step}, mean ms", f"{1000 * seconds:.1f} ({seconds / whole:.0%})") for step, seconds in speed.steps.items()
    ]
    return columns(("measure", "value"), rows)


if __name__ == "__main__":
    raise SystemExit(main())
