"""Errors: the tree, which one is raised when, what they say, and that they survive a trip to another process."""

from __future__ import annotations

import copy
import inspect
import pickle
import traceback
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest

import groq
from groq import (
    APIConnectionError,
    APIError,
    APIResponseValidationError,
    APIStatusError,
    APITimeoutError,
    AsyncGroq,
    AuthenticationError,
    BadRequestError,
    ConflictError,
    Groq,
    GroqError,
    InternalServerError,
    JSONValidationError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    ToolUseFailedError,
    UnprocessableEntityError,
    _exceptions,
)

KEY = "gsk_very_secret"
URL = "https://api.groq.com/openai/v1/chat/completions"
REQUEST = httpx.Request("POST", URL, headers={"authorization": f"Bearer {KEY}"}, content=b'{"a": "prompt"}')

PARENTS = {
    GroqError: Exception,
    APIError: GroqError,
    APIConnectionError: APIError,
    APITimeoutError: APIConnectionError,
    APIResponseValidationError: APIError,
    APIStatusError: APIError,
    BadRequestError: APIStatusError,
    ToolUseFailedError: BadRequestError,
    JSONValidationError: BadRequestError,
    AuthenticationError: APIStatusError,
    PermissionDeniedError: APIStatusError,
    NotFoundError: APIStatusError,
    ConflictError: APIStatusError,
    UnprocessableEntityError: APIStatusError,
    RateLimitError: APIStatusError,
    InternalServerError: APIStatusError,
}
STATUS_CLASSES = [cls for cls in PARENTS if issubclass(cls, APIStatusError)]

AnyClient = Groq | AsyncGroq


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GROQ_API_KEY", "GROQ_BASE_URL", "GROQ_CUSTOM_HEADERS", "GROQ_LOG"):
        monkeypatch.delenv(name, raising=False)


class Wire:
    """Stands for the network: gives `reply`, or raises it."""

    reply: Callable[[httpx.Request], httpx.Response]

    def __call__(self, request: httpx.Request) -> httpx.Response:
        return self.reply(request)

    def answer(self, *args: Any, **kwargs: Any) -> None:
        self.reply = lambda _: httpx.Response(*args, **kwargs)

    def fail(self, error: Exception) -> None:
        def reply(_: httpx.Request) -> httpx.Response:
            raise error

        self.reply = reply


@pytest.fixture
def wire() -> Wire:
    return Wire()


@pytest.fixture(params=["sync", "async"])
async def client(request: pytest.FixtureRequest, wire: Wire) -> AsyncIterator[AnyClient]:
    options: dict[str, Any] = {"api_key": KEY, "max_retries": 0}
    transport = httpx.MockTransport(wire)
    made: AnyClient
    if request.param == "sync":
        made = Groq(http_client=httpx.Client(transport=transport), **options)
    else:
        made = AsyncGroq(http_client=httpx.AsyncClient(transport=transport), **options)
    yield made
    await finished(made.close())


async def finished(result: Any) -> Any:
    return await result if inspect.isawaitable(result) else result


async def create(client: AnyClient, **arguments: Any) -> Any:
    given: dict[str, Any] = {"messages": [{"role": "user", "content": "my secret prompt"}], "model": "m", **arguments}
    return await finished(client.chat.completions.create(**given))


async def failure(client: AnyClient, **arguments: Any) -> Any:
    with pytest.raises(APIError) as caught:
        await create(client, **arguments)
    return caught.value


# The tree.


def test_the_tree_is_as_documented() -> None:
    assert {cls: cls.__base__ for cls in PARENTS} == PARENTS
    assert sorted(cls.__name__ for cls in PARENTS) == sorted(_exceptions.__all__)


@pytest.mark.parametrize("cls", PARENTS)
def test_an_exception_is_called_by_the_place_that_it_is_imported_from(cls: type[GroqError]) -> None:
    assert cls.__module__ == "groq"
    assert getattr(groq, cls.__name__) is cls
    assert getattr(_exceptions, cls.__name__) is cls
    assert cls.__name__ in groq.__all__


STATUSES = [
    (400, BadRequestError),
    (401, AuthenticationError),
    (402, APIStatusError),
    (403, PermissionDeniedError),
    (404, NotFoundError),
    (405, APIStatusError),
    (408, APIStatusError),
    (409, ConflictError),
    (413, APIStatusError),
    (418, APIStatusError),
    (422, UnprocessableEntityError),
    (424, APIStatusError),
    (429, RateLimitError),
    (498, APIStatusError),
    (499, APIStatusError),
    (500, InternalServerError),
    (502, InternalServerError),
    (503, InternalServerError),
    (529, InternalServerError),
    (599, InternalServerError),
]


