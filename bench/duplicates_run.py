"""One search for duplicates in a process of its own, for `bench.duplicates`: prints what it did as JSON.

`python -m bench.duplicates_run FOLDER`
"""

from __future__ import annotations

import json
import sys

from bench.memory import peak_megabytes
from pictrace import Library
from pictrace.types import COPY_VERDICTS


def main(folder: str) -> int:
    with Library.open(folder) as library:
        report = library.find_duplicates()
        pairs = [pair.ids for pair in library.duplicate_pairs() if pair.verdict in COPY_VERDICTS]
    print(
        json.dumps(
            {
                "seconds": report.seconds,
                "compared": report.compared,
                "examined": report.examined,
                "pairs": pairs,
                "peak": peak_megabytes(),
            }
        )
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1]))
