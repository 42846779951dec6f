"""Searches before adding: who waits for whom when both want the two cores."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class SearchPriority:
    """Lets searches pass in front of adding without stopping either for good.

    A search holds `searching()` while it works; adding calls `give_way()` between two pictures and between
    two batches of the network, and waits there while a search is under way.

    longest_wait : seconds that searches without a gap keep adding back, counted from the first of them. Counted from
    each picture, 50 searchers at once left adding 0.4 pictures a second.
    """

    def __init__(self, longest_wait: float = 5.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._condition = threading.Condition()
        self._searches = 0
        self._busy_since = 0.0
        self._longest_wait = longest_wait
        self._clock = clock

    @contextmanager
    def searching(self) -> Iterator[None]:
        """While a search is under way, adding waits between two pieces."""
        with self._condition:
            if self._searches == 0:
                self._busy_since = self._clock()
            self._searches += 1
        try:
            yield
        finally:
            with self._condition:
                self._searches -= 1
                self._condition.notify_all()

    def give_way(self) -> None:
        """Wait until no search is under way, or searches have gone on for `longest_wait` seconds without a gap."""
        with self._condition:
            patience = self._busy_since + self._longest_wait - self._clock()
            self._condition.wait_for(lambda: self._searches == 0, timeout=max(0.0, patience))
