"""Whether the network is ready: loaded in the background when the process starts, its weights fetched where missing.

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

_log = logging.getLogger(__name__)

LOADING_SECONDS = 4.0


@dataclass(slots=True)
class LoadingState:
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
_state = LoadingState()


def is_settled() -> bool:
    """True once the network is loaded, or could not be."""
    return _state.ready.is_set()


def wait_until_settled() -> bool:
    """True once the network is loaded, or could not be; waits for that."""
    return _state.ready.wait()


def wait_for_loading(seconds: float = LOADING_SECONDS) -> None:
    """Wait until a network that is being loaded is, so long at most: Python must not end while another thread is inside
    a runtime that loads, which would abort the process."""
    loading = _state.loading
    if loading is not None:
        loading.join(seconds)


def load_in_background(library: Callable[[], Library]) -> None:
    """Begin to load the network in the background, once a process. It takes one second, by TensorFlow five."""
    with _state.lock:
        if _state.begun:
            return
        _state.begun = True
        _begin(library)


def readiness(library: Library) -> Readiness:
    """Where the network of this library stands. Never waits; weights that nobody fetches are begun to be fetched."""
    name = library.backbone
    if _is_usable(name, library):
        return _READY
    with _state.lock:
        said = embedding.being_fetched(name, library.settings)
        if said is not None or (_state.loading is not None and _state.loading.is_alive()):
            return Readiness("fetching", said or "")
        if _key(library) in _state.missing:
            return Readiness("missing", error=_state.missing[_key(library)])
        _begin(lambda: library)
        return Readiness("fetching")


def try_again(library: Library) -> None:
    """Forget that the weights were missing, and fetch them in the background."""
    with _state.lock:
        _state.missing.pop(_key(library), None)
        if _state.loading is None or not _state.loading.is_alive():
            _begin(lambda: library)


def note_missing(library: Library, error: WeightsUnavailable) -> None:
    """Something else learned that the weights are missing: no page need try that again by itself."""
    with _state.lock:
        _state.missing[_key(library)] = error


def _key(library: Library) -> str:
    return f"{library.backbone} of {library.settings.cache}"


def _is_usable(name: str, library: Library) -> bool:
    """Also when a package of it is missing, which fetching cannot mend: whoever uses it is told what to install."""
    return (
        _key(library) in _state.settled
        or embedding.is_at_hand(name, library.settings)
        or name not in embedding.names()
        or bool(embedding.describe(name).missing)
    )


def _begin(library: Callable[[], Library]) -> None:
    _state.loading = threading.Thread(target=_load, args=(library,), name="pictrace-warm-up", daemon=True)
    _state.loading.start()


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
        if key and key not in _state.missing:
            _state.settled.add(key)
        _state.ready.set()
