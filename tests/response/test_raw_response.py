"""`with_raw_response`."""

from __future__ import annotations

import datetime
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pydantic
import pytest

from groq import (
    BaseModel,
    InternalServerError,
    NotFoundError,
)
from groq._response import APIResponse, AsyncAPIResponse
from groq.types.chat import ChatCompletion

from ..support.clients import (
    CHAT,
    async_client_of,
    sync_client_of,
)
from ..support.engines import LEAVES_BODIES_UNFINISHED
from ..support.waits import record_waits
from .samples import COMPLETION, EXPECTED, JSON, CompletionWire, seen

pytestmark = LEAVES_BODIES_UNFINISHED


RAW_HEADER = "X-Stainless-Raw-Response"


class TestRawResponse:
    def test_has_headers_and_parses(self) -> None:
        raw = sync_client_of(CompletionWire()).chat.completions.with_raw_response.create(**CHAT)
        assert type(raw) is APIResponse
        assert seen(raw) == EXPECTED
        completion: Any = raw.parse()
        assert type(completion) is ChatCompletion
        assert completion.to_dict() == COMPLETION
        assert raw.http_response.request is raw.http_request

    @pytest.mark.anyio
    async def test_has_headers_and_parses_async(self) -> None:
        raw = await async_client_of(CompletionWire()).chat.completions.with_raw_response.create(**CHAT)
        assert type(raw) is AsyncAPIResponse
        assert seen(raw) == EXPECTED
        completion: Any = await raw.parse()
        assert type(completion) is ChatCompletion
        assert completion.to_dict() == COMPLETION

    @pytest.mark.anyio
    async def test_model_is_parsed_once(self) -> None:
        raw = sync_client_of(CompletionWire()).chat.completions.with_raw_response.create(**CHAT)
        assert raw.parse() is raw.parse()
        assert raw.parse(to=dict) is raw.parse(to=dict)
        araw = await async_client_of(CompletionWire()).chat.completions.with_raw_response.create(**CHAT)
        assert await araw.parse() is await araw.parse()

    @pytest.mark.anyio
    async def test_body_is_available_in_every_form(self) -> None:
        raw = sync_client_of(CompletionWire()).chat.completions.with_raw_response.create(**CHAT)
        araw = await async_client_of(CompletionWire()).chat.completions.with_raw_response.create(**CHAT)
        for _ in range(2):
            assert raw.read() == await araw.read() == JSON
            assert raw.text() == await araw.text() == JSON.decode()
            assert raw.json() == await araw.json() == COMPLETION
            assert b"".join(raw.iter_bytes()) == b"".join([piece async for piece in araw.iter_bytes()]) == JSON
            assert list(raw.iter_bytes(100)) == [piece async for piece in araw.iter_bytes(100)]
            assert {len(piece) for piece in list(raw.iter_bytes(100))[:-1]} == {100}
            assert "".join(raw.iter_text()) == "".join([piece async for piece in araw.iter_text()]) == JSON.decode()
            assert list(raw.iter_lines()) == [line async for line in araw.iter_lines()] == [JSON.decode()]

    @pytest.mark.anyio
    async def test_parses_into_other_types(self) -> None:
        class Mine(BaseModel):
            id: str
            choices: list[dict[str, Any]]

        class Plain(pydantic.BaseModel):
            id: str

        expected: dict[Any, Any] = {
            dict: COMPLETION,
            dict[str, Any]: COMPLETION,
            object: COMPLETION,
            str: JSON.decode(),
            bytes: JSON,
            Mine: Mine(**COMPLETION),
            Plain: Plain(id="chatcmpl-1"),
            type(None): None,
        }
        raw = sync_client_of(CompletionWire()).chat.completions.with_raw_response.create(**CHAT)
        araw = await async_client_of(CompletionWire()).chat.completions.with_raw_response.create(**CHAT)
        for type_, value in expected.items():
            assert raw.parse(to=type_) == value
            assert await araw.parse(to=type_) == value
        assert raw.parse(to=httpx.Response) is raw.http_response
        assert await araw.parse(to=httpx.Response) is araw.http_response
        assert type(raw.parse()) is ChatCompletion

    def test_elapsed_time_is_available(self) -> None:
        raw = sync_client_of(CompletionWire()).chat.completions.with_raw_response.create(**CHAT)
        assert datetime.timedelta(0) < raw.elapsed < datetime.timedelta(minutes=1)

    @pytest.mark.parametrize("name", [RAW_HEADER, RAW_HEADER.lower()])
    @pytest.mark.parametrize("value", ["true", "raw"])
    @pytest.mark.anyio
    async def test_header_selects_raw_response(self, name: str, value: str) -> None:
        raw: Any = sync_client_of(CompletionWire()).chat.completions.create(**CHAT, extra_headers={name: value})
        araw: Any = await async_client_of(CompletionWire()).chat.completions.create(**CHAT, extra_headers={name: value})
        assert (type(raw), type(araw)) == (APIResponse, AsyncAPIResponse)
        assert raw.parse() == await araw.parse() == ChatCompletion.model_validate(COMPLETION)

    def test_header_with_stream_selects_unread_response(self) -> None:
        wire = CompletionWire()
        response: Any = sync_client_of(wire).chat.completions.create(**CHAT, extra_headers={RAW_HEADER: "stream"})
        assert not response.is_closed
        assert wire.bodies[0].pieces_read == 0
        assert response.parse().id == "chatcmpl-1"

    def test_sends_additional_headers(self) -> None:
        wire = CompletionWire()
        completions = sync_client_of(wire).chat.completions
        completions.with_raw_response.create(**CHAT, extra_headers={"X-Mine": "1"})
        with completions.with_streaming_response.create(**CHAT, extra_headers={"X-Mine": "2"}):
            pass
        assert [request.headers["x-mine"] for request in wire.requests] == ["1", "2"]

    def test_does_not_modify_headers_of_caller(self) -> None:
        headers = {"X-Mine": "1"}
        sync_client_of(CompletionWire()).chat.completions.with_raw_response.create(**CHAT, extra_headers=headers)
        assert headers == {"X-Mine": "1"}

    def test_plain_call_on_same_client_returns_model(self) -> None:
        client = sync_client_of(CompletionWire())
        client.chat.completions.with_raw_response.create(**CHAT)
        assert type(client.chat.completions.create(**CHAT)) is ChatCompletion

    @pytest.mark.anyio
    async def test_retries_are_counted(self) -> None:
        attempts: list[httpx.Request] = []

        def handler(request: httpx.Request) -> httpx.Response:
            attempts.append(request)
            if len(attempts) % 3 == 1:
                raise httpx.ConnectError("refused")
            return httpx.Response(503) if len(attempts) % 3 == 2 else httpx.Response(200, json=COMPLETION)

        client, aclient = sync_client_of(handler, max_retries=2), async_client_of(handler, max_retries=2)
        record_waits(client, aclient)
        assert client.chat.completions.with_raw_response.create(**CHAT).retries_taken == 2
        assert (await aclient.chat.completions.with_raw_response.create(**CHAT)).retries_taken == 2

    @pytest.mark.parametrize(("status", "error"), [(404, NotFoundError), (500, InternalServerError)])
    @pytest.mark.anyio
    async def test_raises_status_error_in_either_form(self, status: int, error: type[Exception]) -> None:
        wire = CompletionWire(b'{"error": {"message": "no"}}', status=status)
        completions, acompletions = sync_client_of(wire).chat.completions, async_client_of(wire).chat.completions
        calls: list[Callable[[], Any]] = [
            lambda: completions.with_raw_response.create(**CHAT),
            lambda: completions.with_streaming_response.create(**CHAT).__enter__(),
        ]
        acalls: list[Callable[[], Awaitable[Any]]] = [
            lambda: acompletions.with_raw_response.create(**CHAT),
            lambda: acompletions.with_streaming_response.create(**CHAT).__aenter__(),
        ]
        for call in calls:
            with pytest.raises(error, match="no"):
                call()
        for acall in acalls:
            with pytest.raises(error, match="no"):
                await acall()
        assert len(wire.bodies) == 4
        assert all(body.closed for body in wire.bodies)

    def test_repr_shows_status_and_type(self) -> None:
        raw = sync_client_of(CompletionWire()).chat.completions.with_raw_response.create(**CHAT)
        assert repr(raw) == "<APIResponse [200 OK] type=ChatCompletion>"

    def test_works_for_verbs(self) -> None:
        options: Any = {"headers": {RAW_HEADER: "true"}}
        raw: Any = sync_client_of(CompletionWire()).get("/openai/v1/anything", cast_to=dict, options=options)
        assert raw.parse() == COMPLETION
        assert (raw.method, raw.url.path) == ("GET", "/openai/v1/anything")
