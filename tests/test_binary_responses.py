"""Speech and files: bodies that are bytes, read or saved; a saved file is either whole or not there."""

from __future__ import annotations

import gzip
import inspect
import os
import stat
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest

from groq import APIConnectionError, AsyncGroq, Groq, InternalServerError, NotFoundError, RateLimitError
from groq._response import (
    AsyncBinaryAPIResponse,
    AsyncStreamedBinaryAPIResponse,
    BinaryAPIResponse,
    StreamedBinaryAPIResponse,
)
from groq.testing import LocalServer

from .support.clients import async_client, async_client_of, busy_connections, sync_client, sync_client_of
from .support.events import Body

AnyClient = Groq | AsyncGroq

PIECES = [b"RIFF\x00\xff", b"\r\n", b"WAVE" * 100]
SOUND = b"".join(PIECES)
SPEECH: dict[str, Any] = {"input": "Hi", "model": "canopylabs/orpheus-v1-english", "voice": "hannah"}


class Api:
    """Answers every request with these pieces, and keeps requests and bodies."""

    def __init__(self) -> None:
        self.status = 200
        self.headers = {"content-type": "audio/wav", "x-request-id": "req_1"}
        self.pieces: list[bytes | Exception] = [*PIECES]
        self.requests: list[httpx.Request] = []
        self.bodies: list[Body] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        self.bodies.append(Body(self.pieces))
        return httpx.Response(self.status, headers=self.headers, stream=self.bodies[-1])


@pytest.fixture
def api() -> Api:
    return Api()


@pytest.fixture(params=["sync", "async"])
def client(request: pytest.FixtureRequest, api: Api) -> AnyClient:
    return sync_client_of(api) if request.param == "sync" else async_client_of(api)


async def finished(result: Any) -> Any:
    return await result if inspect.isawaitable(result) else result


async def collected(pieces: Any) -> list[Any]:
    return [piece async for piece in pieces] if hasattr(pieces, "__aiter__") else list(pieces)


class opened:
    """`with` or `async with`, as the response asks for."""

    def __init__(self, manager: Any) -> None:
        self._manager = manager
        self._is_async = hasattr(manager, "__aenter__")

    async def __aenter__(self) -> Any:
        return await self._manager.__aenter__() if self._is_async else self._manager.__enter__()

    async def __aexit__(self, *exc_info: Any) -> Any:
        exit_ = self._manager.__aexit__ if self._is_async else self._manager.__exit__
        return await finished(exit_(*exc_info))


Call = Callable[..., Any]


def speech(client: AnyClient, form: str | None = None) -> Any:
    resource: Any = client.audio.speech
    return (resource if form is None else getattr(resource, form)).create(**SPEECH)


def file(client: AnyClient, form: str | None = None) -> Any:
    resource: Any = client.files
    return (resource if form is None else getattr(resource, form)).content("file_1")


@pytest.fixture(params=["speech", "file"])
def call(request: pytest.FixtureRequest) -> Call:
    """`audio.speech.create` or `files.content`, in one of its forms."""

    return speech if request.param == "speech" else file


RAW, STREAMED = "with_raw_response", "with_streaming_response"
FORMS = pytest.mark.parametrize("form", [None, RAW])


# Reading.


@pytest.mark.anyio
@FORMS
async def test_the_body_was_read_and_can_be_had_in_every_form_and_again(
    client: AnyClient, api: Api, call: Call, form: str | None
) -> None:
    response = await finished(call(client, form))
    assert type(response) is (BinaryAPIResponse if isinstance(client, Groq) else AsyncBinaryAPIResponse)
    assert type(response).__name__ == ("BinaryAPIResponse" if isinstance(client, Groq) else "AsyncBinaryAPIResponse")
    assert response.is_closed
    assert api.bodies[0].closed
    for _ in range(2):
        assert response.content == SOUND
        assert await finished(response.read()) == SOUND
        assert b"".join(await collected(response.iter_bytes())) == SOUND
        pieces = await collected(response.iter_bytes(100))
        assert [len(piece) for piece in pieces] == [100, 100, 100, 100, 8]
        assert b"".join(pieces) == SOUND
    assert api.bodies[0].pieces_read == len(PIECES)


