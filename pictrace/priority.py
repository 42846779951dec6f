"""Searches before adding: who waits for whom when both want the two cores."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class SearchPriority:
    """Lets searches pass in front of adding without stopping either for good.

    A search holds `searching()` while it works; adding calls `give_way()` between two pictures and between
    two batches of the network, and waits there while a search is under way.
    """

    def __init__(self, longest_wait: float = 5.0) -> None:
        self._condition = threading.Condition()
        self._searches = 0
        self._longest_wait = longest_wait

    @contextmanager
    def searching(self) -> Iterator[None]:
        with self._condition:
            self._searches += 1
        try:
            yield
        finally:
            with self._condition:
                self._searches -= 1
                self._condition.notify_all()

    def give_way(self) -> None:
        """Wait until no search is under way; at most `longest_wait` seconds, so that adding never starves."""
        with self._condition:
            self._condition.wait_for(lambda: self._searches == 0, timeout=self._longest_wait)
