"""Clients that keep the requests they send, for tests of requests."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import httpx

from groq import AsyncGroq, Groq
from tests.support.clients import async_client_of, sync_client_of

_ANSWER = {"id": "x", "object": "list", "data": [], "choices": [], "text": "Hi"}


@dataclass
class Recording:
    """The requests of the clients it makes. Each of `statuses` is the status of one response, then 200."""

    requests: list[httpx.Request] = field(default_factory=list[httpx.Request])
    statuses: list[int] = field(default_factory=list[int])

    def client(self, **options: Any) -> Groq:
        """Return a client whose requests are kept."""
        return sync_client_of(self._answer, **options)

    def async_client(self, **options: Any) -> AsyncGroq:
        """Return an async client whose requests are kept."""
        return async_client_of(self._answer, **options)

    @property
    def last(self) -> httpx.Request:
        """The last request."""
        return self.requests[-1]

    @property
    def bodies(self) -> list[Any]:
        """The bodies of all requests, decoded."""
        return [json.loads(request.content) for request in self.requests]

    @property
    def query(self) -> list[tuple[str, str]]:
        """The query of the last request."""
        return self.last.url.params.multi_items()

    def _answer(self, request: httpx.Request) -> httpx.Response:
        request.read()
        self.requests.append(request)
        return httpx.Response(self.statuses.pop(0) if self.statuses else 200, json=_ANSWER)
