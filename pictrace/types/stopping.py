"""How long work learns that nobody waits for it any more."""

from __future__ import annotations

from collections.abc import Callable

from pictrace.errors import Interrupted

Stop = Callable[[], bool]
"""Asked by work that goes on: True once it is to end. Answers at once, in any thread, and never False after True."""

Checkpoint = Callable[[], None]
"""Called by work between two of its pieces: returns at once, or raises what ends the work (`Interrupted`)."""


def never() -> bool:
    """A `Stop` of work that is always waited for."""
    return False


def go_on() -> None:
    """A `Checkpoint` of work that is always waited for."""


def checkpoint_of(stop: Stop) -> Checkpoint:
    """Raises Interrupted once `stop` says so."""

    def checkpoint() -> None:
        if stop():
            raise Interrupted("The work was stopped before it was done; ask for it again.")

    return checkpoint
