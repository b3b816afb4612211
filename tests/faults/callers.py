"""One interface to make a call in any mode with any kind of client, and to inspect the result."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import httpx
from anyio.from_thread import BlockingPortal

from groq import APIError, AsyncGroq, Groq

from ..support.clients import (
    CHAT,
    async_client,
    async_client_of,
    busy_connections,
    open_connections,
    sync_client,
    sync_client_of,
)
from ..support.waits import record_waits

KINDS = ("sync", "asyncio", "trio")
SPEECH: dict[str, Any] = {"input": "Hi", "model": "m", "voice": "hannah"}
# The time limit of any call, in seconds.
PROMPT = 5.0


class Outcome(NamedTuple):
    """The result of a call, or the chunks of a stream, and its error."""

    value: Any
    error: APIError | None


class Caller(Protocol):
    """A client, and its connections."""

    waits: list[float]

    def call(self, mode: str = "plain", folder: Path | None = None) -> Outcome:
        """Make a call. Exceptions other than `APIError` fail the test."""
        ...

    @property
    def busy(self) -> int:
        """Return the number of connections held by a response."""
        ...

    @property
    def connections(self) -> int:
        """Return the number of open connections."""
        ...


Opens = Callable[..., AbstractContextManager[Caller]]
CallerOf = Callable[[Callable[[httpx.Request], httpx.Response]], Caller]


class _Caller:
    client: Groq | AsyncGroq
    waits: list[float]

    @property
    def busy(self) -> int:
        return busy_connections(self.client)

    @property
    def connections(self) -> int:
        return open_connections(self.client)


class SyncCaller(_Caller):
    """Calls of a `Groq`."""

    def __init__(self, client: Groq) -> None:
        self.client: Groq = client
        self.waits = record_waits(client)

    def call(self, mode: str = "plain", folder: Path | None = None) -> Outcome:
        started, received = time.monotonic(), list[Any]()
        try:
            value = self._call(mode, received, folder)
            return Outcome(value, None)
        except APIError as error:
            return Outcome(received, error)
        finally:
            assert time.monotonic() - started < PROMPT

    def _call(self, mode: str, received: list[Any], folder: Path | None) -> Any:
        client = self.client
        completions = client.chat.completions
        if mode == "plain":
            return completions.create(**CHAT)
        if mode == "raw":
            return completions.with_raw_response.create(**CHAT).parse()
        if mode == "json":
            return completions.with_raw_response.create(**CHAT).json()
        if mode == "streamed":
            with completions.with_streaming_response.create(**CHAT) as response:
                return response.parse()
        if mode == "stream":
            return self._read(completions.create(**CHAT, stream=True), received)
        if mode == "raw_stream":
            return self._read(completions.with_raw_response.create(**CHAT, stream=True).parse(), received)
        if mode == "streamed_stream":
            with completions.with_streaming_response.create(**CHAT, stream=True) as response:
                return self._read(response.parse(), received)
        if mode == "responses":
            return self._read(client.responses.create(input="Hi", model="m", stream=True), received)
        if mode == "text":
            with completions.with_streaming_response.create(**CHAT) as response:
                return "".join(response.iter_text())
        if mode == "speech":
            return client.audio.speech.create(**SPEECH).content
        if mode == "content":
            return client.files.content("f").read()
        assert (mode, bool(folder)) == ("file", True)
        with client.audio.speech.with_streaming_response.create(**SPEECH) as speech:
            speech.stream_to_file(f"{folder}/speech.wav")
        return None

    def _read(self, stream: Any, received: list[Any]) -> list[Any]:
        for chunk in stream:
            received.append(chunk)  # noqa: PERF402 - chunks before an error count
        return received


class AsyncCaller(_Caller):
    """Calls of an `AsyncGroq` in the event loop of a portal."""

    def __init__(self, client: AsyncGroq, portal: BlockingPortal) -> None:
        self.client: AsyncGroq = client
        self._portal = portal
        self.waits = record_waits(client)

    def call(self, mode: str = "plain", folder: Path | None = None) -> Outcome:
        started, received = time.monotonic(), list[Any]()
        try:
            value = self._portal.call(self._call, mode, received, folder)
            return Outcome(value, None)
        except APIError as error:
            return Outcome(received, error)
        finally:
            assert time.monotonic() - started < PROMPT

    async def _call(self, mode: str, received: list[Any], folder: Path | None) -> Any:
        client = self.client
        completions = client.chat.completions
        if mode == "plain":
            return await completions.create(**CHAT)
        if mode == "raw":
            return await (await completions.with_raw_response.create(**CHAT)).parse()
        if mode == "json":
            return await (await completions.with_raw_response.create(**CHAT)).json()
        if mode == "streamed":
            async with completions.with_streaming_response.create(**CHAT) as response:
                return await response.parse()
        if mode == "stream":
            return await self._read(await completions.create(**CHAT, stream=True), received)
        if mode == "raw_stream":
            raw = await completions.with_raw_response.create(**CHAT, stream=True)
            return await self._read(await raw.parse(), received)
        if mode == "streamed_stream":
            async with completions.with_streaming_response.create(**CHAT, stream=True) as response:
                return await self._read(await response.parse(), received)
        if mode == "responses":
            return await self._read(await client.responses.create(input="Hi", model="m", stream=True), received)
        if mode == "text":
            async with completions.with_streaming_response.create(**CHAT) as response:
                return "".join([piece async for piece in response.iter_text()])
        if mode == "speech":
            return (await client.audio.speech.create(**SPEECH)).content
        if mode == "content":
            return await (await client.files.content("f")).read()
        assert (mode, bool(folder)) == ("file", True)
        async with client.audio.speech.with_streaming_response.create(**SPEECH) as speech:
            await speech.stream_to_file(f"{folder}/speech.wav")
        return None

    async def _read(self, stream: Any, received: list[Any]) -> list[Any]:
        async for chunk in stream:
            received.append(chunk)  # noqa: PERF401 - chunks before an error count
        return received


@contextlib.contextmanager
def open_caller(portal: BlockingPortal | None, url: str, **options: Any) -> Generator[Caller]:
    """Yield a caller of a server; assert at the end that no response holds a connection."""
    if portal is None:
        with sync_client(url, **options) as client:
            caller = SyncCaller(client)
            yield caller
            assert caller.busy == 0
        return
    aclient = async_client(url, **options)
    acaller = AsyncCaller(aclient, portal)
    try:
        yield acaller
        assert acaller.busy == 0
    finally:
        portal.call(aclient.close)


def caller_of(
    portal: BlockingPortal | None, handler: Callable[[httpx.Request], httpx.Response], **options: Any
) -> Caller:
    """Yield a caller whose responses come from a function."""
    if portal is None:
        return SyncCaller(sync_client_of(handler, **options))
    return AsyncCaller(async_client_of(handler, **options), portal)
