"""Exceptions and responses redact the key in attributes, reprs, logs and pickles."""

from __future__ import annotations

import copy
import inspect
import logging
import pickle
import traceback
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from groq import APIError, APIStatusError, AsyncGroq, Groq, GroqError
from tests.streaming.reading import last
from tests.support.clients import CHAT, async_client, async_client_of, sync_client, sync_client_of
from tests.support.events import DONE, event, texts
from tests.support.server import Piece, ScriptedServer, Step, chunked, head, sized

pytestmark = [pytest.mark.anyio, pytest.mark.filterwarnings("ignore:Async generator:ResourceWarning")]

KEY = "gsk_" + "secret" * 8
COMPLETION = b'{"id": "1", "choices": [], "created": 1, "model": "m", "object": "chat.completion"}'

FAILURES: dict[str, list[Piece]] = {
    "401": sized(b'{"error": {"message": "no key"}}', status="401 Unauthorized"),
    "500": sized(b"oops", status="500 Oops"),
    "redirect": sized(b"", "location: https://other.test/", status="307 Moved"),
    "redirect_loop": sized(b"", "location: /openai/v1/chat/completions", status="307 Moved"),
    "invalid_redirect": sized(b"", "location: http://[", status="307 Moved"),
    "reset": [Step.RESET],
    "hang_up": [Step.HANG_UP],
    "no_http": [b"what?\r\n\r\n", Step.HANG_UP],
    "truncated": [head("content-length: 100") + b"{", Step.HANG_UP],
    "html": sized(b"<html>"),
    "too_large": sized(b"x" * 3000),
    "coding": sized(b"x", "content-encoding: zzz"),
    "echo": sized(f"the key {KEY} is wrong".encode(), status="400 Bad"),
}
STREAM_FAILURES: dict[str, list[Piece]] = {
    **FAILURES,
    "truncated_stream": chunked(texts("a"), Step.RESET, end=False),
    "error_event": chunked(event({"error": {"message": "slow", "code": "rate_limit_exceeded"}})),
    "invalid_event": chunked(event(b"{")),
}


def shown(value: Any, seen: set[int] | None = None) -> Iterator[object]:
    """Return the text of everything reachable through attributes, items, causes and tracebacks with locals."""
    seen = set() if seen is None else seen
    if id(value) in seen or isinstance(value, type | Groq | AsyncGroq) or inspect.isroutine(value):
        return
    seen.add(id(value))
    yield value
    if isinstance(value, str | bytes | int | float | None):
        return
    inner: list[Any] = list(getattr(value, "__dict__", {}).values())
    if isinstance(value, dict):
        inner += [*value.keys(), *value.values()]
    elif isinstance(value, list | tuple | set | frozenset):
        inner += value
    elif isinstance(value, httpx.Headers):
        inner += value.raw
    elif isinstance(value, BaseException):
        inner += [value.args, value.__cause__, value.__context__]
    for one in inner:
        yield from shown(one, seen)


def check(value: Any, *, body_has_key: bool = False) -> None:
    """Assert that neither attributes nor reprs of a value contain the key."""
    for one in shown(value):
        if isinstance(one, bytes | bytearray | memoryview):
            assert body_has_key or KEY.encode() not in bytes(one)
        elif isinstance(one, str):
            assert body_has_key or KEY not in one
    if isinstance(value, BaseException):
        frames = None if value.__traceback__ is None else value.__traceback__.tb_next  # skip the frame of the test
        text = "".join(traceback.TracebackException(type(value), value, frames, capture_locals=True).format())
        assert body_has_key or KEY not in text, [line for line in text.splitlines() if KEY in line]
        assert KEY not in str(value)


async def read_all(stream: Any) -> None:
    async for _ in stream:
        pass


def check_error(error: GroqError, name: str) -> None:
    assert isinstance(error, APIError)
    check(error, body_has_key=name == "echo")
    assert error.request.headers["authorization"] == "[redacted]"
    if name != "echo":
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
            assert KEY.encode() not in pickle.dumps(error, protocol)
    again = pickle.loads(pickle.dumps(error))
    assert str(again) == str(error)
    assert KEY not in repr(vars(error)) or name == "echo"


@pytest.mark.parametrize(
    ("name", "stream"), [*((name, False) for name in FAILURES), *((name, True) for name in STREAM_FAILURES)]
)
async def test_exceptions_do_not_contain_the_key(name: str, stream: bool, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "groq")
    reply = STREAM_FAILURES[name]
    options: dict[str, Any] = {"api_key": KEY, "max_body_bytes": 2000, "timeout": 5}
    with ScriptedServer(*[reply] * 50) as server:
        with sync_client(server.url, **options) as client, pytest.raises(APIError) as caught:
            list(client.chat.completions.create(**CHAT, stream=stream))
        check_error(caught.value, name)
        async with async_client(server.url, **options) as aclient:
            with pytest.raises(APIError) as caught:
                await read_all(await aclient.chat.completions.create(**CHAT, stream=stream))
        check_error(caught.value, name)
    assert KEY not in caplog.text


