"""`client.chat.completions.stream()`: events, the final completion, and the snapshot after a failure."""

from __future__ import annotations

import contextlib
import threading
import time
from typing import Any

import anyio
import httpx
import pytest

import groq
from groq import APIConnectionError, APIError, AsyncGroq, Groq, GroqError
from groq.lib.chat.stream import stream as stream_of
from groq.testing import LocalServer
from tests.support.clients import CHAT, async_client, sync_client
from tests.support.server import ScriptedServer, Step

STREAM = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nx-request-id: req_1\r\n\r\n"
CHUNK = (
    b'data: {"id":"1","object":"chat.completion.chunk","created":1,"model":"m",'
    b'"choices":[{"index":0,"delta":{"content":"%s"},"finish_reason":%s}]}\n\n'
)
HEL, LO = CHUNK % (b"Hel", b"null"), CHUNK % (b"lo", b'"stop"')
DONE = b"data: [DONE]\n\n"
ERROR = b'data: {"error": {"message": "overloaded", "type": "internal_server_error"}}\n\n'
ERROR_CHUNK = (
    b'data: {"id":"1","object":"chat.completion.chunk","created":1,"model":"m","choices":[],'
    b'"x_groq":{"id":"r","error":"overloaded"}}\n\n'
)
REJECTED = b'data: {"error": {"message": "invalid", "code": "json_validate_failed", "failed_generation": "{"}}\n\n'

FAILURES = {
    "connection_reset": (STREAM + HEL, Step.RESET),
    "truncated": (STREAM + HEL, Step.HANG_UP),
    "error_event": (STREAM + HEL + ERROR, Step.HANG_UP),
    "error_in_chunk": (STREAM + HEL + ERROR_CHUNK, Step.HANG_UP),
    "invalid_json": (STREAM + HEL + REJECTED, Step.HANG_UP),
    "invalid_event": (STREAM + HEL + b"data: <html>\n\n", Step.HANG_UP),
    "stalled": (STREAM + HEL, Step.STALL),
}
# For "stalled". The timeout must be long enough for data that arrives late on a busy machine.
LIMITS: dict[str, Any] = {"timeout": httpx.Timeout(10, read=2)}


def test_stream_yields_events_and_the_completion() -> None:
    with ScriptedServer([STREAM + HEL + LO + DONE, Step.HANG_UP]) as server, sync_client(server.url) as client:
        with client.chat.completions.stream(**CHAT) as stream:
            deltas = [event.delta for event in stream if event.type == "content.delta"]
            assert (stream.request_id, stream.response.status_code) == ("req_1", 200)
        assert deltas == ["Hel", "lo"]
        assert stream.get_final_completion().choices[0].message.content == "Hello"
        assert stream.get_final_text() == stream.get_final_message().content == "Hello"


@pytest.mark.anyio
async def test_async_stream_yields_events_and_the_completion() -> None:
    with ScriptedServer([STREAM + HEL + LO + DONE, Step.HANG_UP]) as server:
        async with async_client(server.url) as client, client.chat.completions.stream(**CHAT) as stream:
            deltas = [event.delta async for event in stream if event.type == "content.delta"]
            assert (stream.request_id, stream.response.status_code) == ("req_1", 200)
            assert deltas == ["Hel", "lo"]
            assert (await stream.get_final_completion()).choices[0].message.content == "Hello"
            assert await stream.get_final_text() == (await stream.get_final_message()).content == "Hello"


def test_text_yields_only_the_text(groq_server: LocalServer) -> None:
    groq_server.reply("one two three")
    stream = groq_server.client().chat.completions.stream(**CHAT)
    assert "".join(stream.text) == "one two three"


@pytest.mark.anyio
async def test_async_text_yields_only_the_text(groq_server: LocalServer) -> None:
    groq_server.reply("one two three")
    async with groq_server.async_client() as client:
        assert "".join([text async for text in client.chat.completions.stream(**CHAT).text]) == "one two three"


@pytest.mark.parametrize("failure", FAILURES)
def test_failure_keeps_the_received_text(failure: str) -> None:
    with ScriptedServer(list(FAILURES[failure])) as server, sync_client(server.url, **LIMITS) as client:
        stream = client.chat.completions.stream(**CHAT)
        with pytest.raises(APIError) as caught:
            stream.until_done()
    error: Any = caught.value
    assert error.snapshot.choices[0].message.content == "Hel"
    assert stream.snapshot.choices[0].message.content == "Hel"
    with pytest.raises(GroqError, match="before its end"):
        stream.get_final_completion()


@pytest.mark.anyio
@pytest.mark.parametrize("failure", FAILURES)
async def test_async_failure_keeps_the_received_text(failure: str) -> None:
    with ScriptedServer(list(FAILURES[failure])) as server:
        async with async_client(server.url, **LIMITS) as client:
            stream = client.chat.completions.stream(**CHAT)
            with pytest.raises(APIError) as caught:
                await stream.until_done()
        with pytest.raises(GroqError, match="before its end"):
            await stream.get_final_completion()
    error: Any = caught.value
    assert error.snapshot.choices[0].message.content == stream.snapshot.choices[0].message.content == "Hel"


@pytest.mark.parametrize("failure", FAILURES)
def test_accumulate_keeps_the_received_text_when_a_plain_stream_fails(failure: str) -> None:
    with ScriptedServer(list(FAILURES[failure])) as server, sync_client(server.url, **LIMITS) as client:
        chunks = client.chat.completions.create(**CHAT, stream=True)
        with pytest.raises(APIError) as caught:
            groq.accumulate(chunks)
    error: Any = caught.value
    assert error.snapshot.choices[0].message.content == "Hel"


