"""`with_raw_response` and `with_streaming_response`: the HTTP response beside, or in place of, the model."""

from __future__ import annotations

import datetime
import gc
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any, NamedTuple

import httpx
import pydantic
import pytest

from groq import (
    APIConnectionError,
    APIResponseValidationError,
    APITimeoutError,
    AsyncStream,
    BaseModel,
    InternalServerError,
    NotFoundError,
    Stream,
)
from groq._response import APIResponse, AsyncAPIResponse
from groq.testing import LocalServer
from groq.types.chat import ChatCompletion, ChatCompletionChunk

from .support.clients import (
    CHAT,
    async_client,
    async_client_of,
    busy_connections,
    open_connections,
    sync_client,
    sync_client_of,
)
from .support.events import DONE, Body, chunk, event, texts

# httpx leaves its async generators to the garbage collector when a response is closed early, and trio says so.
pytestmark = pytest.mark.filterwarnings("ignore:Async generator:ResourceWarning")

RAW_HEADER = "X-Stainless-Raw-Response"
COMPLETION: dict[str, Any] = {
    "id": "chatcmpl-1",
    "object": "chat.completion",
    "created": 1,
    "model": "openai/gpt-oss-20b",
    "choices": [{"index": 0, "message": {"role": "assistant", "content": "Hé\nyou"}, "finish_reason": "stop"}],
}
JSON = json.dumps(COMPLETION, ensure_ascii=False).encode()


@pytest.fixture(scope="module", autouse=True)
def _collected() -> Iterator[None]:
    """What trio may say of garbage, it says here and not in the tests of another module."""
    yield
    gc.collect()


class Api:
    """Answers every request in the same way, and keeps requests and bodies."""

    def __init__(self, *pieces: bytes | Exception, status: int = 200, headers: dict[str, str] | None = None) -> None:
        self._pieces = pieces or (JSON,)
        self._status = status
        self._headers = {"content-type": "application/json", "x-request-id": "req_raw", **(headers or {})}
        self.requests: list[httpx.Request] = []
        self.bodies: list[Body] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        self.bodies.append(Body(self._pieces))
        return httpx.Response(self._status, headers=self._headers, stream=self.bodies[-1])


class Seen(NamedTuple):
    """What a response says of itself, for a sync and an async one to be compared with."""

    status_code: int
    request_id: str | None
    header: str | None
    method: str
    path: str
    http_version: str
    retries_taken: int
    is_closed: bool
    sent_model: str


def seen(response: APIResponse[Any] | AsyncAPIResponse[Any]) -> Seen:
    return Seen(
        response.status_code,
        response.request_id,
        response.headers.get("X-Request-ID"),
        response.method,
        response.url.path,
        response.http_version,
        response.retries_taken,
        response.is_closed,
        json.loads(response.http_request.content)["model"],
    )


EXPECTED = Seen(200, "req_raw", "req_raw", "POST", "/openai/v1/chat/completions", "HTTP/1.1", 0, True, CHAT["model"])


