"""Work in other threads, with a deadline: what hangs fails its test, and holds up neither the next nor the end."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

SOON = 20.0


def in_a_thread(work: Callable[[], Any]) -> tuple[threading.Thread, list[Any]]:
    """The thread, and the list that gets what the work returns or raises."""
    came: list[Any] = []

    def run() -> None:
        try:
            came.append(work())
        except BaseException as error:
            came.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return thread, came


def wait_for_end(*threads: threading.Thread, seconds: float = SOON) -> None:
    until = time.monotonic() + seconds
    for thread in threads:
        thread.join(max(0.0, until - time.monotonic()))
        assert not thread.is_alive(), f"It has not ended after {seconds:g} s."


def wait_until(is_so: Callable[[], bool], seconds: float = SOON) -> None:
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until, f"It did not come in {seconds:g} s."
        time.sleep(0.01)


def within(work: Callable[[], Any], seconds: float = SOON) -> Any:
    """What the work returns; its error is raised here."""
    thread, came = in_a_thread(work)
    wait_for_end(thread, seconds=seconds)
    if isinstance(came[0], BaseException):
        raise came[0]
    return came[0]
