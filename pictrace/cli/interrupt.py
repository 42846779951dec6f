"""Long work: progress on standard error, and a Ctrl-C that stops at the next picture instead of tearing it out."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

from pictrace.cli.terminal import ProgressLine, Terminal
from pictrace.types import Progress, ProgressCallback


@dataclass(slots=True)
class Interruption:
    """`asked` turns True with the first Ctrl-C."""

    asked: bool = False


@contextmanager
def watched(terminal: Terminal, verb: str) -> Iterator[ProgressCallback]:
    """A progress callback that shows `verb` with the counts, and cancels after the first Ctrl-C."""
    line = ProgressLine(terminal.notes_stream, verb)
    with interruptible(terminal) as interruption:

        def progress(state: Progress) -> bool:
            line(state)
            return not interruption.asked

        try:
            yield progress
        finally:
            line.close()


@contextmanager
def interruptible(terminal: Terminal) -> Iterator[Interruption]:
    """The first Ctrl-C only asks to stop; the second one raises KeyboardInterrupt as usual."""
    interruption = Interruption()
    if threading.current_thread() is not threading.main_thread():  # only the main thread may take signals
        yield interruption
        return
    before = signal.getsignal(signal.SIGINT)

    def ask(number: int, frame: FrameType | None) -> None:
        interruption.asked = True
        signal.signal(signal.SIGINT, signal.default_int_handler)
        terminal.note("")  # off the line that is being updated
        terminal.note("Stopping after the pictures at hand; press Ctrl-C again to stop at once.")

    signal.signal(signal.SIGINT, ask)
    try:
        yield interruption
    finally:
        signal.signal(signal.SIGINT, before)
