"""No page ever shows a traceback: errors become a sentence, and what was not expected goes to the log."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps

from pictrace.errors import PicTraceError, WeightsUnavailable
from pictrace.web import current, words
from pictrace.web.components import markup
from pictrace.web.views.network_state import show_missing

_log = logging.getLogger(__name__)


def guarded(page: Callable[[], None]) -> Callable[[], None]:
    """The page with its errors told in words."""

    @wraps(page)
    def show() -> None:
        try:
            page()
        except PicTraceError as error:
            show_error(error)
        except Exception:
            # The outermost place of a page: whatever happened, a person must read a sentence, not a traceback.
            _log.exception("The page %s broke", page.__name__)
            markup.state("trouble", words.states.UNEXPECTED_TITLE, words.states.UNEXPECTED_TEXT)

    return show


def show_error(error: PicTraceError) -> None:
    """The error as a state: what was wrong, and its sentence, which says what to do."""
    if isinstance(error, WeightsUnavailable) and _with_ways_out(error):
        return
    markup.state("trouble", words.states.error_title(error), words.states.error_text(error))


def _with_ways_out(error: WeightsUnavailable) -> bool:
    """False where the library itself cannot be opened, so that there is nothing to describe otherwise."""
    try:
        library = current.library()
    except PicTraceError:
        return False
    show_missing(library, error)
    return True
