"""Retries as a caller sees them: number, delays, and requests."""

from __future__ import annotations

import io
import json
import math
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
import respx

from groq import (
    APIConnectionError,
    APIStatusError,
    APITimeoutError,
    InternalServerError,
    RateLimitError,
)
from groq._constants import MAX_RETRY_DELAY

from ..support.answers import COMPLETION, URL
from ..support.calls import AnyClient, create, finished
from .times import counts


@pytest.mark.anyio
@pytest.mark.parametrize("status", [408, 409, 429, 498, 500, 503])
async def test_retries_retryable_status_twice_by_default(
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
async def test_does_not_retry_other_statuses(
    client: AnyClient, endpoint: respx.Route, sleeps: list[float], status: int
) -> None:
    endpoint.respond(status, json={"error": {"message": "no"}})
    with pytest.raises(APIStatusError):
        await create(client)
    assert counts(endpoint) == ["0"]
    assert sleeps == []


@pytest.mark.anyio
async def test_x_should_retry_overrides_status(client: AnyClient, endpoint: respx.Route) -> None:
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
async def test_retries_after_broken_connection(
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
async def test_does_not_retry_permanent_error(
    client: AnyClient, endpoint: respx.Route, error: type[httpx.RequestError]
) -> None:
    endpoint.side_effect = error
    with pytest.raises(APIConnectionError) as caught:
        await create(client)
    assert type(caught.value.__cause__) is error
    assert counts(endpoint) == ["0"]


@pytest.mark.anyio
async def test_propagates_foreign_error_without_retry(client: AnyClient, endpoint: respx.Route) -> None:
    endpoint.side_effect = ZeroDivisionError("theirs")
    with pytest.raises(ZeroDivisionError, match="theirs"):
        await create(client)
    assert counts(endpoint) == ["0"]


@pytest.mark.anyio
async def test_returns_result_when_retry_succeeds(client: AnyClient, endpoint: respx.Route) -> None:
    endpoint.side_effect = [httpx.ReadError, httpx.Response(503), httpx.Response(200, json=COMPLETION)]
    completion = await create(client)
    assert completion.choices[0].message.content == "Hi"
    assert counts(endpoint) == ["0", "1", "2"]


@pytest.mark.anyio
async def test_raises_last_error(client: AnyClient, endpoint: respx.Route) -> None:
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
async def test_max_retries_of_client_can_be_changed(client: AnyClient, endpoint: respx.Route) -> None:
    client.max_retries = 1
    endpoint.respond(500)
    with pytest.raises(InternalServerError):
        await create(client)
    assert counts(endpoint) == ["0", "1"]


@pytest.mark.anyio
async def test_max_retries_of_request_overrides(client: AnyClient, endpoint: respx.Route) -> None:
    endpoint.respond(500)
    with pytest.raises(InternalServerError):
        await finished(client.post(URL, cast_to=object, body={}, options={"max_retries": 1}))
    assert counts(endpoint) == ["0", "1"]


@pytest.mark.anyio
async def test_infinite_retries_continue_until_success(
    client: AnyClient, endpoint: respx.Route, sleeps: list[float]
) -> None:
    endpoint.side_effect = [*[httpx.Response(500)] * 70, httpx.Response(200, json=COMPLETION)]
    infinite: Any = math.inf
    await create(client.with_options(max_retries=infinite))
    assert len(endpoint.calls) == 71
    assert max(sleeps) <= MAX_RETRY_DELAY


@pytest.mark.anyio
@pytest.mark.respx(assert_all_called=False)
@pytest.mark.parametrize("value", [-1, None, "2", 1.5], ids=repr)
async def test_rejects_invalid_max_retries_of_request_before_sending(
    client: AnyClient, respx_mock: respx.MockRouter, value: Any
) -> None:
    route = respx_mock.get("https://api.groq.com/x").respond(json={})
    with pytest.raises((TypeError, ValueError), match="max_retries"):
        await finished(client.get("/x", cast_to=object, options={"max_retries": value}))
    assert not route.called


@pytest.mark.anyio
async def test_waits_as_requested_by_the_api(client: AnyClient, endpoint: respx.Route, sleeps: list[float]) -> None:
    endpoint.side_effect = [
        httpx.Response(429, headers={"retry-after": "3"}),
        httpx.Response(429, headers={"retry-after-ms": "120", "retry-after": "9"}),
        httpx.Response(200, json=COMPLETION),
    ]
    await create(client)
    assert sleeps == [3.0, 0.12]


@pytest.mark.anyio
async def test_backoff_grows_without_requested_wait(
    client: AnyClient, endpoint: respx.Route, sleeps: list[float]
) -> None:
    endpoint.side_effect = [
        httpx.ConnectError,
        httpx.Response(500),
        httpx.ReadTimeout,
        httpx.Response(200, json=COMPLETION),
    ]
    await create(client.with_options(max_retries=3))
    assert len(sleeps) == 3
    for slept, full in zip(sleeps, [0.5, 1.0, 2.0], strict=True):
        assert full * 0.75 <= slept <= full


@pytest.mark.anyio
async def test_every_attempt_sends_same_request_except_retry_count(client: AnyClient, endpoint: respx.Route) -> None:
    endpoint.side_effect = [httpx.Response(500), httpx.ConnectError, httpx.Response(200, json=COMPLETION)]
    await create(client, temperature=0.5, extra_headers={"X-A": "1"}, extra_query={"q": 1})
    requests = [call.request for call in endpoint.calls]
    assert len({request.content for request in requests}) == 1
    assert {str(request.url) for request in requests} == {f"{URL}?q=1"}
    headers = [{**request.headers, "x-stainless-retry-count": ""} for request in requests]
    assert headers[0] == headers[1] == headers[2]
    assert headers[0]["x-a"] == "1"


@pytest.mark.anyio
async def test_retry_sends_all_messages_of_generator(client: AnyClient, endpoint: respx.Route) -> None:
    def messages() -> Iterator[dict[str, str]]:
        yield {"role": "system", "content": "Be brief."}
        yield {"role": "user", "content": "Hi"}

    endpoint.side_effect = [httpx.Response(500), httpx.ConnectError, httpx.Response(200, json=COMPLETION)]
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
async def test_retry_sends_whole_file(client: AnyClient, endpoint: respx.Route, make: Callable[[], io.BytesIO]) -> None:
    endpoint.side_effect = [httpx.Response(500), httpx.Response(200, json=COMPLETION)]
    await finished(client.post(URL, cast_to=object, body={"a": "1"}, files={"file": make()}))
    assert [call.request.content.count(b"payload") for call in endpoint.calls] == [1, 1]


@pytest.mark.anyio
async def test_reads_key_for_each_attempt(client: AnyClient, endpoint: respx.Route) -> None:
    def rotate(request: httpx.Request) -> httpx.Response:
        client.api_key = "next"
        return httpx.Response(500 if request.headers["authorization"] == "Bearer k" else 200, json=COMPLETION)

    endpoint.side_effect = rotate
    await create(client)
    assert [call.request.headers["authorization"] for call in endpoint.calls] == ["Bearer k", "Bearer next"]


@pytest.mark.anyio
async def test_raw_response_has_retries_taken(client: AnyClient, endpoint: respx.Route) -> None:
    endpoint.side_effect = [httpx.Response(500), httpx.Response(500), httpx.Response(200, json=COMPLETION)]
    arguments: dict[str, Any] = {"messages": [], "model": "m"}
    response = await finished(client.chat.completions.with_raw_response.create(**arguments))
    assert response.retries_taken == 2
    assert response.http_request.headers["x-stainless-retry-count"] == "2"


@pytest.mark.anyio
async def test_retry_count_of_caller_overrides(client: AnyClient, endpoint: respx.Route) -> None:
    endpoint.side_effect = [httpx.Response(500), httpx.Response(200, json=COMPLETION)]
    await create(client, extra_headers={"X-Stainless-Retry-Count": "7"})
    assert counts(endpoint) == ["7", "7"]