class TestRawResponse:
    def test_has_headers_and_the_rest_and_parses(self) -> None:
        raw = sync_client_of(Api()).chat.completions.with_raw_response.create(**CHAT)
        assert type(raw) is APIResponse
        assert seen(raw) == EXPECTED
        completion: Any = raw.parse()
        assert type(completion) is ChatCompletion
        assert completion.to_dict() == COMPLETION
        assert raw.http_response.request is raw.http_request

    @pytest.mark.anyio
    async def test_has_headers_and_the_rest_and_parses_async(self) -> None:
        raw = await async_client_of(Api()).chat.completions.with_raw_response.create(**CHAT)
        assert type(raw) is AsyncAPIResponse
        assert seen(raw) == EXPECTED
        completion: Any = await raw.parse()
        assert type(completion) is ChatCompletion
        assert completion.to_dict() == COMPLETION

    @pytest.mark.anyio
    async def test_model_is_parsed_once(self) -> None:
        raw = sync_client_of(Api()).chat.completions.with_raw_response.create(**CHAT)
        assert raw.parse() is raw.parse()
        assert raw.parse(to=dict) is raw.parse(to=dict)
        araw = await async_client_of(Api()).chat.completions.with_raw_response.create(**CHAT)
        assert await araw.parse() is await araw.parse()

    @pytest.mark.anyio
    async def test_body_can_be_had_in_every_form_and_again(self) -> None:
        raw = sync_client_of(Api()).chat.completions.with_raw_response.create(**CHAT)
        araw = await async_client_of(Api()).chat.completions.with_raw_response.create(**CHAT)
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
        raw = sync_client_of(Api()).chat.completions.with_raw_response.create(**CHAT)
        araw = await async_client_of(Api()).chat.completions.with_raw_response.create(**CHAT)
        for type_, value in expected.items():
            assert raw.parse(to=type_) == value
            assert await araw.parse(to=type_) == value
        assert raw.parse(to=httpx.Response) is raw.http_response
        assert await araw.parse(to=httpx.Response) is araw.http_response
        assert type(raw.parse()) is ChatCompletion

    def test_time_taken_is_known(self) -> None:
        raw = sync_client_of(Api()).chat.completions.with_raw_response.create(**CHAT)
        assert datetime.timedelta(0) < raw.elapsed < datetime.timedelta(minutes=1)

    @pytest.mark.parametrize("name", [RAW_HEADER, RAW_HEADER.lower()])
    @pytest.mark.parametrize("value", ["true", "raw"])
    @pytest.mark.anyio
    async def test_header_selects_it_too(self, name: str, value: str) -> None:
        raw: Any = sync_client_of(Api()).chat.completions.create(**CHAT, extra_headers={name: value})
        araw: Any = await async_client_of(Api()).chat.completions.create(**CHAT, extra_headers={name: value})
        assert (type(raw), type(araw)) == (APIResponse, AsyncAPIResponse)
        assert raw.parse() == await araw.parse() == ChatCompletion.model_validate(COMPLETION)

    def test_header_with_stream_selects_the_response_that_is_not_read(self) -> None:
        api = Api()
        response: Any = sync_client_of(api).chat.completions.create(**CHAT, extra_headers={RAW_HEADER: "stream"})
        assert not response.is_closed
        assert api.bodies[0].pieces_read == 0
        assert response.parse().id == "chatcmpl-1"

    def test_own_headers_are_sent_beside_it(self) -> None:
        api = Api()
        completions = sync_client_of(api).chat.completions
        completions.with_raw_response.create(**CHAT, extra_headers={"X-Mine": "1"})
        with completions.with_streaming_response.create(**CHAT, extra_headers={"X-Mine": "2"}):
            pass
        assert [request.headers["x-mine"] for request in api.requests] == ["1", "2"]

    def test_headers_passed_in_are_not_changed(self) -> None:
        headers = {"X-Mine": "1"}
        sync_client_of(Api()).chat.completions.with_raw_response.create(**CHAT, extra_headers=headers)
        assert headers == {"X-Mine": "1"}

    def test_plain_call_on_the_same_client_gives_the_model(self) -> None:
        client = sync_client_of(Api())
        client.chat.completions.with_raw_response.create(**CHAT)
        assert type(client.chat.completions.create(**CHAT)) is ChatCompletion

    @pytest.mark.anyio
    async def test_retries_are_counted(self, monkeypatch: pytest.MonkeyPatch) -> None:
        attempts: list[httpx.Request] = []

        def handler(request: httpx.Request) -> httpx.Response:
            attempts.append(request)
            if len(attempts) % 3 == 1:
                raise httpx.ConnectError("refused")
            return httpx.Response(503) if len(attempts) % 3 == 2 else httpx.Response(200, json=COMPLETION)

        async def no_sleep(_: float) -> None:
            """Do not."""

        client, aclient = sync_client_of(handler, max_retries=2), async_client_of(handler, max_retries=2)
        monkeypatch.setattr(client, "_sleep", lambda _: None)
        monkeypatch.setattr(aclient, "_sleep", no_sleep)
        assert client.chat.completions.with_raw_response.create(**CHAT).retries_taken == 2
        assert (await aclient.chat.completions.with_raw_response.create(**CHAT)).retries_taken == 2

    @pytest.mark.parametrize(("status", "error"), [(404, NotFoundError), (500, InternalServerError)])
    @pytest.mark.anyio
    async def test_error_status_is_raised_in_either_form(self, status: int, error: type[Exception]) -> None:
        api = Api(b'{"error": {"message": "no"}}', status=status)
        completions, acompletions = sync_client_of(api).chat.completions, async_client_of(api).chat.completions
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
        assert len(api.bodies) == 4
        assert all(body.closed for body in api.bodies)

    def test_repr_says_status_and_type(self) -> None:
        raw = sync_client_of(Api()).chat.completions.with_raw_response.create(**CHAT)
        assert repr(raw) == "<APIResponse [200 OK] type=ChatCompletion>"

    def test_works_for_verbs(self) -> None:
        options: Any = {"headers": {RAW_HEADER: "true"}}
        raw: Any = sync_client_of(Api()).get("/openai/v1/anything", cast_to=dict, options=options)
        assert raw.parse() == COMPLETION
        assert (raw.method, raw.url.path) == ("GET", "/openai/v1/anything")


