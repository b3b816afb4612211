"""What a client does when the server, the network or a proxy misbehaves: the right answer or a groq error, promptly."""

from __future__ import annotations

import contextlib
import gc
import gzip
import io
import pickle
import threading
import time
import traceback
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import anyio
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from groq import (
    APIConnectionError,
    APIError,
    APIResponseValidationError,
    APITimeoutError,
    AsyncGroq,
    Groq,
    GroqError,
    InternalServerError,
    RateLimit,
    RateLimitError,
    RateLimits,
    omit,
)
from groq._rate_limits import duration_seconds, rate_limits
from groq._request.urls import creates
from groq._streaming.sse import EventStreamParser, EventTooLarge

from .support.clients import CHAT, async_client, async_client_of, busy_connections, sync_client, sync_client_of
from .support.events import Body
from .support.server import Piece, ScriptedServer, Step, sized

ANSWER = {"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": []}
CHUNK = (
    b'{"id":"1","object":"chat.completion.chunk","created":1,"model":"m",'
    b'"choices":[{"index":0,"delta":{"content":"a"},"finish_reason":%s}]}'
)
EVENT = b"data: " + CHUNK % b"null" + b"\n\n"
LAST = b"data: " + CHUNK % b'"stop"' + b"\n\ndata: [DONE]\n\n"
STREAM = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
LIMITS = {
    "x-ratelimit-limit-requests": "14400",
    "x-ratelimit-remaining-requests": "14370",
    "x-ratelimit-reset-requests": "2m59.56s",
    "x-ratelimit-limit-tokens": "18000",
    "x-ratelimit-remaining-tokens": "0",
    "x-ratelimit-reset-tokens": "7.66s",
    "x-request-id": "req_1",
}
TOLD = RateLimits(RateLimit(14400, 14370, 179.56), RateLimit(18000, 0, 7.66))

Handler = Callable[[httpx.Request], httpx.Response]


class Calls:
    """Answers by a function, counts the requests, and notes the waits in place of waiting."""

    def __init__(self, handler: Handler, *, max_retries: int = 2, **options: Any) -> None:
        self.requests = 0
        self.waits: list[float] = []
        self._handler = handler
        options = {"max_retries": max_retries, **options}
        self.client = sync_client_of(self.answer, **options)
        self.aclient = async_client_of(self.answer, **options)
        patched: Any = (self.client, self.aclient)  # so that time is not spent
        patched[0]._sleep, patched[1]._sleep = self.waits.append, self.sleep

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.requests += 1
        return self._handler(request)

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)


def raising(error: type[httpx.RequestError]) -> Handler:
    def handler(request: httpx.Request) -> httpx.Response:
        raise error("broken", request=request)

    return handler


def answering(status: int, headers: dict[str, str] | None = None, **body: Any) -> Handler:
    return lambda _request: httpx.Response(status, headers=headers, **(body or {"json": ANSWER}))


# What is not repeated.


@pytest.mark.parametrize(
    ("failure", "requests"),
    [
        (raising(httpx.ReadError), 1),
        (raising(httpx.ReadTimeout), 1),
        (raising(httpx.RemoteProtocolError), 1),
        (answering(500), 1),
        (answering(502), 1),
        (raising(httpx.ConnectError), 3),
        (raising(httpx.ConnectTimeout), 3),
        (raising(httpx.PoolTimeout), 3),
        (answering(429), 3),
        (answering(503), 3),
        (answering(500, {"x-should-retry": "true"}), 3),
    ],
)
def test_what_creates_something_is_repeated_only_if_it_was_not_received(failure: Handler, requests: int) -> None:
    calls = Calls(failure)
    with pytest.raises(APIError):
        calls.client.files.create(file=("a.jsonl", io.BytesIO(b"{}")), purpose="batch")
    assert calls.requests == requests


def test_other_calls_are_repeated_after_any_passing_failure() -> None:
    calls = Calls(raising(httpx.ReadError))
    with pytest.raises(APIConnectionError):
        calls.client.files.list()
    assert calls.requests == 3


