"""Noticing that the client of a request has left, so that the work for it can end.

ASGI says so by the message `http.disconnect`, which only comes to who asks for it; a call that works in a thread asks
for nothing. So from the end of the body on, this middleware waits for that message in the event loop.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pictrace.types import Stop, never

_KEY = "pictrace.stop"


class Disconnect:
    """Watches every HTTP request that passes; `stop_of` gives what its work is to ask.

    ending : True once the server is told to stop, which ends the work for clients that are still there.
    """

    def __init__(self, app: ASGIApp, *, ending: Stop = never) -> None:
        self._app = app
        self._ending = ending

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request on, and notice when its client leaves."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        watched = _Watched(receive)
        scope[_KEY] = lambda: watched.left.is_set() or self._ending()
        try:
            await self._app(scope, watched.receive, send)
        finally:
            await watched.end()


def stop_of(request: Request) -> Stop:
    """Says, in any thread, whether nobody waits for this request any more."""
    stop: Stop = request.scope.get(_KEY, never)
    return stop


class _Watched:
    """The messages of one request. left : set once its client has left."""

    def __init__(self, receive: Receive) -> None:
        self.left = threading.Event()
        self._receive = receive
        self._waiting: asyncio.Task[Message] | None = None

    async def receive(self) -> Message:
        """What the application receives. After the body that is the message which is waited for here anyway."""
        if self._waiting is not None:
            return await asyncio.shield(self._waiting)
        message = await self._receive()
        if message["type"] == "http.disconnect":
            self.left.set()
        elif not message.get("more_body", False):
            self._waiting = asyncio.create_task(self._wait())
        return message

    async def end(self) -> None:
        """The request is answered; nothing more is waited for."""
        if self._waiting is not None:
            self._waiting.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._waiting

    async def _wait(self) -> Message:
        while True:
            message = await self._receive()
            if message["type"] == "http.disconnect":
                self.left.set()
                return message
