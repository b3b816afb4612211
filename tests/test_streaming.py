"""`Stream` and `AsyncStream`: what they give, what they raise, and when they let go of the connection."""

from __future__ import annotations

import contextlib
import gc
import gzip
import itertools
import json
import threading
from collections.abc import AsyncIterator, Iterator
from typing import Any, NamedTuple

import anyio
import httpx
import pydantic
import pytest

from groq import (
    APIConnectionError,
    APIError,
    APIResponseValidationError,
    APITimeoutError,
    AsyncStream,
    BaseModel,
    InternalServerError,
    Stream,
)
from groq._streaming import extract_stream_chunk_type
from groq.testing import LocalServer
from groq.types.chat import ChatCompletionChunk

from .support.clients import CHAT, async_client, busy_connections, open_connections, sync_client, sync_client_of
from .support.events import DONE, Body, chunk, event, request, response, texts
from .support.server import ScriptedServer, Step, chunked, sized

# httpx leaves its async generators to the garbage collector when a response is closed early, and trio says so.
pytestmark = pytest.mark.filterwarnings("ignore:Async generator:ResourceWarning")


@pytest.fixture(scope="module", autouse=True)
def _collected() -> Iterator[None]:
    """What trio may say of garbage, it says here and not in the tests of another module."""
    yield
    gc.collect()


class Outcome(NamedTuple):
    """What a stream gave before it ended, and the error that ended it."""

    chunks: list[Any]
    error: Exception | None

    @property
    def texts(self) -> list[Any]:
        return [chunk.choices[0].delta.content for chunk in self.chunks]


def read(stream: Stream[Any]) -> Outcome:
    chunks: list[Any] = []
    try:
        for chunk in stream:
            chunks.append(chunk)  # noqa: PERF402 - what came before an error counts
    except APIError as error:
        return Outcome(chunks, error)
    return Outcome(chunks, None)


async def aread(stream: AsyncStream[Any]) -> Outcome:
    chunks: list[Any] = []
    try:
        async for chunk in stream:
            chunks.append(chunk)  # noqa: PERF401 - as above
    except APIError as error:
        return Outcome(chunks, error)
    return Outcome(chunks, None)


def on_many_lines(value: Any) -> bytes:
    """The data of an event that takes many lines, as `event` wants it."""
    return json.dumps(value, indent=1).encode().replace(b"\n", b"\ndata: ")


def sync_stream(*pieces: bytes | Exception, cast_to: Any = ChatCompletionChunk, **kw: Any) -> Stream[Any]:
    return Stream(cast_to=cast_to, response=response(*pieces, **kw)[0], client=None)


def async_stream(*pieces: bytes | Exception, cast_to: Any = ChatCompletionChunk, **kw: Any) -> AsyncStream[Any]:
    return AsyncStream(cast_to=cast_to, response=response(*pieces, **kw)[0], client=None)


async def outcomes(*pieces: bytes | Exception, **kw: Any) -> tuple[Outcome, Outcome]:
    """The same bytes through both kinds of stream; both let go of the response."""
    sync, asynchronous = sync_stream(*pieces, **kw), async_stream(*pieces, **kw)
    both = read(sync), await aread(asynchronous)
    assert sync.response.is_closed
    assert asynchronous.response.is_closed
    return both


def last(content: str) -> dict[str, Any]:
    """The chunk that an answer ends with."""
    choice = {"index": 0, "delta": {"content": content}, "finish_reason": "stop"}
    return chunk(choices=[choice])


