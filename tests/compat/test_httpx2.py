"""Clients of httpx2 as `http_client`: what goes out, what comes back, and every error are as with httpx."""

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
    """Clients whose requests a function answers below httpx2."""
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


async def test_a_call_and_a_stream(server: LocalServer) -> None:
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
async def test_an_upload_and_a_download() -> None:
    with groq.Groq(http_client=httpx2.Client()) as client:
        file = client.files.create(file=("a.jsonl", b'{"custom_id":"1"}\n'), purpose="batch")
        assert client.files.content(file.id or "").read() == b'{"custom_id":"1"}\n'


async def test_the_options_of_the_client_hold() -> None:
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


async def test_its_default_timeout_is_not_meant() -> None:
    client, _ = clients(lambda _: httpx2.Response(200, json=COMPLETION))
    assert client.timeout == groq.DEFAULT_TIMEOUT


async def test_copies_share_it_and_take_another() -> None:
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
async def test_errors(error: type[Exception], expected: type[groq.APIError], cause: type[Exception]) -> None:
    client, aclient = clients(raising(error))
    with pytest.raises(expected) as caught:
        client.chat.completions.create(**ASK)
    assert type(caught.value.__cause__) is cause
    assert isinstance(caught.value.__cause__.__cause__, error)
    with pytest.raises(expected):
        await aclient.chat.completions.create(**ASK)


async def test_errors_of_the_callers_own_are_raised_as_they_are() -> None:
    client, aclient = clients(raising(TypeError))
    with pytest.raises(TypeError, match="broken"):
        client.chat.completions.create(**ASK)
    with pytest.raises(TypeError, match="broken"):
        await aclient.chat.completions.create(**ASK)


class Cut(httpx2.SyncByteStream, httpx2.AsyncByteStream):
    """A body that breaks off."""

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


async def test_a_stream_that_breaks_off() -> None:
    bodies = [Cut(), Cut()]
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


async def test_compressed_answers_and_hooks_that_read_them() -> None:
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


async def test_a_hook_that_raises_for_status_gives_the_status_error() -> None:
    def check(response: httpx2.Response) -> None:
        response.raise_for_status()

    http_client = httpx2.Client(
        transport=httpx2.MockTransport(lambda _: httpx2.Response(401, json={"error": {"message": "no"}})),
        event_hooks={"response": [check]},
    )
    with pytest.raises(groq.AuthenticationError):
        groq.Groq(api_key="gsk_mine", http_client=http_client).chat.completions.create(**ASK)


async def test_a_closed_client_is_told() -> None:
    http_client = httpx2.Client()
    client = groq.Groq(api_key="gsk_mine", http_client=http_client)
    http_client.close()
    with pytest.raises(groq.APIConnectionError, match="closed"):
        client.chat.completions.create(**ASK)


async def test_a_client_of_the_other_kind_is_refused() -> None:
    with pytest.raises(TypeError, match=r"Groq takes an httpx\.Client"):
        groq.Groq(api_key="gsk_mine", http_client=httpx2.AsyncClient())  # type: ignore[arg-type] # that is the test


async def test_a_refused_certificate_is_not_retried() -> None:
    requests = 0

    def handler(_request: httpx2.Request) -> httpx2.Response:
        nonlocal requests
        requests += 1
        raise httpx2.ConnectError("refused") from ssl.SSLCertVerificationError("self-signed")

    client, _ = clients(handler, max_retries=5)
    with pytest.raises(groq.APIConnectionError):
        client.chat.completions.create(**ASK)
    assert requests == 1


async def test_a_total_timeout_ends_a_silent_call() -> None:
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
