"""How fast pictures are added, beside the network alone and beside Keras' `model.predict`, in the same run.

`python -m bench.adding [--pictures N] [--json FILE]`

The two-core limit is cores / (t_network + t_rest), both in core-seconds a picture: no order of the steps can be faster.
On a machine where other programs run, "cores" are those that they left, as the system counts them.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np

from bench import made_pictures, pictures, reporting
from bench.adding_steps import NETWORK, Steps, measure
from bench.bare_network import KERAS_SIDE, BareNetwork, keras_one_at_a_time
from bench.memory import peak_megabytes
from pictrace import Library
from pictrace.cli.terminal import columns
from pictrace.embedding.backbone import SIDE, SMALL_SIDE
from pictrace.settings import Settings
from pictrace.store import Catalog
from pictrace.store.files import PictureStore
from pictrace.types import JsonDict

ROUNDS = 3
PREDICT_CALLS = 16
# A picture is two inputs of the network; Keras' one is smaller than the first and larger than the second.
INPUTS = 2
INPUT_PIXELS = (SIDE**2 + SMALL_SIDE**2) / KERAS_SIDE**2
STEP_PICTURES = 16
SMALL_SIZE, SMALL_WALL = (640, 427), (2, 2)
LARGE_SIZE, LARGE_WALL = (4000, 3000), (11, 12)
# Beside the whole, decoded at a half and at a quarter of their sides.
LARGE_LIMITS = {"whole": 0, "half": 4_000_000, "quarter": 1_000_000}


@dataclass(frozen=True, slots=True)
class Span:
    """Some work: pictures, seconds on the clock, core-seconds of this process, cores that other programs left."""

    pictures: int
    seconds: float
    core_seconds: float
    cores: float

    @property
    def core_milliseconds(self) -> float:
        """A picture."""
        return 1000 * self.core_seconds / self.pictures

    @property
    def rate(self) -> float:
        """Pictures a second, had nobody else used the cores."""
        return self.pictures / self.seconds * usable_cores() / self.cores


def main(arguments: Sequence[str] | None = None) -> int:
    parser = reporting.parser(__doc__)
    parser.add_argument("--pictures", type=int, default=240, help="of 640 px; four times as many for the memory")
    parser.add_argument("--large", type=int, default=144, help="of 12 million pixels, a third of them each way")
    parser.add_argument("--memory-of", type=Path, help="only add this folder and say the peak memory in MB")
    given = parser.parse_args(arguments)
    if given.memory_of is not None:
        print(_peak(given.memory_of))
        return 0
    reason = pictures.missing("corel1k")
    if reason:
        print(f"bench.adding {reason}")
        return 0
    with tempfile.TemporaryDirectory(prefix="pictrace-adding-") as folder:
        place = Path(folder)
        files = made_pictures.walls(place / "small", given.pictures, SMALL_SIZE, SMALL_WALL)
        made_pictures.walls(place / "more", 4 * given.pictures, SMALL_SIZE, SMALL_WALL, seed=1)
        peaks = {len(list(part.iterdir())): _peak_of(part) for part in (place / "small", place / "more")}
        figures = _measured(place, files, max(1, given.large // len(LARGE_LIMITS)))
    figures["peak_megabytes"] = peaks
    reporting.finish(f"Adding {given.pictures:,} pictures of 640 px", _lines(figures), figures, given.json)
    return 0


def _measured(place: Path, files: Sequence[Path], large: int) -> JsonDict:
    # The network is made once more for each library here, which TensorFlow takes for a mistake.
    logging.getLogger("tensorflow").setLevel(logging.ERROR)
    bare, predict, steps = BareNetwork(), keras_one_at_a_time(), Steps()
    bare.run(1)
    spans: dict[str, list[Span]] = {"adding": [], "network": []}
    calls: list[float] = []
    keras = Steps()
    settings = Settings.load()
    with Library.open(place / "library") as library, Catalog.open(place / "steps") as catalog:
        library.warm_up()
        store = PictureStore(place / "steps" / "pictures", ".jpg")
        # The first pictures pay for statements and folders that are made once.
        measure(Steps(), files[:2], bare, settings.limits, catalog, store)
        # In turn, so that what else the machine does falls on all alike.
        for part in made_pictures.batches(files[2:], ROUNDS):
            spans["network"].append(_span(len(part), bare.run))
            spans["adding"].append(_added(library, part))
            calls += keras.time("a call", partial(predict, PREDICT_CALLS), PREDICT_CALLS)
            measure(steps, part[:STEP_PICTURES], bare, settings.limits, catalog, store)
    for name, most in LARGE_LIMITS.items():
        limits = replace(settings.limits, whole_jpeg_pixels=most)
        walls = made_pictures.walls(place / name, large, LARGE_SIZE, LARGE_WALL, seed=most)
        with Library.open(place / f"library-{name}", settings=replace(settings, limits=limits)) as library:
            library.warm_up()
            spans[f"large, {name}"] = [_added(library, walls)]
    whole = {name: _sum(some) for name, some in spans.items()}
    a_picture = steps.a_picture()
    network = sum(a_picture[step] for step in NETWORK)
    rest = sum(a_picture.values()) - network
    limit = 1000 * usable_cores() / (network + rest)
    # The calls that other programs disturbed least: one call leaves cores idle by itself, so that what others took
    # of them says nothing here.
    predicted = 1 / float(np.percentile(calls, 25))
    adding, bare_rate = whole["adding"].rate, whole["network"].rate
    return {
        "runtime": bare.runtime,
        "spans": {name: {**asdict(span), "rate": span.rate} for name, span in whole.items()},
        "steps_core_milliseconds": a_picture,
        "t_network": network,
        "t_rest": rest,
        "limit_a_second": limit,
        "predict_a_second": predicted,
        "predict_core_milliseconds": keras.a_picture()["a call"],
        "of_the_limit": adding / limit,
        "of_the_bare_network": adding / bare_rate,
        "times_predict": adding / predicted,
        "times_predict_by_inputs": INPUTS * adding / predicted,
        "times_predict_by_input_pixels": INPUT_PIXELS * adding / predicted,
        **{f"large_{name}": whole[f"large, {name}"].rate / bare_rate for name in LARGE_LIMITS},
    }


def _added(library: Library, files: Sequence[Path]) -> Span:
    def add(count: int) -> int:
        report = library.add([str(path) for path in files])
        pictures.refuse_failures(report)
        return report.added

    return _span(len(files), add)


def _span(count: int, work: Callable[[int], int]) -> Span:
    busy, began, spent = _busy(), time.perf_counter(), time.process_time()
    done = work(count)
    seconds, own = time.perf_counter() - began, time.process_time() - spent
    others = max(0.0, _busy() - busy - own)
    return Span(done, seconds, own, max(0.1, usable_cores() - others / seconds))


def _sum(spans: Sequence[Span]) -> Span:
    seconds = sum(span.seconds for span in spans)
    return Span(
        sum(span.pictures for span in spans),
        seconds,
        sum(span.core_seconds for span in spans),
        sum(span.cores * span.seconds for span in spans) / seconds,
    )


def usable_cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _busy() -> float:
    """Core-seconds that the machine has worked since it started; 0 where the system does not say (no Linux)."""
    try:
        first = Path("/proc/stat").read_text(encoding="ascii").splitlines()[0]
    except OSError:
        return 0.0
    user, nice, system, _, _, *rest = map(int, first.split()[1:9])
    return (user + nice + system + sum(rest)) / os.sysconf("SC_CLK_TCK")


def _peak(folder: Path) -> float:
    with tempfile.TemporaryDirectory(prefix="pictrace-memory-") as place, Library.open(place) as library:
        pictures.refuse_failures(library.add([str(folder)]))
    return peak_megabytes()


def _peak_of(folder: Path) -> float:
    """The peak memory in MB of a process of its own that adds a folder."""
    command = [sys.executable, "-m", "bench.adding", "--memory-of", str(folder)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()[-1])


def _lines(figures: JsonDict) -> list[str]:
    spans, steps = figures["spans"], figures["steps_core_milliseconds"]
    whole = sum(steps.values())
    rows = [(step, f"{spent:.2f} ({spent / whole:.0%})") for step, spent in steps.items()]
    rows += [
        ("t_network, core-ms a picture", f"{figures['t_network']:.1f}"),
        ("t_rest, core-ms a picture", f"{figures['t_rest']:.1f}"),
        (f"limit of {usable_cores()} cores, pictures a second", f"{figures['limit_a_second']:.1f}"),
        (f"pictures added a second, network computed by {figures['runtime']}", f"{spans['adding']['rate']:.1f}"),
        ("  of the limit", f"{figures['of_the_limit']:.2f}"),
        ("  of the bare network", f"{figures['of_the_bare_network']:.2f}"),
        ("Keras' model.predict of one, calls a second", f"{figures['predict_a_second']:.1f}"),
        ("  core-ms of a call", f"{figures['predict_core_milliseconds']:.1f}"),
        ("  core-ms of a picture added", f"{1000 * spans['adding']['core_seconds'] / spans['adding']['pictures']:.1f}"),
        ("  pictures added for each call", f"{figures['times_predict']:.1f}"),
        ("  inputs of the network for each call", f"{figures['times_predict_by_inputs']:.1f}"),
        ("  pixels of these inputs for each of a call's", f"{figures['times_predict_by_input_pixels']:.1f}"),
    ]
    rows += [
        (f"JPEGs of 12 million pixels, decoded {name}: of the bare network", f"{figures[f'large_{name}']:.2f}")
        for name in LARGE_LIMITS
    ]
    rows += [
        (f"peak MB, {count:,} pictures added", f"{peak:,.0f}") for count, peak in figures["peak_megabytes"].items()
    ]
    return columns(("step or measure", "core-ms or value"), rows)


if __name__ == "__main__":
    raise SystemExit(main())
