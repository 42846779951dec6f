"""The `pictrace` command as a process of its own, as a shell starts it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from project_tree import ROOT

from pictrace import Settings

PROGRAM = (sys.executable, "-m", "pictrace")
SECONDS = 120


@dataclass(frozen=True)
class Ended:
    """How a process ended, and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """Standard output as the one JSON document that it must be."""
        return json.loads(self.out)


def surroundings(home: Path, **others: str) -> dict[str, str]:
    """The environment of a person with this home folder, who has the network's weights and no settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PICTRACE_", "STREAMLIT_"))}
    here = {"HOME": str(home), "USERPROFILE": str(home), "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    # Weights are kept where the tests' owner keeps them: fetching 100 MB again would test nothing more.
    return {**kept, **here, "PICTRACE_CACHE": str(Settings.load().cache), **others}


def run(arguments: Sequence[str | Path], folder: Path, environment: Mapping[str, str]) -> Ended:
    """`pictrace` with these arguments, started in this folder."""
    finished = subprocess.run(
        [*PROGRAM, *map(str, arguments)],
        cwd=folder,
        env=dict(environment),
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=SECONDS,
        check=False,
    )
    return Ended(finished.returncode, finished.stdout, finished.stderr)