@pytest.mark.anyio
@pytest.mark.parametrize(("status", "expected"), STATUSES)
async def test_status_decides_the_class(
    client: AnyClient, wire: Wire, status: int, expected: type[APIStatusError]
) -> None:
    wire.answer(status, json={"error": {"message": "no", "type": "t"}})
    error = await failure(client)
    assert type(error) is expected
    assert error.status_code == status


CODES = [
    (400, "tool_use_failed", ToolUseFailedError),
    (400, "json_validate_failed", JSONValidationError),
    (400, "blocked_api_access", BadRequestError),
    (400, None, BadRequestError),
    (400, 17, BadRequestError),
    (422, "tool_use_failed", UnprocessableEntityError),
    (500, "json_validate_failed", InternalServerError),
    (404, "model_not_found", NotFoundError),
    (413, "rate_limit_exceeded", APIStatusError),
    (429, "rate_limit_exceeded", RateLimitError),
    (498, "capacity_exceeded", APIStatusError),
]


@pytest.mark.anyio
@pytest.mark.parametrize(("status", "code", "expected"), CODES)
async def test_a_known_code_makes_the_class_more_precise(
    client: AnyClient, wire: Wire, status: int, code: Any, expected: type[APIStatusError]
) -> None:
    wire.answer(status, json={"error": {"message": "no", "code": code, "failed_generation": "<tool>"}})
    error = await failure(client)
    assert type(error) is expected
    assert error.code == code
    assert error.failed_generation == "<tool>"


# Attributes.


@pytest.mark.anyio
async def test_an_error_carries_all_that_the_api_said(client: AnyClient, wire: Wire) -> None:
    details = {
        "message": "The model `x` does not exist",
        "type": "invalid_request_error",
        "code": "model_not_found",
        "param": "model",
        "failed_generation": None,
    }
    wire.answer(404, json={"error": details}, headers={"x-request-id": "req_01"})
    error = await failure(client)
    assert error.body == {"error": details}
    assert (error.type, error.code, error.param) == ("invalid_request_error", "model_not_found", "model")
    assert error.failed_generation is None
    assert error.request_id == "req_01"
    assert isinstance(error.response, httpx.Response)
    assert error.response.status_code == error.status_code == 404
    assert isinstance(error.request, httpx.Request)
    assert (error.request.method, str(error.request.url)) == ("POST", URL)
    assert error.message == str(error)
    assert "404" in error.message
    assert "The model `x` does not exist" in error.message


BODIES: list[tuple[bytes, object]] = [
    (b'{"error": {"message": "m", "code": "c"}}', {"error": {"message": "m", "code": "c"}}),
    (b'{"error": "just text"}', {"error": "just text"}),
    (b'{"error": null}', {"error": None}),
    (b'{"error": ["a"]}', {"error": ["a"]}),
    (b'{"message": "flat", "code": "c"}', {"message": "flat", "code": "c"}),
    (b'{"detail": "other server"}', {"detail": "other server"}),
    (b"[1, 2]", [1, 2]),
    (b'"text"', "text"),
    (b"null", None),
    (b"17", 17),
    (b"plain text \n", "plain text"),
    (b"<html><body>502 Bad Gateway</body></html>", "<html><body>502 Bad Gateway</body></html>"),
    (b"", ""),
    (b"{broken", "{broken"),
]


@pytest.mark.anyio
@pytest.mark.parametrize("stream", [False, True], ids=["plain", "stream"])
@pytest.mark.parametrize(("content", "body"), BODIES, ids=[content.decode()[:20] for content, _ in BODIES])
async def test_body_is_the_decoded_json_or_the_text(
    client: AnyClient, wire: Wire, content: bytes, body: object, stream: bool
) -> None:
    wire.answer(502, content=content)
    error = await failure(client, stream=stream)
    assert type(error) is InternalServerError
    assert error.body == body
    assert error.message.startswith("Error code: 502")
    assert error.response.content == content
    inner = body.get("error", body) if isinstance(body, dict) else None
    assert error.code == (inner.get("code") if isinstance(inner, dict) else None)


