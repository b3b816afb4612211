"""Errors inside a stream, invalid events, and transport failures."""

from __future__ import annotations

import json
import threading
from typing import Any

import httpx
import pydantic
import pytest

from groq import (
    APIConnectionError,
    APIError,
    APIResponseValidationError,
    APITimeoutError,
    InternalServerError,
)
from groq.testing import LocalServer

from ..support.clients import CHAT, async_client, busy_connections, open_connections, sync_client
from ..support.engines import LEAVES_BODIES_UNFINISHED
from ..support.events import DONE, chunk, event, request, texts
from ..support.server import ScriptedServer, Step, chunked
from .reading import ERROR, aread, async_stream, on_many_lines, outcomes, read, sync_stream

pytestmark = LEAVES_BODIES_UNFINISHED


STATUS_INSIDE = {**ERROR, "status_code": 503}


class TestErrorsInTheStream:
    @pytest.mark.parametrize(
        ("body", "expected"),
        [
            pytest.param(event({"error": ERROR}, "error"), ERROR, id="event"),
            pytest.param(event({"error": STATUS_INSIDE}, "error"), STATUS_INSIDE, id="event_status_inside"),
            pytest.param(event({"error": ERROR, "status_code": 503}, "error"), ERROR, id="event_status_outside"),
            pytest.param(event(ERROR, "error"), ERROR, id="event_bare"),
            pytest.param(event({"error": ERROR}), ERROR, id="data"),
            pytest.param(event({"error": STATUS_INSIDE}), STATUS_INSIDE, id="data_status_inside"),
            pytest.param(event({"status_code": 503, "error": ERROR}), ERROR, id="data_status_outside"),
            pytest.param(event({"error": ERROR}, "message"), ERROR, id="data_named_message"),
            pytest.param(event({"error": ERROR}, "something"), ERROR, id="data_named_something"),
            pytest.param(event(on_many_lines({"error": ERROR})), ERROR, id="data_on_many_lines"),
            pytest.param(event(b" " + json.dumps({"error": ERROR}).encode()), ERROR, id="data_after_space"),
            pytest.param(event(chunk("x", error=ERROR)), ERROR, id="in_a_chunk"),
            pytest.param(event({"error": ERROR}).replace(b"\n", b"\r\n"), ERROR, id="crlf"),
        ],
    )  # fmt: skip
    @pytest.mark.anyio
    async def test_raises_error_with_fields_of_error_object(self, body: bytes, expected: dict[str, Any]) -> None:
        for outcome in await outcomes(texts("a", "b") + body + texts("late")):
            error = outcome.error
            assert outcome.texts == ["a", "b"]
            assert isinstance(error, InternalServerError)
            assert error.status_code in (500, 503)
            assert error.message == str(error) == "Out of order"
            assert error.body == expected
            assert (error.type, error.code, error.param) == ("server_error", "broken", "p")
            assert error.failed_generation == "<x>"
            assert error.request_id == "req_test"
            assert error.request.url == request().url

    @pytest.mark.parametrize(
        ("body", "message", "inner"),
        [
            pytest.param(event(chunk("x", x_groq={"error": "Over capacity"})), "Over capacity", "Over capacity",
                         id="x_groq"),
            pytest.param(event({"id": "1", "x_groq": {"id": "r", "error": "Over capacity"}}), "Over capacity",
                         "Over capacity", id="x_groq_alone"),
            pytest.param(event({"error": "Over capacity"}), "Over capacity", "Over capacity", id="text"),
            pytest.param(event({"error": "Over capacity"}, "error"), "Over capacity", "Over capacity", id="event_text"),
            pytest.param(event(b"Over capacity", "error"), "Over capacity", "Over capacity", id="event_not_json"),
            pytest.param(event("Over capacity", "error"), "Over capacity", "Over capacity", id="event_json_text"),
            pytest.param(event({"error": {"code": 7}}), "An error occurred", {"code": 7}, id="no_message"),
            pytest.param(event({"error": 7}), "An error occurred", 7, id="number"),
            pytest.param(event({"error": ["a"]}), "An error occurred", ["a"], id="list"),
            pytest.param(event({}, "error"), "An error occurred", {}, id="event_empty"),
            pytest.param(event(b"", "error"), "An error occurred", "", id="event_blank"),
            pytest.param(event({"error": {"message": None, "type": "t"}}), "An error occurred",
                         {"message": None, "type": "t"}, id="null_message"),
        ],
    )  # fmt: skip
    @pytest.mark.anyio
    async def test_raises_error_of_another_form(self, body: bytes, message: str, inner: object) -> None:
        for outcome in await outcomes(texts("a") + body + DONE):
            assert outcome.texts == ["a"]
            assert type(outcome.error) is APIError
            assert outcome.error.message.startswith(message)
            assert outcome.error.body == inner
            assert outcome.error.request_id == "req_test"

    @pytest.mark.anyio
    async def test_raises_error_without_blank_line(self) -> None:
        for outcome in await outcomes(texts("a") + event({"error": ERROR}, "error").rstrip()):
            assert outcome.texts == ["a"]
            assert isinstance(outcome.error, APIError)
            assert outcome.error.message == "Out of order"

    @pytest.mark.anyio
    async def test_numeric_code_is_kept(self) -> None:
        for outcome in await outcomes(event({"error": {"message": "m", "code": 503}})):
            assert isinstance(outcome.error, APIError)
            assert outcome.error.code == 503

    @pytest.mark.anyio
    async def test_error_is_raised_for_any_cast_to(self) -> None:
        for cast_to in (dict, object):
            for outcome in await outcomes(event({"error": ERROR}), cast_to=cast_to):
                assert outcome.chunks == []
                assert isinstance(outcome.error, APIError)

    @pytest.mark.anyio
    async def test_raises_error_that_is_not_utf8(self) -> None:
        for outcome in await outcomes(event(b'{"error": {"message": "a\xffb"}}')):
            assert isinstance(outcome.error, APIError)
            assert outcome.error.message == "a\ufffdb"

    @pytest.mark.anyio
    async def test_stream_ends_after_an_error(self) -> None:
        body = texts("a") + event({"error": ERROR}) + texts("late")
        sync, asynchronous = sync_stream(body), async_stream(body)
        assert isinstance(read(sync).error, APIError)
        assert isinstance((await aread(asynchronous)).error, APIError)
        assert read(sync) == await aread(asynchronous) == ([], None)

    @pytest.mark.parametrize("shape", ["event", "data", "chunk"])
    @pytest.mark.anyio
    async def test_raises_simulated_failures_of_local_server(self, shape: Any) -> None:
        with LocalServer() as server:
            server.reply_stream_error("Out of order", after=3, shape=shape, times=2)
            with sync_client(server.base_url) as client:
                sync = read(client.chat.completions.create(**CHAT, stream=True))
                assert busy_connections(client) == 0
            async with async_client(server.base_url) as aclient:
                asynchronous = await aread(await aclient.chat.completions.create(**CHAT, stream=True))
                assert busy_connections(aclient) == 0
        for outcome in (sync, asynchronous):
            assert len(outcome.chunks) == 3
            assert isinstance(outcome.error, APIError)
            # An error inside a chunk has no status.
            assert isinstance(outcome.error, InternalServerError) is (shape != "chunk")
            assert outcome.error.message == "Out of order"
            assert outcome.error.request_id is not None


