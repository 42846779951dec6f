"""Where things of the project lie, and what another process needs to import the project and what tests share."""

from __future__ import annotations

import os
from pathlib import Path

SUPPORT = Path(__file__).resolve().parent
ROOT = SUPPORT.parents[1]
GOLDEN = ROOT / "tests" / "golden"
# Pictures beside the checkout that do not ship with it; what needs them is skipped where they are not.
SHARED = ROOT.parent / "shared" / "data"


def import_path() -> str:
    """$PYTHONPATH for a process that imports `pictrace`, and `fakes` and its like."""
    return os.pathsep.join((str(ROOT), str(SUPPORT)))