@pytest.mark.anyio
async def test_a_body_that_is_not_utf8_is_no_reason_to_fail(client: AnyClient, wire: Wire) -> None:
    wire.answer(500, content=b"caf\xe9", headers={"content-type": "text/plain"})
    error = await failure(client)
    assert isinstance(error.body, str)
    assert error.body.startswith("caf")
    wire.answer(500, content=b'{"error": {"message": "caf\xe9"}}')
    error = await failure(client)
    assert error.body == {"error": {"message": "caf\ufffd"}}


@pytest.mark.anyio
async def test_a_long_page_is_whole_in_the_body_and_short_in_the_message(client: AnyClient, wire: Wire) -> None:
    page = "<p>" + "x" * 100_000
    wire.answer(503, text=page)
    error = await failure(client)
    assert error.body == page
    assert len(error.message) < 1_000


@pytest.mark.anyio
async def test_no_request_id_is_none(client: AnyClient, wire: Wire) -> None:
    wire.answer(400, json={})
    assert (await failure(client)).request_id is None


@pytest.mark.anyio
async def test_an_error_inside_a_stream_is_an_api_error_with_the_inner_object(client: AnyClient, wire: Wire) -> None:
    inner = {"message": "over capacity", "type": "internal", "code": "capacity", "failed_generation": "half"}
    event = b'event: error\ndata: {"error": {"message": "over capacity", "type": "internal", "code": "capacity",'
    wire.answer(200, content=event + b' "failed_generation": "half"}}\n\n', headers={"x-request-id": "req_02"})
    stream = await create(client, stream=True)
    with pytest.raises(APIError, match="over capacity") as caught:
        await finished(next(stream) if isinstance(client, Groq) else anext(stream))
    assert type(caught.value) is APIError
    assert caught.value.body == inner
    assert (caught.value.code, caught.value.failed_generation) == ("capacity", "half")
    assert caught.value.request_id == "req_02"


# Constructors that others call.


def test_status_errors_can_be_made_by_hand() -> None:
    response = httpx.Response(429, request=REQUEST, headers={"x-request-id": "r"})
    for cls in STATUS_CLASSES:
        error = cls("slow down", response=response, body={"error": {"code": "c"}})
        assert (error.message, str(error)) == ("slow down", "slow down")
        assert error.response is response
        assert error.request is REQUEST
        assert (error.status_code, error.code, error.request_id) == (429, "c", "r")
        assert cls("x", response=response, body=None).body is None


def test_connection_errors_can_be_made_by_hand() -> None:
    error = APIConnectionError(message="no route", request=REQUEST)
    assert (error.message, str(error), error.request, error.body) == ("no route", "no route", REQUEST, None)
    assert APIConnectionError(request=REQUEST).message == "Connection error."


def test_timeout_errors_can_be_made_by_hand() -> None:
    for error in (APITimeoutError(request=REQUEST), APITimeoutError(REQUEST)):
        assert error.message == str(error) == "Request timed out."
        assert error.request is REQUEST


def test_the_other_errors_can_be_made_by_hand() -> None:
    assert str(GroqError("set up")) == "set up"
    error = APIError("inside", REQUEST, body={"code": "c", "type": "t", "param": "p"})
    assert (error.message, error.request, error.code, error.type, error.param) == ("inside", REQUEST, "c", "t", "p")
    response = httpx.Response(200, request=REQUEST)
    response.headers["x-request-id"] = "req_03"
    invalid = APIResponseValidationError(response=response, body="x")
    assert invalid.request_id == "req_03"
    assert (invalid.response, invalid.status_code, invalid.body) == (response, 200, "x")
    assert APIResponseValidationError(response, None, message="own").message == "own"


# Copies.


class MyError(RateLimitError):
    """A subclass with a constructor of its own."""

    def __init__(self, *, seconds: float) -> None:
        super().__init__(f"wait {seconds}", response=httpx.Response(429, request=REQUEST), body={"a": 1})
        self.seconds = seconds


def examples() -> list[GroqError]:
    response = httpx.Response(429, request=REQUEST, headers={"x-request-id": "r"}, content=b'{"error": {}}')
    body = {"error": {"code": "c", "type": "t", "param": "p", "failed_generation": "f"}}
    return [
        GroqError("set up"),
        APIError("inside", REQUEST, body=body),
        APIConnectionError(message="no route", request=REQUEST),
        APITimeoutError(REQUEST),
        APIResponseValidationError(response, body),
        *(cls("slow down", response=response, body=body) for cls in STATUS_CLASSES),
        MyError(seconds=3),
    ]


