"""Which failures are tried again, how often, and after how long."""

from __future__ import annotations

import email.utils
import gc
import inspect
import io
import json
import math
import time
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import httpx
import pytest
import respx
from hypothesis import given
from hypothesis import strategies as st

from groq import (
    APIConnectionError,
    APIError,
    APIStatusError,
    APITimeoutError,
    AsyncGroq,
    DefaultAsyncHttpxClient,
    DefaultHttpxClient,
    Groq,
    InternalServerError,
    RateLimitError,
)
from groq._base_client import AsyncAPIClient, SyncAPIClient
from groq._constants import INITIAL_RETRY_DELAY, MAX_RETRY_DELAY
from groq._rate_limits import retry_after
from groq._retry.policy import MAX_RETRY_AFTER, retry_delay, should_retry

NOW = 1_793_000_000.0

# Which statuses.


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        *((status, True) for status in (408, 409, 429, 498, 500, 501, 502, 503, 504, 520, 529, 599)),
        *((status, False) for status in (300, 302, 304, 400, 401, 402, 403, 404, 405, 410, 412, 413, 415, 422, 424)),
        *((status, False) for status in (425, 426, 428, 431, 451, 497, 499)),
    ],
)
def test_status_decides_whether_to_retry(status: int, expected: bool) -> None:
    assert should_retry(status, {}) is expected


@pytest.mark.parametrize("status", [400, 404, 408, 429, 498, 500])
def test_x_should_retry_wins_over_the_status(status: int) -> None:
    assert should_retry(status, {"x-should-retry": "true"}) is True
    assert should_retry(status, {"x-should-retry": "false"}) is False


@pytest.mark.parametrize("advice", ["", "1", "maybe"])
def test_x_should_retry_of_another_value_says_nothing(advice: str) -> None:
    assert should_retry(500, {"x-should-retry": advice}) is True
    assert should_retry(400, {"x-should-retry": advice}) is False


def test_retry_after_does_not_make_a_status_retryable() -> None:
    assert should_retry(400, {"retry-after": "1"}) is False


# What the API asks for.


def http_date(seconds_from_now: float) -> str:
    return email.utils.formatdate(NOW + seconds_from_now, usegmt=True)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, None),
        ({"retry-after": "5"}, 5.0),
        ({"retry-after": "0"}, 0.0),
        ({"retry-after": "0.25"}, 0.25),
        ({"retry-after": " 7 "}, 7.0),
        ({"retry-after": "-3"}, -3.0),
        ({"retry-after": "86400"}, 86_400.0),
        ({"retry-after-ms": "1500"}, 1.5),
        ({"retry-after-ms": "0.5"}, 0.0005),
        ({"retry-after-ms": "20", "retry-after": "5"}, 0.02),
        ({"retry-after-ms": "soon", "retry-after": "5"}, 5.0),
        ({"retry-after-ms": "nan", "retry-after": "5"}, 5.0),
        ({"retry-after": http_date(12)}, 12.0),
        ({"retry-after": http_date(-12)}, -12.0),
        ({"retry-after": http_date(0)}, 0.0),
        ({"retry-after": "Sun, 31 Dec 9999 23:59:59 GMT"}, 253_402_300_799 - NOW),
        ({"retry-after": "Mon, 01 Jan 0001 00:00:00 GMT"}, pytest.approx(978_307_200 - NOW)),  # two digits: 2001
        ({"retry-after": "Fri, 01 Jan 99999 00:00:00 GMT"}, None),
        *(({"retry-after": text}, None) for text in ("", "soon", "nan", "inf", "-inf", "1e999", "5s", "5.289 s", "--")),
        *(({"retry-after-ms": text}, None) for text in ("", "inf", "x")),
    ],
)
def test_retry_after_is_read_in_every_form(headers: dict[str, str], expected: float | None) -> None:
    assert retry_after(headers, now=lambda: NOW) == expected


def test_header_names_are_looked_up_as_httpx_has_them() -> None:
    assert retry_after(httpx.Headers({"Retry-After": "4"})) == 4.0
    assert should_retry(400, httpx.Headers({"X-Should-Retry": "true"})) is True


