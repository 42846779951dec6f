"""Which threads are at work in a library, so that closing it can wait for them."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager


class ActiveCalls:
    """Counts the calls that are under way, by thread."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._calls: Counter[int] = Counter()

    @contextmanager
    def call(self) -> Iterator[None]:
        """One call of this thread, which may hold others."""
        thread = threading.get_ident()
        with self._changed:
            self._calls[thread] += 1
        try:
            yield
        finally:
            with self._changed:
                self._calls[thread] -= 1
                if not self._calls[thread]:
                    del self._calls[thread]
                    self._changed.notify_all()

    def wait_for_others(self, seconds: float) -> bool:
        """Wait until no other thread is at work; False when some still are after so many seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._calls.keys() - {threading.get_ident()}, seconds)
