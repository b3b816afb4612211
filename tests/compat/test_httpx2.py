"""Clients of httpx2 as `http_client`: requests, responses and errors are the same as with httpx."""

from __future__ import annotations

import asyncio
import gzip
import json
import ssl
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import httpx
import httpx2
import pytest

import groq
from groq.testing import LocalServer

from .samples import ANSWER, COMPLETION, MESSAGES, MODEL

pytestmark = pytest.mark.anyio
ASK: dict[str, Any] = {"model": MODEL, "messages": MESSAGES}
Handler = Callable[[httpx2.Request], httpx2.Response]


def clients(handler: Handler, **options: Any) -> tuple[groq.Groq, groq.AsyncGroq]:
    """Return clients whose httpx2 transport is a function."""
    common: dict[str, Any] = {"api_key": "gsk_mine", "base_url": "https://api.test", "max_retries": 0, **options}
    transport = httpx2.MockTransport(handler)
    return (
        groq.Groq(http_client=httpx2.Client(transport=transport), **common),
        groq.AsyncGroq(http_client=httpx2.AsyncClient(transport=transport), **common),
    )


def raising(error: type[Exception], *arguments: Any) -> Handler:
    def handler(_request: httpx2.Request) -> httpx2.Response:
        raise error(*arguments) if arguments else error("broken")

    return handler


async def test_calls_and_streams_work(server: LocalServer) -> None:
    server.reply("It is clear.")
    with groq.Groq(http_client=httpx2.Client()) as client:
        assert client.chat.completions.create(**ASK).choices[0].message.content
        with client.chat.completions.create(**ASK, stream=True) as stream:
            assert "".join(chunk.choices[0].delta.content or "" for chunk in stream)
        with client.files.with_streaming_response.list() as response:
            assert isinstance(response.http_response, httpx.Response)
            assert response.json()
    assert client.is_closed()
    async with groq.AsyncGroq(http_client=httpx2.AsyncClient()) as aclient:
        assert (await aclient.chat.completions.create(**ASK)).choices[0].message.content
        async with await aclient.chat.completions.create(**ASK, stream=True) as chunks:
            assert "".join([chunk.choices[0].delta.content or "" async for chunk in chunks])
    assert aclient.is_closed()


@pytest.mark.usefixtures("server")
async def test_uploads_and_downloads_work() -> None:
    with groq.Groq(http_client=httpx2.Client()) as client:
        file = client.files.create(file=("a.jsonl", b'{"custom_id":"1"}\n'), purpose="batch")
        assert client.files.content(file.id or "").read() == b'{"custom_id":"1"}\n'


async def test_options_of_the_http_client_apply() -> None:
    sent: list[httpx2.Request] = []

    def handler(request: httpx2.Request) -> httpx2.Response:
        sent.append(request)
        return httpx2.Response(200, json=COMPLETION)

    http_client = httpx2.Client(
        transport=httpx2.MockTransport(handler), headers={"X-Team": "blue"}, params={"tenant": "1"}, timeout=7
    )
    client = groq.Groq(api_key="gsk_mine", base_url="https://api.test", http_client=http_client)
    client.chat.completions.create(**ASK)
    client.chat.completions.create(**ASK, timeout=httpx2.Timeout(3, connect=2))
    first, second = sent
    assert (first.headers["x-team"], first.headers["authorization"]) == ("blue", "Bearer gsk_mine")
    assert first.url.params["tenant"] == "1"
    assert first.headers.get_list("content-length") == [str(len(first.content))]
    assert json.loads(first.content) == ASK
    assert first.extensions["timeout"] == {"connect": 7, "read": 7, "write": 7, "pool": 7}
    assert second.extensions["timeout"] == {"connect": 2, "read": 3, "write": 3, "pool": 3}
    assert client.timeout == httpx.Timeout(7)


async def test_default_timeout_of_httpx2_is_ignored() -> None:
    client, _ = clients(lambda _: httpx2.Response(200, json=COMPLETION))
    assert client.timeout == groq.DEFAULT_TIMEOUT


async def test_copies_share_or_replace_the_http_client() -> None:
    client, _ = clients(lambda _: httpx2.Response(200, json=COMPLETION))
    copy = client.with_options(timeout=3)
    assert copy._client is client._client
    other = client.with_options(http_client=httpx2.Client(transport=httpx2.MockTransport(raising(httpx2.ReadError))))
    with pytest.raises(groq.APIConnectionError):
        other.chat.completions.create(**ASK)


@pytest.mark.parametrize(
    ("error", "expected", "cause"),
    [
        (httpx2.ConnectError, groq.APIConnectionError, httpx.ConnectError),
        (httpx2.ReadError, groq.APIConnectionError, httpx.ReadError),
        (httpx2.RemoteProtocolError, groq.APIConnectionError, httpx.RemoteProtocolError),
        (httpx2.ProxyError, groq.APIConnectionError, httpx.ProxyError),
        (httpx2.ConnectTimeout, groq.APITimeoutError, httpx.ConnectTimeout),
        (httpx2.ReadTimeout, groq.APITimeoutError, httpx.ReadTimeout),
        (httpx2.PoolTimeout, groq.APITimeoutError, httpx.PoolTimeout),
        (httpx2.InvalidURL, groq.APIConnectionError, httpx.InvalidURL),
        (httpx2.StreamError, groq.APIConnectionError, httpx.StreamError),
    ],
)
async def test_errors_are_mapped_like_those_of_httpx(
    error: type[Exception], expected: type[groq.APIError], cause: type[Exception]
) -> None:
    client, aclient = clients(raising(error))
    with pytest.raises(expected) as caught:
        client.chat.completions.create(**ASK)
    assert type(caught.value.__cause__) is cause
    assert isinstance(caught.value.__cause__.__cause__, error)
    with pytest.raises(expected):
        await aclient.chat.completions.create(**ASK)