def test_which_requests_create_something() -> None:
    assert creates("POST", "/openai/v1/files")
    assert creates("post", "/v1/fine_tunings/?x=1")
    assert not creates("GET", "/openai/v1/files")
    assert not creates("POST", "/openai/v1/batches/b1/cancel")
    assert not creates("POST", "/openai/v1/chat/completions")


# How long the API asks to wait.


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"retry-after": "0.25"}, 0.25),
        ({"x-ratelimit-remaining-tokens": "0", "x-ratelimit-reset-tokens": "577.5ms"}, 0.5775),
        ({**LIMITS, "x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "1m"}, 60.0),
        ({**LIMITS, "retry-after": "2"}, 2.0),
    ],
)
def test_the_wait_that_the_api_names_is_kept_to_the_letter(headers: dict[str, str], wait: float) -> None:
    calls = Calls(answering(429, headers), max_retries=1)
    with pytest.raises(RateLimitError) as caught:
        calls.client.chat.completions.create(**CHAT)
    assert calls.waits == [pytest.approx(wait)]
    assert caught.value.retry_after == pytest.approx(wait)


@pytest.mark.parametrize("headers", [{"retry-after": "61"}, {"retry-after": "1e9"}])
def test_a_wait_that_is_too_long_is_told_at_once(headers: dict[str, str]) -> None:
    calls = Calls(answering(429, headers))
    with pytest.raises(RateLimitError) as caught:
        calls.client.chat.completions.create(**CHAT)
    assert (calls.requests, calls.waits) == (1, [])
    assert caught.value.retry_after == float(headers["retry-after"])


# Rate limits and ids.


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("7.66s", 7.66),
        ("2m59.56s", 179.56),
        ("577.5ms", 0.5775),
        ("1h2m3s", 3723.0),
        ("100µs", 1e-4),
        ("100us", 1e-4),
        ("5ns", 5e-9),
        ("0s", 0.0),
        *(
            (text, None)
            for text in ("", "s", "1", "1x", "-1s", "1s2", "nan", "nans", "infs", "1_0s", "1.2.3s", "9" * 80)
        ),
    ],
)
def test_durations_of_go_are_read(text: str, seconds: float | None) -> None:
    assert duration_seconds(text) == (None if seconds is None else pytest.approx(seconds))


@given(st.text(), st.text(), st.text())
def test_headers_of_any_text_give_limits_or_none(limit: str, remaining: str, reset: str) -> None:
    found = rate_limits(
        {
            "x-ratelimit-limit-tokens": limit,
            "x-ratelimit-remaining-tokens": remaining,
            "x-ratelimit-reset-tokens": reset,
        }
    )
    assert found is None or found.tokens != RateLimit(None, None, None)


def test_completions_raw_responses_and_errors_tell_the_limits() -> None:
    client = Calls(answering(200, LIMITS)).client
    completion = client.chat.completions.create(**CHAT)
    raw = client.chat.completions.with_raw_response.create(**CHAT)
    assert completion.rate_limits == raw.rate_limits == raw.parse().rate_limits == TOLD
    assert completion.request_id == raw.request_id == "req_1"
    with pytest.raises(APIError) as caught:
        Calls(answering(400, LIMITS)).client.chat.completions.create(**CHAT)
    assert caught.value.rate_limits == TOLD
    copy = pickle.loads(pickle.dumps(caught.value))
    assert (copy.rate_limits, copy.request_id) == (TOLD, "req_1")


def test_streams_and_their_errors_tell_the_limits() -> None:
    body = EVENT + b'event: error\ndata: {"error": {"message": "slow down", "code": "rate_limit_exceeded"}}\n\n'
    headers = {**LIMITS, "content-type": "text/event-stream"}
    stream = Calls(answering(200, headers, content=body)).client.chat.completions.create(**CHAT, stream=True)
    assert (stream.rate_limits, stream.request_id) == (TOLD, "req_1")
    with pytest.raises(RateLimitError, match="slow down") as caught:
        list(stream)
    assert (caught.value.rate_limits, caught.value.request_id, caught.value.status_code) == (TOLD, "req_1", 429)
    response = caught.value.response
    assert (response.status_code, response.json()["error"]) == (429, caught.value.body)
    assert response.request is stream.response.request


