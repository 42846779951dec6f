"""Hostile and unusual files: does each decode or get refused in words, and what does that cost in memory?

    python -m bench.bad_input [FOLDER]

Decodes every file under FOLDER (default: ../shared/data/bad_input beside the project) in one process. Exit 1 when
anything but a PicTraceError was raised, when one EXIF series is not one upright picture, or over the memory limit.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.memory import peak_megabytes
from pictrace import imaging
from pictrace.errors import PicTraceError
from pictrace.settings import Limits
from pictrace.types import BrokenPage, UInt8Array

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "data" / "bad_input"
MEMORY_LIMIT_MB = 700

# The files of one series were turned, numbered (the digit is painted into the picture) and compressed anew, so that
# upright they agree up to that: at most 4.4 grey levels on average. Turned wrongly they differ by 43 at least, shifted
# by one pixel by 6.
SERIES_TOLERANCE = 5.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file: pages is 0 for a refused one; crash is what was raised that should not have been."""

    path: Path
    pages: int = 0
    reason: str = ""
    crash: str = ""


def outcome_of(path: Path, limits: Limits) -> Outcome:
    """Every page of one file, decoded and thrown away."""
    pages, reasons = 0, list[str]()
    try:
        for page in imaging.decode_pages(path.read_bytes(), name=path.name, limits=limits):
            if isinstance(page, BrokenPage):
                reasons.append(page.error.message)
            else:
                pages += 1
    except PicTraceError as error:
        return Outcome(path, reason=error.message)
    except Exception as error:  # the one place that must not stop at a crash: finding them is what it is for
        return Outcome(path, crash=f"{type(error).__name__}: {error}")
    return Outcome(path, pages, reason=" ".join(reasons))


def series_difference(folder: Path, series: str, limits: Limits) -> float:
    """The largest mean difference, in grey levels, of any picture of an EXIF series from its first; inf for a size
    of its own."""
    first: UInt8Array | None = None
    largest = 0.0
    for path in sorted(folder.glob(f"{series}_*.jpg")):
        pixels = imaging.decode(path.read_bytes(), name=path.name, limits=limits).pixels
        if first is None:
            first = pixels
        elif pixels.shape != first.shape:
            return float("inf")
        largest = max(largest, float(np.abs(pixels.astype(np.int16) - first).mean()))
    return largest


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.bad_input", description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    folder = parser.parse_args(arguments).folder
    if not folder.is_dir():
        print(f"There is no folder {folder}; name one that holds the files.")
        return 1
    limits = Limits()
    before, began = peak_megabytes(), time.perf_counter()
    outcomes = [outcome_of(path, limits) for path in sorted(folder.rglob("*")) if path.is_file()]
    seconds, above = time.perf_counter() - began, peak_megabytes() - before

    for outcome in outcomes:
        if outcome.reason or outcome.crash:
            print(f"{outcome.path.relative_to(folder)}: {outcome.crash or outcome.reason}")
    print()
    for name in sorted({outcome.path.relative_to(folder).parts[0] for outcome in outcomes}):
        inside = [outcome for outcome in outcomes if outcome.path.relative_to(folder).parts[0] == name]
        decoded = sum(outcome.pages > 0 for outcome in inside)
        print(f"{name:20} {decoded:4} decoded {len(inside) - decoded:4} refused")
    crashes = [outcome for outcome in outcomes if outcome.crash]
    decoded = sum(outcome.pages > 0 for outcome in outcomes)
    print(f"\n{len(outcomes)} files in {seconds:.1f} s: {decoded} decoded, {len(outcomes) - decoded} refused in words,")
    print(f"{len(crashes)} raised something else. Memory at most {above:.0f} MB above the start ({before:.0f} MB).")

    ok = not crashes and above < MEMORY_LIMIT_MB
    for series in ("Landscape", "Portrait"):
        if any((folder / "exif_orientation").glob(f"{series}_*.jpg")):
            difference = series_difference(folder / "exif_orientation", series, limits)
            ok = ok and difference < SERIES_TOLERANCE
            print(f"EXIF series {series}: same upright size, pixels differ by {difference:.2f} grey levels on average.")
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
