"""Inputs that wait to be read: local inputs as they are listed, and fetched bodies as they arrive."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator

from pictrace.types import Fetched, SourceItem


class InputQueue:
    """A queue with two producers.

    Listing runs ahead (an input is a few hundred bytes, and the count gives the time left); fetched bodies are bounded,
    because each may be as large as a file may be.
    """

    def __init__(self, fetched_limit: int = 8) -> None:
        self._condition = threading.Condition()
        self._local: deque[SourceItem] = deque()
        self._fetched: deque[Fetched] = deque()
        self._fetched_limit = fetched_limit
        self._open_producers = 2
        self._stopped = False

    def put_local(self, item: SourceItem) -> None:
        with self._condition:
            self._local.append(item)
            self._condition.notify()

    def put_fetched(self, fetched: Fetched) -> None:
        """Blocks while too many bodies wait."""
        with self._condition:
            self._condition.wait_for(lambda: len(self._fetched) < self._fetched_limit or self._stopped)
            self._fetched.append(fetched)
            self._condition.notify_all()

    def close_producer(self) -> None:
        """One of the two producers has nothing more."""
        with self._condition:
            self._open_producers -= 1
            self._condition.notify_all()

    def stop(self) -> None:
        """Wakes all waiting threads and drops what is queued."""
        with self._condition:
            self._stopped = True
            self._condition.notify_all()

    @property
    def stopped(self) -> bool:
        return self._stopped

    def __iter__(self) -> Iterator[SourceItem | Fetched]:
        """The next input for one worker, until both producers are closed or the queue is stopped."""
        while True:
            with self._condition:
                self._condition.wait_for(
                    lambda: self._fetched or self._local or self._open_producers == 0 or self._stopped
                )
                if self._stopped or not (self._fetched or self._local):
                    return
                waiting = self._fetched.popleft() if self._fetched else self._local.popleft()
                self._condition.notify_all()
            yield waiting
