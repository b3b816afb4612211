"""Exceptions: line 10 of the contract."""

from __future__ import annotations

import httpx
import pytest
import respx

import groq
from groq import (
    APIConnectionError,
    APIError,
    APIStatusError,
    APITimeoutError,
    Groq,
)

from ..support.answers import MESSAGES, URL
from ..support.wire import ContentWire

# 10. Exceptions.


def test_callers_can_construct_exceptions() -> None:
    """Line 10."""
    request = httpx.Request("POST", URL)
    response = httpx.Response(429, request=request)
    status = groq.RateLimitError("slow", response=response, body={"error": {"code": "x"}})
    assert (status.message, status.body, status.status_code) == ("slow", {"error": {"code": "x"}}, 429)
    assert (status.request, status.response) == (request, response)
    assert APIStatusError(message="slow", response=response, body=None).message == "slow"
    assert APIConnectionError(message="gone", request=request).message == "gone"
    assert APIConnectionError(request=request).request is request
    assert "Request timed out" in APITimeoutError(request=request).message


def test_body_is_decoded_json_or_text(respx_mock: respx.MockRouter) -> None:
    """Line 10."""
    respx_mock.post(URL).side_effect = [
        httpx.Response(400, json={"error": {"message": "no"}}),
        httpx.Response(400, text="<html>"),
    ]
    bodies = []
    for _ in range(2):
        with pytest.raises(groq.BadRequestError) as caught:
            Groq().chat.completions.create(messages=MESSAGES, model="m")
        bodies.append(caught.value.body)
    assert bodies == [{"error": {"message": "no"}}, "<html>"]


def test_error_in_stream_is_api_error_with_inner_object(client: Groq, wire: ContentWire) -> None:
    """Line 10."""
    wire.content = b'event: error\ndata: {"error": {"message": "over", "code": "c"}}\n\n'
    with pytest.raises(APIError, match="over") as caught:
        list(client.chat.completions.create(messages=MESSAGES, model="m", stream=True))
    assert type(caught.value) is APIError
    assert caught.value.body == {"message": "over", "code": "c"}


def test_transport_errors_become_connection_errors_with_cause(respx_mock: respx.MockRouter) -> None:
    """Line 10."""
    client = Groq(max_retries=0)
    respx_mock.post(URL).side_effect = [httpx.ReadTimeout, httpx.ConnectError]
    with pytest.raises(APITimeoutError, match="Request timed out") as timeout:
        client.chat.completions.create(messages=MESSAGES, model="m")
    assert isinstance(timeout.value.__cause__, httpx.ReadTimeout)
    with pytest.raises(APIConnectionError) as broken:
        client.chat.completions.create(messages=MESSAGES, model="m")
    assert isinstance(broken.value.__cause__, httpx.ConnectError)
