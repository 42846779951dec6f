"""What this process does by itself: get the network ready when it starts, fill a new library at the first page.

Fetching weights can take minutes and can fail. It is never done while a page is drawn: pages ask `readiness`.
"""

from __future__ import annotations

import gc
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from pictrace import embedding
from pictrace.errors import Interrupted, LibraryClosed, PicTraceError, WeightsUnavailable
from pictrace.library import Library
from pictrace.web.jobs import SAMPLE, Jobs

_log = logging.getLogger(__name__)

SETTLE_SECONDS = 4.0


@dataclass(slots=True)
class Warmth:
    """Whether the network is loaded. ready is set when it is, or when it cannot be: the search will then say why.

    loading : the last attempt. missing : networks whose weights could not be had. settled : those that were loaded, or
    failed for another reason, which whoever uses them is told. Both by `_key`.
    """

    ready: threading.Event = field(default_factory=threading.Event)
    begun: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)
    loading: threading.Thread | None = None
    settled: set[str] = field(default_factory=set)
    missing: dict[str, WeightsUnavailable] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether a page may use the network now.

    said : how far fetching its weights is, in words; may be "". error : why they are missing.
    """

    phase: Literal["ready", "fetching", "missing"]
    said: str = ""
    error: WeightsUnavailable | None = None


_READY = Readiness("ready")
_warmth = Warmth()


def is_warm() -> bool:
    """True once the network is loaded, or could not be."""
    return _warmth.ready.is_set()


def wait_until_warm() -> bool:
    """True once the network is loaded, or could not be; waits for that."""
    return _warmth.ready.wait()


def settle(seconds: float = SETTLE_SECONDS) -> None:
    """Wait until a network that is being loaded is, so long at most: Python must not end while another thread is inside
    a runtime that loads, which would abort the process."""
    loading = _warmth.loading
    if loading is not None:
        loading.join(seconds)


def warm_up(library: Callable[[], Library]) -> None:
    """Begin to load the network in the background, once a process. It takes one second, by TensorFlow five."""
    with _warmth.lock:
        if _warmth.begun:
            return
        _warmth.begun = True
        _begin(library)


def readiness(library: Library) -> Readiness:
    """Where the network of this library stands. Never waits; weights that nobody fetches are begun to be fetched."""
    name = library.backbone
    if _is_usable(name, library):
        return _READY
    with _warmth.lock:
        said = embedding.being_fetched(name, library.settings)
        if said is not None or (_warmth.loading is not None and _warmth.loading.is_alive()):
            return Readiness("fetching", said or "")
        if _key(library) in _warmth.missing:
            return Readiness("missing", error=_warmth.missing[_key(library)])
        _begin(lambda: library)
        return Readiness("fetching")


def try_again(library: Library) -> None:
    """Forget that the weights were missing, and fetch them in the background."""
    with _warmth.lock:
        _warmth.missing.pop(_key(library), None)
        if _warmth.loading is None or not _warmth.loading.is_alive():
            _begin(lambda: library)


def note_missing(library: Library, error: WeightsUnavailable) -> None:
    """Something else learned that the weights are missing: no page need try that again by itself."""
    with _warmth.lock:
        _warmth.missing[_key(library)] = error


def is_new(library: Library) -> bool:
    """Empty, and never worked on."""
    return not (len(library) or library.change() or library.jobs.list(1) or library.failures())


def fill_new_library(library: Library, jobs: Jobs) -> bool:
    """Start making the sample library when this one is new. True if started."""
    with _warmth.lock:
        if not is_new(library):
            return False
        jobs.start(library, SAMPLE)
        return True


def _key(library: Library) -> str:
    return f"{library.backbone} of {library.settings.cache}"


def _is_usable(name: str, library: Library) -> bool:
    """Also when a package of it is missing, which fetching cannot mend: whoever uses it is told what to install."""
    return (
        _key(library) in _warmth.settled
        or embedding.is_at_hand(name, library.settings)
        or name not in embedding.names()
        or bool(embedding.describe(name).missing)
    )


def _begin(library: Callable[[], Library]) -> None:
    _warmth.loading = threading.Thread(target=_load, args=(library,), name="pictrace-warm-up", daemon=True)
    _warmth.loading.start()


def _load(library: Callable[[], Library]) -> None:
    key = ""
    try:
        opened = library()
        key = _key(opened)
        try:
            if not _is_usable(opened.backbone, opened):
                embedding.ensure_weights(opened.backbone, opened.settings)
            opened.warm_up()
        except WeightsUnavailable as error:
            note_missing(opened, error)
            raise
        # Streamlit collects garbage after every run of a page, and nothing else runs meanwhile: 0.1 s where all that
        # was loaded by now is looked through each time.
        gc.collect()
        gc.freeze()
    except (LibraryClosed, Interrupted):
        pass  # the server stops, and nobody waits for the network any more
    except WeightsUnavailable as error:
        _log.warning("\n  ".join([error.sentence, *error.reasons]))
    except PicTraceError as error:
        # Not lost: the first search meets the same error and shows it in words.
        _log.warning("%s", error.message)
    finally:
        if key and key not in _warmth.missing:
            _warmth.settled.add(key)
        _warmth.ready.set()
