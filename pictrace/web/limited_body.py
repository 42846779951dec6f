"""Counting a request's body while it is read, for chunked bodies that do not say how long they are."""

from __future__ import annotations

import contextlib

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pictrace.web.refusal import too_large


class LimitedBody:
    """Passes a request on to an application and answers 413 itself once the body goes over the limit, in bytes."""

    def __init__(self, receive: Receive, send: Send, limit: int) -> None:
        self._receive = receive
        self._send = send
        self._limit = limit
        self._read = 0
        self._answered = False

    @property
    def _exceeded(self) -> bool:
        return self._read > self._limit

    async def run(self, app: ASGIApp, scope: Scope) -> None:
        """Hand the request on, counting what is read of its body."""
        # Raised by _count, through an application that may let it pass; the answer follows below.
        with contextlib.suppress(_BodyTooLargeError):
            await app(scope, self._count, self._pass_on)
        if self._exceeded and not self._answered:
            await too_large(self._limit).send(self._send)

    async def _count(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request":
            self._read += len(message.get("body", b""))
            if self._exceeded:
                raise _BodyTooLargeError
        return message

    async def _pass_on(self, message: Message) -> None:
        # FastAPI turns any trouble with a body into its own 400, which would hide the reason.
        if self._exceeded and not self._answered:
            return
        self._answered = True
        await self._send(message)


class _BodyTooLargeError(Exception):
    """The body went over the limit while it was being read."""
