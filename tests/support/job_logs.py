"""The job log as other processes leave it."""

from __future__ import annotations

import socket

from pictrace import Library
from pictrace.store import JobLog
from pictrace.store.jobs import Owner


def dead_log(library: Library) -> JobLog:
    """The job log as a process wrote it that is no more."""
    return JobLog(library.jobs.database, owner=Owner(socket.gethostname(), 999_999, "another"), alive=lambda _: False)
