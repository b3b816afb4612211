"""Content codings: only those with bounded decompression are requested and read, for any httpx client."""

from __future__ import annotations

import gzip
import tracemalloc
from typing import Any

import httpx
import pytest

from groq import APIConnectionError, APIResponseValidationError, AsyncGroq, DefaultHttpxClient, Groq

from ..support.clients import CHAT
from ..support.server import ScriptedServer, head, sized

ANSWER = b'{"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": []}'
HUGE = 32_000_000
OPTIONS: dict[str, Any] = {"api_key": "k", "max_retries": 0, "max_body_bytes": 1_000_000, "max_event_bytes": 1_000_000}
# A megabyte of text, the memory of httpx and its helpers, and the steps of decompression.
MAX_MEMORY = 16_000_000


def bomb(coding: str) -> bytes:
    """Return a few kilobytes that decompress to 32 MB; skip if the package of the coding is missing."""
    if coding == "gzip":
        return gzip.compress(bytes(HUGE))
    package: Any = pytest.importorskip({"br": "brotli", "zstd": "zstandard"}[coding])
    return bytes(package.compress(bytes(HUGE)))


def asking(accepted: str, transport: httpx.BaseTransport | None = None) -> httpx.Client:
    return httpx.Client(headers={"Accept-Encoding": accepted}, trust_env=False, transport=transport)


@pytest.mark.parametrize(
    ("accepted", "sent"),
    [
        ("gzip, deflate, br, zstd", "gzip, deflate"),
        ("br", "gzip, deflate"),
        ("*", "gzip, deflate"),
        ("br;q=1.0, GZIP;q=0.5", "GZIP;q=0.5"),
        ("identity", "identity"),
        ("gzip", "gzip"),
    ],
)
def test_accept_encoding_lists_bounded_codings(accepted: str, sent: str) -> None:
    reply = sized(ANSWER, "content-type: application/json")
    with ScriptedServer(*[reply] * 4) as server:
        with Groq(**OPTIONS, base_url=server.url, http_client=asking(accepted)) as client:
            client.chat.completions.create(**CHAT)
            client.chat.completions.create(**CHAT)  # built from a request template
        with Groq(**OPTIONS, base_url=server.url, http_client=DefaultHttpxClient(trust_env=False)) as client:
            client.chat.completions.create(**CHAT, extra_headers={"Accept-Encoding": accepted})
            client.models.list(extra_headers={"accept-encoding": accepted}, extra_query={"a": "1"})
        assert [request.header("accept-encoding") for request in server.requests] == [sent] * 4


@pytest.mark.parametrize("package", ["brotli", "zstandard"])
def test_default_accept_encoding_of_httpx_is_not_sent(package: str) -> None:
    pytest.importorskip(package)
    with ScriptedServer(sized(ANSWER, "content-type: application/json")) as server:
        plain = httpx.Client(trust_env=False)
        assert {"br", "zstd"} & {one.strip() for one in plain.headers["accept-encoding"].split(",")}
        with Groq(**OPTIONS, base_url=server.url, http_client=plain) as client:
            client.chat.completions.create(**CHAT)
        assert server.requests[0].header("accept-encoding") == "gzip, deflate"


@pytest.mark.anyio
@pytest.mark.covering("values")
@pytest.mark.parametrize("coding", ["gzip", "br", "zstd"])
async def test_memory_is_bounded_for_a_decompression_bomb(coding: str) -> None:
    body = bomb(coding)
    expected = APIResponseValidationError if coding == "gzip" else APIConnectionError
    reply = [
        head(f"content-encoding: {coding}", f"content-length: {len(body)}", "content-type: application/json") + body
    ]

    with ScriptedServer(*[reply] * 4) as server:
        tracemalloc.start()
        try:
            for http_client in (asking("gzip, br, zstd"), DefaultHttpxClient(trust_env=False)):
                with Groq(**OPTIONS, base_url=server.url, http_client=http_client) as client, pytest.raises(expected):
                    client.chat.completions.create(**CHAT)
            async_http_client = httpx.AsyncClient(headers={"Accept-Encoding": "gzip, br, zstd"}, trust_env=False)
            async with AsyncGroq(**OPTIONS, base_url=server.url, http_client=async_http_client) as aclient:
                with pytest.raises(expected):
                    await aclient.chat.completions.create(**CHAT)
            with (
                Groq(**OPTIONS, base_url=server.url, http_client=asking("br, zstd")) as client,
                pytest.raises(expected),
            ):
                list(client.chat.completions.create(**CHAT, stream=True))
            assert tracemalloc.get_traced_memory()[1] < MAX_MEMORY
        finally:
            tracemalloc.stop()