class TestChunks:
    @pytest.mark.anyio
    async def test_come_in_order_and_as_models(self) -> None:
        for outcome in await outcomes(texts("a", "b", "c") + DONE):
            assert outcome.error is None
            assert outcome.texts == ["a", "b", "c"]
            assert all(type(chunk) is ChatCompletionChunk for chunk in outcome.chunks)

    @pytest.mark.parametrize("size", [1, 2, 3, 7, 50, 200])
    @pytest.mark.anyio
    async def test_do_not_depend_on_how_the_bytes_arrive(self, size: int) -> None:
        stream = texts("a", "é😀", "c") + DONE
        for outcome in await outcomes(*(stream[at : at + size] for at in range(0, len(stream), size))):
            assert outcome.texts == ["a", "é😀", "c"]

    @pytest.mark.anyio
    async def test_come_from_a_response_that_was_read_already(self) -> None:
        def buffered() -> httpx.Response:
            return httpx.Response(200, content=texts("a", "b") + DONE, request=request())

        assert read(Stream(cast_to=ChatCompletionChunk, response=buffered(), client=None)).texts == ["a", "b"]
        assert (await aread(AsyncStream(cast_to=ChatCompletionChunk, response=buffered(), client=None))).texts == [
            "a",
            "b",
        ]

    def test_come_from_a_buffered_response_without_a_client_or_a_request(self) -> None:
        stream = Stream(cast_to=ChatCompletionChunk, response=httpx.Response(200, content=texts("a") + DONE))
        assert read(stream).texts == ["a"]

    @pytest.mark.anyio
    async def test_come_from_a_compressed_body(self) -> None:
        body = gzip.compress(texts("a", "b") + DONE)
        for outcome in await outcomes(body[:20], body[20:], headers={"content-encoding": "gzip"}):
            assert outcome.texts == ["a", "b"]

    @pytest.mark.parametrize(
        "body",
        [
            pytest.param(b"\xef\xbb\xbf" + texts("a", "b") + DONE, id="bom"),
            pytest.param((texts("a", "b") + DONE).replace(b"\n", b"\r\n"), id="crlf"),
            pytest.param((texts("a", "b") + DONE).replace(b"\n", b"\r"), id="cr"),
            pytest.param((texts("a", "b") + DONE).replace(b"data: ", b"data:"), id="no_space"),
            pytest.param(b": hello\n\n" + texts("a") + b": wait\n\n:\n\n" + texts("b") + DONE, id="comments"),
            pytest.param(b"retry: 3000\n\n" + texts("a") + b"retry: 1\n\n" + texts("b") + DONE, id="retry_alone"),
            pytest.param(b"id: 1\n" + texts("a") + b"id: 2\n" + texts("b") + DONE, id="ids"),
            pytest.param(texts("a") + event({"type": "ping"}, "ping") + texts("b") + DONE, id="ping"),
            pytest.param(texts("a") + event(b"pong", "ping") + texts("b") + DONE, id="ping_not_json"),
            pytest.param(texts("a") + b"event: ping\n\n" + texts("b") + DONE, id="ping_without_data"),
            pytest.param(texts("a") + event({"type": "x"}, "other") + texts("b") + DONE, id="other_name"),
            pytest.param(texts("a") + event(b"what?", "other") + texts("b") + DONE, id="other_name_not_json"),
            pytest.param(texts("a") + event([1], "other") + texts("b") + DONE, id="other_name_list"),
            pytest.param(texts("a") + event({"type": "b"}, "a") + texts("b") + DONE, id="other_type"),
            pytest.param(event(chunk("a"), "message") + event(chunk("b"), "message") + DONE, id="named_message"),
            pytest.param(event(chunk("a"), "chat.completion.chunk") + texts("b") + DONE, id="named_by_object"),
            pytest.param(event(on_many_lines(chunk("a"))) + texts("b") + DONE, id="data_of_many_lines"),
            pytest.param(event(b"  " + json.dumps(chunk("a")).encode() + b" ") + texts("b") + DONE, id="spaces"),
            pytest.param(texts("a") + event(last("b")), id="no_done"),
            pytest.param(texts("a") + event(last("b")).removesuffix(b"\n\n"), id="no_done_and_no_blank_line"),
            pytest.param(texts("a", "b") + DONE.removesuffix(b"\n\n"), id="no_blank_line_after_done"),
            pytest.param(texts("a", "b") + b"data:[DONE]\r\n\r\n", id="done_without_space"),
            pytest.param(texts("a", "b") + b"data: [DONE] \n\n", id="done_and_space"),
            pytest.param(texts("a", "b") + b"event: done\n" + DONE, id="done_named"),
        ],
    )  # fmt: skip
    @pytest.mark.anyio
    async def test_come_from_streams_of_every_style(self, body: bytes) -> None:
        for outcome in await outcomes(body):
            assert outcome.error is None
            assert outcome.texts == ["a", "b"]

    @pytest.mark.anyio
    async def test_after_done_in_one_piece_are_not_given(self) -> None:
        for outcome in await outcomes(texts("a") + DONE + texts("late")):
            assert outcome.error is None
            assert outcome.texts == ["a"]

    @pytest.mark.anyio
    async def test_after_done_in_another_piece_are_not_given(self) -> None:
        for outcome in await outcomes(texts("a") + DONE, texts("late"), event({"error": {"message": "late"}})):
            assert outcome.error is None
            assert outcome.texts == ["a"]

    @pytest.mark.anyio
    async def test_typed_event_named_as_its_payload_is_given(self) -> None:
        class Delta(BaseModel):
            type: str
            delta: str

        body = b"".join(event({"type": "text.delta", "delta": text}, "text.delta") for text in "ab")
        for outcome in await outcomes(body, cast_to=Delta):
            assert outcome.chunks == [Delta(type="text.delta", delta="a"), Delta(type="text.delta", delta="b")]

    @pytest.mark.parametrize("content", ["error", '"error"', '{"error": {"message": "no"}}', "event: error", "[DONE]"])
    @pytest.mark.anyio
    async def test_text_about_errors_is_no_error(self, content: str) -> None:
        for outcome in await outcomes(texts(content, "b") + event(chunk(content), "message") + DONE):
            assert outcome.error is None
            assert outcome.texts == [content, "b", content]

    @pytest.mark.parametrize(
        "fields",
        [
            {"error": None},
            {"x_groq": {"id": "req_1", "error": None}},
            {"x_groq": {"id": "error"}},
            {"x_groq": "error"},
            {"system_fingerprint": "error"},
            {"more": {"error": "inside something else"}},
            {"choices": [{"index": 0, "delta": {"content": "a", "tool_calls": [{"error": "deep"}]}}]},
        ],
    )
    @pytest.mark.anyio
    async def test_error_keys_that_report_none_are_no_error(self, fields: dict[str, Any]) -> None:
        for outcome in await outcomes(event(chunk("a", **fields)) + DONE):
            assert outcome.error is None
            assert outcome.texts == ["a"]

    @pytest.mark.anyio
    async def test_bytes_that_are_not_utf8_read_as_replacement_characters(self) -> None:
        raw = json.dumps(chunk("a?b")).encode().replace(b"?", b"\xff\xe2\x82")
        quoted = json.dumps(chunk("error?")).encode().replace(b'?"', b'\xff", "note": "error"')
        for outcome in await outcomes(event(raw) + event(quoted) + event(raw, "message") + DONE):
            assert outcome.error is None
            assert outcome.texts == ["a\ufffd\ufffdb", "error\ufffd", "a\ufffd\ufffdb"]

    @pytest.mark.anyio
    async def test_odd_chunks_are_given_as_they_came(self) -> None:
        odd = chunk("a", created="yesterday", surprise={"x": [1]}, object="something.new")
        odd["choices"][0]["finish_reason"] = "invented"
        for outcome in await outcomes(event(odd) + DONE):
            [got] = outcome.chunks
            assert (got.created, got.surprise, got.object) == ("yesterday", {"x": [1]}, "something.new")
            assert got.choices[0].finish_reason == "invented"
            assert got.to_dict(warnings=False) == odd

    @pytest.mark.anyio
    async def test_chunk_without_choices_is_given(self) -> None:
        for outcome in await outcomes(event(chunk("a", choices=[], usage={"total_tokens": 3})) + DONE):
            assert outcome.chunks[0].choices == []
            assert outcome.chunks[0].usage.total_tokens == 3


