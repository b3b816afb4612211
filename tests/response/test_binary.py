"""Speech and files: reading, errors, retries."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import httpx
import pytest

from groq import APIConnectionError, Groq, InternalServerError, NotFoundError, RateLimitError
from groq._response import (
    AsyncBinaryAPIResponse,
    AsyncStreamedBinaryAPIResponse,
    BinaryAPIResponse,
    StreamedBinaryAPIResponse,
)
from groq.testing import LocalServer

from ..support.answers import SPEECH
from ..support.calls import AnyClient, collected, finished, opened
from ..support.clients import async_client, async_client_of, busy_connections, sync_client, sync_client_of
from .downloads import FORMS, PIECES, RAW, SOUND, STREAMED, Call, DownloadWire, speech


@pytest.fixture
def wire() -> DownloadWire:
    return DownloadWire()


# Reading.


@pytest.mark.anyio
@FORMS
async def test_body_is_read_and_available_in_every_form(
    client: AnyClient, wire: DownloadWire, call: Call, form: str | None
) -> None:
    response = await finished(call(client, form))
    assert type(response) is (BinaryAPIResponse if isinstance(client, Groq) else AsyncBinaryAPIResponse)
    assert type(response).__name__ == ("BinaryAPIResponse" if isinstance(client, Groq) else "AsyncBinaryAPIResponse")
    assert response.is_closed
    assert wire.bodies[0].closed
    for _ in range(2):
        assert response.content == SOUND
        assert await finished(response.read()) == SOUND
        assert b"".join(await collected(response.iter_bytes())) == SOUND
        pieces = await collected(response.iter_bytes(100))
        assert [len(piece) for piece in pieces] == [100, 100, 100, 100, 8]
        assert b"".join(pieces) == SOUND
    assert wire.bodies[0].pieces_read == len(PIECES)


@pytest.mark.anyio
@FORMS
async def test_response_has_request_and_status(client: AnyClient, call: Call, form: str | None) -> None:
    response = await finished(call(client, form))
    assert (response.status_code, response.request_id, response.headers["content-type"]) == (200, "req_1", "audio/wav")
    assert isinstance(response.http_response, httpx.Response)
    assert response.retries_taken == 0
    assert response.http_request.headers["accept"] != "application/json"
    assert "200 OK" in repr(response)
    await finished(response.close())


@pytest.mark.anyio
async def test_text_content_is_available_as_text_and_json(client: AnyClient, wire: DownloadWire) -> None:
    wire.pieces = [b'{"a":\n', "\"ü\"}".encode()]  # fmt: skip
    response: Any = await finished(client.files.content("file_1"))
    assert await finished(response.text()) == '{"a":\n"ü"}'
    assert await finished(response.json()) == {"a": "ü"}
    assert await collected(response.iter_lines()) == ['{"a":', '"ü"}']
    assert "".join(await collected(response.iter_text())) == '{"a":\n"ü"}'


@pytest.mark.anyio
async def test_returns_empty_content_for_empty_body(
    client: AnyClient, wire: DownloadWire, call: Call, tmp_path: Path
) -> None:
    wire.pieces = []
    response = await finished(call(client))
    assert response.content == await finished(response.read()) == b""
    await finished(response.write_to_file(tmp_path / "a"))
    await finished(response.stream_to_file(tmp_path / "b"))
    async with opened(call(client, STREAMED)) as streamed:
        await finished(streamed.stream_to_file(tmp_path / "c"))
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"", "b": b"", "c": b""}


@pytest.mark.anyio
async def test_decompresses_body(client: AnyClient, wire: DownloadWire, call: Call, tmp_path: Path) -> None:
    wire.response_headers["content-encoding"] = "gzip"
    wire.pieces = [gzip.compress(SOUND)]
    response = await finished(call(client))
    assert response.content == SOUND
    async with opened(call(client, STREAMED)) as streamed:
        await finished(streamed.stream_to_file(tmp_path / "a"))
    assert (tmp_path / "a").read_bytes() == SOUND


@pytest.mark.anyio
async def test_returns_json_file_as_bytes(client: AnyClient, wire: DownloadWire) -> None:
    wire.response_headers["content-type"] = "application/json"
    wire.pieces = [b'{"error": {"message": "this is what the file says"}}']
    response = await finished(client.files.content("file_1"))
    assert response.content == wire.pieces[0]


@pytest.mark.anyio
@pytest.mark.parametrize("form", [None, RAW, STREAMED])
async def test_parse_returns_bytes_for_its_type(client: AnyClient, call: Call, form: str | None) -> None:
    if form == STREAMED:
        async with opened(call(client, form)) as response:
            assert await finished(response.parse()) == SOUND
    else:
        response = await finished(call(client, form))
        assert await finished(response.parse()) == SOUND


@pytest.mark.anyio
@FORMS
async def test_parse_returns_requested_type(client: AnyClient, call: Call, form: str | None) -> None:
    response = await finished(call(client, form))
    assert await finished(response.parse(to=bytes)) == SOUND


# Streaming.


@pytest.mark.anyio
async def test_streamed_form_reads_on_demand_and_closes_at_end(
    client: AnyClient, wire: DownloadWire, call: Call
) -> None:
    manager = call(client, STREAMED)
    assert wire.requests == []
    async with opened(manager) as response:
        name = "StreamedBinaryAPIResponse" if isinstance(client, Groq) else "AsyncStreamedBinaryAPIResponse"
        assert type(response).__name__ == name
        assert type(response) in (StreamedBinaryAPIResponse, AsyncStreamedBinaryAPIResponse)
        assert (response.status_code, response.request_id) == (200, "req_1")
        assert wire.bodies[0].pieces_read == 0
        assert await collected(response.iter_bytes()) == PIECES
    assert response.is_closed
    assert wire.bodies[0].closed


@pytest.mark.anyio
async def test_streamed_form_can_be_read_at_once(client: AnyClient, call: Call) -> None:
    async with opened(call(client, STREAMED)) as response:
        assert await finished(response.read()) == SOUND
        assert await finished(response.read()) == SOUND
        assert b"".join(await collected(response.iter_bytes())) == SOUND


@pytest.mark.anyio
@pytest.mark.filterwarnings("ignore:Async generator:ResourceWarning")  # httpx leaves generators unclosed
async def test_streamed_form_is_closed_at_end_of_block(client: AnyClient, wire: DownloadWire, call: Call) -> None:
    async with opened(call(client, STREAMED)) as response:
        assert wire.bodies[0].pieces_read == 0
    assert wire.bodies[0].closed
    with pytest.raises(ZeroDivisionError):
        async with opened(call(client, STREAMED)) as response:
            raise ZeroDivisionError
    assert response.is_closed
    assert wire.bodies[1].closed


# Errors.


@pytest.mark.anyio
@pytest.mark.parametrize("form", [None, RAW, STREAMED])
async def test_raises_status_error_in_every_form(
    client: AnyClient, wire: DownloadWire, call: Call, form: str | None
) -> None:
    wire.status = 404
    wire.response_headers["content-type"] = "application/json"
    wire.pieces = [b'{"error": {"message": "no such file",', b' "type": "invalid_request_error"}}']
    with pytest.raises(NotFoundError, match="no such file") as caught:
        await (opened(call(client, form)).__aenter__() if form == STREAMED else finished(call(client, form)))
    assert caught.value.body == {"error": {"message": "no such file", "type": "invalid_request_error"}}
    assert caught.value.request_id == "req_1"
    assert len(wire.requests) == 1
    assert wire.bodies[0].closed


@pytest.mark.anyio
async def test_raises_connection_error_when_body_fails(client: AnyClient, wire: DownloadWire, call: Call) -> None:
    wire.pieces = [PIECES[0], httpx.RemoteProtocolError("cut")]
    with pytest.raises(APIConnectionError):
        await finished(call(client))
    assert wire.bodies[0].closed


@pytest.mark.anyio
@pytest.mark.usefixtures("sleeps")
async def test_retries_after_failure(client: AnyClient, wire: DownloadWire, call: Call) -> None:
    statuses = iter([503, 200, 503])

    def reply(request: httpx.Request) -> httpx.Response:
        wire.status = next(statuses)
        return wire.respond(request)

    wire.reply = reply
    response = await finished(call(client.with_options(max_retries=1)))
    assert response.content == SOUND
    assert (response.retries_taken, len(wire.requests)) == (1, 2)
    with pytest.raises(InternalServerError):
        await finished(call(client))


# Over a socket.


@pytest.mark.anyio
@pytest.mark.parametrize("mode", ["sync", "async"])
async def test_saves_from_local_server_and_releases_connections(mode: str, tmp_path: Path) -> None:
    content = bytes(range(256)) * 2_000
    with LocalServer() as server:
        client: AnyClient = (sync_client if mode == "sync" else async_client)(server.base_url)
        stored: Any = await finished(client.files.create(file=("a.jsonl", content), purpose="batch"))
        async with opened(client.files.with_streaming_response.content(stored.id)) as response:
            assert busy_connections(client) == 1
            await finished(response.stream_to_file(tmp_path / "a.jsonl"))
        assert busy_connections(client) == 0
        spoken: Any = await finished(client.audio.speech.create(**SPEECH, response_format="wav"))
        await finished(spoken.write_to_file(tmp_path / "a.wav"))
        assert busy_connections(client) == 0
        await finished(client.close())
    assert (tmp_path / "a.jsonl").read_bytes() == content
    assert (tmp_path / "a.wav").read_bytes()[:4] == b"RIFF"


@pytest.mark.parametrize("size", [0, -1, "a", 1.5])
def test_rejects_invalid_chunk_size(size: Any) -> None:
    response = httpx.Response(200, content=b"0123456789", request=httpx.Request("GET", "https://x.test"))
    client = Groq(api_key="k", http_client=httpx.Client(transport=httpx.MockTransport(lambda _: response)))
    with pytest.raises(ValueError, match="chunk_size: expected a number of bytes from 1 up"):
        list(client.files.content("file_1").iter_bytes(size))


@pytest.mark.anyio
@FORMS
async def test_raises_for_error_with_status_200_instead_of_speech(form: str | None) -> None:
    def answer(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"error": {"message": "no voice left", "code": "rate_limit_exceeded"}})

    for client in (sync_client_of(answer), async_client_of(answer)):
        with pytest.raises(RateLimitError, match="no voice left"):
            await finished(speech(client, form))
