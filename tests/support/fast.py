"""One request through the fast clients, and servers that are hard on them."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from groq import DefaultAsyncFastHttpxClient, DefaultFastHttpxClient

from .server import PATIENCE, head

both = pytest.mark.parametrize("mode", ["sync", "async"])


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


def fetch(mode: str, url: str, method: str = "POST", **options: Any) -> httpx.Response:
    """One request by a client of its own: in this thread, or in an event loop."""
    sent = {name: options.pop(name) for name in ("content", "files", "headers", "extensions") if name in options}
    if mode == "sync":
        with DefaultFastHttpxClient(**options) as client:
            return client.request(method, url, **sent)

    async def main() -> httpx.Response:
        async with DefaultAsyncFastHttpxClient(**options) as client:
            return await client.request(method, url, **sent)

    return asyncio.run(main())


def chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


@contextlib.contextmanager
def full_listener() -> Iterator[str]:
    """The URL of a port whose queue of connections is full, so that a further one gets no answer."""
    with socket.socket() as listener, contextlib.ExitStack() as stack:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(8):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


@contextlib.contextmanager
def slow_reader(total: int, pause: float) -> Iterator[str]:
    """A server that takes a large body slowly, but never stops."""

    def serve() -> None:
        connection, _ = listener.accept()
        with connection:
            got = 0
            while got < total:
                got += len(connection.recv(256_000))
                time.sleep(pause)  # it trickles
            connection.sendall(head("content-length: 0"))

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        thread.join(PATIENCE)