class TestOtherTypes:
    @pytest.mark.parametrize("cast_to", [dict, object, dict[str, Any], dict[str, object]])
    @pytest.mark.anyio
    async def test_plain_json_is_given_for_plain_types(self, cast_to: Any) -> None:
        for outcome in await outcomes(event({"a": [1, "error"]}) + event({"b": None}) + DONE, cast_to=cast_to):
            assert outcome.chunks == [{"a": [1, "error"]}, {"b": None}]

    @pytest.mark.anyio
    async def test_any_json_is_given_for_object(self) -> None:
        for outcome in await outcomes(event([1]) + event("text") + event(5) + DONE, cast_to=object):
            assert outcome.chunks == [[1], "text", 5]

    @pytest.mark.anyio
    async def test_models_of_the_user_may_be_of_either_base(self) -> None:
        class Ours(BaseModel):
            n: int

        class Plain(pydantic.BaseModel):
            n: int

        for model in (Ours, Plain):
            for outcome in await outcomes(event({"n": 1}) + event({"n": "odd"}) + DONE, cast_to=model):
                assert [type(one) for one in outcome.chunks] == [model, model]
                assert [one.n for one in outcome.chunks] == [1, "odd"]

    def test_chunk_type_is_read_from_the_class(self) -> None:
        class Derived(Stream[ChatCompletionChunk]):
            pass

        assert extract_stream_chunk_type(Stream[ChatCompletionChunk]) is ChatCompletionChunk
        assert extract_stream_chunk_type(AsyncStream[dict]) is dict  # type: ignore[type-arg] # bare on purpose
        assert extract_stream_chunk_type(Derived) is ChatCompletionChunk

    def test_class_that_names_no_chunk_type_is_refused(self) -> None:
        with pytest.raises(TypeError, match="names no chunk type"):
            extract_stream_chunk_type(Stream)


