"""Retried uploads, and reading files outside the event loop."""

from __future__ import annotations

import io
import os
import threading
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest

from ...support.calls import AnyClient
from ...support.clients import async_client_of, sync_client_of
from ...support.forms import form, form_parts
from ...support.server import PATIENCE
from .uploads import FILES, MODEL, SOUND, PathLike, UploadWire, close, transcribe


class Once(io.RawIOBase):
    """A file that can be read once, like a pipe."""

    def __init__(self) -> None:
        self._pieces = iter([SOUND, b""])

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        piece = next(self._pieces)
        buffer[: len(piece)] = piece
        return len(piece)


@pytest.mark.anyio
@pytest.mark.usefixtures("sleeps")
@pytest.mark.parametrize("kind", ["open file", "BytesIO", "path", "bytes", "pipe"])
async def test_retry_sends_same_bytes(client: AnyClient, wire: UploadWire, path: Path, kind: str) -> None:
    wire.statuses = [500, 429, 503]
    file = Once() if kind == "pipe" else FILES[kind][0](path)
    granularities = (word for word in ("word", "segment"))
    await transcribe(client.with_options(max_retries=3), file=file, timestamp_granularities=granularities)
    close(file)
    assert len(wire.requests) == 4
    first, *others = map(form, wire.requests)
    assert [value[1] for name, value in first if name == "file"] == [SOUND]
    assert [value for name, value in first if name == "timestamp_granularities[]"] == ["word", "segment"]
    assert others == [first] * 3
    assert [request.headers["x-stainless-retry-count"] for request in wire.requests] == ["0", "1", "2", "3"]


class Endless(io.RawIOBase):
    """A pipe whose writer never stops."""

    def __init__(self) -> None:
        self.given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self.given += len(buffer)
        return len(buffer)


@pytest.mark.anyio
async def test_rejects_endless_pipe_before_sending(
    client: AnyClient, wire: UploadWire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("groq._request.content._MAX_BYTES", 3 * 1024 * 1024)
    pipe = Endless()
    with pytest.raises(ValueError, match=r"file: expected a pipe of at most 3 MiB.*Write it to a file first"):
        await transcribe(client, file=pipe)
    assert pipe.given == 4 * 1024 * 1024
    assert wire.requests == []


@pytest.mark.anyio
@pytest.mark.usefixtures("sleeps")
async def test_every_attempt_sends_whole_system_pipe(client: AnyClient, wire: UploadWire) -> None:
    wire.statuses = [500]
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as file:
        with os.fdopen(writing, "wb") as source:
            source.write(SOUND)
        await transcribe(client.with_options(max_retries=1), file=("a.wav", file))
    assert [form_parts(request)[-1].content for request in wire.requests] == [SOUND] * 2


@pytest.mark.anyio
@pytest.mark.usefixtures("sleeps")
async def test_retry_does_not_read_path_again(client: AnyClient, wire: UploadWire, path: Path) -> None:
    wire.statuses = [500]

    def changing(request: httpx.Request) -> httpx.Response:
        path.write_bytes(b"changed")
        return wire.respond(request)

    wire.reply = changing
    await transcribe(client.with_options(max_retries=1), file=path)
    assert len(wire.requests) == 2
    assert {form_parts(request)[-1].content for request in wire.requests} == {SOUND}


@pytest.mark.anyio
async def test_redirect_keeps_form(wire: UploadWire) -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        response = wire(request)
        return response if request.url.path == "/there" else httpx.Response(307, headers={"location": "/there"})

    http_client = httpx.Client(transport=httpx.MockTransport(handler), follow_redirects=True)
    sync_client_of(wire, max_retries=0).with_options(http_client=http_client).files.create(file=b"1", purpose="batch")
    assert [request.url.path for request in wire.requests] == ["/openai/v1/files", "/there"]
    assert form(wire.requests[0]) == form(wire.requests[1])


# Reading does not block the event loop.


class Noticing(io.BytesIO):
    """Records the thread that reads it."""

    thread: int | None = None

    def read(self, size: int | None = -1) -> bytes:
        self.thread = threading.get_ident()
        return super().read(size)


class NoticingPath(PathLike):
    thread: int | None = None

    def __fspath__(self) -> str:
        self.thread = threading.get_ident()
        return super().__fspath__()


@pytest.mark.anyio
@pytest.mark.parametrize("kind", ["file", "path", "(name, file)"])
async def test_async_client_reads_file_in_worker_thread(wire: UploadWire, path: Path, kind: str) -> None:
    file = NoticingPath(path) if kind == "path" else Noticing(SOUND)
    await transcribe(async_client_of(wire), file=("a", file) if kind == "(name, file)" else file)
    assert wire.file.content == SOUND
    assert file.thread not in (None, threading.get_ident())


def test_blocking_client_reads_file_in_calling_thread(wire: UploadWire) -> None:
    file = Noticing(SOUND)
    sync_client_of(wire).audio.transcriptions.create(model=MODEL, file=file)
    assert file.thread == threading.get_ident()


@pytest.mark.anyio
async def test_async_client_reads_file_without_blocking_other_tasks(wire: UploadWire) -> None:
    reading, goes_on = threading.Event(), threading.Event()

    class Slow(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            reading.set()
            assert goes_on.wait(PATIENCE)  # never set if the event loop is blocked
            return super().read(size)

    async def meanwhile() -> None:
        while not reading.is_set():
            await anyio.lowlevel.checkpoint()
        goes_on.set()

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(meanwhile)
        await transcribe(async_client_of(wire), file=Slow(SOUND))
    assert wire.file.content == SOUND
