"""How this process ends when it is told to: its work is asked to stop at once, and what does not is left behind.

The server (uvicorn) waits for every request without a bound, and tells the application only after that. So the signal
itself is heard here, before the server is: the work ends within a moment, the requests are answered, and the server
closes as it always does. What cannot be asked (a decoder, a network that is being loaded) is not waited for: whatever
is to be kept was committed, or is written whole or not at all.
"""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

# A person who stops a server, and whoever restarts a machine, waits about five seconds before asking again.
PATIENCE = 4.5
# SIGBREAK is Windows' own.
_SIGNALS = [int(getattr(signal, name)) for name in ("SIGINT", "SIGTERM", "SIGBREAK") if hasattr(signal, name)]


class Ending:
    """The end of one process.

    leave : ends the process at once, with an exit code. patience : seconds from the signal until it is called.
    """

    def __init__(self, leave: Callable[[int], Any] = os._exit, patience: float = PATIENCE) -> None:
        self._leave = leave
        self._patience = patience
        self._begun = threading.Event()
        self._interrupts = 0

    def begun(self) -> bool:
        """Whether the process was told to stop."""
        return self._begun.is_set()

    @contextmanager
    def on_signal(self, end_work: Callable[[], None]) -> Iterator[None]:
        """Hear the signals that stop the server, and have `end_work` called in a thread at the first of them.

        For the main thread, while its event loop runs; elsewhere signals cannot be heard, and nothing is done. A second
        Ctrl-C ends the process at once.
        """
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        loop = asyncio.get_running_loop()
        before = {number: signal.getsignal(number) for number in _SIGNALS}
        heard = {number: handler for number, handler in before.items() if callable(handler)}

        def hear(number: int, frame: FrameType | None) -> None:
            if number == signal.SIGINT:
                self._interrupts += 1
                if self._interrupts > 1:
                    self._leave(128 + number)
            # Not here: a handler interrupts the main thread anywhere, and might wait for a lock that it holds.
            loop.call_soon_threadsafe(self.begin, end_work)
            heard[number](number, frame)

        for number in heard:
            signal.signal(number, hear)
        try:
            yield
        finally:
            for number, handler in heard.items():
                signal.signal(number, handler)

    def begin(self, end_work: Callable[[], None]) -> None:
        """Ask the work to end, and leave after a while whether it has or not. Doing it again does nothing."""
        if self._begun.is_set():
            return
        self._begun.set()
        threading.Thread(target=end_work, name="pictrace-ending", daemon=True).start()
        last_resort = threading.Timer(self._patience, self._leave, args=(0,))
        last_resort.daemon = True
        last_resort.start()