@given(
    st.text() | st.from_regex(r"[A-Z][a-z]{2}, [0-9]{1,3} [A-Z][a-z]{2} [0-9]{1,6} [0-9:]{0,9} ?(GMT|[+-][0-9]{4})?")
)
def test_retry_after_is_a_finite_number_or_nothing_whatever_the_header_says(value: str) -> None:
    asked = retry_after({"retry-after": value, "retry-after-ms": value}, now=lambda: NOW)
    assert asked is None or math.isfinite(asked)


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="this system cannot change its time zone")
def test_an_http_date_in_asctime_form_is_gmt(monkeypatch: pytest.MonkeyPatch) -> None:
    # The third form of RFC 9110, section 5.6.7, names no zone.
    date = time.strftime("%a %b %e %H:%M:%S %Y", time.gmtime(NOW + 30))
    try:
        with monkeypatch.context() as patch:
            patch.setenv("TZ", "America/New_York")
            time.tzset()
            asked = retry_after({"retry-after": date}, now=lambda: NOW)
    finally:
        time.tzset()
    assert asked == 30.0


# How long.


@pytest.mark.parametrize(
    ("retries_taken", "full"), [(0, 0.5), (1, 1), (2, 2), (3, 4), (4, 8), (5, 8), (100, 8), (10**6, 8)]
)
def test_delay_doubles_up_to_the_cap(retries_taken: int, full: float) -> None:
    assert retry_delay(retries_taken, None, jitter=lambda: 0.0) == full
    assert retry_delay(retries_taken, {}, jitter=lambda: 0.0) == full


@pytest.mark.parametrize("retries_taken", [0, 3, 50])
def test_jitter_takes_off_up_to_a_quarter(retries_taken: int) -> None:
    longest = retry_delay(retries_taken, None, jitter=lambda: 0.0)
    assert longest is not None
    assert retry_delay(retries_taken, None, jitter=lambda: 0.5) == longest * 0.875
    assert retry_delay(retries_taken, None, jitter=lambda: 1.0) == longest * 0.75


def test_clients_do_not_come_back_all_at_once() -> None:
    assert len({retry_delay(0, None) for _ in range(20)}) > 1


@pytest.mark.parametrize("asked", ["0.001", "1", "30", "60"])
def test_what_the_api_asks_for_wins_over_backoff_and_has_no_jitter(asked: str) -> None:
    assert retry_delay(7, {"retry-after": asked}, jitter=lambda: 1.0) == float(asked)


@pytest.mark.parametrize("asked", ["0", "-1", "nan", "inf", "soon", http_date(-5)])
def test_backoff_stands_in_for_what_makes_no_sense(asked: str) -> None:
    assert retry_delay(1, {"retry-after": asked}, jitter=lambda: 0.0, now=lambda: NOW) == 1.0


@pytest.mark.parametrize("asked", ["60.001", "3600", "1e9", http_date(3600)])
def test_there_is_no_retry_where_the_api_asks_to_wait_for_too_long(asked: str) -> None:
    assert retry_delay(1, {"retry-after": asked}, now=lambda: NOW) is None


def test_a_date_soon_is_waited_for() -> None:
    assert retry_delay(0, {"retry-after": http_date(20)}, now=lambda: NOW) == 20.0


@given(st.integers(0, 10_000), st.none() | st.text(), st.floats(0, 1, exclude_max=True))
def test_delay_is_always_positive_and_bounded(retries_taken: int, header: str | None, jitter: float) -> None:
    headers = None if header is None else {"retry-after": header}
    delay = retry_delay(retries_taken, headers, jitter=lambda: jitter)
    if delay is None:
        assert header is not None
        return
    assert 0 < delay <= max(MAX_RETRY_AFTER, MAX_RETRY_DELAY)
    if header is None:
        assert delay >= INITIAL_RETRY_DELAY * 0.75


# Through the client.