class TestIterating:
    def test_next_gives_the_next_chunk_and_then_stops(self) -> None:
        stream = sync_stream(texts("a", "b") + DONE)
        assert next(stream).choices[0].delta.content == "a"
        assert next(stream).choices[0].delta.content == "b"
        for _ in range(2):
            with pytest.raises(StopIteration):
                next(stream)

    @pytest.mark.anyio
    async def test_anext_gives_the_next_chunk_and_then_stops(self) -> None:
        stream = async_stream(texts("a", "b") + DONE)
        assert (await stream.__anext__()).choices[0].delta.content == "a"
        assert (await stream.__anext__()).choices[0].delta.content == "b"
        for _ in range(2):
            with pytest.raises(StopAsyncIteration):
                await stream.__anext__()

    def test_goes_on_after_a_break_where_it_stopped(self) -> None:
        stream = sync_stream(texts("a", "b"), texts("c", "d") + DONE)
        for _ in stream:
            break
        assert next(stream).choices[0].delta.content == "b"
        for got in stream:
            assert got.choices[0].delta.content == "c"
            break
        assert read(stream).texts == ["d"]

    @pytest.mark.anyio
    async def test_goes_on_after_a_break_where_it_stopped_async(self) -> None:
        stream = async_stream(texts("a", "b"), texts("c", "d") + DONE)
        async for _ in stream:
            break
        assert (await stream.__anext__()).choices[0].delta.content == "b"
        async for got in stream:
            assert got.choices[0].delta.content == "c"
            break
        assert (await aread(stream)).texts == ["d"]

    @pytest.mark.anyio
    async def test_a_second_time_gives_nothing(self) -> None:
        sync, asynchronous = sync_stream(texts("a") + DONE), async_stream(texts("a") + DONE)
        assert (read(sync).texts, read(sync).texts) == (["a"], [])
        assert ((await aread(asynchronous)).texts, (await aread(asynchronous)).texts) == (["a"], [])

    def test_reads_no_further_than_the_chunk_it_gives(self) -> None:
        made, body = response(texts("a"), texts("b"), texts("c"), DONE)
        stream = Stream(cast_to=ChatCompletionChunk, response=made)
        assert body.pieces_read == 0
        next(stream)
        assert body.pieces_read == 1

    @pytest.mark.anyio
    async def test_iterator_is_not_the_stream(self) -> None:
        sync, asynchronous = sync_stream(), async_stream()
        assert iter(sync) is not sync
        assert asynchronous.__aiter__() is not asynchronous
        assert isinstance(iter(sync), Iterator)
        assert isinstance(asynchronous.__aiter__(), AsyncIterator)

    def test_iterator_outlives_the_stream(self) -> None:
        assert [got.choices[0].delta.content for got in iter(sync_stream(texts("a", "b") + DONE))] == ["a", "b"]

    def test_streams_take_attributes_and_have_their_response(self) -> None:
        for stream in (sync_stream(), async_stream()):
            stream.note = 1  # type: ignore[union-attr] # instrumentation does this
            assert vars(stream)["note"] == 1
            assert stream.response.headers["x-request-id"] == "req_test"


class TestPatching:
    def test_iter_wrapped_on_the_class_sees_each_chunk_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        seen: list[Any] = []
        original = Stream.__iter__

        def wrapper(self: Stream[Any]) -> Iterator[Any]:
            for got in original(self):
                seen.append(got)
                yield got

        monkeypatch.setattr(Stream, "__iter__", wrapper)
        assert read(sync_stream(texts("a", "b") + DONE)).texts == ["a", "b"]
        assert len(seen) == 2

    def test_next_wrapped_on_the_class_sees_each_chunk_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        seen: list[Any] = []
        original = Stream.__next__

        def wrapper(self: Stream[Any]) -> Any:
            seen.append(original(self))
            return seen[-1]

        monkeypatch.setattr(Stream, "__next__", wrapper)
        stream = sync_stream(texts("a", "b") + DONE)
        assert [next(stream), next(stream)] == seen
        assert len(seen) == 2

    @pytest.mark.anyio
    async def test_aiter_wrapped_on_the_class_sees_each_chunk_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        seen: list[Any] = []
        original = AsyncStream.__aiter__

        async def wrapper(self: AsyncStream[Any]) -> AsyncIterator[Any]:
            async for got in original(self):
                seen.append(got)
                yield got

        monkeypatch.setattr(AsyncStream, "__aiter__", wrapper)
        assert (await aread(async_stream(texts("a", "b") + DONE))).texts == ["a", "b"]
        assert len(seen) == 2

    @pytest.mark.anyio
    async def test_anext_wrapped_on_the_class_sees_each_chunk_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        seen: list[Any] = []
        original = AsyncStream.__anext__

        async def wrapper(self: AsyncStream[Any]) -> Any:
            seen.append(await original(self))
            return seen[-1]

        monkeypatch.setattr(AsyncStream, "__anext__", wrapper)
        stream = async_stream(texts("a", "b") + DONE)
        assert [await stream.__anext__(), await stream.__anext__()] == seen
        assert len(seen) == 2


ERROR = {"message": "Out of order", "type": "server_error", "code": "broken", "param": "p", "failed_generation": "<x>"}
STATUS_INSIDE = {**ERROR, "status_code": 503}


