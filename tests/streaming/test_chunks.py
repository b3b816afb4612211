"""Chunks: order, types, unexpected values."""

from __future__ import annotations

import gzip
import json
from typing import Any

import httpx
import pydantic
import pytest

from groq import (
    AsyncStream,
    BaseModel,
    Stream,
)
from groq._streaming import extract_stream_chunk_type
from groq.types.chat import ChatCompletionChunk

from ..support.engines import LEAVES_BODIES_UNFINISHED
from ..support.events import DONE, chunk, event, request, texts
from .reading import aread, last, on_many_lines, outcomes, read

pytestmark = LEAVES_BODIES_UNFINISHED


class TestChunks:
    @pytest.mark.anyio
    async def test_are_yielded_in_order_as_models(self) -> None:
        for outcome in await outcomes(texts("a", "b", "c") + DONE):
            assert outcome.error is None
            assert outcome.texts == ["a", "b", "c"]
            assert all(type(chunk) is ChatCompletionChunk for chunk in outcome.chunks)

    @pytest.mark.parametrize("size", [1, 2, 3, 7, 50, 200])
    @pytest.mark.anyio
    async def test_are_the_same_for_any_split(self, size: int) -> None:
        stream = texts("a", "é😀", "c") + DONE
        for outcome in await outcomes(*(stream[at : at + size] for at in range(0, len(stream), size))):
            assert outcome.texts == ["a", "é😀", "c"]

    @pytest.mark.anyio
    async def test_are_read_from_a_buffered_response(self) -> None:
        def buffered() -> httpx.Response:
            return httpx.Response(200, content=texts("a", "b") + DONE, request=request())

        assert read(Stream(cast_to=ChatCompletionChunk, response=buffered(), client=None)).texts == ["a", "b"]
        assert (await aread(AsyncStream(cast_to=ChatCompletionChunk, response=buffered(), client=None))).texts == [
            "a",
            "b",
        ]

    def test_are_read_from_a_buffered_response_without_client_or_request(self) -> None:
        stream = Stream(cast_to=ChatCompletionChunk, response=httpx.Response(200, content=texts("a") + DONE))
        assert read(stream).texts == ["a"]

    @pytest.mark.anyio
    async def test_are_read_from_a_compressed_body(self) -> None:
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
            pytest.param(event(on_many_lines(chunk("a"))) + texts("b") + DONE, id="data_on_many_lines"),
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
    async def test_are_read_from_streams_of_every_style(self, body: bytes) -> None:
        for outcome in await outcomes(body):
            assert outcome.error is None
            assert outcome.texts == ["a", "b"]

    @pytest.mark.anyio
    async def test_end_at_done_in_one_piece(self) -> None:
        for outcome in await outcomes(texts("a") + DONE + texts("late")):
            assert outcome.error is None
            assert outcome.texts == ["a"]

    @pytest.mark.anyio
    async def test_end_at_done_in_another_piece(self) -> None:
        for outcome in await outcomes(texts("a") + DONE, texts("late"), event({"error": {"message": "late"}})):
            assert outcome.error is None
            assert outcome.texts == ["a"]

    @pytest.mark.anyio
    async def test_yields_typed_event_named_as_its_payload(self) -> None:
        class Delta(BaseModel):
            type: str
            delta: str

        body = b"".join(event({"type": "text.delta", "delta": text}, "text.delta") for text in "ab")
        for outcome in await outcomes(body, cast_to=Delta):
            assert outcome.chunks == [Delta(type="text.delta", delta="a"), Delta(type="text.delta", delta="b")]

    @pytest.mark.parametrize("content", ["error", '"error"', '{"error": {"message": "no"}}', "event: error", "[DONE]"])
    @pytest.mark.anyio
    async def test_text_about_errors_does_not_raise(self, content: str) -> None:
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
    async def test_null_error_keys_do_not_raise(self, fields: dict[str, Any]) -> None:
        for outcome in await outcomes(event(chunk("a", **fields)) + DONE):
            assert outcome.error is None
            assert outcome.texts == ["a"]

    @pytest.mark.anyio
    async def test_invalid_utf8_is_replaced(self) -> None:
        raw = json.dumps(chunk("a?b")).encode().replace(b"?", b"\xff\xe2\x82")
        quoted = json.dumps(chunk("error?")).encode().replace(b'?"', b'\xff", "note": "error"')
        for outcome in await outcomes(event(raw) + event(quoted) + event(raw, "message") + DONE):
            assert outcome.error is None
            assert outcome.texts == ["a\ufffd\ufffdb", "error\ufffd", "a\ufffd\ufffdb"]

    @pytest.mark.anyio
    async def test_yields_unexpected_chunks_unchanged(self) -> None:
        odd = chunk("a", created="yesterday", surprise={"x": [1]}, object="something.new")
        odd["choices"][0]["finish_reason"] = "invented"
        for outcome in await outcomes(event(odd) + DONE):
            [got] = outcome.chunks
            assert (got.created, got.surprise, got.object) == ("yesterday", {"x": [1]}, "something.new")
            assert got.choices[0].finish_reason == "invented"
            assert got.to_dict(warnings=False) == odd

    @pytest.mark.anyio
    async def test_yields_chunk_without_choices(self) -> None:
        for outcome in await outcomes(event(chunk("a", choices=[], usage={"total_tokens": 3})) + DONE):
            assert outcome.chunks[0].choices == []
            assert outcome.chunks[0].usage.total_tokens == 3


class TestOtherTypes:
    @pytest.mark.parametrize("cast_to", [dict, object, dict[str, Any], dict[str, object]])
    @pytest.mark.anyio
    async def test_yields_plain_json_for_plain_types(self, cast_to: Any) -> None:
        for outcome in await outcomes(event({"a": [1, "error"]}) + event({"b": None}) + DONE, cast_to=cast_to):
            assert outcome.chunks == [{"a": [1, "error"]}, {"b": None}]

    @pytest.mark.anyio
    async def test_yields_any_json_for_object(self) -> None:
        for outcome in await outcomes(event([1]) + event("text") + event(5) + DONE, cast_to=object):
            assert outcome.chunks == [[1], "text", 5]

    @pytest.mark.anyio
    async def test_models_of_callers_can_have_either_base(self) -> None:
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

    def test_rejects_stream_class_without_chunk_type(self) -> None:
        with pytest.raises(TypeError, match="names no chunk type"):
            extract_stream_chunk_type(Stream)
