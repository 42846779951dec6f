"""What the guard says when it does not let a request through, in the API's error form."""

from __future__ import annotations

import json

from starlette.types import Send


class Refusal:
    """An answer in the API's error form.

    The connection stays open: the server throws the rest of the body away, whereas closing in the middle of an
    upload would reset the connection and lose this answer.
    """

    def __init__(self, status: int, kind: str, message: str) -> None:
        self.status = status
        self.kind = kind
        self.message = message

    async def send(self, send: Send) -> None:
        """Answer with it."""
        body = json.dumps({"error": {"kind": self.kind, "message": self.message}}).encode()
        await send(
            {
                "type": "http.response.start",
                "status": self.status,
                "headers": [
                    (b"content-type", b"application/json"),
                    (b"content-length", str(len(body)).encode()),
                    (b"x-content-type-options", b"nosniff"),
                    (b"cache-control", b"no-store"),
                ],
            }
        )
        await send({"type": "http.response.body", "body": body})


def too_large(limit: int) -> Refusal:
    """The answer to a body of more than `limit` bytes."""
    return Refusal(
        413, "body_too_large", f"The request is larger than {limit:,} bytes; send fewer or smaller files at once."
    )
