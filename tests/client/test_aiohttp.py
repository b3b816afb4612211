"""`DefaultAioHttpClient`: errors, reuse, closing."""

from __future__ import annotations

import asyncio
import gc
import threading
import warnings
from typing import Any

import httpx
import pytest

from groq import APIConnectionError, APIStatusError, APITimeoutError, AsyncGroq, DefaultAioHttpClient

from ..support.answers import EMPTY_BODY
from ..support.clients import CHAT
from ..support.server import Piece, ScriptedServer, Step, chunked, head, sized

BATCH: dict[str, Any] = {"input_file_id": "f", "endpoint": "/v1/chat/completions", "completion_window": "24h"}


def client(url: str, **options: Any) -> AsyncGroq:
    http_client = DefaultAioHttpClient(trust_env=False)
    return AsyncGroq(
        **{"api_key": "k", "max_retries": 0, "timeout": 5, **options}, base_url=url, http_client=http_client
    )


async def failure(url: str, **options: Any) -> APIConnectionError:
    async with client(url, **options) as one:
        with pytest.raises(APIConnectionError) as caught:
            await one.chat.completions.create(**CHAT)
    return caught.value


@pytest.mark.parametrize(
    ("reply", "cause"),
    [
        ([Step.HANG_UP], httpx.RemoteProtocolError),
        ([Step.RESET], httpx.ReadError),
        ([b"nonsense\r\n\r\n", Step.HANG_UP], httpx.RemoteProtocolError),
        ([head("content-length: -5"), Step.HANG_UP], httpx.RemoteProtocolError),
        ([head("content-length: 5", "content-length: 6"), Step.HANG_UP], httpx.RemoteProtocolError),
        ([head(f"x: {'y' * 10_000}"), Step.HANG_UP], httpx.RemoteProtocolError),
        ([head("content-length: 100") + EMPTY_BODY, Step.HANG_UP], httpx.RemoteProtocolError),
    ],
)
def test_raises_connection_error_with_reason_for_invalid_response(reply: list[Piece], cause: type[Exception]) -> None:
    async def main() -> None:
        with ScriptedServer(reply) as server:
            found = await failure(server.url)
        assert type(found) is APIConnectionError
        assert type(found.__cause__) is cause

    asyncio.run(main())


def test_refused_connection_is_not_a_timeout() -> None:
    found = asyncio.run(failure("http://127.0.0.1:1"))
    assert type(found) is APIConnectionError
    assert isinstance(found.__cause__, httpx.ConnectError)


def test_raises_timeout_when_server_is_silent() -> None:
    async def main() -> None:
        with ScriptedServer([Step.HANG_UP], [head("content-length: 5")]) as server:
            async with client(server.url, timeout=0.2, max_retries=1) as one:
                with pytest.raises(APITimeoutError):
                    await one.chat.completions.create(**CHAT)

    asyncio.run(main())


def test_does_not_resend_batch_that_may_have_been_received() -> None:
    async def main() -> None:
        with ScriptedServer(*[[Step.HANG_UP]] * 3) as server:
            async with client(server.url, max_retries=2) as one:
                with pytest.raises(APIConnectionError):
                    await one.batches.create(**BATCH)
            assert len(server.requests) == 1

    asyncio.run(main())


def test_cookies_are_not_kept() -> None:
    async def main() -> None:
        with ScriptedServer(*[sized(EMPTY_BODY, "set-cookie: a=b; Path=/")] * 3) as server:
            async with client(server.url.replace("127.0.0.1", "localhost")) as one:
                for _ in range(3):
                    await one.chat.completions.create(**CHAT)
            assert [request.header("cookie") for request in server.requests] == [None] * 3

    asyncio.run(main())


def test_client_works_in_consecutive_event_loops() -> None:
    chunk = b'data: {"choices":[{"index":0,"delta":{"content":"a"},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n'
    with ScriptedServer(*[sized(EMPTY_BODY)] * 2, chunked(chunk)) as server:
        one = client(server.url)

        async def call() -> None:
            await one.chat.completions.create(**CHAT)

        async def stream() -> None:
            async with one:
                chunks = await one.chat.completions.create(**CHAT, stream=True)
                assert len([chunk async for chunk in chunks]) == 1

        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)  # asyncio warns about sockets whose loop is closed
            for use in (call, call, stream):
                asyncio.run(use())
                gc.collect()
        assert server.connections == 3


def test_discards_bytes_received_on_idle_connection() -> None:
    async def main() -> None:
        late = sized(b"{}", status="408 Request Timeout")
        with ScriptedServer([*sized(EMPTY_BODY), gate := threading.Event(), *late], sized(EMPTY_BODY)) as server:
            async with client(server.url) as one:
                await one.chat.completions.create(**CHAT)
                gate.set()
                assert await asyncio.to_thread(server.wait_for_replies, 1)
                await asyncio.to_thread(int)  # let the event loop read the bytes
                assert (await one.chat.completions.create(**CHAT)).id == "1"

    asyncio.run(main())


@pytest.mark.parametrize("stream", [True, False])
def test_closing_client_ends_waiting_reads(stream: bool) -> None:
    kind = "text/event-stream" if stream else "application/json"

    async def main() -> None:
        reply: list[Piece] = [head(f"content-type: {kind}", "content-length: 100"), b"data", gate := threading.Event()]
        with ScriptedServer(reply) as server:
            one, started = client(server.url), asyncio.Event()

            async def notice(_: httpx.Response) -> None:
                started.set()

            one._client.event_hooks = {"response": [notice]}

            async def read() -> None:
                answer: Any = await one.chat.completions.create(**CHAT, stream=stream)
                async for _ in answer:
                    pass

            reading = asyncio.create_task(read())
            await started.wait()
            await one.close()
            with pytest.raises(APIConnectionError):
                await asyncio.wait_for(reading, 5)
            gate.set()

    asyncio.run(main())


@pytest.mark.parametrize("status", ["200 \u00e9", "500 \u00e9"])
def test_accepts_any_bytes_as_reason_phrase(status: str) -> None:
    async def main() -> None:
        reply = (
            head(f"content-length: {len(EMPTY_BODY)}", status=status).replace("\u00e9".encode(), b"\xe9") + EMPTY_BODY
        )
        with ScriptedServer([reply]) as server:
            async with client(server.url) as one:
                if status.startswith("200"):
                    assert (await one.chat.completions.create(**CHAT)).id == "1"
                else:
                    with pytest.raises(APIStatusError):
                        await one.chat.completions.create(**CHAT)

    asyncio.run(main())


def test_accepts_credentials_in_url() -> None:
    async def main() -> None:
        with ScriptedServer(sized(EMPTY_BODY)) as server:
            async with client(server.url.replace("http://", "http://u:p@")) as one:
                assert (await one.chat.completions.create(**CHAT)).id == "1"
            assert (server.requests[0].header("authorization") or "").startswith("B")

    asyncio.run(main())
