"""respx, pytest-httpx, vcrpy: tests of other projects answer for the API inside httpx, below this package."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
import respx
import vcr
from pytest_httpx import HTTPXMock, IteratorStream

import groq
from groq.testing import LocalServer

from .samples import ANSWER, COMPLETION, MESSAGES, MODEL

pytestmark = pytest.mark.anyio
URL = "https://api.groq.com/openai/v1/chat/completions"
ASK: dict[str, Any] = {"model": MODEL, "messages": MESSAGES}
EVENTS = [
    f"data: {json.dumps({'id': '1', 'choices': [{'index': 0, 'delta': {'content': word}}]})}\n\n".encode()
    for word in ("It is ", "clear.")
] + [b"data: [DONE]\n\n"]
AS_EVENTS = {"content-type": "text/event-stream"}
KEY = {"api_key": "gsk_mine"}


async def ask_async(**options: Any) -> str:
    async with groq.AsyncGroq(**KEY, **options) as client:
        return (await client.chat.completions.create(**ASK)).choices[0].message.content or ""


def ask(**options: Any) -> str:
    with groq.Groq(**KEY, **options) as client:
        return client.chat.completions.create(**ASK).choices[0].message.content or ""


def stream(**options: Any) -> str:
    with groq.Groq(**KEY, **options) as client:
        chunks = client.chat.completions.create(**ASK, stream=True)
        return "".join(chunk.choices[0].delta.content or "" for chunk in chunks)


async def stream_async(**options: Any) -> str:
    async with groq.AsyncGroq(**KEY, **options) as client:
        chunks = await client.chat.completions.create(**ASK, stream=True)
        return "".join([chunk.choices[0].delta.content or "" async for chunk in chunks])


@respx.mock
async def test_respx() -> None:
    route = respx.post(URL).respond(json=COMPLETION)
    assert ask() == ANSWER
    assert await ask_async() == ANSWER
    assert route.call_count == 2
    assert json.loads(route.calls.last.request.content) == ASK


@respx.mock
async def test_respx_stream() -> None:
    respx.post(URL).respond(headers=AS_EVENTS, content=b"".join(EVENTS))
    assert stream() == "It is clear."
    assert await stream_async() == "It is clear."


@respx.mock
async def test_respx_error() -> None:
    respx.post(URL).mock(side_effect=httpx.ConnectTimeout)
    with pytest.raises(groq.APITimeoutError):
        ask(max_retries=0)
    respx.post(URL).respond(401, json={"error": {"message": "Invalid API Key"}})
    with pytest.raises(groq.AuthenticationError, match="Invalid API Key"):
        await ask_async()


async def test_pytest_httpx(httpx_mock: HTTPXMock) -> None:
    httpx_mock.add_response(method="POST", url=URL, match_json=ASK, json=COMPLETION, is_reusable=True)
    assert ask() == ANSWER
    assert await ask_async() == ANSWER
    assert len(httpx_mock.get_requests()) == 2


async def test_pytest_httpx_stream(httpx_mock: HTTPXMock) -> None:
    for _ in range(2):
        httpx_mock.add_response(url=URL, headers=AS_EVENTS, stream=IteratorStream(EVENTS))
    assert stream() == "It is clear."
    assert await stream_async() == "It is clear."


async def test_pytest_httpx_error(httpx_mock: HTTPXMock) -> None:
    httpx_mock.add_exception(httpx.ReadTimeout("slow"), url=URL)
    with pytest.raises(groq.APITimeoutError):
        ask(max_retries=0)
    httpx_mock.add_response(url=URL, status_code=400, json={"error": {"message": "No such thing"}})
    with pytest.raises(groq.BadRequestError, match="No such thing"):
        await ask_async()


async def test_vcrpy(tmp_path: Path) -> None:
    """Records from a local server and plays back what it said after it is gone."""
    tape = vcr.VCR(cassette_library_dir=str(tmp_path), filter_headers=["authorization"])
    with LocalServer() as server:
        options = {"base_url": server.base_url}
        server.reply(ANSWER, times=None)
        with tape.use_cassette("one.yaml") as cassette:
            recorded = [ask(**options), stream(**options), await ask_async(**options), await stream_async(**options)]
        assert len(server.requests) == 4
        assert cassette.play_count == 0
    assert recorded == [ANSWER] * 4
    assert "gsk_mine" not in (tmp_path / "one.yaml").read_text()
    with tape.use_cassette("one.yaml", record_mode=vcr.mode.NONE, allow_playback_repeats=False) as cassette:
        played = [ask(**options), stream(**options), await ask_async(**options), await stream_async(**options)]
    assert played == recorded
    assert cassette.play_count == 4


async def test_vcrpy_error(tmp_path: Path) -> None:
    tape = vcr.VCR(cassette_library_dir=str(tmp_path))
    with LocalServer() as server:
        server.reply_error(400, "No such thing", times=2)
        with tape.use_cassette("sync.yaml"), pytest.raises(groq.BadRequestError, match="No such thing"):
            ask(base_url=server.base_url)
        with tape.use_cassette("async.yaml"), pytest.raises(groq.BadRequestError, match="No such thing"):
            await ask_async(base_url=server.base_url)