async def test_errors_of_other_types_are_raised_unchanged() -> None:
    client, aclient = clients(raising(TypeError))
    with pytest.raises(TypeError, match="broken"):
        client.chat.completions.create(**ASK)
    with pytest.raises(TypeError, match="broken"):
        await aclient.chat.completions.create(**ASK)


class TruncatedBody(httpx2.SyncByteStream, httpx2.AsyncByteStream):
    """A body that raises after its first chunk."""

    closed = 0

    def __iter__(self) -> Iterator[bytes]:
        yield b'data: {"id": "1", "choices": [{"index": 0, "delta": {"content": "It"}}]}\n\n'
        raise httpx2.ReadError("gone")

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self:
            yield piece

    def close(self) -> None:
        self.closed += 1

    async def aclose(self) -> None:
        self.closed += 1


async def test_raises_connection_error_when_a_stream_is_truncated() -> None:
    bodies = [TruncatedBody(), TruncatedBody()]
    coming = iter(bodies)
    headers = {"content-type": "text/event-stream"}
    client, aclient = clients(lambda _: httpx2.Response(200, headers=headers, stream=next(coming)))
    stream = client.chat.completions.create(**ASK, stream=True)
    assert next(stream).choices[0].delta.content == "It"
    with pytest.raises(groq.APIConnectionError, match="gone"):
        next(stream)
    chunks = await aclient.chat.completions.create(**ASK, stream=True)
    assert (await anext(chunks)).choices[0].delta.content == "It"
    with pytest.raises(groq.APIConnectionError, match="gone"):
        await anext(chunks)
    assert all(body.closed for body in bodies)


async def test_reads_compressed_responses_also_in_hooks() -> None:
    body, headers = gzip.compress(json.dumps(COMPLETION).encode()), {"content-encoding": "gzip"}
    client, _ = clients(lambda _: httpx2.Response(200, headers=headers, content=body))
    assert client.chat.completions.create(**ASK).choices[0].message.content == ANSWER
    seen: list[bytes] = []
    hooked = httpx2.Client(
        transport=httpx2.MockTransport(lambda _: httpx2.Response(200, headers=headers, content=body)),
        event_hooks={"response": [lambda response: seen.append(response.read())]},
    )
    client = groq.Groq(api_key="gsk_mine", http_client=hooked)
    assert client.chat.completions.create(**ASK).choices[0].message.content == ANSWER
    assert json.loads(seen[0]) == COMPLETION


async def test_raises_status_error_when_a_hook_raises_for_status() -> None:
    def check(response: httpx2.Response) -> None:
        response.raise_for_status()

    http_client = httpx2.Client(
        transport=httpx2.MockTransport(lambda _: httpx2.Response(401, json={"error": {"message": "no"}})),
        event_hooks={"response": [check]},
    )
    with pytest.raises(groq.AuthenticationError):
        groq.Groq(api_key="gsk_mine", http_client=http_client).chat.completions.create(**ASK)


async def test_error_names_a_closed_http_client() -> None:
    http_client = httpx2.Client()
    client = groq.Groq(api_key="gsk_mine", http_client=http_client)
    http_client.close()
    with pytest.raises(groq.APIConnectionError, match="closed"):
        client.chat.completions.create(**ASK)


async def test_rejects_async_http_client_in_a_sync_client() -> None:
    with pytest.raises(TypeError, match=r"Groq takes an httpx\.Client"):
        groq.Groq(api_key="gsk_mine", http_client=httpx2.AsyncClient())  # type: ignore[arg-type] # that is the test


async def test_does_not_retry_after_certificate_error() -> None:
    requests = 0

    def handler(_request: httpx2.Request) -> httpx2.Response:
        nonlocal requests
        requests += 1
        raise httpx2.ConnectError("refused") from ssl.SSLCertVerificationError("self-signed")

    client, _ = clients(handler, max_retries=5)
    with pytest.raises(groq.APIConnectionError):
        client.chat.completions.create(**ASK)
    assert requests == 1


async def test_total_timeout_ends_a_call_without_a_response() -> None:
    async def silent(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(5)
        writer.close()

    async with await asyncio.start_server(silent, "127.0.0.1", 0) as listener:
        url = f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}"
        options: dict[str, Any] = {"api_key": "gsk_mine", "base_url": url, "max_retries": 0, "total_timeout": 0.1}
        aclient = groq.AsyncGroq(http_client=httpx2.AsyncClient(trust_env=False), **options)
        with pytest.raises(groq.APITimeoutError, match="total_timeout"):
            await aclient.chat.completions.create(**ASK)
        client = groq.Groq(http_client=httpx2.Client(trust_env=False), **options)
        with pytest.raises(groq.APITimeoutError, match="total_timeout"):
            await asyncio.to_thread(client.chat.completions.create, **ASK)
        listener.close()
