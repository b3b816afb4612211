"""A recorder with its own clients, which can reply with failures before a success."""

from __future__ import annotations

import json
from typing import Any

import httpx
from typing_extensions import override

from groq import AsyncGroq, Groq

from ..support.clients import async_client_of, sync_client_of
from ..support.wire import Wire

_ANSWER = {"id": "x", "object": "list", "data": [], "choices": [], "text": "Hi"}


class Recording(Wire):
    """Records the requests of its clients; replies with each of `statuses`, then with 200."""

    def __init__(self) -> None:
        super().__init__()
        self.statuses: list[int] = []

    @override
    def respond(self, _request: httpx.Request) -> httpx.Response:
        return httpx.Response(self.statuses.pop(0) if self.statuses else 200, json=_ANSWER)

    def groq(self, **options: Any) -> Groq:
        """Return a client that sends to this recorder."""
        return sync_client_of(self, **options)

    def async_groq(self, **options: Any) -> AsyncGroq:
        """Return an async client that sends to this recorder."""
        return async_client_of(self, **options)

    @property
    def bodies(self) -> list[Any]:
        """Return the decoded bodies of all requests."""
        return [json.loads(request.content) for request in self.requests]

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Return the query of the last request."""
        return self.last.url.params.multi_items()