@pytest.mark.anyio
@FORMS
async def test_the_response_says_where_it_comes_from(client: AnyClient, call: Call, form: str | None) -> None:
    response = await finished(call(client, form))
    assert (response.status_code, response.request_id, response.headers["content-type"]) == (200, "req_1", "audio/wav")
    assert isinstance(response.http_response, httpx.Response)
    assert response.retries_taken == 0
    assert response.http_request.headers["accept"] != "application/json"
    assert "200 OK" in repr(response)
    await finished(response.close())


@pytest.mark.anyio
async def test_content_that_is_text_can_be_had_as_text_and_json(client: AnyClient, api: Api) -> None:
    api.pieces = [b'{"a":\n', "\"ü\"}".encode()]  # fmt: skip
    response: Any = await finished(client.files.content("file_1"))
    assert await finished(response.text()) == '{"a":\n"ü"}'
    assert await finished(response.json()) == {"a": "ü"}
    assert await collected(response.iter_lines()) == ['{"a":', '"ü"}']
    assert "".join(await collected(response.iter_text())) == '{"a":\n"ü"}'


@pytest.mark.anyio
async def test_an_empty_body_is_empty(client: AnyClient, api: Api, call: Call, tmp_path: Path) -> None:
    api.pieces = []
    response = await finished(call(client))
    assert response.content == await finished(response.read()) == b""
    await finished(response.write_to_file(tmp_path / "a"))
    await finished(response.stream_to_file(tmp_path / "b"))
    async with opened(call(client, STREAMED)) as streamed:
        await finished(streamed.stream_to_file(tmp_path / "c"))
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"", "b": b"", "c": b""}


@pytest.mark.anyio
async def test_a_compressed_body_is_decompressed(client: AnyClient, api: Api, call: Call, tmp_path: Path) -> None:
    api.headers["content-encoding"] = "gzip"
    api.pieces = [gzip.compress(SOUND)]
    response = await finished(call(client))
    assert response.content == SOUND
    async with opened(call(client, STREAMED)) as streamed:
        await finished(streamed.stream_to_file(tmp_path / "a"))
    assert (tmp_path / "a").read_bytes() == SOUND


@pytest.mark.anyio
async def test_json_that_is_in_a_file_is_not_taken_for_anything_else(client: AnyClient, api: Api) -> None:
    api.headers["content-type"] = "application/json"
    api.pieces = [b'{"error": {"message": "this is what the file says"}}']
    response = await finished(client.files.content("file_1"))
    assert response.content == api.pieces[0]


@pytest.mark.anyio
@pytest.mark.parametrize("form", [None, RAW, STREAMED])
async def test_parse_gives_the_bytes_as_its_type_says(client: AnyClient, call: Call, form: str | None) -> None:
    if form == STREAMED:
        async with opened(call(client, form)) as response:
            assert await finished(response.parse()) == SOUND
    else:
        response = await finished(call(client, form))
        assert await finished(response.parse()) == SOUND


@pytest.mark.anyio
@FORMS
async def test_parse_gives_what_is_asked_for(client: AnyClient, call: Call, form: str | None) -> None:
    response = await finished(call(client, form))
    assert await finished(response.parse(to=bytes)) == SOUND


# Streaming.


@pytest.mark.anyio
async def test_the_streamed_form_reads_on_demand_and_closes_at_the_end(client: AnyClient, api: Api, call: Call) -> None:
    manager = call(client, STREAMED)
    assert api.requests == []
    async with opened(manager) as response:
        name = "StreamedBinaryAPIResponse" if isinstance(client, Groq) else "AsyncStreamedBinaryAPIResponse"
        assert type(response).__name__ == name
        assert type(response) in (StreamedBinaryAPIResponse, AsyncStreamedBinaryAPIResponse)
        assert (response.status_code, response.request_id) == (200, "req_1")
        assert api.bodies[0].pieces_read == 0
        assert await collected(response.iter_bytes()) == PIECES
    assert response.is_closed
    assert api.bodies[0].closed


@pytest.mark.anyio
async def test_the_streamed_form_can_be_read_as_a_whole(client: AnyClient, call: Call) -> None:
    async with opened(call(client, STREAMED)) as response:
        assert await finished(response.read()) == SOUND
        assert await finished(response.read()) == SOUND
        assert b"".join(await collected(response.iter_bytes())) == SOUND


