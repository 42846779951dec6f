"""How searching grows from 1,000 to 1,000,000 pictures: time, memory, disk, opening, and what the shortlist holds.

Libraries are made by `bench.records` under `build/bench` and kept; a million has one vector a record and takes 12 GB,
100,000 with all parts 11 GB. Each size is measured in a process of its own.
`python -m bench.scale [--sizes N …] [--json FILE]`
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bench import pictures, records, reporting
from pictrace.cli.terminal import columns
from pictrace.types import JsonDict

SIZES = (1_000, 10_000, 100_000)
# From here on records have one vector, and share the key points of the photographs.
WHOLES_ONLY = 1_000_000
BYTES_A_RECORD = 125_000
BYTES_A_WHOLE = 15_000
# What is fitted, as a power of the number of pictures, and how it is called.
MEASURES = {
    "shortlist": {"search_processor_p50_ms": "shortlist, core-ms", "file_megabytes": "index on disk, MB"},
    "searching": {"p50": "search p50, s", "p95": "search p95, s", "p99": "search p99, s", "cpu": "search, core-s"},
}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = reporting.parser(__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    given = parser.parse_args(arguments)
    reason = pictures.missing("corel1k")
    if reason:
        print(f"bench.scale {reason}")
        return 0
    found = {size: _measured(library_of(size, given.backbone), given.backbone) for size in given.sizes}
    exponents = {
        name: _exponent(list(found), [figures[part][key] for figures in found.values()])
        for part, keys in MEASURES.items()
        for key, name in keys.items()
    }
    rows = [
        (name, *(f"{figures[part][key]:.4g}" for figures in found.values()), f"{exponents[name]:+.2f}")
        for part, keys in MEASURES.items()
        for key, name in keys.items()
    ]
    heading = ("measure", *(f"{size:,}" for size in found), "grows as N to the")
    figures: JsonDict = {"sizes": {str(size): value for size, value in found.items()}, "exponents": exponents}
    reporting.finish("Growth", columns(heading, rows), figures, given.json)
    return 0


def library_of(size: int, backbone: str) -> Path:
    """A library of so many pictures, made once; the first thousand are photographs."""
    with pictures.library_of("corel1k", pictures.corel(), backbone) as library:
        base_folder = library.location
        if size <= len(library):
            return base_folder
        folder = pictures.CACHE / f"records-{size}-{backbone}-{pictures.fingerprint()}"
        if folder.exists():
            return folder
        wholes_only = size >= WHOLES_ONLY
        needed = size * (BYTES_A_WHOLE if wholes_only else BYTES_A_RECORD)
        free = shutil.disk_usage(pictures.CACHE).free
        if free < 1.2 * needed:
            raise SystemExit(f"{size:,} records take {needed / 1e9:.0f} GB, and {free / 1e9:.0f} GB are free.")
        base = records.base_of(library)
    made = folder.with_name(folder.name + "-partial")
    shutil.rmtree(made, ignore_errors=True)
    shutil.copytree(base_folder, made)
    records.fill(made, base, size, wholes_only=wholes_only)
    made.rename(folder)
    return folder


def _measured(folder: Path, backbone: str) -> JsonDict:
    return {part: _figures(part, folder, backbone) for part in MEASURES}


def _figures(name: str, folder: Path, backbone: str) -> JsonDict:
    file = folder.with_name(f"{folder.name}-{name}.json")
    arguments = [str(folder)] if name == "shortlist" else ["--library", str(folder)]
    command = [sys.executable, "-m", f"bench.{name}", *arguments, "--backbone", backbone, "--json", str(file)]
    subprocess.run(command, check=True)
    measured: JsonDict = json.loads(file.read_text(encoding="utf-8"))
    return measured


def _exponent(sizes: Sequence[int], values: Sequence[float]) -> float:
    """Of the power law that fits best, by least squares of the logarithms; of small libraries some things are 0."""
    kept = [(size, value) for size, value in zip(sizes, values, strict=True) if value > 0]
    if len(kept) < 2:
        return float("nan")
    at, value = np.log(kept).T
    return float(np.polyfit(at, value, 1)[0])


if __name__ == "__main__":
    raise SystemExit(main())
