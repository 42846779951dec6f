"""TensorFlow, imported at first use and without its start-up chatter."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType

# TensorFlow 2.21 writes these from C++ before it reads TF_CPP_MIN_LOG_LEVEL, twice each.
_CHATTER = (b"All log messages before absl::InitializeLog()", b"oneDNN custom operations are on")


def import_tensorflow() -> ModuleType:
    """TensorFlow. Takes about 4 s and 450 MB the first time."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    with _without_chatter():
        return import_module("tensorflow")


@contextmanager
def _without_chatter() -> Iterator[None]:
    """Drop the known lines from what native code writes to standard error meanwhile; keep every other line."""
    sys.stderr.flush()
    saved = os.dup(2)
    with tempfile.TemporaryFile() as caught:
        os.dup2(caught.fileno(), 2)
        try:
            yield
        finally:
            sys.stderr.flush()
            os.dup2(saved, 2)
            caught.seek(0)
            kept = [line for line in caught if not any(chatter in line for chatter in _CHATTER)]
            os.write(saved, b"".join(kept))
            os.close(saved)
