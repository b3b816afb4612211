"""Compressed request bodies."""

from __future__ import annotations

import gzip
import tracemalloc
from collections.abc import Iterator
from contextlib import closing

import pytest

from groq.testing import LocalServer
from groq.testing.server.codings import gunzip

from ..conftest import BODY, CHAT, Api, Response, form

MOST = 2_000


@pytest.fixture
def small() -> Iterator[Api]:
    with LocalServer(max_body_bytes=MOST) as server:
        api = Api(server.port)
        with closing(api.connection):
            yield api


def send(api: Api, body: bytes, coding: str = "gzip") -> Response:
    return api.request("POST", CHAT, body, {"authorization": "Bearer k", "content-encoding": coding})


class TestRequests:
    @pytest.mark.parametrize("coding", ["gzip", "GZIP", "x-gzip"])
    def test_reads_gzip_body(self, api: Api, server: LocalServer, coding: str) -> None:
        assert send(api, gzip.compress(BODY), coding).status == 200
        assert server.requests[0].body == BODY

    def test_reads_gzip_upload(self, api: Api) -> None:
        content_type, body = form(("purpose", "batch"), ("file", ("in.jsonl", b"{}\n" * 1_000)))
        headers = {"authorization": "Bearer k", "content-type": content_type, "content-encoding": "gzip"}
        assert api.request("POST", "/openai/v1/files", gzip.compress(body), headers).json["bytes"] == 3_000

    def test_keeps_connection_alive_after_gzip_body(self, api: Api) -> None:
        for _ in range(3):
            assert send(api, gzip.compress(BODY)).headers["connection"] == "keep-alive"

    def test_rejects_body_above_the_limit_once_decompressed(self, small: Api) -> None:
        response = send(small, gzip.compress(b" " * 1_000_000))
        assert (response.status, response.error["code"]) == (413, "request_too_large")

    @pytest.mark.parametrize(
        "body",
        [b"not gzip", BODY, gzip.compress(BODY)[:-9], gzip.compress(BODY)[:20]],
        ids=["text", "json", "without trailer", "truncated"],
    )
    def test_rejects_invalid_gzip(self, api: Api, body: bytes) -> None:
        response = send(api, body)
        assert response.status == 400
        assert "gzip" in response.error["message"]

    @pytest.mark.parametrize("coding", ["br", "deflate", "gzip, gzip"])
    def test_rejects_other_codings_with_415(self, api: Api, coding: str) -> None:
        response = send(api, BODY, coding)
        assert response.status == 415
        assert "send gzip" in response.error["message"]

    def test_accepts_identity(self, api: Api) -> None:
        assert send(api, BODY, "identity").status == 200


class TestGunzip:
    @pytest.mark.parametrize("size", [0, 1, MOST])
    def test_returns_data_up_to_the_limit(self, size: int) -> None:
        assert gunzip(gzip.compress(b"x" * size), MOST) == b"x" * size

    def test_returns_none_above_the_limit(self) -> None:
        assert gunzip(gzip.compress(b"x" * (MOST + 1)), MOST) is None

    def test_joins_members(self) -> None:
        assert gunzip(gzip.compress(b"one ") + gzip.compress(b"") + gzip.compress(b"two"), MOST) == b"one two"

    def test_limits_all_members_together(self) -> None:
        assert gunzip(gzip.compress(b"x" * MOST) * 2, MOST) is None

    def test_memory_is_bounded_when_a_small_body_expands(self) -> None:
        bomb = gzip.compress(bytes(50_000_000))
        tracemalloc.start()
        try:
            assert gunzip(bomb, 100_000) is None
            assert tracemalloc.get_traced_memory()[1] < 1_000_000
        finally:
            tracemalloc.stop()
