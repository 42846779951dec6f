"""What this process does by itself: get the network ready when it starts, fill a new library at the first page."""

from __future__ import annotations

import gc
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from pictrace.errors import Interrupted, LibraryClosed, PicTraceError
from pictrace.library import Library
from pictrace.web.jobs import SAMPLE, Jobs

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Warmth:
    """Whether the network is loaded. ready is set when it is, or when it cannot be: the search will then say why."""

    ready: threading.Event = field(default_factory=threading.Event)
    begun: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)


_warmth = Warmth()


def is_warm() -> bool:
    """True once the network is loaded, or could not be."""
    return _warmth.ready.is_set()


def wait_until_warm() -> bool:
    """True once the network is loaded, or could not be; waits for that."""
    return _warmth.ready.wait()


def warm_up(library: Callable[[], Library]) -> None:
    """Begin to load the network in the background, once a process. It takes one second, by TensorFlow five."""
    with _warmth.lock:
        if _warmth.begun:
            return
        _warmth.begun = True
    threading.Thread(target=_load, args=(library,), name="pictrace-warm-up", daemon=True).start()


def fill_new_library(library: Library, jobs: Jobs) -> bool:
    """Start making the sample library when this one is new: empty, and never worked on. True if started."""
    with _warmth.lock:
        if len(library) or library.change() or library.jobs.list(1) or library.failures():
            return False
        jobs.start(library, SAMPLE)
        return True


def _load(library: Callable[[], Library]) -> None:
    try:
        library().warm_up()
        # Streamlit collects garbage after every run of a page, and nothing else runs meanwhile: 0.1 s where all that
        # was loaded by now is looked through each time.
        gc.collect()
        gc.freeze()
    except (LibraryClosed, Interrupted):
        pass  # the server stops, and nobody waits for the network any more
    except PicTraceError as error:
        # Not lost: the first search meets the same error and shows it in words.
        _log.warning("The recognition model could not be loaded: %s", error.message)
    finally:
        _warmth.ready.set()