@pytest.mark.anyio
@pytest.mark.filterwarnings("ignore:Async generator:ResourceWarning")  # httpx leaves its own to the collector
async def test_the_streamed_form_is_closed_where_reading_stops(client: AnyClient, api: Api, call: Call) -> None:
    async with opened(call(client, STREAMED)) as response:
        assert api.bodies[0].pieces_read == 0
    assert api.bodies[0].closed
    with pytest.raises(ZeroDivisionError):
        async with opened(call(client, STREAMED)) as response:
            raise ZeroDivisionError
    assert response.is_closed
    assert api.bodies[1].closed


# Saving.


async def save(client: AnyClient, call: Call, how: str, path: Any) -> None:
    """Save the answer in one of the three ways there are."""
    if how == "streamed":
        async with opened(call(client, STREAMED)) as response:
            assert await finished(response.stream_to_file(path)) is None
    else:
        response = await finished(call(client))
        assert await finished(getattr(response, how)(path)) is None


HOWS = ("write_to_file", "stream_to_file", "streamed")
WAYS = pytest.mark.parametrize("how", HOWS)


@pytest.mark.anyio
@WAYS
async def test_the_answer_is_saved(client: AnyClient, call: Call, tmp_path: Path, how: str) -> None:
    await save(client, call, how, tmp_path / "a.wav")
    await save(client, call, how, str(tmp_path / "b.wav"))
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a.wav": SOUND, "b.wav": SOUND}


@pytest.mark.anyio
@WAYS
async def test_a_relative_path_is_in_the_current_directory(
    client: AnyClient, call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    monkeypatch.chdir(tmp_path)
    await save(client, call, how, "a.wav")
    assert [path.name for path in tmp_path.iterdir()] == ["a.wav"]


@pytest.mark.anyio
@WAYS
async def test_a_file_that_is_there_is_replaced(client: AnyClient, call: Call, tmp_path: Path, how: str) -> None:
    (tmp_path / "a.wav").write_bytes(b"much longer than before" * 100)
    await save(client, call, how, tmp_path / "a.wav")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a.wav": SOUND}


@pytest.mark.anyio
@pytest.mark.parametrize("chunk_size", [1, 7, 10_000])
async def test_the_size_of_the_pieces_makes_no_difference(
    client: AnyClient, call: Call, tmp_path: Path, chunk_size: int
) -> None:
    response = await finished(call(client))
    await finished(response.stream_to_file(tmp_path / "a", chunk_size=chunk_size))
    async with opened(call(client, STREAMED)) as streamed:
        await finished(streamed.stream_to_file(tmp_path / "b", chunk_size=chunk_size))
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes() == SOUND


@pytest.fixture
def umask() -> Iterator[int]:
    before = os.umask(0o027)
    yield 0o027
    os.umask(before)


@pytest.mark.anyio
@pytest.mark.skipif(os.name != "posix", reason="permissions are others there")
@WAYS
async def test_a_new_file_has_the_permissions_that_open_gives(
    client: AnyClient, call: Call, tmp_path: Path, umask: int, how: str
) -> None:
    await save(client, call, how, tmp_path / "a")
    with (tmp_path / "b").open("wb"):
        pass
    modes = [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in "ab"]
    assert modes == [0o666 & ~umask] * 2


@pytest.mark.anyio
@pytest.mark.skipif(os.name != "posix", reason="permissions are others there")
async def test_a_file_that_is_replaced_keeps_its_permissions(client: AnyClient, tmp_path: Path) -> None:
    for how in HOWS:
        (tmp_path / how).touch(0o600)
        await save(client, speech, how, tmp_path / how)
        assert stat.S_IMODE((tmp_path / how).stat().st_mode) == 0o600


@pytest.mark.anyio
@pytest.mark.skipif(os.name != "posix", reason="links need rights there")
async def test_a_link_is_written_through(client: AnyClient, tmp_path: Path) -> None:
    for how in HOWS:
        (tmp_path / "there").write_bytes(b"old")
        (tmp_path / how).symlink_to(tmp_path / "there")
        await save(client, speech, how, tmp_path / how)
        assert (tmp_path / how).is_symlink()
        assert (tmp_path / "there").read_bytes() == SOUND


@pytest.mark.anyio
@pytest.mark.skipif(os.name != "posix", reason="there are no such files there")
async def test_a_pipe_is_written_to_and_stays_one(client: AnyClient, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    try:
        for how in HOWS:
            await save(client, speech, how, tmp_path / "pipe")
            assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)
            assert os.read(reader, 10_000) == SOUND
    finally:
        os.close(reader)


@pytest.mark.anyio
async def test_a_name_may_be_as_long_as_the_system_takes(client: AnyClient, tmp_path: Path) -> None:
    for how in HOWS:
        await save(client, speech, how, tmp_path / (how[0] * 250))
        assert (tmp_path / (how[0] * 250)).read_bytes() == SOUND


@pytest.mark.anyio
@WAYS
async def test_a_place_that_cannot_be_written_to_is_an_error_of_the_system(
    client: AnyClient, call: Call, tmp_path: Path, how: str
) -> None:
    with pytest.raises(FileNotFoundError):
        await save(client, call, how, tmp_path / "nowhere" / "a")
    (tmp_path / "directory").mkdir()
    with pytest.raises(OSError, match=r"directory"):
        await save(client, call, how, tmp_path / "directory")
    assert [path.name for path in tmp_path.iterdir()] == ["directory"]
    assert list((tmp_path / "directory").iterdir()) == []


# What breaks in the middle.


@pytest.mark.anyio
@pytest.mark.filterwarnings("ignore:Async generator:ResourceWarning")
async def test_a_connection_that_breaks_leaves_nothing_behind(
    client: AnyClient, api: Api, call: Call, tmp_path: Path
) -> None:
    (tmp_path / "old").write_bytes(b"old")
    api.pieces = [PIECES[0], httpx.ReadError("gone")]
    for name in ("new", "old"):
        async with opened(call(client, STREAMED)) as response:
            with pytest.raises(APIConnectionError) as caught:
                await finished(response.stream_to_file(tmp_path / name))
            assert isinstance(caught.value.__cause__, httpx.ReadError)
        assert api.bodies[-1].pieces_read == 2
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"old": b"old"}


