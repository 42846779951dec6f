"""What has to be ended with this process: programs that it runs beside itself.

A signal to this process alone, as a service manager sends it, does not reach them, and they would go on for nobody.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from pictrace.errors import Interrupted


class ProcessEnd:
    """Knows what runs now and how to end it. Safe for many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._enders: dict[object, Callable[[], None]] = {}
        self._come = False

    @contextmanager
    def ends(self, end: Callable[[], None]) -> Iterator[None]:
        """Within the block the end of the process calls `end`, in another thread; raises Interrupted after that.

        Where the end has come before, `end` is called at once.
        """
        key = object()
        with self._lock:
            self._enders[key] = end
            come = self._come
        try:
            if come:
                end()
            else:
                yield
        finally:
            with self._lock:
                self._enders.pop(key, None)
                come = self._come
        if come:
            raise Interrupted("PicTrace is being stopped; ask again when it runs.")

    def come(self) -> None:
        """The end has come: end everything, and whatever is begun from now on."""
        with self._lock:
            self._come = True
            enders = list(self._enders.values())
        for end in enders:
            end()


process_end = ProcessEnd()
