"""Trying again what failed for a reason that may pass."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TypeVar

from pictrace.errors import WeightsUnavailable

T = TypeVar("T")
Say = Callable[[str], None]

# Three attempts. A server that restarts is back within seconds; one that is down is no better served by more of them.
PAUSES = (1.0, 3.0)


class PassingFailure(Exception):
    """One attempt failed, and the next may not: a connection that was cut, a server that is restarting.

    attempts : how many are worth it; fewer for what takes long to fail.
    """

    def __init__(self, reason: str, attempts: int = len(PAUSES) + 1) -> None:
        super().__init__(reason)
        self.reason = reason
        self.attempts = attempts


def retried(attempt: Callable[[], T], say: Say, pauses: Sequence[float] = PAUSES) -> T:
    """What `attempt` gives, tried again after each pause while it raises PassingFailure.

    Raises WeightsUnavailable with the last reason, and whatever else `attempt` raises at once.
    """
    made = 0
    while True:
        made += 1
        try:
            return attempt()
        except PassingFailure as failure:
            if made > len(pauses) or made >= failure.attempts:
                tries = f", {made} times" if made > 1 else ""
                raise WeightsUnavailable(f"{failure.reason}{tries}") from None
            pause = pauses[made - 1]
            say(f"{failure.reason}; trying again in {pause:g} s …")
            time.sleep(pause)