class TestStreamingResponse:
    def test_is_not_read_before_it_is_asked_for_and_closed_at_the_end(self) -> None:
        api = Api()
        with sync_client_of(api).chat.completions.with_streaming_response.create(**CHAT) as response:
            assert type(response) is APIResponse
            assert seen(response) == EXPECTED._replace(is_closed=False)
            assert api.bodies[0].pieces_read == 0
            assert not api.bodies[0].closed
        assert api.bodies[0].pieces_read == 0
        assert api.bodies[0].closed
        assert response.is_closed

    @pytest.mark.anyio
    async def test_is_not_read_before_it_is_asked_for_and_closed_at_the_end_async(self) -> None:
        api = Api()
        async with async_client_of(api).chat.completions.with_streaming_response.create(**CHAT) as response:
            assert type(response) is AsyncAPIResponse
            assert seen(response) == EXPECTED._replace(is_closed=False)
            assert api.bodies[0].pieces_read == 0
            assert not api.bodies[0].closed
        assert api.bodies[0].pieces_read == 0
        assert api.bodies[0].closed
        assert response.is_closed

    def test_sends_nothing_before_the_block_begins(self) -> None:
        api = Api()
        manager = sync_client_of(api).chat.completions.with_streaming_response.create(**CHAT)
        assert api.requests == []
        with manager:
            assert len(api.requests) == 1

    @pytest.mark.anyio
    async def test_is_closed_when_the_block_fails(self) -> None:
        api = Api()
        manager = sync_client_of(api).chat.completions.with_streaming_response.create(**CHAT)
        with pytest.raises(KeyError), manager:
            raise KeyError
        amanager = async_client_of(api).chat.completions.with_streaming_response.create(**CHAT)
        with pytest.raises(KeyError):
            async with amanager:
                raise KeyError
        assert [body.closed for body in api.bodies] == [True, True]

    @pytest.mark.anyio
    async def test_parses_reading_the_body(self) -> None:
        api = Api(JSON[:30], JSON[30:])
        with sync_client_of(api).chat.completions.with_streaming_response.create(**CHAT) as response:
            assert response.parse() is response.parse()
            assert response.parse().to_dict() == COMPLETION
            assert response.is_closed
            assert response.json() == COMPLETION
            assert response.elapsed > datetime.timedelta(0)
        async with async_client_of(api).chat.completions.with_streaming_response.create(**CHAT) as aresponse:
            assert await aresponse.parse() is await aresponse.parse()
            assert (await aresponse.parse()).to_dict() == COMPLETION
            assert aresponse.is_closed
            assert await aresponse.json() == COMPLETION

    @pytest.mark.anyio
    async def test_pieces_are_given_as_they_arrive(self) -> None:
        api = Api(b"ab", b"c\nd", b"e\n")
        create = sync_client_of(api).chat.completions.with_streaming_response.create
        acreate = async_client_of(api).chat.completions.with_streaming_response.create
        with create(**CHAT) as response:
            pieces = response.iter_bytes()
            assert (next(pieces), api.bodies[-1].pieces_read) == (b"ab", 1)
            assert list(pieces) == [b"c\nd", b"e\n"]
        with create(**CHAT) as response:
            assert list(response.iter_bytes(2)) == [b"ab", b"c\n", b"de", b"\n"]
        with create(**CHAT) as response:
            assert list(response.iter_text()) == ["ab", "c\nd", "e\n"]
        with create(**CHAT) as response:
            assert list(response.iter_lines()) == ["abc", "de"]
        async with acreate(**CHAT) as aresponse:
            apieces = aresponse.iter_bytes()
            assert (await apieces.__anext__(), api.bodies[-1].pieces_read) == (b"ab", 1)
            assert [piece async for piece in apieces] == [b"c\nd", b"e\n"]
        async with acreate(**CHAT) as aresponse:
            assert [piece async for piece in aresponse.iter_bytes(2)] == [b"ab", b"c\n", b"de", b"\n"]
        async with acreate(**CHAT) as aresponse:
            assert [piece async for piece in aresponse.iter_text()] == ["ab", "c\nd", "e\n"]
        async with acreate(**CHAT) as aresponse:
            assert [line async for line in aresponse.iter_lines()] == ["abc", "de"]

    @pytest.mark.anyio
    async def test_a_line_without_end_is_not_kept(self) -> None:
        pieces = [b"a\n", *[b"x" * 100] * 20]
        api = Api(*pieces)
        client, aclient = sync_client_of(api, max_body_bytes=500), async_client_of(api, max_body_bytes=500)
        with client.chat.completions.with_streaming_response.create(**CHAT) as response:
            lines = response.iter_lines()
            assert next(lines) == "a"
            with pytest.raises(APIConnectionError, match="lines of at most 500 characters"):
                next(lines)
            assert api.bodies[-1].pieces_read <= 8
        async with aclient.chat.completions.with_streaming_response.create(**CHAT) as aresponse:
            alines = aresponse.iter_lines()
            assert await anext(alines) == "a"
            with pytest.raises(APIConnectionError, match="lines of at most 500 characters"):
                await anext(alines)
            assert api.bodies[-1].pieces_read <= 8

    @pytest.mark.anyio
    async def test_can_be_closed_early(self) -> None:
        api = Api()
        with sync_client_of(api).chat.completions.with_streaming_response.create(**CHAT) as response:
            response.close()
            assert response.is_closed
        async with async_client_of(api).chat.completions.with_streaming_response.create(**CHAT) as aresponse:
            await aresponse.close()
            assert aresponse.is_closed
        assert [body.closed for body in api.bodies] == [True, True]

    @pytest.mark.parametrize(
        ("failure", "error"),
        [(httpx.ReadError("reset"), APIConnectionError), (httpx.ReadTimeout("slow"), APITimeoutError)],
    )
    @pytest.mark.parametrize("how", ["read", "parse", "text", "json", "iter_bytes", "iter_text", "iter_lines"])
    @pytest.mark.anyio
    async def test_failure_while_reading_is_a_connection_error(
        self, how: str, failure: Exception, error: type[APIConnectionError]
    ) -> None:
        api = Api(JSON[:10], failure)
        with sync_client_of(api).chat.completions.with_streaming_response.create(**CHAT) as response:
            with pytest.raises(error) as caught:
                consume(getattr(response, how)())
            assert type(caught.value) is error
            assert caught.value.__cause__ is failure
        async with async_client_of(api).chat.completions.with_streaming_response.create(**CHAT) as aresponse:
            with pytest.raises(error) as caught:
                await aconsume(getattr(aresponse, how)())
            assert type(caught.value) is error
            assert caught.value.__cause__ is failure
        assert [body.closed for body in api.bodies] == [True, True]

    @pytest.mark.anyio
    async def test_releases_the_connection(self) -> None:
        with LocalServer() as server:
            with sync_client(server.base_url) as client:
                with client.chat.completions.with_streaming_response.create(**CHAT) as response:
                    assert busy_connections(client) == 1
                    response.read()
                assert (busy_connections(client), open_connections(client)) == (0, 1)
                with client.chat.completions.with_streaming_response.create(**CHAT, stream=True):
                    assert busy_connections(client) == 1
                assert busy_connections(client) == 0
            async with async_client(server.base_url) as aclient:
                async with aclient.chat.completions.with_streaming_response.create(**CHAT) as aresponse:
                    assert busy_connections(aclient) == 1
                    await aresponse.read()
                assert (busy_connections(aclient), open_connections(aclient)) == (0, 1)
                async with aclient.chat.completions.with_streaming_response.create(**CHAT, stream=True):
                    assert busy_connections(aclient) == 1
                assert busy_connections(aclient) == 0


