"""A recorder of requests. Clients that send to it need no network."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx

from groq import DefaultAsyncHttpxClient, DefaultHttpxClient

from .answers import COMPLETION
from .events import Body

Reply = Callable[[httpx.Request], httpx.Response]


class Wire:
    """Records requests and replies to them; `reply`, `answer` and `fail` set the reply. Subclasses override `respond`.

    Attributes:
        requests: The requests so far.
        reply: The function that replies.
    """

    def __init__(self) -> None:
        self.requests: list[httpx.Request] = []
        self.reply: Reply = self.respond

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return self.reply(request)

    def respond(self, _request: httpx.Request) -> httpx.Response:
        """Return the default reply."""
        return httpx.Response(200, json=COMPLETION)

    def answer(self, *args: Any, **kwargs: Any) -> None:
        """Reply with `httpx.Response(*args, **kwargs)` from now on."""
        self.reply = lambda _: httpx.Response(*args, **kwargs)

    def fail(self, error: Exception) -> None:
        """Raise this error for each request from now on."""

        def reply(_: httpx.Request) -> httpx.Response:
            raise error

        self.reply = reply

    @property
    def last(self) -> httpx.Request:
        """The last request."""
        return self.requests[-1]

    @property
    def headers(self) -> httpx.Headers:
        """Headers of the last request."""
        return self.last.headers

    @property
    def query(self) -> dict[str, str]:
        """Query parameters of the last request."""
        return dict(self.last.url.params)

    @property
    def body(self) -> Any:
        """Decoded JSON body of the last request."""
        return json.loads(self.last.content)

    def sync_client(self, **options: Any) -> httpx.Client:
        """Return an httpx client that sends to this recorder."""
        return DefaultHttpxClient(transport=httpx.MockTransport(self), **options)

    def async_client(self, **options: Any) -> httpx.AsyncClient:
        """Return an async httpx client that sends to this recorder."""
        return DefaultAsyncHttpxClient(transport=httpx.MockTransport(self), **options)


class ContentWire(Wire):
    """Replies with `content`."""

    def __init__(self, content: bytes = json.dumps(COMPLETION).encode(), media_type: str = "application/json") -> None:
        super().__init__()
        self.content = content
        self._media_type = media_type

    def respond(self, _request: httpx.Request) -> httpx.Response:
        """Return the current content."""
        return httpx.Response(200, content=self.content, headers={"content-type": self._media_type})


class PieceWire(Wire):
    """Replies with a body in pieces, which the client has to read.

    Attributes:
        bodies: The bodies so far, with their number of read pieces and whether they were closed.
    """

    def __init__(self, *pieces: bytes | Exception, status: int = 200, headers: dict[str, str] | None = None) -> None:
        super().__init__()
        self.pieces: list[bytes | Exception] = [*pieces]
        self.status = status
        self.response_headers = {"x-request-id": "req_1", **(headers or {})}
        self.bodies: list[Body] = []

    def respond(self, _request: httpx.Request) -> httpx.Response:
        """Return the current pieces."""
        self.bodies.append(Body(self.pieces))
        return httpx.Response(self.status, headers=self.response_headers, stream=self.bodies[-1])
