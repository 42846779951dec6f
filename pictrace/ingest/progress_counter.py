"""Counts what an `add` did and reports it to the caller."""

from __future__ import annotations

import time

from pictrace.types import AddReport, Failure, Item, Progress, ProgressCallback

# Ten reports a second are smooth to look at; one a picture would cost more than hashing it when nothing is new.
REPORT_EVERY = 0.1


class ProgressCounter:
    """The running totals of one `add`. All but `listed` and `all_listed` are called from one thread."""

    def __init__(self, progress: ProgressCallback | None) -> None:
        self._progress = progress
        self._started = time.monotonic()
        self._reported = 0.0
        self._last = ""
        self._items: list[Item] = []
        self._failures: list[Failure] = []
        self._counts = {"added": 0, "known": 0, "failed": 0}
        self._done = 0
        self._listed = 0
        self._all_listed = False
        self.cancelled = False

    def listed(self) -> None:
        self._listed += 1

    def all_listed(self) -> None:
        self._all_listed = True

    def added(self, uri: str, id: int) -> None:
        self._counts["added"] += 1
        self._items.append(Item(uri, id, "added"))

    def known(self, uri: str, id: int) -> None:
        self._counts["known"] += 1
        self._items.append(Item(uri, id, "known"))

    def failed(self, uri: str, reason: str) -> None:
        self._counts["failed"] += 1
        self._items.append(Item(uri, None, "failed"))
        self._failures.append(Failure(uri, reason))

    def finish(self, uri: str) -> None:
        """One input is through."""
        self._done += 1
        self._last = uri

    def report_if_due(self) -> None:
        """Something happened: tell the callback, but not too often."""
        if time.monotonic() - self._reported >= REPORT_EVERY:
            self._report(self._last)

    def heartbeat(self) -> None:
        """Nothing happened for a while; the callback may still want to cancel."""
        self._report("")

    def report(self, stopped: str = "") -> AddReport:
        """The whole, after a last word to the callback. stopped : as in `AddReport`."""
        self._report("")
        return AddReport(
            items=tuple(self._items),
            failed=tuple(self._failures),
            seconds=time.monotonic() - self._started,
            cancelled=self.cancelled,
            stopped=stopped,
        )

    def _report(self, uri: str) -> None:
        self._reported = time.monotonic()
        if self._progress is None:
            return
        answer = self._progress(
            Progress(
                done=self._done,
                total=self._listed if self._all_listed else None,
                added=self._counts["added"],
                known=self._counts["known"],
                failed=self._counts["failed"],
                seconds=time.monotonic() - self._started,
                uri=uri,
            )
        )
        if answer is False:
            self.cancelled = True