URL = "https://api.groq.com/openai/v1/chat/completions"
OK = {
    "id": "chatcmpl-1",
    "object": "chat.completion",
    "created": 1,
    "model": "m",
    "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "Hi"}}],
}
AnyClient = Groq | AsyncGroq


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GROQ_API_KEY", "GROQ_BASE_URL", "GROQ_CUSTOM_HEADERS", "GROQ_LOG"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True)
def sleeps(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that clients would have slept."""
    slept: list[float] = []

    def sleep(_: object, seconds: float) -> None:
        slept.append(seconds)

    async def async_sleep(_: object, seconds: float) -> None:
        slept.append(seconds)

    monkeypatch.setattr(SyncAPIClient, "_sleep", sleep)
    monkeypatch.setattr(AsyncAPIClient, "_sleep", async_sleep)
    return slept


@pytest.fixture(params=["sync", "async"])
async def client(request: pytest.FixtureRequest) -> AsyncIterator[AnyClient]:
    # Nothing is sent, and loading certificates is slow.
    made: AnyClient
    if request.param == "sync":
        made = Groq(api_key="k", http_client=DefaultHttpxClient(verify=False))
    else:
        made = AsyncGroq(api_key="k", http_client=DefaultAsyncHttpxClient(verify=False))
    yield made
    await finished(made.close())


@pytest.fixture
def endpoint(respx_mock: respx.MockRouter) -> respx.Route:
    return respx_mock.post(URL)


async def finished(result: Any) -> Any:
    return await result if inspect.isawaitable(result) else result


async def create(client: AnyClient, **arguments: Any) -> Any:
    given: dict[str, Any] = {"messages": [{"role": "user", "content": "Hi"}], "model": "m", **arguments}
    return await finished(client.chat.completions.create(**given))


def counts(endpoint: respx.Route) -> list[str]:
    return [call.request.headers["x-stainless-retry-count"] for call in endpoint.calls]


@pytest.mark.anyio
@pytest.mark.parametrize("status", [408, 409, 429, 498, 500, 503])
async def test_a_retryable_status_is_tried_twice_more_by_default(
    client: AnyClient, endpoint: respx.Route, sleeps: list[float], status: int
) -> None:
    endpoint.respond(status, json={"error": {"message": "no"}})
    with pytest.raises(APIStatusError) as caught:
        await create(client)
    assert caught.value.status_code == status
    assert counts(endpoint) == ["0", "1", "2"]
    assert len(sleeps) == 2


@pytest.mark.anyio
@pytest.mark.parametrize("status", [304, 400, 401, 403, 404, 413, 422, 424, 499])
async def test_any_other_status_is_sent_once(
    client: AnyClient, endpoint: respx.Route, sleeps: list[float], status: int
) -> None:
    endpoint.respond(status, json={"error": {"message": "no"}})
    with pytest.raises(APIStatusError):
        await create(client)
    assert counts(endpoint) == ["0"]
    assert sleeps == []


@pytest.mark.anyio
async def test_x_should_retry_is_obeyed(client: AnyClient, endpoint: respx.Route) -> None:
    endpoint.side_effect = [
        httpx.Response(400, headers={"x-should-retry": "true"}),
        httpx.Response(500, headers={"x-should-retry": "false"}),
    ]
    with pytest.raises(InternalServerError):
        await create(client)
    assert counts(endpoint) == ["0", "1"]


RETRYABLE_ERRORS = [
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.ReadTimeout,
    httpx.WriteTimeout,
    httpx.PoolTimeout,
    httpx.ReadError,
    httpx.WriteError,
    httpx.CloseError,
    httpx.ProxyError,
    httpx.RemoteProtocolError,
]
FINAL_ERRORS = [httpx.UnsupportedProtocol, httpx.LocalProtocolError, httpx.TooManyRedirects]


@pytest.mark.anyio
@pytest.mark.parametrize("error", RETRYABLE_ERRORS)
async def test_a_broken_connection_is_tried_again(
    client: AnyClient, endpoint: respx.Route, sleeps: list[float], error: type[httpx.RequestError]
) -> None:
    endpoint.side_effect = error
    with pytest.raises(APIConnectionError) as caught:
        await create(client)
    assert type(caught.value.__cause__) is error
    assert isinstance(caught.value, APITimeoutError) is issubclass(error, httpx.TimeoutException)
    assert counts(endpoint) == ["0", "1", "2"]
    assert len(sleeps) == 2


@pytest.mark.anyio
@pytest.mark.parametrize("error", FINAL_ERRORS)
async def test_an_error_that_would_come_again_is_not_tried_again(
    client: AnyClient, endpoint: respx.Route, error: type[httpx.RequestError]
) -> None:
    endpoint.side_effect = error
    with pytest.raises(APIConnectionError) as caught:
        await create(client)
    assert type(caught.value.__cause__) is error
    assert counts(endpoint) == ["0"]


@pytest.mark.anyio
async def test_an_error_of_someone_elses_goes_through_at_once(client: AnyClient, endpoint: respx.Route) -> None:
    endpoint.side_effect = ZeroDivisionError("theirs")
    with pytest.raises(ZeroDivisionError, match="theirs"):
        await create(client)
    assert counts(endpoint) == ["0"]


@pytest.mark.anyio
async def test_success_after_failures_is_success(client: AnyClient, endpoint: respx.Route) -> None:
    endpoint.side_effect = [httpx.ReadError, httpx.Response(503), httpx.Response(200, json=OK)]
    completion = await create(client)
    assert completion.choices[0].message.content == "Hi"
    assert counts(endpoint) == ["0", "1", "2"]


@pytest.mark.anyio
async def test_the_last_error_is_the_one_that_is_raised(client: AnyClient, endpoint: respx.Route) -> None:
    endpoint.side_effect = [httpx.ReadError, httpx.Response(503), httpx.Response(429, json={"error": {"code": "x"}})]
    with pytest.raises(RateLimitError) as caught:
        await create(client)
    assert caught.value.code == "x"
    assert caught.value.__cause__ is None
    endpoint.side_effect = [httpx.Response(503), httpx.Response(503), httpx.ConnectError("refused")]
    with pytest.raises(APIConnectionError, match="refused") as broken:
        await create(client)
    assert isinstance(broken.value.__cause__, httpx.ConnectError)


@pytest.mark.anyio
@pytest.mark.parametrize("max_retries", [0, 1, 5])
async def test_max_retries_of_with_options_is_the_number_of_retries(
    client: AnyClient, endpoint: respx.Route, max_retries: int
) -> None:
    endpoint.respond(500)
    with pytest.raises(InternalServerError):
        await create(client.with_options(max_retries=max_retries))
    assert counts(endpoint) == [str(count) for count in range(max_retries + 1)]
    assert client.max_retries == 2


@pytest.mark.anyio
async def test_max_retries_of_the_client_may_be_changed(client: AnyClient, endpoint: respx.Route) -> None:
    client.max_retries = 1
    endpoint.respond(500)
    with pytest.raises(InternalServerError):
        await create(client)
    assert counts(endpoint) == ["0", "1"]


@pytest.mark.anyio
async def test_max_retries_of_one_request_wins(client: AnyClient, endpoint: respx.Route) -> None:
    endpoint.respond(500)
    with pytest.raises(InternalServerError):
        await finished(client.post(URL, cast_to=object, body={}, options={"max_retries": 1}))
    assert counts(endpoint) == ["0", "1"]


@pytest.mark.anyio
async def test_infinite_retries_go_on_until_success(
    client: AnyClient, endpoint: respx.Route, sleeps: list[float]
) -> None:
    endpoint.side_effect = [*[httpx.Response(500)] * 70, httpx.Response(200, json=OK)]
    infinite: Any = math.inf
    await create(client.with_options(max_retries=infinite))
    assert len(endpoint.calls) == 71
    assert max(sleeps) <= MAX_RETRY_DELAY


@pytest.mark.anyio
@pytest.mark.respx(assert_all_called=False)
@pytest.mark.parametrize("value", [-1, None, "2", 1.5], ids=repr)
async def test_a_bad_max_retries_of_one_request_is_refused_before_anything_is_sent(
    client: AnyClient, respx_mock: respx.MockRouter, value: Any
) -> None:
    route = respx_mock.get("https://api.groq.com/x").respond(json={})
    with pytest.raises((TypeError, ValueError), match="max_retries"):
        await finished(client.get("/x", cast_to=object, options={"max_retries": value}))
    assert not route.called


# How the next attempt looks.


@pytest.mark.anyio
async def test_the_api_says_how_long_to_wait(client: AnyClient, endpoint: respx.Route, sleeps: list[float]) -> None:
    endpoint.side_effect = [
        httpx.Response(429, headers={"retry-after": "3"}),
        httpx.Response(429, headers={"retry-after-ms": "120", "retry-after": "9"}),
        httpx.Response(200, json=OK),
    ]
    await create(client)
    assert sleeps == [3.0, 0.12]


@pytest.mark.anyio
async def test_backoff_grows_where_the_api_does_not_say(
    client: AnyClient, endpoint: respx.Route, sleeps: list[float]
) -> None:
    endpoint.side_effect = [httpx.ConnectError, httpx.Response(500), httpx.ReadTimeout, httpx.Response(200, json=OK)]
    await create(client.with_options(max_retries=3))
    assert len(sleeps) == 3
    for slept, full in zip(sleeps, [0.5, 1.0, 2.0], strict=True):
        assert full * 0.75 <= slept <= full


@pytest.mark.anyio
async def test_every_attempt_sends_the_same_request_but_for_its_count(client: AnyClient, endpoint: respx.Route) -> None:
    endpoint.side_effect = [httpx.Response(500), httpx.ConnectError, httpx.Response(200, json=OK)]
    await create(client, temperature=0.5, extra_headers={"X-A": "1"}, extra_query={"q": 1})
    requests = [call.request for call in endpoint.calls]
    assert len({request.content for request in requests}) == 1
    assert {str(request.url) for request in requests} == {f"{URL}?q=1"}
    headers = [{**request.headers, "x-stainless-retry-count": ""} for request in requests]
    assert headers[0] == headers[1] == headers[2]
    assert headers[0]["x-a"] == "1"


@pytest.mark.anyio
async def test_messages_of_a_generator_are_sent_again_whole(client: AnyClient, endpoint: respx.Route) -> None:
    def messages() -> Iterator[dict[str, str]]:
        yield {"role": "system", "content": "Be brief."}
        yield {"role": "user", "content": "Hi"}

    endpoint.side_effect = [httpx.Response(500), httpx.ConnectError, httpx.Response(200, json=OK)]
    await create(client, messages=messages())
    bodies = [json.loads(call.request.content) for call in endpoint.calls]
    assert bodies == [{"messages": list(messages()), "model": "m"}] * 3


class Pipe(io.RawIOBase):
    """A file that can be read only once."""

    name = "pipe.wav"

    def __init__(self) -> None:
        self.content = b"payload"

    def read(self, size: int = -1, /) -> bytes:  # noqa: ARG002 - all at once
        content, self.content = self.content, b""
        return content


@pytest.mark.anyio
@pytest.mark.parametrize("make", [Pipe, lambda: io.BytesIO(b"payload")], ids=["pipe", "memory"])
async def test_files_are_sent_again_whole(
    client: AnyClient, endpoint: respx.Route, make: Callable[[], io.BytesIO]
) -> None:
    endpoint.side_effect = [httpx.Response(500), httpx.Response(200, json=OK)]
    await finished(client.post(URL, cast_to=object, body={"a": "1"}, files={"file": make()}))
    assert [call.request.content.count(b"payload") for call in endpoint.calls] == [1, 1]


@pytest.mark.anyio
async def test_the_key_is_read_for_each_attempt(client: AnyClient, endpoint: respx.Route) -> None:
    def rotate(request: httpx.Request) -> httpx.Response:
        client.api_key = "next"
        return httpx.Response(500 if request.headers["authorization"] == "Bearer k" else 200, json=OK)

    endpoint.side_effect = rotate
    await create(client)
    assert [call.request.headers["authorization"] for call in endpoint.calls] == ["Bearer k", "Bearer next"]


@pytest.mark.anyio
async def test_retries_taken_are_told_by_the_raw_response(client: AnyClient, endpoint: respx.Route) -> None:
    endpoint.side_effect = [httpx.Response(500), httpx.Response(500), httpx.Response(200, json=OK)]
    arguments: dict[str, Any] = {"messages": [], "model": "m"}
    response = await finished(client.chat.completions.with_raw_response.create(**arguments))
    assert response.retries_taken == 2
    assert response.http_request.headers["x-stainless-retry-count"] == "2"


@pytest.mark.anyio
async def test_the_retry_count_of_the_caller_wins(client: AnyClient, endpoint: respx.Route) -> None:
    endpoint.side_effect = [httpx.Response(500), httpx.Response(200, json=OK)]
    await create(client, extra_headers={"X-Stainless-Retry-Count": "7"})
    assert counts(endpoint) == ["7", "7"]


class Body(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body that says whether it was closed."""

    def __init__(self, *pieces: bytes, error: type[httpx.RequestError] | None = None) -> None:
        self.pieces = pieces
        self.error = error
        self.closed = False

    def __iter__(self) -> Iterator[bytes]:
        yield from self.pieces
        if self.error is not None:
            raise self.error("broken")

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self:
            yield piece

    def close(self) -> None:
        self.closed = True

    async def aclose(self) -> None:
        self.closed = True


CHUNK = b'data: {"id":"1","object":"chat.completion.chunk","created":1,"model":"m","choices":[]}\n\n'


@pytest.mark.anyio
async def test_a_stream_is_retried_before_it_begins_and_failed_answers_are_let_go(
    client: AnyClient, endpoint: respx.Route
) -> None:
    refused, accepted = Body(b"busy"), Body(CHUNK, b"data: [DONE]\n\n")
    endpoint.side_effect = [httpx.Response(503, stream=refused), httpx.Response(200, stream=accepted)]
    stream = await create(client, stream=True)
    assert refused.closed
    assert not accepted.closed
    if isinstance(client, Groq):
        assert len(list(stream)) == 1
    else:
        assert len([chunk async for chunk in stream]) == 1
    assert accepted.closed
    assert counts(endpoint) == ["0", "1"]


@pytest.mark.anyio
async def test_a_stream_that_breaks_off_is_not_retried(client: AnyClient, endpoint: respx.Route) -> None:
    endpoint.side_effect = [httpx.Response(200, stream=Body(CHUNK, error=httpx.ReadError))]
    stream = await create(client, stream=True)
    got: list[Any] = []
    with pytest.raises(APIConnectionError, match="broken"):  # noqa: PT012 (how far it came matters)
        if isinstance(client, Groq):
            for chunk in stream:
                got.append(chunk)  # noqa: PERF402 (as above)
        else:
            async for chunk in stream:
                got.append(chunk)  # noqa: PERF401 (as above)
    assert len(got) == 1
    assert counts(endpoint) == ["0"]


@pytest.mark.anyio
async def test_a_body_that_breaks_off_is_tried_again_where_it_is_read_whole(
    client: AnyClient, endpoint: respx.Route
) -> None:
    endpoint.side_effect = [httpx.Response(200, stream=Body(b"{", error=httpx.ReadError)), httpx.Response(200, json=OK)]
    assert (await create(client)).id == "chatcmpl-1"


@pytest.mark.anyio
async def test_the_status_is_told_even_if_the_body_of_the_error_is_lost(
    client: AnyClient, endpoint: respx.Route
) -> None:
    endpoint.side_effect = [httpx.Response(400, stream=Body(b'{"err', error=httpx.ReadError))]
    with pytest.raises(APIError) as caught:
        await create(client, stream=True)
    assert getattr(caught.value, "status_code", None) == 400


@pytest.mark.anyio
@pytest.mark.parametrize("stream", [False, True])
async def test_the_connection_is_let_go_when_the_last_error_is_raised(
    client: AnyClient, endpoint: respx.Route, stream: bool
) -> None:
    body = Body(b'{"error":{"message":"no"}}')
    endpoint.side_effect = [httpx.Response(400, stream=body)]
    with pytest.raises(APIStatusError, match="no"):
        await create(client, stream=stream)
    assert body.closed


# Trio warns of the generators that httpx leaves behind when it cannot decode.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.anyio
async def test_the_connection_is_let_go_when_the_body_of_the_error_is_lost(
    client: AnyClient, endpoint: respx.Route
) -> None:
    body = Body(b"this is not gzip")
    endpoint.side_effect = [httpx.Response(400, headers={"content-encoding": "gzip"}, stream=body)]
    with pytest.raises(APIStatusError):
        await create(client, stream=True)
    assert body.closed
    gc.collect()  # the warning comes here, and not in another test