def test_every_class_has_an_example() -> None:
    assert {type(error) for error in examples()} == {*PARENTS, MyError}


def by_pickle(protocol: int) -> Callable[[Any], Any]:
    return lambda error: pickle.loads(pickle.dumps(error, protocol))


TRIPS: dict[str, Callable[[Any], Any]] = {
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    **{f"pickle {protocol}": by_pickle(protocol) for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1)},
}


@pytest.mark.parametrize("trip", TRIPS.values(), ids=TRIPS)
@pytest.mark.parametrize("error", examples(), ids=lambda error: type(error).__name__)
def test_an_error_survives_being_copied(error: GroqError, trip: Callable[[Any], Any]) -> None:
    other = trip(error)
    assert other is not error
    assert type(other) is type(error)
    assert (str(other), repr(other), other.args) == (str(error), repr(error), error.args)
    assert set(vars(other)) == set(vars(error))
    for name, value in vars(error).items():
        found = getattr(other, name)
        if isinstance(value, httpx.Request):
            assert (found.method, found.url, found.content) == (value.method, value.url, value.content)
        elif isinstance(value, httpx.Response):
            assert (found.status_code, found.content, found.headers) == (
                value.status_code,
                value.content,
                value.headers,
            )
        else:
            assert found == value, name


@pytest.mark.anyio
async def test_an_error_of_a_real_call_survives_pickling(client: AnyClient, wire: Wire) -> None:
    wire.answer(429, json={"error": {"code": "rate_limit_exceeded"}}, headers={"retry-after": "3"})
    error = pickle.loads(pickle.dumps(await failure(client)))
    assert (type(error), error.code, error.response.headers["retry-after"]) == (
        RateLimitError,
        "rate_limit_exceeded",
        "3",
    )
    wire.fail(httpx.ReadTimeout("slow"))
    error = pickle.loads(pickle.dumps(await failure(client)))
    assert type(error) is APITimeoutError
    assert "Request timed out" in str(error)


# Errors of the transport.

TIMEOUTS: list[tuple[type[httpx.TimeoutException], str]] = [
    (httpx.ConnectTimeout, "No connection was made within 1 s"),
    (httpx.ReadTimeout, "No data came within 2.5 s"),
    (httpx.WriteTimeout, "No data could be sent within 3 s"),
    (httpx.PoolTimeout, "No connection of the pool became free within 4 s"),
    (httpx.TimeoutException, "theirs"),
]


@pytest.mark.anyio
@pytest.mark.parametrize(("error", "detail"), TIMEOUTS)
async def test_a_timeout_says_what_took_how_long_and_what_to_do(
    client: AnyClient, wire: Wire, error: type[httpx.TimeoutException], detail: str
) -> None:
    wire.fail(error("theirs"))
    found = await failure(client, timeout=httpx.Timeout(connect=1, read=2.5, write=3, pool=4))
    assert type(found) is APITimeoutError
    assert found.message.startswith("Request timed out. " + detail)
    assert f"(POST {URL})" in found.message
    assert type(found.__cause__) is error
    assert found.request.url == URL


@pytest.mark.anyio
@pytest.mark.parametrize(
    "error",
    [
        httpx.ConnectError("refused"),
        httpx.ReadError("reset"),
        httpx.WriteError("pipe"),
        httpx.RemoteProtocolError("gone"),
        httpx.LocalProtocolError("header"),
        httpx.ProxyError("proxy"),
        httpx.UnsupportedProtocol("ftp"),
        httpx.DecodingError("gzip"),
        httpx.TooManyRedirects("loop"),
        httpx.RequestError("any"),
        httpx.InvalidURL("bad"),
        httpx.ReadError(""),
    ],
    ids=lambda error: f"{type(error).__name__} {error}".strip(),
)
async def test_an_error_of_the_transport_is_a_connection_error_with_its_cause(
    client: AnyClient, wire: Wire, error: Exception
) -> None:
    wire.fail(error)
    found = await failure(client)
    assert type(found) is APIConnectionError
    assert found.__cause__ is error
    assert found.message.startswith(f"Connection error. {str(error) or type(error).__name__}")
    assert isinstance(found.request, httpx.Request)
    assert found.body is None


