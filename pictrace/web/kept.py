"""What was found out, kept for a while: a page is drawn again whenever something on it moves."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Found = TypeVar("Found")


class Kept(Generic[Key, Found]):
    """A bounded memory, the least recently used leaving first. Safe for many threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._found: OrderedDict[Key, Found] = OrderedDict()

    def get(self, key: Key, find: Callable[[], Found]) -> Found:
        """What is kept under this key; `find` is called when there is none yet, and what it raises is passed on."""
        with self._lock:
            if key in self._found:
                self._found.move_to_end(key)
                return self._found[key]
        found = find()
        with self._lock:
            self._found[key] = found
            while len(self._found) > self._most:
                self._found.popitem(last=False)
        return found

    def __contains__(self, key: Key) -> bool:
        with self._lock:
            return key in self._found