def test_limits_do_not_change_what_a_model_is() -> None:
    told = Calls(answering(200, LIMITS)).client.chat.completions.create(**CHAT)
    untold = Calls(answering(200)).client.chat.completions.create(**CHAT)
    assert told == untold
    assert told.model_dump() == untold.model_dump()
    assert untold.rate_limits is None
    assert pickle.loads(pickle.dumps(told)) == told


# Deadlines.


class Slow:
    """A server that sends something small every 20 ms until its client leaves."""

    def __init__(self, head: bytes, piece: bytes) -> None:
        self._head, self._piece = head, piece
        self.connections = 0

    async def serve(self, stream: Any) -> None:
        self.connections += 1
        with anyio.move_on_after(5):
            async with stream:
                try:
                    await stream.receive()
                    await stream.send(self._head)
                    while True:
                        await anyio.sleep(0.02)
                        await stream.send(self._piece)
                except (anyio.BrokenResourceError, anyio.EndOfStream):
                    return

    def __enter__(self) -> str:
        started, url = threading.Event(), []
        self._stop = threading.Event()

        async def main() -> None:
            listener = await anyio.create_tcp_listener(local_host="127.0.0.1")
            url.append(f"http://127.0.0.1:{listener.extra(anyio.abc.SocketAttribute.local_port)}")
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(listener.serve, self.serve)
                started.set()
                while not self._stop.is_set():
                    await anyio.sleep(0.01)
                tasks.cancel_scope.cancel()
            await listener.aclose()

        self._thread = threading.Thread(target=anyio.run, args=(main,))
        self._thread.start()
        started.wait(5)
        return url[0]

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(5)