class TestErrorsInTheStream:
    @pytest.mark.parametrize(
        ("body", "expected"),
        [
            pytest.param(event({"error": ERROR}, "error"), ERROR, id="event"),
            pytest.param(event({"error": STATUS_INSIDE}, "error"), STATUS_INSIDE, id="event_status_inside"),
            pytest.param(event({"error": ERROR, "status_code": 503}, "error"), ERROR, id="event_status_beside"),
            pytest.param(event(ERROR, "error"), ERROR, id="event_bare"),
            pytest.param(event({"error": ERROR}), ERROR, id="data"),
            pytest.param(event({"error": STATUS_INSIDE}), STATUS_INSIDE, id="data_status_inside"),
            pytest.param(event({"status_code": 503, "error": ERROR}), ERROR, id="data_status_beside"),
            pytest.param(event({"error": ERROR}, "message"), ERROR, id="data_named_message"),
            pytest.param(event({"error": ERROR}, "something"), ERROR, id="data_named_otherwise"),
            pytest.param(event(on_many_lines({"error": ERROR})), ERROR, id="data_of_many_lines"),
            pytest.param(event(b" " + json.dumps({"error": ERROR}).encode()), ERROR, id="data_after_space"),
            pytest.param(event(chunk("x", error=ERROR)), ERROR, id="in_a_chunk"),
            pytest.param(event({"error": ERROR}).replace(b"\n", b"\r\n"), ERROR, id="crlf"),
        ],
    )  # fmt: skip
    @pytest.mark.anyio
    async def test_error_object_is_raised_with_its_parts(self, body: bytes, expected: dict[str, Any]) -> None:
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
    async def test_error_of_another_form_is_raised_too(self, body: bytes, message: str, inner: object) -> None:
        for outcome in await outcomes(texts("a") + body + DONE):
            assert outcome.texts == ["a"]
            assert type(outcome.error) is APIError
            assert outcome.error.message.startswith(message)
            assert outcome.error.body == inner
            assert outcome.error.request_id == "req_test"

    @pytest.mark.anyio
    async def test_error_without_a_blank_line_after_it_is_raised(self) -> None:
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
    async def test_error_is_raised_whatever_the_stream_is_cast_to(self) -> None:
        for cast_to in (dict, object):
            for outcome in await outcomes(event({"error": ERROR}), cast_to=cast_to):
                assert outcome.chunks == []
                assert isinstance(outcome.error, APIError)

    @pytest.mark.anyio
    async def test_error_that_is_not_utf8_is_raised(self) -> None:
        for outcome in await outcomes(event(b'{"error": {"message": "a\xffb"}}')):
            assert isinstance(outcome.error, APIError)
            assert outcome.error.message == "a\ufffdb"

    @pytest.mark.anyio
    async def test_stream_is_over_after_an_error(self) -> None:
        body = texts("a") + event({"error": ERROR}) + texts("late")
        sync, asynchronous = sync_stream(body), async_stream(body)
        assert isinstance(read(sync).error, APIError)
        assert isinstance((await aread(asynchronous)).error, APIError)
        assert read(sync) == await aread(asynchronous) == ([], None)

    @pytest.mark.parametrize("shape", ["event", "data", "chunk"])
    @pytest.mark.anyio
    async def test_failures_of_the_local_server_are_raised(self, shape: Any) -> None:
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
            # What stands in a chunk names no status.
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
    async def test_what_is_no_chunk_is_refused_and_named(self, data: bytes) -> None:
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
    async def test_broken_connection_is_a_connection_error(self, failure: Exception) -> None:
        for outcome in await outcomes(texts("a"), texts("b") + b'data: {"id"', failure):
            assert outcome.texts == ["a", "b"]
            assert type(outcome.error) is APIConnectionError
            assert outcome.error.__cause__ is failure
            assert str(failure) in outcome.error.message
            assert outcome.error.request.url == request().url

    @pytest.mark.anyio
    async def test_silence_is_a_timeout(self) -> None:
        failure = httpx.ReadTimeout("silence")
        for outcome in await outcomes(texts("a"), failure):
            assert outcome.texts == ["a"]
            assert type(outcome.error) is APITimeoutError
            assert outcome.error.__cause__ is failure
            assert "Request timed out" in outcome.error.message

    @pytest.mark.anyio
    async def test_failure_after_done_is_no_failure(self) -> None:
        for outcome in await outcomes(texts("a") + DONE, httpx.ReadError("reset")):
            assert outcome.error is None
            assert outcome.texts == ["a"]

    @pytest.mark.anyio
    async def test_stream_is_over_after_a_failure(self) -> None:
        pieces = (texts("a"), httpx.ReadError("reset"))
        sync, asynchronous = sync_stream(*pieces), async_stream(*pieces)
        assert isinstance(read(sync).error, APIConnectionError)
        assert isinstance((await aread(asynchronous)).error, APIConnectionError)
        assert read(sync) == await aread(asynchronous) == ([], None)

    def test_other_exceptions_are_the_users_own(self) -> None:
        stream = sync_stream(texts("a"), KeyError("mine"))
        next(stream)
        with pytest.raises(KeyError, match="mine"):
            next(stream)

    def test_corrupt_compression_is_a_connection_error(self) -> None:
        outcome = read(sync_stream(b"not gzip", headers={"content-encoding": "gzip"}))
        assert isinstance(outcome.error, APIConnectionError)
        assert isinstance(outcome.error.__cause__, httpx.DecodingError)

    @pytest.mark.parametrize(
        ("step", "cause"), [(Step.HANG_UP, httpx.RemoteProtocolError), (Step.RESET, httpx.ReadError)]
    )
    @pytest.mark.anyio
    async def test_server_that_goes_away_is_a_connection_error(self, step: Step, cause: type[Exception]) -> None:
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
    async def test_server_that_falls_silent_is_a_timeout(self) -> None:
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


# Keep-alive comments that take far longer to read than a stream should wait for its end.
FLOOD = [b": still here\n\n"] * 60_000