def consume(result: Any) -> None:
    for _ in result:
        pass


async def aconsume(result: Any) -> None:
    if isinstance(result, AsyncIterator):
        async for _ in result:
            pass
    else:
        await result


EVENTS = (texts("a"), texts("b") + DONE)
SSE = {"content-type": "text/event-stream"}


def contents(chunks: list[Any]) -> list[Any]:
    assert {type(chunk) for chunk in chunks} == {ChatCompletionChunk}
    return [chunk.choices[0].delta.content for chunk in chunks]


class TestStreams:
    def test_raw_response_of_a_stream_parses_to_the_stream(self) -> None:
        api = Api(*EVENTS, headers=SSE)
        raw = sync_client_of(api).chat.completions.with_raw_response.create(**CHAT, stream=True)
        assert raw.headers["content-type"] == "text/event-stream"
        assert (raw.request_id, raw.status_code) == ("req_raw", 200)
        assert api.bodies[0].pieces_read == 0
        stream = raw.parse()
        assert type(stream) is Stream
        assert contents(list(stream)) == ["a", "b"]
        assert raw.is_closed

    @pytest.mark.anyio
    async def test_raw_response_of_a_stream_parses_to_the_stream_async(self) -> None:
        api = Api(*EVENTS, headers=SSE)
        raw = await async_client_of(api).chat.completions.with_raw_response.create(**CHAT, stream=True)
        assert (raw.request_id, raw.status_code) == ("req_raw", 200)
        assert api.bodies[0].pieces_read == 0
        stream = await raw.parse()
        assert type(stream) is AsyncStream
        assert contents([chunk async for chunk in stream]) == ["a", "b"]
        assert raw.is_closed

    @pytest.mark.anyio
    async def test_streaming_response_of_a_stream_parses_to_the_stream(self) -> None:
        api = Api(*EVENTS, headers=SSE)
        with sync_client_of(api).chat.completions.with_streaming_response.create(**CHAT, stream=True) as response:
            assert contents(list(response.parse())) == ["a", "b"]
        acreate = async_client_of(api).chat.completions.with_streaming_response.create
        async with acreate(**CHAT, stream=True) as aresponse:
            assert contents([chunk async for chunk in await aresponse.parse()]) == ["a", "b"]
        assert [body.closed for body in api.bodies] == [True, True]

    @pytest.mark.anyio
    async def test_streaming_response_gives_the_lines_of_a_stream(self) -> None:
        api = Api(*EVENTS, headers=SSE)
        expected = (b"".join(EVENTS)).decode().split("\n")[:-1]
        with sync_client_of(api).chat.completions.with_streaming_response.create(**CHAT, stream=True) as response:
            assert list(response.iter_lines()) == expected
        acreate = async_client_of(api).chat.completions.with_streaming_response.create
        async with acreate(**CHAT, stream=True) as aresponse:
            assert [line async for line in aresponse.iter_lines()] == expected

    def test_stream_of_another_type_may_be_asked_for(self) -> None:
        raw: Any = sync_client_of(Api(event({"a": 1}) + DONE)).chat.completions.with_raw_response.create(
            **CHAT, stream=True
        )
        assert list(raw.parse(to=Stream[dict[str, Any]])) == [{"a": 1}]

    def test_type_that_is_no_stream_is_refused(self) -> None:
        raw: Any = sync_client_of(Api(*EVENTS)).chat.completions.with_raw_response.create(**CHAT, stream=True)
        with pytest.raises(TypeError, match="Stream"):
            raw.parse(to=dict)
        raw.close()

    def test_leaving_the_block_ends_the_stream(self) -> None:
        api = Api(*EVENTS)
        with sync_client_of(api).chat.completions.with_streaming_response.create(**CHAT, stream=True) as response:
            stream = response.parse()
            assert contents([next(stream)]) == ["a"]
        assert api.bodies[0].closed


