"""`python -m bench`: every benchmark in turn, each in a process of its own so that its memory figures are its own.

`python -m bench [--only NAME …] [--json FOLDER]`
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

NAMES = (
    "network",
    "corel",
    "covers",
    "copies",
    "edits",
    "weights",
    "verdicts",
    "naming",
    "recipe",
    "family",
    "bad_input",
    "found",
    "peer",
    "startup",
    "page",
    "adding",
    "searching",
    "scale",
    "duplicates",
)
WITHOUT_FIGURES = ("bad_input", "found")  # lists of files and what became of them, for reading


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="+", choices=NAMES, default=NAMES, help="these instead of all")
    parser.add_argument("--json", type=Path, metavar="FOLDER", help="write each one's figures there as NAME.json")
    given = parser.parse_args()
    failed = []
    for name in given.only:
        command = [sys.executable, "-m", f"bench.{name}"]
        if given.json is not None and name not in WITHOUT_FIGURES:
            command += ["--json", str(given.json / f"{name}.json")]
        if subprocess.run(command, check=False).returncode != 0:
            failed.append(name)
    if failed:
        print(f"\nThese did not finish: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
