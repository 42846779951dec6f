"""The memory that this process holds, and the most that it has held."""

from __future__ import annotations

import resource
import sys
from pathlib import Path


def peak_megabytes() -> float:
    """In 10⁶ bytes. By `getrusage` a process that was started by a larger one has held what that one held."""
    return _megabytes("VmHWM")


def held_megabytes() -> float:
    """Now, in 10⁶ bytes; where the system does not say, the most so far."""
    return _megabytes("VmRSS")


def _megabytes(name: str) -> float:
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    except OSError:  # no Linux
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6
    line = next(line for line in status.splitlines() if line.startswith(name))
    return int(line.split()[1]) * 1024 / 1e6