class TestBadEvents:
    @pytest.mark.parametrize(
        "data",
        [b"garbage", b"{", b'{"id":', b"{garbage}", b"[1]", b"null", b'"text"', b"5", b"{}", b'{"surprise": 1}', b"",
         b"<html>busy</html>", b'{"error": '],
    )  # fmt: skip
    @pytest.mark.anyio
    async def test_rejects_event_that_is_not_a_chunk(self, data: bytes) -> None:
        for outcome in await outcomes(texts("a") + event(data) + texts("late") + DONE):
            assert outcome.texts == ["a"]
            assert isinstance(outcome.error, APIResponseValidationError)
            assert isinstance(outcome.error.__cause__, pydantic.ValidationError)
            assert data.decode() in outcome.error.message
            assert "ChatCompletionChunk" in outcome.error.message
            assert outcome.error.body == data.decode()
            assert (outcome.error.status_code, outcome.error.request_id) == (200, "req_test")


TRANSPORT_ERRORS: list[Exception] = [
    httpx.ReadError("reset"),
    httpx.RemoteProtocolError("cut off"),
    httpx.CloseError("closed"),
    httpx.DecodingError("bad gzip"),
]


class TestTransportFailures:
    @pytest.mark.parametrize("failure", TRANSPORT_ERRORS, ids=repr)
    @pytest.mark.anyio
    async def test_raises_connection_error_when_connection_breaks(self, failure: Exception) -> None:
        for outcome in await outcomes(texts("a"), texts("b") + b'data: {"id"', failure):
            assert outcome.texts == ["a", "b"]
            assert type(outcome.error) is APIConnectionError
            assert outcome.error.__cause__ is failure
            assert str(failure) in outcome.error.message
            assert outcome.error.request.url == request().url

    @pytest.mark.anyio
    async def test_raises_timeout_when_server_is_silent(self) -> None:
        failure = httpx.ReadTimeout("silence")
        for outcome in await outcomes(texts("a"), failure):
            assert outcome.texts == ["a"]
            assert type(outcome.error) is APITimeoutError
            assert outcome.error.__cause__ is failure
            assert "Request timed out" in outcome.error.message

    @pytest.mark.anyio
    async def test_ignores_failure_after_done(self) -> None:
        for outcome in await outcomes(texts("a") + DONE, httpx.ReadError("reset")):
            assert outcome.error is None
            assert outcome.texts == ["a"]

    @pytest.mark.anyio
    async def test_stream_ends_after_a_transport_failure(self) -> None:
        pieces = (texts("a"), httpx.ReadError("reset"))
        sync, asynchronous = sync_stream(*pieces), async_stream(*pieces)
        assert isinstance(read(sync).error, APIConnectionError)
        assert isinstance((await aread(asynchronous)).error, APIConnectionError)
        assert read(sync) == await aread(asynchronous) == ([], None)

    def test_propagates_exceptions_of_caller(self) -> None:
        stream = sync_stream(texts("a"), KeyError("mine"))
        next(stream)
        with pytest.raises(KeyError, match="mine"):
            next(stream)

    def test_raises_connection_error_for_corrupt_compression(self) -> None:
        outcome = read(sync_stream(b"not gzip", headers={"content-encoding": "gzip"}))
        assert isinstance(outcome.error, APIConnectionError)
        assert isinstance(outcome.error.__cause__, httpx.DecodingError)

    @pytest.mark.parametrize(
        ("step", "cause"), [(Step.HANG_UP, httpx.RemoteProtocolError), (Step.RESET, httpx.ReadError)]
    )
    @pytest.mark.anyio
    async def test_raises_connection_error_when_server_disconnects(self, step: Step, cause: type[Exception]) -> None:
        gates = threading.Event(), threading.Event()
        replies = [chunked(texts("a"), gate, step) for gate in gates]
        with ScriptedServer(*replies) as server:
            with sync_client(server.url) as client, client.chat.completions.create(**CHAT, stream=True) as stream:
                assert next(stream).choices[0].delta.content == "a"
                gates[0].set()
                sync = read(stream)
                assert open_connections(client) == 0
            async with async_client(server.url) as aclient:
                astream = await aclient.chat.completions.create(**CHAT, stream=True)
                assert (await astream.__anext__()).choices[0].delta.content == "a"
                gates[1].set()
                asynchronous = await aread(astream)
                assert open_connections(aclient) == 0
        for outcome in (sync, asynchronous):
            assert outcome.chunks == []
            assert type(outcome.error) is APIConnectionError
            assert isinstance(outcome.error.__cause__, cause)

    @pytest.mark.anyio
    async def test_raises_timeout_when_server_stalls(self) -> None:
        with ScriptedServer(*(chunked(texts("a"), end=False) for _ in range(2))) as server:
            with sync_client(server.url, timeout=httpx.Timeout(5, read=0.1)) as client:
                sync = read(client.chat.completions.create(**CHAT, stream=True))
                assert open_connections(client) == 0
            async with async_client(server.url, timeout=httpx.Timeout(5, read=0.1)) as aclient:
                asynchronous = await aread(await aclient.chat.completions.create(**CHAT, stream=True))
                assert open_connections(aclient) == 0
        for outcome in (sync, asynchronous):
            assert outcome.texts == ["a"]
            assert type(outcome.error) is APITimeoutError
            assert isinstance(outcome.error.__cause__, httpx.ReadTimeout)