@pytest.mark.anyio
@pytest.mark.filterwarnings("ignore:Async generator:ResourceWarning")
@pytest.mark.parametrize("error", [OSError("disk full"), ZeroDivisionError()])
async def test_any_other_error_leaves_nothing_behind(
    client: AnyClient, api: Api, call: Call, tmp_path: Path, error: Exception
) -> None:
    (tmp_path / "old").write_bytes(b"old")
    api.pieces = [PIECES[0], error]
    for name in ("new", "old"):
        async with opened(call(client, STREAMED)) as response:
            with pytest.raises(type(error)):
                await finished(response.stream_to_file(tmp_path / name))
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"old": b"old"}


class Watching(Body):
    """Looks at the directory after each piece."""

    def __init__(self, look: Callable[[], None]) -> None:
        super().__init__(PIECES)
        self._look = look

    def __iter__(self) -> Iterator[bytes]:
        for piece in super().__iter__():
            self._look()
            yield piece
        self._look()


@pytest.mark.anyio
@pytest.mark.parametrize("mode", ["sync", "async"])
async def test_the_file_appears_when_it_is_whole(mode: str, call: Call, tmp_path: Path) -> None:
    seen: list[tuple[bool, int]] = []
    path = tmp_path / "a.wav"

    def handler(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, stream=Watching(lambda: seen.append((path.exists(), len(list(tmp_path.iterdir()))))))

    client: AnyClient = sync_client_of(handler) if mode == "sync" else async_client_of(handler)
    async with opened(call(client, STREAMED)) as response:
        await finished(response.stream_to_file(path))
    assert seen == [(False, 1)] * (len(PIECES) + 1)
    assert [one.name for one in tmp_path.iterdir()] == ["a.wav"]


class Endless(Body):
    """Bytes without end; cancelled while it waits."""

    def __init__(self) -> None:
        super().__init__([])

    async def __aiter__(self) -> Any:
        yield PIECES[0]
        await anyio.sleep_forever()


@pytest.mark.anyio
@pytest.mark.filterwarnings("ignore:Async generator:ResourceWarning")
async def test_a_task_that_is_cancelled_leaves_nothing_behind(call: Call, tmp_path: Path) -> None:
    (tmp_path / "old").write_bytes(b"old")
    client = async_client_of(lambda _: httpx.Response(200, stream=Endless()))
    for name in ("new", "old"):
        async with anyio.create_task_group() as tasks:
            started = anyio.Event()

            async def saving(name: str = name, started: anyio.Event = started) -> None:
                async with call(client, STREAMED) as response:
                    started.set()
                    await response.stream_to_file(tmp_path / name)

            tasks.start_soon(saving)
            await started.wait()
            while len(list(tmp_path.iterdir())) == 1:  # until the partial file is there
                await anyio.lowlevel.checkpoint()
            tasks.cancel_scope.cancel()
        assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"old": b"old"}