class TestConnection:
    """Over a socket: what the pool holds, and what the server sees."""

    @pytest.mark.anyio
    async def test_chunk_is_given_while_the_server_is_still_writing(self) -> None:
        gates = threading.Event(), threading.Event()
        with ScriptedServer(*(chunked(texts("a"), gate, texts("b") + DONE) for gate in gates)) as server:
            with sync_client(server.url) as client:
                stream = client.chat.completions.create(**CHAT, stream=True)
                assert next(stream).choices[0].delta.content == "a"
                assert not gates[0].is_set()
                gates[0].set()
                assert read(stream).texts == ["b"]
            async with async_client(server.url) as aclient:
                astream = await aclient.chat.completions.create(**CHAT, stream=True)
                assert (await astream.__anext__()).choices[0].delta.content == "a"
                assert not gates[1].is_set()
                gates[1].set()
                assert (await aread(astream)).texts == ["b"]

    @pytest.mark.parametrize("end", ["with_the_data", "apart"])
    @pytest.mark.anyio
    async def test_serves_the_next_request_after_done(self, end: str) -> None:
        reply = chunked(texts("a"), DONE)
        if end == "with_the_data":
            reply = [b"".join(piece for piece in reply if isinstance(piece, bytes))]
        with ScriptedServer(*[reply] * 6) as server:
            with sync_client(server.url) as client:
                for _ in range(3):
                    assert read(client.chat.completions.create(**CHAT, stream=True)).texts == ["a"]
                    assert (busy_connections(client), open_connections(client)) == (0, 1)
            async with async_client(server.url) as aclient:
                for _ in range(3):
                    assert (await aread(await aclient.chat.completions.create(**CHAT, stream=True))).texts == ["a"]
                    assert (busy_connections(aclient), open_connections(aclient)) == (0, 1)
            assert [request.connection for request in server.requests] == [0, 0, 0, 1, 1, 1]

    @pytest.mark.anyio
    async def test_is_closed_after_done_if_the_server_does_not_end_the_body(self) -> None:
        with ScriptedServer(*(chunked(texts("a"), DONE, end=False) for _ in range(2))) as server:
            with sync_client(server.url, timeout=None) as client:
                assert read(client.chat.completions.create(**CHAT, stream=True)).texts == ["a"]
                assert open_connections(client) == 0
                assert server.wait_for_hang_up(0)
            async with async_client(server.url, timeout=None) as aclient:
                assert (await aread(await aclient.chat.completions.create(**CHAT, stream=True))).texts == ["a"]
                assert open_connections(aclient) == 0
                assert server.wait_for_hang_up(1)

    def test_is_closed_after_done_if_the_server_goes_on_and_on(self) -> None:
        with ScriptedServer(chunked(texts("a"), DONE, *FLOOD)) as server, sync_client(server.url) as client:
            stream = client.chat.completions.create(**CHAT, stream=True)
            assert read(stream).texts == ["a"]
            assert stream.response.num_bytes_downloaded < sum(map(len, FLOOD))

    @pytest.mark.anyio
    async def test_is_closed_after_done_if_the_server_goes_on_and_on_async(self) -> None:
        with ScriptedServer(chunked(texts("a"), DONE, *FLOOD)) as server:
            async with async_client(server.url) as client:
                stream = await client.chat.completions.create(**CHAT, stream=True)
                assert (await aread(stream)).texts == ["a"]
                assert stream.response.num_bytes_downloaded < sum(map(len, FLOOD))
                assert open_connections(client) == 0

    def test_keeps_its_own_timeout_after_done(self) -> None:
        replies = chunked(texts("a"), DONE), chunked(texts("b"), gate := threading.Event(), texts("c"), DONE)
        with ScriptedServer(*replies) as server, sync_client(server.url) as client:
            assert read(client.chat.completions.create(**CHAT, stream=True)).texts == ["a"]
            stream = client.chat.completions.create(**CHAT, stream=True)
            assert stream.response.extensions["network_stream"].deadline is None
            gate.set()
            assert next(stream).choices[0].delta.content == "b"
            assert read(stream).texts == ["c"]
            assert server.connections == 1

    @pytest.mark.parametrize(
        "leave", ["close", "with", "break_with", "error_with", "drop", "drop_unread", "drop_iterator"]
    )
    def test_is_released_by_leaving_early(self, leave: str) -> None:
        with ScriptedServer(chunked(texts("a"), end=False), sized(b"{}")) as server, sync_client(server.url) as client:
            stream = client.chat.completions.create(**CHAT, stream=True)
            with contextlib.suppress(LeavingError):
                leave_early(stream, leave)
            del stream
            gc.collect()
            assert (busy_connections(client), open_connections(client)) == (0, 0)
            assert server.wait_for_hang_up(0)
            assert client.get("/anything", cast_to=object) == {}

    @pytest.mark.parametrize("leave", ["close", "with", "break_with", "error_with"])
    @pytest.mark.anyio
    async def test_is_released_by_leaving_early_async(self, leave: str) -> None:
        with ScriptedServer(chunked(texts("a"), end=False), sized(b"{}")) as server:
            async with async_client(server.url) as client:
                stream = await client.chat.completions.create(**CHAT, stream=True)
                with contextlib.suppress(LeavingError):
                    await leave_early_async(stream, leave)
                assert (busy_connections(client), open_connections(client)) == (0, 0)
                assert server.wait_for_hang_up(0)
                assert await client.get("/anything", cast_to=object) == {}

    @pytest.mark.anyio
    async def test_is_released_by_an_error_in_the_stream(self) -> None:
        bad = [event({"error": ERROR}), event(b"garbage")]
        with ScriptedServer(*(chunked(texts("a"), piece, end=False) for piece in bad * 2)) as server:
            with sync_client(server.url) as client:
                for _ in bad:
                    assert isinstance(read(client.chat.completions.create(**CHAT, stream=True)).error, APIError)
                    assert open_connections(client) == 0
            async with async_client(server.url) as aclient:
                for _ in bad:
                    stream = await aclient.chat.completions.create(**CHAT, stream=True)
                    assert isinstance((await aread(stream)).error, APIError)
                    assert open_connections(aclient) == 0

    def test_drop_releases_without_a_collection(self) -> None:
        gc.disable()
        try:
            with ScriptedServer(chunked(texts("a"), end=False)) as server, sync_client(server.url) as client:
                stream = client.chat.completions.create(**CHAT, stream=True)
                next(stream)
                del stream
                assert open_connections(client) == 0
        finally:
            gc.enable()

    @pytest.mark.anyio
    async def test_nothing_is_left_in_the_pool_by_a_cancellation(self) -> None:
        with ScriptedServer(chunked(texts("a"), end=False), sized(b"{}")) as server:
            async with async_client(server.url) as client:
                stream = await client.chat.completions.create(**CHAT, stream=True)
                got: list[Any] = []
                first = anyio.Event()

                async def consume() -> None:
                    async for chunk in stream:
                        got.append(chunk)
                        first.set()

                async with anyio.create_task_group() as group:
                    group.start_soon(consume)
                    await first.wait()
                    for _ in range(5):
                        await anyio.lowlevel.checkpoint()
                    group.cancel_scope.cancel()
                assert len(got) == 1
                assert open_connections(client) == 0
                assert server.wait_for_hang_up(0)
                assert await client.get("/anything", cast_to=object) == {}
                await stream.close()

    @pytest.mark.anyio
    async def test_closing_twice_or_after_the_end_is_fine(self) -> None:
        sync, asynchronous = sync_stream(texts("a") + DONE), async_stream(texts("a") + DONE)
        for _ in range(2):
            sync.close()
            await asynchronous.close()
        assert read(sync) == await aread(asynchronous) == ([], None)

    @pytest.mark.anyio
    async def test_with_lets_errors_through(self) -> None:
        sync, asynchronous = sync_stream(texts("a") + DONE), async_stream(texts("a") + DONE)
        with pytest.raises(LeavingError):
            leave_early(sync, "error_with")
        with pytest.raises(LeavingError):
            await leave_early_async(asynchronous, "error_with")
        assert sync.response.is_closed
        assert asynchronous.response.is_closed

    def test_closing_while_a_piece_still_has_chunks_ends_the_iteration(self) -> None:
        stream = sync_stream(texts("a", "b", "c") + DONE)
        next(stream)
        stream.close()
        assert read(stream) == ([], None)


