"""What fetching weights has to say, on standard error: any command may be the first to need them."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from pictrace import embedding
from pictrace.cli.terminal import Terminal


class _Notes(logging.Handler):
    def __init__(self, terminal: Terminal) -> None:
        super().__init__()
        self._terminal = terminal

    def emit(self, record: logging.LogRecord) -> None:
        self._terminal.note(record.getMessage())


@contextmanager
def fetches_are_told(terminal: Terminal) -> Iterator[None]:
    """Around a command: what a fetch says is a note, whichever thread fetches."""
    log, notes = logging.getLogger(embedding.FETCH_LOG), _Notes(terminal)
    before = log.level, log.propagate
    log.addHandler(notes)
    log.setLevel(logging.INFO)
    log.propagate = False  # a handler of the root, TensorFlow's perhaps, would say it again
    try:
        yield
    finally:
        log.setLevel(before[0])
        log.propagate = before[1]
        log.removeHandler(notes)