@pytest.mark.anyio
async def test_an_async_client_writes_in_another_thread(
    call: Call, api: Api, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[int] = []
    open_ = Path.open

    def watched(self: Path, *args: Any, **kwargs: Any) -> Any:
        file: Any = open_(self, *args, **kwargs)
        if self.parent != tmp_path:
            return file

        class Noticing:
            def __enter__(self) -> Noticing:
                return self

            def __exit__(self, *_: object) -> None:
                file.close()

            def write(self, data: bytes) -> int:
                threads.append(threading.get_ident())
                return int(file.write(data))

        return Noticing()

    monkeypatch.setattr(Path, "open", watched)
    client = async_client_of(api)
    response = await call(client)
    await response.write_to_file(tmp_path / "a")
    await response.stream_to_file(tmp_path / "b")
    async with call(client, STREAMED) as streamed:
        await streamed.stream_to_file(tmp_path / "c")
    monkeypatch.undo()
    assert [(tmp_path / name).read_bytes() for name in "abc"] == [SOUND] * 3
    assert len(threads) == 1 + 1 + len(PIECES)
    assert threading.get_ident() not in threads


# Errors.


@pytest.mark.anyio
@pytest.mark.parametrize("form", [None, RAW, STREAMED])
async def test_an_error_of_the_api_is_raised_as_usual(
    client: AnyClient, api: Api, call: Call, form: str | None
) -> None:
    api.status = 404
    api.headers["content-type"] = "application/json"
    api.pieces = [b'{"error": {"message": "no such file",', b' "type": "invalid_request_error"}}']
    with pytest.raises(NotFoundError, match="no such file") as caught:
        await (opened(call(client, form)).__aenter__() if form == STREAMED else finished(call(client, form)))
    assert caught.value.body == {"error": {"message": "no such file", "type": "invalid_request_error"}}
    assert caught.value.request_id == "req_1"
    assert len(api.requests) == 1
    assert api.bodies[0].closed


@pytest.mark.anyio
async def test_a_body_that_breaks_while_it_is_read_is_a_connection_error(
    client: AnyClient, api: Api, call: Call
) -> None:
    api.pieces = [PIECES[0], httpx.RemoteProtocolError("cut")]
    with pytest.raises(APIConnectionError):
        await finished(call(client))
    assert api.bodies[0].closed


@pytest.mark.anyio
async def test_a_failure_is_retried(client: AnyClient, api: Api, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    async def async_sleep(_: object, seconds: float) -> None:
        del seconds
        api.status = 200

    monkeypatch.setattr("groq._base_client.SyncAPIClient._sleep", lambda _, __: setattr(api, "status", 200))
    monkeypatch.setattr("groq._base_client.AsyncAPIClient._sleep", async_sleep)
    api.status = 503
    response = await finished(call(client.with_options(max_retries=1)))
    assert response.content == SOUND
    assert (response.retries_taken, len(api.requests)) == (1, 2)
    api.status = 503
    with pytest.raises(InternalServerError):
        await finished(call(client))


# Over a socket.


@pytest.mark.anyio
@pytest.mark.parametrize("mode", ["sync", "async"])
async def test_files_and_speech_of_the_local_server_are_saved_and_free_their_connections(
    mode: str, tmp_path: Path
) -> None:
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
def test_a_size_of_chunks_that_makes_no_sense_is_refused(size: Any) -> None:
    response = httpx.Response(200, content=b"0123456789", request=httpx.Request("GET", "https://x.test"))
    client = Groq(api_key="k", http_client=httpx.Client(transport=httpx.MockTransport(lambda _: response)))
    with pytest.raises(ValueError, match="chunk_size: expected a number of bytes from 1 up"):
        list(client.files.content("file_1").iter_bytes(size))


@pytest.mark.anyio
@FORMS
async def test_an_error_with_status_200_is_no_speech(form: str | None) -> None:
    def answer(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"error": {"message": "no voice left", "code": "rate_limit_exceeded"}})

    for client in (sync_client_of(answer), async_client_of(answer)):
        with pytest.raises(RateLimitError, match="no voice left"):
            await finished(speech(client, form))