class LeavingError(Exception):
    pass


def leave_early(stream: Stream[Any], leave: str) -> None:
    if leave == "close":
        next(stream)
        stream.close()
    elif leave == "with":
        with stream:
            next(stream)
    elif leave == "break_with":
        with stream:
            for _ in stream:
                break
    elif leave == "error_with":
        with stream as same:
            for _ in same:
                raise LeavingError
    elif leave == "drop":
        next(stream)
    elif leave == "drop_iterator":
        next(itertools.islice(stream, 1))


async def leave_early_async(stream: AsyncStream[Any], leave: str) -> None:
    if leave == "close":
        await stream.__anext__()
        await stream.close()
    elif leave == "with":
        async with stream:
            await stream.__anext__()
    elif leave == "break_with":
        async with stream:
            async for _ in stream:
                break
    elif leave == "error_with":
        async with stream as same:
            async for _ in same:
                raise LeavingError


def test_next_call_closes_the_body_of_a_dropped_stream_of_another_transport() -> None:
    made, body = response(texts("a", "b"))
    stream = Stream(cast_to=ChatCompletionChunk, response=made)
    next(stream)
    assert not body.closed
    del stream
    sync_client_of(lambda _: httpx.Response(200, json={"object": "list", "data": []})).models.list()
    assert body.closed
    assert isinstance(body, Body)


