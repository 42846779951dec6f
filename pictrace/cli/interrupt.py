"""Ctrl-C: the first stops long work at the next picture instead of tearing it out, the second ends the program."""

from __future__ import annotations

import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import Any

from pictrace.cli.exits import INTERRUPTED
from pictrace.cli.terminal import ProgressLine, Terminal
from pictrace.types import Progress, ProgressCallback

# What a second Ctrl-C leaves for tidying up and for the last word.
PATIENCE = 1.0


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


@contextmanager
def second_one_ends(leave: Callable[[int], Any] = os._exit, patience: float = PATIENCE) -> Iterator[None]:
    """Around a whole command: from the second Ctrl-C on it has `patience` seconds to end; then `leave` is called.

    The second one raises KeyboardInterrupt, but work in other threads may have to be waited for, and while a network is
    loaded no Python runs at all. So a thread counts the signals where the interpreter's own handler writes them.
    """
    if threading.current_thread() is not threading.main_thread():  # only the main thread may ask for them
        yield
        return
    read, written = socket.socketpair()
    written.setblocking(False)
    ended = threading.Event()

    def guard() -> None:
        presses = 0
        while presses < 2 and (numbers := read.recv(64)):
            presses += numbers.count(signal.SIGINT)
        if presses >= 2 and not ended.wait(patience):
            leave(INTERRUPTED)

    before = signal.set_wakeup_fd(written.fileno(), warn_on_full_buffer=False)
    guarding = threading.Thread(target=guard, name="pictrace-ctrl-c", daemon=True)
    guarding.start()
    try:
        yield
    finally:
        ended.set()
        signal.set_wakeup_fd(before)
        written.close()
        guarding.join()
        read.close()
