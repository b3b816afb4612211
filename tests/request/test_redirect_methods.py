"""Redirects within the origin: the request is repeated unchanged, or rejected."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from groq import APIConnectionError

from ..support.clients import CHAT, async_client_of, sync_client_of

ANSWER = {"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": []}


class Moved:
    """A server that redirects to a response."""

    def __init__(self, status: int) -> None:
        self.status = status
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        if request.url.path == "/moved":
            return httpx.Response(200, json=ANSWER)
        return httpx.Response(self.status, headers={"location": "/moved"})


async def call(is_async: bool, moved: Moved, method: str) -> Any:
    if is_async:
        async with async_client_of(moved, max_retries=2) as client:
            client._client.follow_redirects = True
            return await getattr(client, method)("/x", cast_to=object, **body(method))
    with sync_client_of(moved, max_retries=2) as blocking:
        blocking._client.follow_redirects = True
        return getattr(blocking, method)("/x", cast_to=object, **body(method))


def body(method: str) -> dict[str, Any]:
    return {} if method == "get" else {"body": CHAT}


both_clients = pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])


@pytest.mark.anyio
@both_clients
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("status", [301, 302, 303])
async def test_rejects_redirect_that_changes_the_method_to_get(is_async: bool, method: str, status: int) -> None:
    moved = Moved(status)
    expected = rf"redirects a {method.upper()} to '/moved' with status {status}, .*307 and 308 repeat"
    with pytest.raises(APIConnectionError, match=expected):
        await call(is_async, moved, method)
    assert len(moved.requests) == 1


@pytest.mark.anyio
@both_clients
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("status", [307, 308])
async def test_follows_redirect_that_keeps_the_method(is_async: bool, method: str, status: int) -> None:
    moved = Moved(status)
    await call(is_async, moved, method)
    assert [request.method for request in moved.requests] == [method.upper()] * 2
    assert json.loads(moved.requests[1].content) == CHAT


@pytest.mark.anyio
@both_clients
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_follows_redirect_of_a_get(is_async: bool, status: int) -> None:
    moved = Moved(status)
    assert await call(is_async, moved, "get") == ANSWER
    assert [request.method for request in moved.requests] == ["GET", "GET"]


@pytest.mark.anyio
@both_clients
async def test_rejects_redirect_of_a_stream(is_async: bool) -> None:
    moved = Moved(303)
    client: Any = async_client_of(moved) if is_async else sync_client_of(moved)
    client._client.follow_redirects = True

    async def start() -> None:
        started = client.chat.completions.create(**CHAT, stream=True)
        await started

    with pytest.raises(APIConnectionError, match="redirects a POST"):
        await start()
    assert len(moved.requests) == 1
