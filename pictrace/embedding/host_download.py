"""A file from a web host: whole or not at all, in the time that a host gets to answer, tried again where that helps."""

from __future__ import annotations

import socket
import ssl
import threading
import time
import urllib.request
from collections.abc import Sequence
from concurrent.futures import Future
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from typing import BinaryIO
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit

from pictrace.embedding.retrying import PAUSES, PassingFailure, Say, retried
from pictrace.errors import WeightsUnavailable
from pictrace.system import byte_counts, disk_space

_PIECE = 1 << 20
_SECONDS_BETWEEN_WORDS = 5.0
# Waiting for a host that says nothing costs the whole time each time.
_ATTEMPTS_AT_SILENCE = 2
_PASSING_STATUS = frozenset({408, 425, 429})


def download(url: str, target: Path, say: Say, seconds: float, pauses: Sequence[float] = PAUSES) -> None:
    """Write what is at `url` to `target`. seconds : a host's time to answer, and to send each piece.

    Raises WeightsUnavailable, or OSError when the file cannot be written.
    """
    host = urlsplit(url).netloc

    def attempt() -> None:
        try:
            with _answer(url, seconds) as response, target.open("wb") as file:
                _receive(response, file, say)
        except (OSError, HTTPException) as error:
            if disk_space.is_full(error):
                raise
            reason = f"{host} gave no weights ({_in_words(error)})"
            if isinstance(_cause(error), TimeoutError):
                raise PassingFailure(reason, _ATTEMPTS_AT_SILENCE) from None
            if _may_pass(error):
                raise PassingFailure(reason) from None
            raise WeightsUnavailable(reason) from None

    retried(attempt, say, pauses)


def _receive(response: HTTPResponse, file: BinaryIO, say: Say) -> None:
    """Raises ConnectionResetError when the host sends less than it announced."""
    announced = response.length
    received, told_at = 0, time.monotonic()
    while piece := response.read(_PIECE):
        file.write(piece)
        received += len(piece)
        if time.monotonic() - told_at >= _SECONDS_BETWEEN_WORDS:
            told_at = time.monotonic()
            of = "" if announced is None else f" of {byte_counts.in_words(announced)}"
            say(f"  {byte_counts.in_words(received)}{of} are here")
    # Reading in pieces, http.client takes the end of a cut connection for the end of the file.
    if announced is not None and received < announced:
        raise ConnectionResetError(f"the connection was cut after {received:,} of {announced:,} bytes")


def _cause(error: Exception) -> BaseException:
    """What went wrong below urllib, which wraps it."""
    return error.reason if isinstance(error, URLError) and isinstance(error.reason, BaseException) else error


def _may_pass(error: Exception) -> bool:
    if isinstance(error, HTTPError):
        return error.code >= 500 or error.code in _PASSING_STATUS
    cause = _cause(error)
    if isinstance(cause, ConnectionRefusedError):
        return False
    if isinstance(cause, socket.gaierror):
        return cause.errno == socket.EAI_AGAIN
    return isinstance(cause, (ConnectionError, HTTPException, ssl.SSLEOFError))


def _in_words(error: Exception) -> str:
    if isinstance(error, HTTPError):
        return f"HTTP status {error.code}"
    return str(_cause(error)) or type(error).__name__


def _answer(url: str, seconds: float) -> HTTPResponse:
    """The response to a GET once its headers are there. Raises OSError, TimeoutError after `seconds` included.

    In a thread, because urlopen's timeout covers neither the name's resolution nor all addresses together.
    """
    answer: Future[HTTPResponse] = Future()

    def ask() -> None:
        response: HTTPResponse | None = None
        problem: Exception | None = None
        try:
            response = urllib.request.urlopen(url, timeout=seconds)
        except HTTPError as error:
            error.close()
            problem = error
        except (OSError, HTTPException) as error:
            problem = error
        if not answer.set_running_or_notify_cancel():  # too late: nobody is waiting any more
            if response is not None:
                response.close()
        elif response is not None:
            answer.set_result(response)
        else:
            answer.set_exception(problem)

    threading.Thread(target=ask, daemon=True, name="keras-host").start()
    try:
        return answer.result(timeout=seconds)
    except TimeoutError:
        if answer.cancel():
            raise TimeoutError(f"no answer within {seconds:g} s") from None
        return answer.result()  # it came, or failed, in this very moment
