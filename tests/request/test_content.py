"""`client.post(path, content=...)`: bytes, files and iterables, read once and sent again by each retry."""

from __future__ import annotations

import io
import os
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import anyio
import pytest

from groq import AsyncGroq, Groq

from .recording import Recording


def chunks() -> Iterator[bytes]:
    yield b"one "
    yield bytearray(b"two")  # type: ignore[misc] # as some libraries do


async def async_chunks() -> AsyncIterator[bytes]:
    for chunk in chunks():
        yield chunk


CONTENTS: dict[str, Callable[[], Any]] = {
    "bytes": lambda: b"one two",
    "str": lambda: "one two",
    "bytearray": lambda: bytearray(b"one two"),
    "memoryview": lambda: memoryview(b"one two"),
    "generator": chunks,
    "list": lambda: list(chunks()),
    "map": lambda: map(bytes, chunks()),
    "file": lambda: io.BytesIO(b"one two"),
}


@pytest.fixture(autouse=True)
def no_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("groq._base_client.INITIAL_RETRY_DELAY", 0)


@pytest.mark.parametrize("make", CONTENTS.values(), ids=CONTENTS)
def test_content_is_sent_by_each_attempt(recording: Recording, make: Callable[[], Any]) -> None:
    recording.statuses = [503, 503]
    recording.groq(max_retries=2).post("/x", cast_to=object, content=make())
    assert [request.content for request in recording.requests] == [b"one two"] * 3
    assert recording.last.headers["Content-Length"] == "7"


@pytest.mark.anyio
@pytest.mark.parametrize("make", [*CONTENTS.values(), async_chunks], ids=[*CONTENTS, "async generator"])
async def test_content_is_sent_by_each_attempt_of_the_async_client(
    recording: Recording, make: Callable[[], Any]
) -> None:
    recording.statuses = [503, 503]
    await recording.async_groq(max_retries=2).post("/x", cast_to=object, content=make())
    assert [request.content for request in recording.requests] == [b"one two"] * 3


@pytest.mark.parametrize("verb", ["post", "put", "patch", "delete"])
def test_every_verb_accepts_content(recording: Recording, verb: str) -> None:
    getattr(recording.groq(), verb)("/x", cast_to=object, content=chunks())
    assert (recording.last.method, recording.last.content) == (verb.upper(), b"one two")


@pytest.mark.anyio
async def test_async_client_reads_files_outside_the_event_loop(recording: Recording, tmp_path: Path) -> None:
    here, threads = threading.get_ident(), list[int]()

    def noting() -> Iterator[bytes]:
        threads.append(threading.get_ident())
        yield b"x"

    client = recording.async_groq()
    await client.post("/x", cast_to=object, content=noting())
    assert threads != [here]
    path = tmp_path / "body"
    path.write_bytes(b"one\ntwo")
    await client.post("/x", cast_to=object, content=path)
    async with await anyio.open_file(path, "rb") as file:
        await client.post("/x", cast_to=object, content=file)
    assert [request.content for request in recording.requests] == [b"x", b"one\ntwo", b"one\ntwo"]


def test_rest_of_a_pipe_is_sent(recording: Recording) -> None:
    reading, writing = os.pipe()
    os.write(writing, b"piped")
    os.close(writing)
    with open(reading, "rb") as pipe:
        recording.groq().post("/x", cast_to=object, content=pipe)
    assert recording.last.content == b"piped"


@pytest.mark.anyio
async def test_endless_content_raises_before_sending(recording: Recording, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("groq._request.content._MAX_BYTES", 1024 * 1024)
    read: list[int] = []

    def endless() -> Iterator[bytes]:
        while True:
            read.append(1)
            yield bytes(1024)

    async def async_endless() -> AsyncGenerator[bytes]:
        for chunk in endless():
            yield chunk

    with pytest.raises(ValueError, match=r"content: expected an iterable of at most 1 MiB.*Write it to a file"):
        recording.groq().post("/x", cast_to=object, content=endless())
    source = async_endless()
    with pytest.raises(ValueError, match="content: expected an iterable of at most 1 MiB"):
        await recording.async_groq().post("/x", cast_to=object, content=source)
    await source.aclose()
    assert len(read) == 2 * 1025
    assert recording.requests == []


def consumed() -> Iterator[bytes]:
    iterator = chunks()
    list(iterator)
    return iterator


@pytest.mark.parametrize(
    ("content", "error", "message"),
    [
        (consumed(), ValueError, r"content: expected an iterable of bytes, got an empty or already consumed one"),
        (iter(()), ValueError, "Pass b'' for an empty body"),
        (["text"], TypeError, "content: expected bytes from the iterable, got str"),
        ([1, 2], TypeError, "content: expected bytes from the iterable, got int"),
        ({"a": 1}, TypeError, r"content: expected bytes, got dict\. Pass JSON as body="),
        (5, TypeError, "content: expected bytes or an iterable of bytes, got int"),
        (io.StringIO("x"), TypeError, "expected a file opened in binary mode"),
    ],
    ids=["consumed", "empty", "text", "numbers", "mapping", "number", "text file"],
)
@pytest.mark.anyio
async def test_invalid_content_raises_before_sending(
    recording: Recording, content: Any, error: type[Exception], message: str
) -> None:
    clients: tuple[Groq, AsyncGroq] = (recording.groq(), recording.async_groq())
    with pytest.raises(error, match=message):
        clients[0].post("/x", cast_to=object, content=content)
    with pytest.raises(error, match=message.replace("got str", "got")):
        await clients[1].post("/x", cast_to=object, content=content)
    assert recording.requests == []


def test_blocking_client_rejects_async_content(recording: Recording) -> None:
    untyped: Any = async_chunks()
    with pytest.raises(TypeError, match=r"got async_generator\. An async iterator needs AsyncGroq"):
        recording.groq().post("/x", cast_to=object, content=untyped)
    assert recording.requests == []


def test_empty_bytes_are_an_empty_body(recording: Recording) -> None:
    recording.groq().post("/x", cast_to=object, content=b"")
    assert recording.last.content == b""