class TestWholeness:
    """A stream that was cut, or that never was one, does not look like a short answer."""

    @pytest.mark.anyio
    async def test_a_stream_cut_between_events_is_an_error(self) -> None:
        for outcome in await outcomes(texts("a", "b")):
            assert outcome.texts == ["a", "b"]
            assert isinstance(outcome.error, APIConnectionError)
            assert "ended before the answer was complete" in str(outcome.error)

    @pytest.mark.anyio
    async def test_a_stream_is_whole_with_a_finish_reason_and_a_usage_chunk(self) -> None:
        for outcome in await outcomes(texts("a") + event(last("b")) + event(chunk(choices=[], usage=None))):
            assert outcome.error is None

    @pytest.mark.parametrize("rest", [b"", b"da", b"data: [DO", b'data: {"id"'])
    @pytest.mark.parametrize("failure", [httpx.ReadError("reset"), httpx.ReadTimeout("silence"), None])
    @pytest.mark.anyio
    async def test_a_stream_is_whole_after_a_finish_reason_whatever_is_lost_behind_it(
        self, rest: bytes, failure: Exception | None
    ) -> None:
        pieces: list[bytes | Exception] = [texts("a") + event(last("b")) + rest, *([failure] if failure else [])]
        for outcome in await outcomes(*pieces):
            assert outcome.error is None
            assert outcome.texts == ["a", "b"]

    @pytest.mark.parametrize(
        ("body", "content_type", "kind", "shown"),
        [
            (b'{"error": {"message": "no such thing"}}', "application/json", APIError, "no such thing"),
            (b"<html>sorry</html>", "text/html", APIResponseValidationError, "<html>sorry</html>"),
            (b'{"id": "1", "choices": []}', "application/json", APIResponseValidationError, "server-sent events"),
            (b"", "application/json", APIResponseValidationError, "server-sent events"),
            (b"", "text/event-stream", APIConnectionError, "ended before"),
            (b"\xef\xbb", "text/event-stream", APIConnectionError, "ended before"),
            (b'\xef\xbb\xbfdata: {"id": "1"', "text/event-stream", APIConnectionError, "ended before"),
            (b"data: [DO", "text/event-stream", APIConnectionError, "ended before"),
            (b": nothing but\n\n: comments\n\n", "text/event-stream", APIConnectionError, "ended before"),
        ],
        ids=["json_error", "html", "json", "empty_json", "empty", "bom_cut", "event_cut", "done_cut", "comments"],
    )
    def test_what_is_no_stream_raises_with_what_came(
        self, body: bytes, content_type: str, kind: type[APIError], shown: str
    ) -> None:
        response = httpx.Response(200, content=body, headers={"content-type": content_type})
        with pytest.raises(kind) as caught:
            list(Stream(cast_to=ChatCompletionChunk, response=response))
        assert shown in str(caught.value)

    @pytest.mark.anyio
    async def test_reading_on_after_an_interrupted_read_is_an_error(self) -> None:
        gate = threading.Event()
        with ScriptedServer(chunked(texts("a"), gate, texts("b"), DONE)) as server:
            async with async_client(server.url) as client:
                stream = await client.chat.completions.create(**CHAT, stream=True)
                assert (await stream.__anext__()).choices[0].delta.content == "a"
                with anyio.move_on_after(0):
                    await stream.__anext__()
                gate.set()
                with pytest.raises(APIConnectionError, match="interrupted"):
                    await stream.__anext__()

    def test_streams_of_threads_on_one_client_keep_apart(self) -> None:
        failures: list[BaseException] = []
        with LocalServer() as server, server.client(max_retries=0, timeout=30) as client:

            def work() -> None:
                try:
                    for _ in range(40):
                        assert list(client.chat.completions.create(**CHAT, stream=True))
                        assert client.chat.completions.create(**CHAT).choices
                except BaseException as err:
                    failures.append(err)

            threads = [threading.Thread(target=work) for _ in range(8)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        assert failures == []


@pytest.mark.anyio
async def test_a_stream_whose_data_is_all_there_lets_other_tasks_go_on() -> None:
    turns = 0

    async def count() -> None:
        nonlocal turns
        while True:
            await anyio.sleep(0)
            turns += 1

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(count)
        stream = async_stream(*[event(chunk("a"))] * 100, DONE)
        assert len((await aread(stream)).chunks) == 100
        assert turns >= 10
        tasks.cancel_scope.cancel()


@pytest.mark.anyio
async def test_a_stream_that_outlives_its_client_says_so() -> None:
    reply = chunked(texts("a"), gate := threading.Event(), texts("b"), DONE)
    with ScriptedServer(reply, reply) as server:
        with sync_client(server.url) as client:
            stream = client.chat.completions.create(**CHAT, stream=True)
            assert next(stream).choices[0].delta.content == "a"
        async with async_client(server.url) as aclient:
            astream = await aclient.chat.completions.create(**CHAT, stream=True)
            assert (await anext(astream)).choices[0].delta.content == "a"
        with pytest.raises(APIConnectionError, match="The client was closed; read its streams before"):
            next(stream)
        with pytest.raises(APIConnectionError, match="The client was closed; read its streams before"):
            await anext(astream)
        gate.set()
