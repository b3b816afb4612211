"""Compressed bodies, and 200 responses that hold an error."""

from __future__ import annotations

import gzip
from typing import Any

import httpx
import pytest

from groq import (
    APIConnectionError,
    APIError,
    APIResponseValidationError,
    InternalServerError,
    RateLimitError,
    omit,
)

from ..support.clients import CHAT
from ..support.events import Body
from ..support.waits import Calls, answering


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
async def test_raises_when_200_is_not_a_completion(body: bytes, message: str, kind: type[APIError]) -> None:
    calls = Calls(answering(200, content=body))
    with pytest.raises(kind, match=message):
        calls.client.chat.completions.create(**CHAT)
    with pytest.raises(kind, match=message):
        await calls.aclient.chat.completions.create(**CHAT)
    assert calls.requests == 2


def test_raises_for_error_with_status_200_when_no_field_is_required() -> None:
    calls = Calls(answering(200, json={"error": {"message": "no luck"}}))
    with pytest.raises(APIError, match="no luck"):
        calls.client.files.info("f")


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_raises_connection_error_without_retry_for_corrupt_encoding(encoding: str) -> None:
    calls = Calls(
        lambda _: httpx.Response(200, headers={"content-encoding": encoding}, stream=Body([b"not compressed"]))
    )
    with pytest.raises(APIConnectionError):
        calls.client.chat.completions.create(**CHAT)
    assert calls.requests == 1


def test_rejects_body_of_unknown_encoding() -> None:
    calls = Calls(answering(200, {"content-encoding": "rot13"}, content=b"\x9c\x00"))
    with pytest.raises(APIConnectionError, match=r"encodings 'gzip, deflate.*got 'rot13'"):
        calls.client.files.content("file_1")
    assert calls.requests == 1


@pytest.mark.parametrize("accepted", ["br;q=1, gzip;q=0.5", "*", omit])
def test_decodes_body_in_encoding_accepted_by_the_caller(accepted: Any) -> None:
    calls = Calls(answering(200, {"content-encoding": "gzip"}, content=gzip.compress(b"content")))
    calls.client._client.headers.pop("accept-encoding")
    assert calls.client.files.content("file_1", extra_headers={"Accept-Encoding": accepted}).content == b"content"


def test_rejects_doubly_compressed_body_before_decompressing() -> None:
    bomb = gzip.compress(gzip.compress(bytes(1_000_000)))
    for status, expected in ((200, APIConnectionError), (500, InternalServerError)):
        calls = Calls(answering(status, {"content-encoding": "gzip, gzip"}, content=bomb), max_retries=0)
        for stream in (False, True):
            with pytest.raises(expected):
                calls.client.chat.completions.create(**CHAT, stream=stream)


@pytest.mark.parametrize("rest", [gzip.compress(b"more"), b"junk"], ids=["another", "junk"])
def test_raises_when_bytes_follow_compressed_body(rest: bytes) -> None:
    body = Body([gzip.compress(b"part") + rest])
    calls = Calls(answering(200, {"content-encoding": "gzip"}, stream=body), max_retries=0)
    with pytest.raises(APIConnectionError, match="has more bytes after its end"):
        calls.client.files.content("file_1")
