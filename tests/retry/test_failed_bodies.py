"""Responses whose body cannot be read, and when their connection is released."""

from __future__ import annotations

import gc
from typing import Any

import httpx
import pytest
import respx

from groq import (
    APIConnectionError,
    APIError,
    APIStatusError,
    Groq,
)

from ..support.answers import COMPLETION
from ..support.calls import AnyClient, create
from ..support.events import Body
from .times import counts

CHUNK = b'data: {"id":"1","object":"chat.completion.chunk","created":1,"model":"m","choices":[]}\n\n'


@pytest.mark.anyio
async def test_retries_stream_before_it_begins_and_closes_failed_responses(
    client: AnyClient, endpoint: respx.Route
) -> None:
    refused, accepted = Body([b"busy"]), Body([CHUNK, b"data: [DONE]\n\n"])
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
async def test_does_not_retry_stream_after_first_chunk(client: AnyClient, endpoint: respx.Route) -> None:
    endpoint.side_effect = [httpx.Response(200, stream=Body([CHUNK, httpx.ReadError("broken")]))]
    stream = await create(client, stream=True)
    got: list[Any] = []
    with pytest.raises(APIConnectionError, match="broken"):  # noqa: PT012 - the chunks before the error count
        if isinstance(client, Groq):
            for chunk in stream:
                got.append(chunk)  # noqa: PERF402 - chunks before an error count
        else:
            async for chunk in stream:
                got.append(chunk)  # noqa: PERF401 - chunks before an error count
    assert len(got) == 1
    assert counts(endpoint) == ["0"]


@pytest.mark.anyio
async def test_retries_when_body_is_truncated(client: AnyClient, endpoint: respx.Route) -> None:
    endpoint.side_effect = [
        httpx.Response(200, stream=Body([b"{", httpx.ReadError("broken")])),
        httpx.Response(200, json=COMPLETION),
    ]
    assert (await create(client)).id == "chatcmpl-1"


@pytest.mark.anyio
async def test_raises_status_error_when_error_body_is_lost(client: AnyClient, endpoint: respx.Route) -> None:
    endpoint.side_effect = [httpx.Response(400, stream=Body([b'{"err', httpx.ReadError("broken")]))]
    with pytest.raises(APIError) as caught:
        await create(client, stream=True)
    assert getattr(caught.value, "status_code", None) == 400


@pytest.mark.anyio
@pytest.mark.parametrize("stream", [False, True])
async def test_releases_connection_when_last_error_is_raised(
    client: AnyClient, endpoint: respx.Route, stream: bool
) -> None:
    body = Body([b'{"error":{"message":"no"}}'])
    endpoint.side_effect = [httpx.Response(400, stream=body)]
    with pytest.raises(APIStatusError, match="no"):
        await create(client, stream=stream)
    assert body.closed


# trio warns about generators that httpx does not close after a decoding error.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.anyio
async def test_releases_connection_when_error_body_is_lost(client: AnyClient, endpoint: respx.Route) -> None:
    body = Body([b"this is not gzip"])
    endpoint.side_effect = [httpx.Response(400, headers={"content-encoding": "gzip"}, stream=body)]
    with pytest.raises(APIStatusError):
        await create(client, stream=True)
    assert body.closed
    gc.collect()  # trigger the warning here, not in another test