WRONG_BODIES = {
    "page": (b"<html><body>Sign in</body></html>", "text/html", "Sign in"),
    "text": (b"OK", "text/plain", "OK"),
    "null": (b"null", "application/json", "null"),
    "list": (b"[1, 2]", "application/json", "[1, 2]"),
    "string": (b'"hello"', "application/json", "hello"),
    "empty_object": (b"{}", "application/json", "{}"),
    "other_object": (b'{"detail": "Not here"}', "application/json", "Not here"),
    "cut_off": (JSON[:-5], "application/json", "chatcmpl-1"),
    "long": (b"x" * 5_000, "text/plain", "xxx"),
}


class TestWrongBodies:
    @pytest.mark.parametrize(("body", "kind", "shown"), WRONG_BODIES.values(), ids=WRONG_BODIES)
    @pytest.mark.parametrize("how", ["plain", "raw", "streaming"])
    @pytest.mark.anyio
    async def test_body_of_another_kind_is_refused_and_named(
        self, how: str, body: bytes, kind: str, shown: str
    ) -> None:
        api = Api(body, headers={"content-type": kind})
        for error in (call(api, how), await acall(api, how)):
            assert type(error) is APIResponseValidationError
            assert shown in error.message
            assert kind in error.message
            assert "ChatCompletion" in error.message
            assert len(error.message) < 600
            assert (error.status_code, error.request_id) == (200, "req_raw")
            assert error.response.content == body
            assert error.request.url.path == "/openai/v1/chat/completions"
            assert isinstance(error.__cause__, pydantic.ValidationError)
        assert all(body.closed for body in api.bodies)

    def test_empty_body_is_named_as_such(self) -> None:
        for api in (Api(b""), Api(b"", headers={"content-type": "text/html"})):
            assert "an empty body" in call(api, "plain").message

    @pytest.mark.parametrize(("body", "decoded"), [(b"[1, 2]", [1, 2]), (b"OK", "OK"), (b"{}", {}), (b"null", None)])
    def test_error_has_the_body_decoded_if_it_is_json(self, body: bytes, decoded: object) -> None:
        assert call(Api(body), "plain").body == decoded

    def test_odd_values_are_no_wrong_body(self) -> None:
        odd = {**COMPLETION, "created": "odd", "object": "new", "choices": [{"index": "x"}]}
        completion: Any = sync_client_of(Api(json.dumps(odd).encode())).chat.completions.create(**CHAT)
        assert completion.to_dict(warnings=False) == odd

    @pytest.mark.anyio
    async def test_odd_values_are_refused_if_the_client_is_to_be_strict(self) -> None:
        api = Api(json.dumps({**COMPLETION, "created": "odd"}).encode())
        for error in (
            call(api, "plain", _strict_response_validation=True),
            call(api, "raw", _strict_response_validation=True),
            await acall(api, "plain", _strict_response_validation=True),
            await acall(api, "streaming", _strict_response_validation=True),
        ):
            assert type(error) is APIResponseValidationError
            assert error.body == {**COMPLETION, "created": "odd"}
            assert "created" in str(error.__cause__)

    def test_strict_client_takes_what_fits(self) -> None:
        client = sync_client_of(Api(), _strict_response_validation=True)
        assert client.chat.completions.create(**CHAT).to_dict() == COMPLETION
        assert client.with_options(timeout=5).chat.completions.with_raw_response.create(**CHAT).parse().id

    def test_strict_client_stays_strict_in_a_copy(self) -> None:
        api = Api(json.dumps({**COMPLETION, "created": "odd"}).encode())
        client = sync_client_of(api, _strict_response_validation=True).with_options(timeout=5)
        with pytest.raises(APIResponseValidationError):
            client.chat.completions.create(**CHAT)

    def test_odd_chunks_are_refused_if_the_client_is_to_be_strict(self) -> None:
        client = sync_client_of(Api(event(chunk("a", created="odd")) + DONE), _strict_response_validation=True)
        with pytest.raises(APIResponseValidationError):
            list(client.chat.completions.create(**CHAT, stream=True))


def call(api: Api, how: str, **options: Any) -> APIResponseValidationError:
    """The error that a call ends with."""
    completions = sync_client_of(api, **options).chat.completions
    try:
        if how == "plain":
            completions.create(**CHAT)
        elif how == "raw":
            completions.with_raw_response.create(**CHAT).parse()
        else:
            with completions.with_streaming_response.create(**CHAT) as response:
                response.parse()
    except APIResponseValidationError as error:
        return error
    pytest.fail("nothing was raised")


async def acall(api: Api, how: str, **options: Any) -> APIResponseValidationError:
    """The error that an async call ends with."""
    completions = async_client_of(api, **options).chat.completions
    try:
        if how == "plain":
            await completions.create(**CHAT)
        elif how == "raw":
            await (await completions.with_raw_response.create(**CHAT)).parse()
        else:
            async with completions.with_streaming_response.create(**CHAT) as response:
                await response.parse()
    except APIResponseValidationError as error:
        return error
    pytest.fail("nothing was raised")