@pytest.mark.anyio
@pytest.mark.parametrize("error", [TypeError("theirs"), KeyError("theirs"), OSError("theirs")])
async def test_any_other_error_of_a_transport_or_hook_goes_through_as_it_is(wire: Wire, error: Exception) -> None:
    wire.fail(error)
    with httpx.Client(transport=httpx.MockTransport(wire)) as http_client:
        sync = Groq(api_key=KEY, http_client=http_client)
        with pytest.raises(type(error), match="theirs") as caught:
            await create(sync)
        assert caught.value is error
    async with httpx.AsyncClient(transport=httpx.MockTransport(wire)) as async_http_client:
        with pytest.raises(type(error), match="theirs") as caught:
            await create(AsyncGroq(api_key=KEY, http_client=async_http_client))
        assert caught.value is error


@pytest.mark.anyio
@pytest.mark.parametrize("kind", ["request", "response"])
async def test_an_error_of_a_hook_goes_through_as_it_is(wire: Wire, kind: str) -> None:
    def hook(_: object) -> None:
        raise TypeError("theirs")

    async def async_hook(_: object) -> None:
        raise TypeError("theirs")

    wire.answer(200, json={})
    transport = httpx.MockTransport(wire)
    sync = Groq(api_key=KEY, http_client=httpx.Client(transport=transport, event_hooks={kind: [hook]}))
    with sync, pytest.raises(TypeError, match="theirs"):
        await create(sync)
    async_http_client = httpx.AsyncClient(transport=transport, event_hooks={kind: [async_hook]})
    async with AsyncGroq(api_key=KEY, http_client=async_http_client) as client:
        with pytest.raises(TypeError, match="theirs"):
            await create(client)


@pytest.mark.anyio
@pytest.mark.parametrize("stream", [False, True], ids=["plain", "stream"])
@pytest.mark.parametrize("reads", [False, True], ids=["unread", "read"])
async def test_raise_for_status_in_a_hook_gives_the_status_error(wire: Wire, stream: bool, reads: bool) -> None:
    def hook(response: httpx.Response) -> None:
        if reads:
            response.read()
        response.raise_for_status()

    async def async_hook(response: httpx.Response) -> None:
        if reads:
            await response.aread()
        response.raise_for_status()

    content = b'{"error": {"code": "model_not_found"}}'
    wire.reply = lambda _: httpx.Response(404, stream=httpx.ByteStream(content))
    transport = httpx.MockTransport(wire)
    with httpx.Client(transport=transport, event_hooks={"response": [hook]}) as http_client:
        error = await failure(Groq(api_key=KEY, http_client=http_client), stream=stream)
        assert type(error) is NotFoundError
        assert error.code == ("model_not_found" if reads else None)
    async with httpx.AsyncClient(transport=transport, event_hooks={"response": [async_hook]}) as async_http_client:
        error = await failure(AsyncGroq(api_key=KEY, http_client=async_http_client), stream=stream)
        assert type(error) is NotFoundError
        assert error.code == ("model_not_found" if reads else None)


@pytest.mark.anyio
async def test_a_hook_that_consumes_the_body_leaves_the_status_error(wire: Wire) -> None:
    def hook(response: httpx.Response) -> None:
        for _ in response.iter_raw():
            pass

    wire.reply = lambda _: httpx.Response(400, stream=httpx.ByteStream(b'{"error": {}}'))
    with httpx.Client(transport=httpx.MockTransport(wire), event_hooks={"response": [hook]}) as http_client:
        error = await failure(Groq(api_key=KEY, http_client=http_client), stream=True)
    assert type(error) is BadRequestError


# Secrets.


@pytest.mark.anyio
@pytest.mark.parametrize("status", [400, 401, 500, None])
async def test_neither_key_nor_prompt_is_shown(client: AnyClient, wire: Wire, status: int | None) -> None:
    if status is None:
        wire.fail(httpx.ReadTimeout("slow"))
    else:
        wire.answer(status, json={"error": {"message": "no"}})
    error = await failure(client, extra_query={"token": "also_secret"})
    for shown in (str(error), repr(error), error.message, "".join(traceback.format_exception(error))):
        assert KEY not in shown
        assert "my secret prompt" not in shown.replace('"content": "my secret prompt"', "")  # this file's own source
    assert "also_secret" not in str(error)


def test_the_password_of_a_base_url_is_not_shown(wire: Wire) -> None:
    wire.fail(httpx.ConnectError("refused"))
    http_client = httpx.Client(transport=httpx.MockTransport(wire))
    client = Groq(api_key=KEY, base_url="https://user:hunter2@x.test", http_client=http_client, max_retries=0)
    with pytest.raises(APIConnectionError) as caught:
        client.get("/x", cast_to=object)
    assert "hunter2" not in str(caught.value)