@pytest.mark.anyio
async def test_plain_async_stream_is_accumulated() -> None:
    with ScriptedServer([STREAM + HEL + LO + DONE, Step.HANG_UP]) as server:
        async with async_client(server.url) as client:
            completion = await groq.accumulate_async(await client.chat.completions.create(**CHAT, stream=True))
    assert completion.choices[0].message.content == "Hello"


def test_stream_that_is_left_early_is_not_complete() -> None:
    gate = threading.Event()
    with ScriptedServer([STREAM + HEL, gate, LO + DONE, Step.HANG_UP]) as server, sync_client(server.url) as client:
        with client.chat.completions.stream(**CHAT) as stream:
            for event in stream:
                if event.type == "content.delta":
                    break
        gate.set()
    assert stream.snapshot.choices[0].message.content == "Hel"
    assert list(stream) == []
    with pytest.raises(GroqError, match="before its end"):
        stream.get_final_text()


def test_interrupted_stream_keeps_the_received_text() -> None:
    gate = threading.Event()
    with ScriptedServer([STREAM + HEL, gate, LO + DONE, Step.HANG_UP]) as server, sync_client(server.url) as client:
        stream = client.chat.completions.stream(**CHAT)
        with contextlib.suppress(KeyboardInterrupt), stream:
            for event in stream:
                if event.type == "content.delta":
                    raise KeyboardInterrupt
        gate.set()
    assert stream.snapshot.choices[0].message.content == "Hel"


@pytest.mark.anyio
async def test_cancelled_stream_keeps_the_received_text() -> None:
    gate = threading.Event()
    with ScriptedServer([STREAM + HEL, gate, LO + DONE, Step.HANG_UP]) as server:
        async with async_client(server.url) as client:
            stream = client.chat.completions.stream(**CHAT)
            with anyio.CancelScope() as scope:
                async for event in stream:
                    if event.type == "content.delta":
                        scope.cancel()
            await stream.close()
            gate.set()
    assert scope.cancelled_caught
    assert stream.snapshot.choices[0].message.content == "Hel"
    with pytest.raises(GroqError, match="before its end"):
        await stream.get_final_completion()


def test_failed_request_raises_on_enter() -> None:
    client = Groq(api_key="k", base_url="http://127.0.0.1:9", max_retries=0)
    with pytest.raises(APIConnectionError), client.chat.completions.stream(**CHAT):
        pass


@pytest.mark.parametrize("cls", [Groq, AsyncGroq])
def test_stream_that_has_not_started_has_no_response(cls: type[Any]) -> None:
    stream = cls(api_key="k").chat.completions.stream(**CHAT)
    with pytest.raises(GroqError, match="has not started"):
        _ = stream.response


def test_sends_the_same_request_as_create_with_stream(groq_server: LocalServer) -> None:
    client = groq_server.client()
    client.chat.completions.stream(**CHAT, temperature=0.5, extra_headers={"x-trace": "1"}).until_done()
    groq.accumulate(
        client.chat.completions.create(**CHAT, temperature=0.5, stream=True, extra_headers={"x-trace": "1"})
    )
    first, second = groq_server.requests
    assert (first.json, first.headers["x-trace"]) == (second.json, second.headers["x-trace"])


def test_close_from_another_thread_does_not_complete_the_answer() -> None:
    with ScriptedServer([STREAM + HEL, Step.STALL]) as server, sync_client(server.url) as client:
        stream = client.chat.completions.stream(**CHAT)
        events: list[str] = []
        started = threading.Event()

        def read() -> None:
            for event in stream:
                events.append(event.type)
                started.set()

        reader = threading.Thread(target=read)
        reader.start()
        assert started.wait(20)
        time.sleep(0.1)  # let the thread block on a read, which cannot be observed
        stream.close()
        reader.join(20)
        assert events == ["chunk", "content.delta"]
        with pytest.raises(GroqError, match="was closed"):
            stream.get_final_completion()


@pytest.mark.anyio
async def test_close_from_another_task_does_not_complete_the_answer() -> None:
    with ScriptedServer([STREAM + HEL, Step.STALL]) as server:
        async with async_client(server.url) as client:
            stream = client.chat.completions.stream(**CHAT)
            assert (await anext(stream)).type == "chunk"
            assert (await anext(stream)).type == "content.delta"
            async with anyio.create_task_group() as group:
                group.start_soon(anyio.sleep, 0)
                group.start_soon(_close_soon, stream)
                with pytest.raises(GroqError, match="was closed"):
                    await stream.get_final_completion()
    assert stream.snapshot.choices[0].message.content == "Hel"


async def _close_soon(stream: Any) -> None:
    await anyio.sleep(0.1)  # let the task block on a read, which cannot be observed
    await stream.close()


def test_sends_one_request_for_two_readers(groq_server: LocalServer) -> None:
    client = Groq()
    refusals: list[str] = []

    def create(**params: Any) -> Any:
        with pytest.raises(RuntimeError) as caught:  # while this request is being sent
            next(stream)
        refusals.append(str(caught.value))
        return client.chat.completions.create(**params)

    stream = stream_of(create, **CHAT)
    assert stream.get_final_text()
    assert len(refusals) == len(groq_server.requests) == 1


@pytest.mark.usefixtures("groq_server")
def test_close_while_the_request_is_sent_closes_its_stream() -> None:
    client = Groq()
    sent: list[Any] = []

    def create(**params: Any) -> Any:
        stream.close()
        sent.append(client.chat.completions.create(**params))
        return sent[0]

    stream = stream_of(create, **CHAT)
    assert list(stream) == []
    assert sent[0].response.is_closed