DRIPPING = (b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", b" ")
SLOW = [
    pytest.param(b"", b"", id="nothing"),
    pytest.param(b"HTTP/1.1 200 OK\r\n", b"X", id="in_the_headers"),
    pytest.param(*DRIPPING, id="in_the_body"),
    pytest.param(b"HTTP/1.1 500 Oops\r\nContent-Length: 100000\r\n\r\n", b" ", id="in_the_body_of_an_error"),
]


@pytest.mark.anyio
@pytest.mark.parametrize(("head", "piece"), SLOW)
async def test_a_call_ends_by_its_total_timeout(head: bytes, piece: bytes) -> None:
    with Slow(head, piece) as url:
        started = time.monotonic()
        async with async_client(url, total_timeout=0.2, max_retries=0) as client:
            with pytest.raises(APIError) as caught:
                await client.chat.completions.create(**CHAT)
            assert busy_connections(client) == 0
        assert time.monotonic() - started < 2
    assert isinstance(caught.value, InternalServerError | APITimeoutError)


@pytest.mark.parametrize(("head", "piece"), SLOW)
def test_a_blocking_call_ends_by_its_total_timeout(head: bytes, piece: bytes) -> None:
    with Slow(head, piece) as url:
        started = time.monotonic()
        with sync_client(url, total_timeout=0.2, max_retries=0) as client:
            with pytest.raises(APIError) as caught:
                client.chat.completions.create(**CHAT)
            assert busy_connections(client) == 0
        assert time.monotonic() - started < 2
    assert isinstance(caught.value, InternalServerError | APITimeoutError)


def test_the_message_of_a_total_timeout_names_it() -> None:
    with (
        Slow(b"", b"") as url,
        sync_client(url, total_timeout=0.1) as client,
        pytest.raises(APITimeoutError, match=r"Request timed out.*total_timeout=0\.1 s"),
    ):
        client.chat.completions.create(**CHAT)


def test_there_is_no_retry_that_would_end_after_the_total_timeout() -> None:
    calls = Calls(answering(503, {"retry-after": "30"}), total_timeout=10)
    with pytest.raises(InternalServerError):
        calls.client.chat.completions.create(**CHAT)
    assert (calls.requests, calls.waits) == (1, [])


@pytest.mark.anyio
@pytest.mark.parametrize("option", ["total_timeout", "stream_idle_timeout"])
async def test_comments_do_not_keep_a_dead_stream_alive(option: str) -> None:
    limits: dict[str, Any] = {option: 0.2}
    with Slow(STREAM + EVENT, b": still here\n\n") as url:
        started = time.monotonic()
        with sync_client(url, **limits) as client:
            stream = client.chat.completions.create(**CHAT, stream=True)
            next(stream)
            with pytest.raises(APITimeoutError, match=option):
                next(stream)
            assert busy_connections(client) == 0
        async with async_client(url, **limits) as aclient:
            astream = await aclient.chat.completions.create(**CHAT, stream=True)
            await astream.__anext__()
            with pytest.raises(APITimeoutError, match=option):
                await astream.__anext__()
            assert busy_connections(aclient) == 0
        assert time.monotonic() - started < 4


@pytest.mark.anyio
@pytest.mark.parametrize("way", ["read", "parse", "iter_bytes", "iter_lines", "stream"])
async def test_a_body_that_the_caller_reads_ends_by_the_total_timeout(way: str) -> None:
    head, piece = (STREAM + EVENT, b": still here\n\n") if way == "stream" else DRIPPING
    asked: dict[str, Any] = {**CHAT, "stream": way == "stream"}

    def use(response: Any) -> Any:
        return response.parse() if way == "stream" else getattr(response, way)()

    async def use_async(response: Any) -> None:
        made = use(response)
        made = made if way.startswith("iter") else await made
        if way not in ("read", "parse"):
            [piece async for piece in made]

    with Slow(head, piece) as url:
        started = time.monotonic()
        with sync_client(url, total_timeout=0.3) as client:
            with (
                pytest.raises(APITimeoutError, match=r"total_timeout=0\.3 s"),
                client.chat.completions.with_streaming_response.create(**asked) as response,
            ):
                list(use(response))
            assert busy_connections(client) == 0
        async with async_client(url, total_timeout=0.3) as aclient:
            with pytest.raises(APITimeoutError, match=r"total_timeout=0\.3 s"):
                async with aclient.chat.completions.with_streaming_response.create(**asked) as aresponse:
                    await use_async(aresponse)
            assert busy_connections(aclient) == 0
        assert time.monotonic() - started < 4


@pytest.mark.anyio
async def test_a_body_that_the_caller_reads_has_the_same_cap() -> None:
    calls = Calls(lambda _: httpx.Response(200, stream=Once(b" " * 1001)), max_body_bytes=1000)
    with (
        calls.client.chat.completions.with_streaming_response.create(**CHAT) as response,
        pytest.raises(APIResponseValidationError, match="max_body_bytes"),
    ):
        response.read()
    async with calls.aclient.chat.completions.with_streaming_response.create(**CHAT) as aresponse:
        with pytest.raises(APIResponseValidationError, match="max_body_bytes"):
            await aresponse.read()
    with calls.client.chat.completions.with_streaming_response.create(**CHAT) as response:
        assert len(b"".join(response.iter_bytes())) == 1001


def test_the_idle_timeout_does_not_count_what_the_caller_does(monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.monotonic
    server = ScriptedServer([STREAM + EVENT, EVENT + LAST, Step.HANG_UP])
    with server, sync_client(server.url, stream_idle_timeout=0.5) as client:
        stream = client.chat.completions.create(**CHAT, stream=True)
        next(stream)
        monkeypatch.setattr(time, "monotonic", lambda: now() + 1)  # more than the idle timeout has passed
        assert len(list(stream)) == 2


@pytest.mark.parametrize("name", ["total_timeout", "stream_idle_timeout"])
@pytest.mark.parametrize("value", [0, -1, "5", True, float("nan")])
def test_a_bad_time_is_refused_with_its_name(name: str, value: Any) -> None:
    with pytest.raises((TypeError, ValueError), match=name):
        Groq(api_key="k", **{name: value})
    with pytest.raises((TypeError, ValueError), match=name):
        AsyncGroq(api_key="k", **{name: value})


def test_copies_keep_the_limits_and_may_change_them() -> None:
    client = Groq(api_key="k", total_timeout=5, stream_idle_timeout=2, max_event_bytes=9, max_body_bytes=8)
    copy = client.with_options(timeout=1)
    assert (copy.total_timeout, copy.stream_idle_timeout, copy.max_event_bytes, copy.max_body_bytes) == (5, 2, 9, 8)
    other = client.with_options(total_timeout=None, max_body_bytes=7)
    assert (other.total_timeout, other.stream_idle_timeout, other.max_body_bytes) == (None, 2, 7)


# Caps.


@pytest.mark.anyio
async def test_a_body_beyond_the_cap_is_refused() -> None:
    calls = Calls(lambda _: httpx.Response(200, stream=Once(b" " * 1001)), max_body_bytes=1000)
    with pytest.raises(APIResponseValidationError, match=r"at most 1,000 bytes.*max_body_bytes"):
        calls.client.chat.completions.create(**CHAT)
    with pytest.raises(APIResponseValidationError, match=r"at most 1,000 bytes.*max_body_bytes"):
        await calls.aclient.chat.completions.create(**CHAT)


def test_the_cap_counts_what_is_decompressed() -> None:
    bomb = gzip.compress(bytes(10_000_000))
    calls = Calls(lambda _: httpx.Response(200, headers={"content-encoding": "gzip"}, stream=Once(bomb)))
    limited = calls.client.with_options(max_body_bytes=1_000_000)
    assert len(bomb) < 20_000
    with pytest.raises(APIResponseValidationError, match="max_body_bytes"):
        limited.chat.completions.create(**CHAT)


class Once(httpx.SyncByteStream, httpx.AsyncByteStream):
    def __init__(self, body: bytes) -> None:
        self._body = body

    def __iter__(self) -> Iterator[bytes]:
        yield self._body

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self._body


@pytest.mark.anyio
async def test_an_event_beyond_the_cap_is_refused() -> None:
    headers = {"content-type": "text/event-stream"}
    calls = Calls(answering(200, headers, content=EVENT + b"data: " + b"x" * 100_000), max_event_bytes=5000)
    with pytest.raises(APIResponseValidationError, match=r"at most 5,000 bytes.*max_event_bytes"):
        list(calls.client.chat.completions.create(**CHAT, stream=True))
    with pytest.raises(APIResponseValidationError, match=r"at most 5,000 bytes.*max_event_bytes"):
        [chunk async for chunk in await calls.aclient.chat.completions.create(**CHAT, stream=True)]


@given(st.lists(st.sampled_from([b"data: a\n\n", b": ping\n\n", b"\n", b"id: 1\n\n", b"data: b\n"]), max_size=300))
def test_small_events_never_reach_the_cap_however_many(pieces: list[bytes]) -> None:
    parser = EventStreamParser(max_event_bytes=4096)
    for piece in pieces:
        parser.feed(piece)


def test_an_event_that_never_ends_reaches_the_cap_in_pieces_of_any_size() -> None:
    for size in (1, 7, 1000):
        parser = EventStreamParser(max_event_bytes=2000)
        for _ in range(2000 // size):
            parser.feed(b"x" * size)
        with pytest.raises(EventTooLarge):
            parser.feed(b"x" * size)


# Streams that fail before their first event.


@pytest.mark.anyio
@pytest.mark.parametrize(
    "failing",
    [
        [Step.HANG_UP],
        [Step.RESET],
        [STREAM, Step.RESET],
        [STREAM + b": hi\n\n", Step.HANG_UP],
        [STREAM + b"da", Step.HANG_UP],
    ],
    ids=str,
)
async def test_a_stream_that_fails_before_its_first_event_is_sent_again(failing: list[Piece]) -> None:
    with ScriptedServer(failing, [STREAM + EVENT + LAST, Step.HANG_UP]) as server:
        with sync_client(server.url, max_retries=1) as client:
            patched: Any = client
            patched._sleep = lambda _: None
            assert len(list(client.chat.completions.create(**CHAT, stream=True))) == 2
        assert len(server.requests) == 2
    with ScriptedServer(failing, [STREAM + EVENT + LAST, Step.HANG_UP]) as server:
        async with async_client(server.url, max_retries=1) as aclient:

            async def no_sleep(_: float) -> None:
                await anyio.lowlevel.checkpoint()

            patched = aclient
            patched._sleep = no_sleep
            assert len([chunk async for chunk in await aclient.chat.completions.create(**CHAT, stream=True)]) == 2


def test_a_stream_that_fails_later_is_not() -> None:
    with ScriptedServer([STREAM + EVENT, Step.RESET]) as server:
        with sync_client(server.url, max_retries=1) as client:
            stream = client.chat.completions.create(**CHAT, stream=True)
            next(stream)
            with pytest.raises(APIConnectionError):
                next(stream)
        assert len(server.requests) == 1


# Answers that are none.


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("body", "message", "kind"),
    [
        (b'{"error": {"message": "no luck", "code": "rate_limit_exceeded"}}', "no luck", RateLimitError),
        (b'{"error": {"message": "no luck"}}', "no luck", APIError),
        (b'{"error": "no luck"}', "no luck", APIError),
        (b"", "empty body", APIResponseValidationError),
        (b"null", "null", APIResponseValidationError),
        (b"[]", "Expected", APIResponseValidationError),
        (b"<html>", "html", APIResponseValidationError),
        (b"[" * 100_000, "Expected", APIResponseValidationError),
        (b'{"id": "1", "obj', "Expected", APIResponseValidationError),
    ],
)
async def test_a_200_that_is_no_answer_raises_what_it_is(body: bytes, message: str, kind: type[APIError]) -> None:
    calls = Calls(answering(200, content=body))
    with pytest.raises(kind, match=message):
        calls.client.chat.completions.create(**CHAT)
    with pytest.raises(kind, match=message):
        await calls.aclient.chat.completions.create(**CHAT)
    assert calls.requests == 2


def test_an_error_with_status_200_is_found_where_no_field_is_required() -> None:
    calls = Calls(answering(200, json={"error": {"message": "no luck"}}))
    with pytest.raises(APIError, match="no luck"):
        calls.client.files.info("f")


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_a_body_that_does_not_decompress_is_a_connection_error_at_once(encoding: str) -> None:
    calls = Calls(lambda _: httpx.Response(200, headers={"content-encoding": encoding}, stream=Once(b"not compressed")))
    with pytest.raises(APIConnectionError):
        calls.client.chat.completions.create(**CHAT)
    assert calls.requests == 1


def test_a_body_of_unknown_encoding_is_refused() -> None:
    calls = Calls(answering(200, {"content-encoding": "rot13"}, content=b"\x9c\x00"))
    with pytest.raises(APIConnectionError, match=r"encodings 'gzip, deflate.*got 'rot13'"):
        calls.client.files.content("file_1")
    assert calls.requests == 1


@pytest.mark.parametrize("accepted", ["br;q=1, gzip;q=0.5", "*", omit])
def test_a_body_in_a_form_that_the_caller_allows_is_read(accepted: Any) -> None:
    calls = Calls(answering(200, {"content-encoding": "gzip"}, content=gzip.compress(b"content")))
    calls.client._client.headers.pop("accept-encoding")
    assert calls.client.files.content("file_1", extra_headers={"Accept-Encoding": accepted}).content == b"content"


def test_a_body_that_is_compressed_twice_is_refused_before_it_is_inflated() -> None:
    bomb = gzip.compress(gzip.compress(bytes(1_000_000)))
    for status, expected in ((200, APIConnectionError), (500, InternalServerError)):
        calls = Calls(answering(status, {"content-encoding": "gzip, gzip"}, content=bomb), max_retries=0)
        for stream in (False, True):
            with pytest.raises(expected):
                calls.client.chat.completions.create(**CHAT, stream=stream)


@pytest.mark.parametrize("rest", [gzip.compress(b"more"), b"junk"], ids=["another", "junk"])
def test_what_httpx_would_drop_of_a_compressed_body_is_missed(rest: bytes) -> None:
    body = Body([gzip.compress(b"part") + rest])
    calls = Calls(answering(200, {"content-encoding": "gzip"}, stream=body), max_retries=0)
    with pytest.raises(APIConnectionError, match="has more bytes after its end"):
        calls.client.files.content("file_1")


# What a breaker found.


def test_a_cut_stream_is_whole_only_if_every_choice_was_finished() -> None:
    def event(index: int, finish_reason: str) -> bytes:
        return b'data: {"choices":[{"index":%d,"delta":{"content":"a"},"finish_reason":%s}]}\n\n' % (
            index,
            finish_reason.encode(),
        )

    both = event(0, "null") + event(1, "null") + event(0, '"stop"') + event(1, "null")
    for body, cut in ((both, True), (both + event(1, '"stop"'), False), (event(0, '"stop"') + event(1, "null"), True)):
        with ScriptedServer([STREAM + body, Step.RESET]) as server, sync_client(server.url) as client:
            stream = client.chat.completions.create(**CHAT, stream=True)
            with pytest.raises(APIConnectionError) if cut else contextlib.nullcontext():
                list(stream)


def test_a_stream_that_two_threads_read_ends_quietly_for_neither() -> None:
    gate = threading.Event()
    server = ScriptedServer([STREAM + EVENT, gate, EVENT + LAST, Step.HANG_UP])
    with server, sync_client(server.url) as client:
        stream = client.chat.completions.create(**CHAT, stream=True)
        next(stream)
        found: list[BaseException] = []

        def read() -> None:
            try:
                list(stream)
            except APIConnectionError as err:
                found.append(err)

        reader = threading.Thread(target=read)
        reader.start()
        iterator: Any = stream._iterator
        while not iterator.state._is_reading:
            time.sleep(0.001)
        read()
        gate.set()
        reader.join(5)
    assert len(found) == 2


def test_a_total_timeout_holds_on_a_connection_that_was_used_without_one() -> None:
    answer = b'{"id":"1","object":"chat.completion","created":1,"model":"m","choices":[]}'
    drip: list[Piece] = [b"HTTP/1.1 200 OK\r\nX: ", *[b"a"] * 3]
    gate = threading.Event()
    with ScriptedServer(sized(answer), [*drip, gate]) as server, sync_client(server.url) as client:
        client.chat.completions.create(**CHAT)
        with pytest.raises(APITimeoutError, match="total_timeout"):
            client.with_options(total_timeout=0.2).chat.completions.create(**CHAT)
        gate.set()
        assert server.connections == 1


def test_a_raw_stream_that_is_dropped_gives_its_connection_back() -> None:
    gates = [threading.Event() for _ in range(3)]
    replies: list[list[Piece]] = [[STREAM + EVENT, gate] for gate in gates]
    with ScriptedServer(*replies) as server, sync_client(server.url) as client:
        for _ in gates:
            client.chat.completions.with_raw_response.create(**CHAT, stream=True)
        gc.collect()
        assert busy_connections(client) == 0


@pytest.mark.parametrize("pieces", [1, 7])
def test_an_event_is_too_large_however_it_arrives(pieces: int) -> None:
    event = b"data: " + b"x" * 3000 + b"\n\n"
    parser = EventStreamParser(max_event_bytes=1000)
    assert [len(one.raw) for one in parser.feed(b"data: " + b"x" * 900 + b"\n\n")] == [900]
    size = len(event) // pieces + 1
    with pytest.raises(EventTooLarge):
        any(parser.feed(event[start : start + size]) for start in range(0, len(event), size))


@pytest.mark.parametrize("url", ["u:PASSWORD@host", "https:u:PASSWORD@h", "http:/u:PASSWORD@h/", "ftp://u:PASSWORD@h"])
def test_a_password_in_a_base_url_that_is_none_is_not_in_the_message(url: str) -> None:
    with pytest.raises(GroqError) as caught:
        Groq(api_key="k", base_url=url)
    assert "PASSWORD" not in str(caught.value)


def test_a_password_that_breaks_a_url_is_not_in_the_message(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(GroqError, match="percent-encoded") as caught:
        Groq(api_key="k", base_url="http://joe:PASSWORD#1@localhost:3128")
    monkeypatch.setenv("HTTPS_PROXY", "http://joe:PASSWORD#1@localhost:3128")
    with pytest.raises(GroqError, match="percent-encoded") as other:
        Groq(api_key="k")
    for found in (caught, other):
        assert "PASSWORD" not in "".join(traceback.format_exception(found.value)).replace("PASSWORD#1@localhost", "")


# The key.


@pytest.mark.parametrize("status", [200, 400])
def test_a_key_that_an_excerpt_cuts_is_not_in_the_message(status: int) -> None:
    key = "gsk_0123456789abcdef"
    for length in range(150, 520):
        text = "y" * length + key + "z" * 50
        calls = Calls(lambda _, text=text: httpx.Response(status, text=text))  # type: ignore[misc] # a default binds it
        calls.client.api_key = key
        with pytest.raises(APIError) as caught:
            calls.client.chat.completions.create(**CHAT)
        assert key[:8] not in str(caught.value)


def test_a_key_that_the_server_repeats_is_not_in_what_is_logged_or_shown(caplog: pytest.LogCaptureFixture) -> None:
    key = "gsk_0123456789abcdef"
    caplog.set_level("DEBUG", "groq")
    answer = httpx.Response(200, json={}, headers={"x-request-id": key}, extensions={"reason_phrase": key.encode()})
    calls = Calls(lambda _: answer)
    calls.client.api_key = key
    raw = calls.client.chat.completions.with_raw_response.create(**CHAT)
    assert key not in caplog.text + repr(raw)
    assert "request id [API key]" in caplog.text


def test_a_key_that_the_server_repeats_is_not_in_the_message() -> None:
    key = "gsk_0123456789abcdef"
    calls = Calls(lambda request: httpx.Response(401, json={"error": {"message": f"bad {request.headers}", "k": key}}))
    calls.client.api_key = key
    with pytest.raises(APIError) as caught:
        calls.client.chat.completions.create(**CHAT)
    assert key not in str(caught.value) + repr(caught.value)
    assert "[API key]" in str(caught.value)


def test_the_key_is_not_among_the_attributes_of_a_client() -> None:
    key = "gsk_0123456789abcdef"
    client = Groq(api_key=f"{key}\n")
    assert key not in repr(vars(client)) + repr(client) + str(client)
    assert client.api_key == key
    client.api_key = key + "2"
    assert client.auth_headers == {"Authorization": f"Bearer {key}2"}


def test_a_base_url_without_encryption_warns_once_for_each_host() -> None:
    with pytest.warns(UserWarning, match=r"plain-1\.test unencrypted"):
        Groq(api_key="k", base_url="http://plain-1.test")
    Groq(api_key="k", base_url="http://plain-1.test/openai/v1")  # a warning would be an error
    with pytest.warns(UserWarning, match=r"plain-2\.test"):
        AsyncGroq(api_key="k", base_url="http://plain-2.test")


@pytest.mark.parametrize("host", ["localhost:1", "127.0.0.1", "127.9.9.9:80", "[::1]:8000", "api.localhost"])
def test_a_base_url_of_this_machine_does_not(host: str) -> None:
    Groq(api_key="k", base_url=f"http://{host}")
    Groq(api_key="k", base_url="https://plain-3.test")


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("setting", ["", "1"])
def test_bodies_are_logged_only_on_request(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, setting: str, stream: bool
) -> None:
    monkeypatch.setenv("GROQ_LOG_BODIES", setting)
    caplog.set_level("DEBUG", logger="groq")
    key = "gsk_0123456789abcdef"
    headers = {"content-type": "text/event-stream"}
    body = {"headers": headers, "content": EVENT + LAST} if stream else {"json": {**ANSWER, "model": "told-by-server"}}
    calls = Calls(lambda _: httpx.Response(200, **body), api_key=key)
    answer: Any = calls.client.chat.completions.create(
        model="m", messages=[{"role": "user", "content": "told-by-user"}], stream=stream
    )
    if stream:
        list(answer)
    assert ("told-by-user" in caplog.text) is bool(setting)
    assert (("chat.completion.chunk" if stream else "told-by-server") in caplog.text) is bool(setting)
    assert key not in caplog.text