@pytest.mark.parametrize(
    "error", [httpx.ConnectError("x"), httpx.ReadTimeout("x"), httpx.WriteError("x"), httpx.StreamConsumed()]
)
async def test_causes_of_other_transports_do_not_contain_the_key(error: Exception) -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        if isinstance(error, httpx.RequestError):
            error.request = request
        raise error

    with pytest.raises(APIError) as caught:
        sync_client_of(fail, api_key=KEY).chat.completions.create(**CHAT)
    check_error(caught.value, "")
    with pytest.raises(APIError) as caught:
        await async_client_of(fail, api_key=KEY).files.create(file=("a", b"b"), purpose="batch")
    check_error(caught.value, "")


def test_error_of_a_failed_upload_does_not_contain_the_key() -> None:
    with ScriptedServer([Step.RESET], hasty=True) as server, sync_client(server.url, api_key=KEY) as client:
        with pytest.raises(APIError) as caught:
            client.files.create(file=("a", b"b" * 5_000_000), purpose="batch")
        check_error(caught.value, "")


def test_error_of_a_closed_client_does_not_contain_the_key() -> None:
    client = sync_client("http://127.0.0.1:1", api_key=KEY)
    client.close()
    with pytest.raises(APIError) as caught:
        client.chat.completions.create(**CHAT)
    check_error(caught.value, "")


async def test_responses_do_not_contain_the_key() -> None:
    replies = [
        *(sized(COMPLETION) for _ in range(2)),
        *(sized(b"", "location: /here", status="307 Moved"), sized(COMPLETION)),
        *(chunked(texts("a"), event(last("b")), DONE) for _ in range(2)),
        *(sized(b"sound") for _ in range(2)),
    ]
    speech: dict[str, Any] = {"input": "Hi", "model": "m", "voice": "v"}
    with ScriptedServer(*replies) as server, sync_client(server.url, api_key=KEY) as client:
        check(client.chat.completions.create(**CHAT))
        for _ in range(2):
            raw = client.chat.completions.with_raw_response.create(**CHAT)
            check(raw)
            assert raw.http_request.headers["authorization"] == "[redacted]"
            assert raw.http_response.request is raw.http_request
        stream = client.chat.completions.create(**CHAT, stream=True)
        next(stream)
        check(stream)
        stream.close()
        streamed = client.chat.completions.with_raw_response.create(**CHAT, stream=True)
        check(streamed)
        list(streamed.parse())
        check(client.audio.speech.create(**speech))
        with client.audio.speech.with_streaming_response.create(**speech) as response:
            check(response)
        assert all(request.header("authorization") == f"Bearer {KEY}" for request in server.requests)


@pytest.mark.parametrize(
    "name", ["Authorization", "x-api-key", "API-Key", "Proxy-Authorization", "Helicone-Auth", "Cookie", "x-my-token"]
)
def test_headers_with_other_credentials_are_redacted(name: str) -> None:
    sent: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(400)

    with pytest.raises(APIStatusError) as caught:
        sync_client_of(answer).get("/x", cast_to=object, options={"headers": {name: KEY, "x-a": "1"}})
    assert sent[0].headers[name] == KEY  # a hook or a mock sees the unredacted request
    for request in (caught.value.request, caught.value.response.request):
        assert (request.headers[name], request.headers["x-a"]) == ("[redacted]", "1")


def test_local_variables_of_a_rejected_call_do_not_contain_the_key() -> None:
    with pytest.raises(ValueError, match="x-a") as caught:
        sync_client("http://127.0.0.1:1", api_key=KEY).get("/x", cast_to=object, options={"headers": {"x-a": "\n"}})
    check(caught.value)


def test_exception_constructed_by_callers_keeps_its_request_and_pickles_without_the_key() -> None:
    request = httpx.Request("GET", "https://api.test/", headers={"authorization": f"Bearer {KEY}"})
    error = APIStatusError("no", response=httpx.Response(400, request=request), body=None)
    assert error.request is request
    for again in (pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)):
        assert again.request.headers["authorization"] == "[redacted]"
        assert again.response.request.headers["authorization"] == "[redacted]"
    assert request.headers["authorization"] == f"Bearer {KEY}"
