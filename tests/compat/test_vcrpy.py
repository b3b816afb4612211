"""vcrpy records the responses of a local server, and replays them after it is closed.

Its releases patch different methods. `test_release_lines.py` also runs this with the ones that are not installed.
"""

from __future__ import annotations

import os
from importlib import metadata
from pathlib import Path
from typing import Any

import httpcore
import httpx
import pytest
import vcr
from vcr.errors import CannotOverwriteExistingCassetteException

import groq
from groq.testing import LocalServer

from .samples import ANSWER, ASK, Caller, also_with_trio, both_ways, first, rest

RELEASE = tuple(int(part) for part in metadata.version("vcrpy").split("."))
REAL = "This came over the network."


def replaced_by_release() -> list[tuple[Any, str]]:
    if RELEASE < (6,):
        return [(httpx.Client, "send"), (httpx.AsyncClient, "send")]
    if RELEASE < (8,):
        return [(httpx.Client, "_send_single_request"), (httpx.AsyncClient, "_send_single_request")]
    if RELEASE < (8, 2):
        return [(httpcore.ConnectionPool, "handle_request"), (httpcore.AsyncConnectionPool, "handle_async_request")]
    return [(httpx.HTTPTransport, "handle_request"), (httpx.AsyncHTTPTransport, "handle_async_request")]


def open_cassette(folder: Path, **options: Any) -> Any:
    """Open a cassette that matches bodies, so that a call differs from a stream."""
    recorder = vcr.VCR(match_on=["method", "uri", "body"], filter_headers=["authorization"])
    return recorder.use_cassette(str(folder / "cassette.yaml"), **options)


def replay(folder: Path) -> Any:
    return open_cassette(folder, record_mode="none", allow_playback_repeats=True)


async def record(way: str, folder: Path) -> str:
    """Record a call, a stream and two errors of the API; return the URL of the server, which is closed."""
    with LocalServer() as server:
        server.reply(ANSWER, times=2)
        server.reply_error(404, "The model does not exist", times=2)
        with open_cassette(folder) as cassette:
            async with Caller(way, base_url=server.base_url) as caller:
                assert await caller.ask() == ANSWER
                assert await caller.stream() == ANSWER
                await is_refused(caller)
            assert cassette.play_count == 0
        assert len(server.requests) == 4
        assert "gsk_mine" not in (folder / "cassette.yaml").read_text()
        return server.base_url


async def is_refused(caller: Caller) -> None:
    for call in caller.ask, caller.stream:
        with pytest.raises(groq.NotFoundError, match="The model does not exist") as caught:
            await call(model="no-such-model")
        assert caught.value.response.json()["error"]["message"] == "The model does not exist"


def test_release_is_the_requested_one() -> None:
    assert os.environ.get("VCRPY_RELEASE", metadata.version("vcrpy")) == metadata.version("vcrpy")
    assert Path(vcr.__file__).is_relative_to(os.environ.get("VCRPY_FOLDER", "/"))


def test_methods_are_replaced_while_a_cassette_is_open_and_restored_after(tmp_path: Path) -> None:
    before = [getattr(owner, name) for owner, name in replaced_by_release()]
    with open_cassette(tmp_path):
        assert all(getattr(*method) is not was for method, was in zip(replaced_by_release(), before, strict=True))
    assert [getattr(owner, name) for owner, name in replaced_by_release()] == before


@both_ways
async def test_cassette_replays_when_the_server_is_closed(way: str, tmp_path: Path) -> None:
    base_url = await record(way, tmp_path)
    with replay(tmp_path) as cassette:
        async with Caller(way, base_url=base_url) as caller:
            for _ in range(2):
                assert await caller.ask() == ANSWER
                assert await caller.stream() == ANSWER
                await is_refused(caller)
        assert cassette.play_count == 8


@also_with_trio
async def test_cassette_replays_while_open_when_connections_are_open(way: str, tmp_path: Path) -> None:
    await record(way, tmp_path)
    with LocalServer() as server:
        server.reply(REAL, times=None)
        text = (tmp_path / "cassette.yaml").read_text()
        (tmp_path / "cassette.yaml").write_text(with_port(text, server))
        async with Caller(way, base_url=server.base_url) as caller:
            assert await caller.ask() == REAL
            assert await caller.stream() == REAL
            with replay(tmp_path) as cassette:
                assert await caller.ask() == ANSWER
                assert await caller.stream() == ANSWER
                await is_refused(caller)
            assert cassette.play_count == 4
            assert len(server.requests) == 2
            assert await caller.stream() == REAL
            assert await caller.ask() == REAL


def with_port(cassette: str, server: LocalServer) -> str:
    """Return the text of the cassette with the URL of this server."""
    lines = [line for line in cassette.splitlines() if line.strip().startswith("uri: ")]
    recorded = {line.split("uri: ")[1].split("/openai/")[0] for line in lines}
    [base_url] = recorded
    return cassette.replace(base_url, server.base_url)


@both_ways
async def test_open_stream_continues_when_a_cassette_is_opened_or_closed(way: str, tmp_path: Path) -> None:
    with LocalServer() as server:
        server.reply(ANSWER, times=3)
        async with Caller(way, base_url=server.base_url) as caller:
            real = await caller.open_stream()
            begun = await first(real)
            with open_cassette(tmp_path):
                recorded = await caller.open_stream()
                also_begun = await first(recorded)
                assert begun + await rest(real) == ANSWER
            assert also_begun + await rest(recorded) == ANSWER
            assert await caller.ask() == ANSWER
            assert len(server.requests) == 3


@both_ways
async def test_raises_error_for_a_request_that_is_not_in_the_cassette(way: str, tmp_path: Path) -> None:
    base_url = await record(way, tmp_path)
    with replay(tmp_path):
        async with Caller(way, base_url=base_url) as caller:
            with pytest.raises(CannotOverwriteExistingCassetteException):
                await caller.ask(temperature=0.5)
            assert await caller.ask() == ANSWER


@both_ways
async def test_new_requests_are_added_to_the_cassette(way: str, tmp_path: Path) -> None:
    with LocalServer() as server:
        server.reply(ANSWER, times=2)
        base_url = server.base_url
        async with Caller(way, base_url=base_url) as caller:
            with open_cassette(tmp_path):
                assert await caller.ask() == ANSWER
            with open_cassette(tmp_path, record_mode="new_episodes") as cassette:
                assert await caller.ask() == ANSWER
                assert cassette.play_count == 1
                assert await caller.ask(temperature=0.5) == ANSWER
        assert len(server.requests) == 2
        assert "temperature" in server.requests[1].json
    with replay(tmp_path):
        async with Caller(way, base_url=base_url) as caller:
            assert await caller.ask(temperature=0.5) == ANSWER


@both_ways
async def test_replayed_body_equals_the_recorded_one(way: str, tmp_path: Path) -> None:
    async def read_raw(caller: Caller) -> tuple[bytes, str | None, int]:
        raw = caller.client.chat.completions.with_raw_response.create(**ASK)
        response = raw if way == "sync" else await raw
        return response.http_response.content, response.headers["content-type"], response.status_code

    with LocalServer() as server:
        server.reply(ANSWER)
        base_url = server.base_url
        with open_cassette(tmp_path):
            async with Caller(way, base_url=base_url) as caller:
                recorded = await read_raw(caller)
    with replay(tmp_path):
        async with Caller(way, base_url=base_url) as caller:
            assert await read_raw(caller) == recorded
