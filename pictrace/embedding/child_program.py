"""Running another program (npm, pip) for as long as it does something, and keeping what it said."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pictrace.system.child_processes import process_end

# Both clients give up a connection that is silent for 20 s by themselves; this is for programs that hang for any other
# reason, such as one that waits for somebody to answer a question.
STILL_SECONDS = 90.0
_SECONDS_BETWEEN_LOOKS = 2.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """code : its exit status, or None when it was stopped because nothing happened any more. said : all it printed."""

    code: int | None
    said: str


def run(
    command: Sequence[str], folder: Path, still: float = STILL_SECONDS, environment: Mapping[str, str] | None = None
) -> Outcome:
    """Run it in `folder`, which takes its temporary files too. Raises OSError when it cannot be started.

    A time limit would have to allow for the slowest line. So it may take as long as files grow in the folder, and is
    stopped when none has for `still` seconds. Raises Interrupted when this process is being ended.
    """
    scratch = folder / "tmp"
    scratch.mkdir(parents=True, exist_ok=True)
    with (folder / "output.txt").open("w+b") as output:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, **_places(folder, scratch), **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=sys.platform != "win32",
        )
        try:
            with process_end.ends(partial(_stop, process)):
                finished = _finished(process, folder, still)
        finally:
            _stop(process)
        output.seek(0)
        return Outcome(process.returncode if finished else None, output.read().decode("utf-8", "replace"))


def _places(folder: Path, scratch: Path) -> dict[str, str]:
    """/tmp may be a small memory disk, and a user without an entry in the system's list has no home."""
    places = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(scratch))
    try:
        Path.home()
    except RuntimeError:
        places["HOME"] = str(folder)
    return places


def _finished(process: subprocess.Popen[bytes], folder: Path, still: float) -> bool:
    size, grew_at = -1, time.monotonic()
    while True:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=min(_SECONDS_BETWEEN_LOOKS, still))
            return True
        now = _size(folder)
        if now != size:
            size, grew_at = now, time.monotonic()
        elif time.monotonic() - grew_at >= still:
            return False


def _size(folder: Path) -> int:
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(OSError):  # gone meanwhile
                total += os.lstat(os.path.join(place, name)).st_size
    return total


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End it with the programs that it started, unless it has ended by itself."""
    if process.poll() is not None:
        return
    if sys.platform == "win32":
        process.kill()
    else:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
