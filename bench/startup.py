"""From the start of a process to its first answer: the server and the command line.

Each is started anew; files are in the page cache ("warm"). The baseline is a process that only imports TensorFlow.
`python -m bench.startup [--times N] [--json FILE]`
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from bench import pictures, reporting
from bench.served import search, served
from pictrace import Library
from pictrace.cli.terminal import columns

TIMES = 3
STORED = 200


def main(arguments: Sequence[str] | None = None) -> int:
    parser = reporting.parser(__doc__)
    parser.add_argument("--times", type=int, default=TIMES)
    given = parser.parse_args(arguments)
    reason = pictures.missing("corel1k")
    if reason:
        print(f"bench.startup {reason}")
        return 0
    query = pictures.corel()[7]
    with tempfile.TemporaryDirectory(prefix="pictrace-startup-") as place:
        folder = Path(place) / "library"
        with Library.open(folder, backbone=given.backbone) as library:
            library.add([str(path) for path in pictures.corel()[:STORED]])
        measures: dict[str, Callable[[], dict[str, float]]] = {
            "tensorflow": lambda: {"importing TensorFlow alone": _command("-c", "import tensorflow")},
            "command line": lambda: {
                "command line, first answer": _command("-m", "pictrace", "--library", str(folder), "search", str(query))
            },
            "server": lambda: _server(folder, query),
        }
        for measure in measures.values():
            measure()  # so that every file was read once
        found = [
            {name: value for measure in measures.values() for name, value in measure().items()}
            for _ in range(given.times)
        ]
    seconds = {name: float(np.median([one[name] for one in found])) for name in found[0]}
    rows = [(name, f"{value:.2f}") for name, value in seconds.items()]
    title = f"Start to first answer, {STORED} pictures, {given.backbone}, median of {given.times}"
    reporting.finish(title, columns(("from the start of the process", "seconds"), rows), seconds, given.json)
    return 0


def _command(*arguments: str) -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True, cwd=pictures.ROOT)
    return time.perf_counter() - began


def _server(folder: Path, query: Path) -> dict[str, float]:
    began = time.perf_counter()
    with served(folder) as address:
        listening = time.perf_counter() - began
        search(address, query.read_bytes())
        return {"server, listening": listening, "server, first answer": time.perf_counter() - began}


if __name__ == "__main__":
    raise SystemExit(main())
