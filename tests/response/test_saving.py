"""Saving speech and files."""

from __future__ import annotations

import os
import stat
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest

from groq import APIConnectionError

from ..support.calls import AnyClient, finished, opened
from ..support.clients import async_client_of, sync_client_of
from ..support.events import Body
from .downloads import PIECES, SOUND, STREAMED, Call, DownloadWire, speech


@pytest.fixture
def wire() -> DownloadWire:
    return DownloadWire()


# Saving.


async def save(client: AnyClient, call: Call, how: str, path: Any) -> None:
    """Save the response in one of three ways."""
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
async def test_saves_content(client: AnyClient, call: Call, tmp_path: Path, how: str) -> None:
    await save(client, call, how, tmp_path / "a.wav")
    await save(client, call, how, str(tmp_path / "b.wav"))
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a.wav": SOUND, "b.wav": SOUND}


@pytest.mark.anyio
@WAYS
async def test_resolves_relative_path_in_current_directory(
    client: AnyClient, call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    monkeypatch.chdir(tmp_path)
    await save(client, call, how, "a.wav")
    assert [path.name for path in tmp_path.iterdir()] == ["a.wav"]


@pytest.mark.anyio
@WAYS
async def test_replaces_existing_file(client: AnyClient, call: Call, tmp_path: Path, how: str) -> None:
    (tmp_path / "a.wav").write_bytes(b"much longer than before" * 100)
    await save(client, call, how, tmp_path / "a.wav")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a.wav": SOUND}


@pytest.mark.anyio
@pytest.mark.parametrize("chunk_size", [1, 7, 10_000])
async def test_saves_same_bytes_for_any_chunk_size(
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
@pytest.mark.skipif(os.name != "posix", reason="only POSIX has these permissions")
@WAYS
async def test_new_file_has_permissions_of_open(
    client: AnyClient, call: Call, tmp_path: Path, umask: int, how: str
) -> None:
    await save(client, call, how, tmp_path / "a")
    with (tmp_path / "b").open("wb"):
        pass
    modes = [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in "ab"]
    assert modes == [0o666 & ~umask] * 2


@pytest.mark.anyio
@pytest.mark.skipif(os.name != "posix", reason="only POSIX has these permissions")
async def test_keeps_permissions_of_replaced_file(client: AnyClient, tmp_path: Path) -> None:
    for how in HOWS:
        (tmp_path / how).touch(0o600)
        await save(client, speech, how, tmp_path / how)
        assert stat.S_IMODE((tmp_path / how).stat().st_mode) == 0o600


@pytest.mark.anyio
@pytest.mark.skipif(os.name != "posix", reason="links need privileges on Windows")
async def test_writes_through_symbolic_link(client: AnyClient, tmp_path: Path) -> None:
    for how in HOWS:
        (tmp_path / "there").write_bytes(b"old")
        (tmp_path / how).symlink_to(tmp_path / "there")
        await save(client, speech, how, tmp_path / how)
        assert (tmp_path / how).is_symlink()
        assert (tmp_path / "there").read_bytes() == SOUND


@pytest.mark.anyio
@pytest.mark.skipif(os.name != "posix", reason="only POSIX has named pipes")
async def test_writes_to_pipe_without_replacing_it(client: AnyClient, tmp_path: Path) -> None:
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
async def test_accepts_longest_file_name_of_system(client: AnyClient, tmp_path: Path) -> None:
    for how in HOWS:
        await save(client, speech, how, tmp_path / (how[0] * 250))
        assert (tmp_path / (how[0] * 250)).read_bytes() == SOUND


@pytest.mark.anyio
@WAYS
async def test_raises_os_error_for_unwritable_path(client: AnyClient, call: Call, tmp_path: Path, how: str) -> None:
    with pytest.raises(FileNotFoundError):
        await save(client, call, how, tmp_path / "nowhere" / "a")
    (tmp_path / "directory").mkdir()
    with pytest.raises(OSError, match=r"directory"):
        await save(client, call, how, tmp_path / "directory")
    assert [path.name for path in tmp_path.iterdir()] == ["directory"]
    assert list((tmp_path / "directory").iterdir()) == []


# Interrupted downloads.


@pytest.mark.anyio
@pytest.mark.filterwarnings("ignore:Async generator:ResourceWarning")
async def test_leaves_no_file_when_connection_breaks(
    client: AnyClient, wire: DownloadWire, call: Call, tmp_path: Path
) -> None:
    (tmp_path / "old").write_bytes(b"old")
    wire.pieces = [PIECES[0], httpx.ReadError("gone")]
    for name in ("new", "old"):
        async with opened(call(client, STREAMED)) as response:
            with pytest.raises(APIConnectionError) as caught:
                await finished(response.stream_to_file(tmp_path / name))
            assert isinstance(caught.value.__cause__, httpx.ReadError)
        assert wire.bodies[-1].pieces_read == 2
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"old": b"old"}


@pytest.mark.anyio
@pytest.mark.filterwarnings("ignore:Async generator:ResourceWarning")
@pytest.mark.parametrize("error", [OSError("disk full"), ZeroDivisionError()])
async def test_leaves_no_file_after_any_other_error(
    client: AnyClient, wire: DownloadWire, call: Call, tmp_path: Path, error: Exception
) -> None:
    (tmp_path / "old").write_bytes(b"old")
    wire.pieces = [PIECES[0], error]
    for name in ("new", "old"):
        async with opened(call(client, STREAMED)) as response:
            with pytest.raises(type(error)):
                await finished(response.stream_to_file(tmp_path / name))
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"old": b"old"}


class Watching(Body):
    """Calls a function after each piece."""

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
async def test_file_appears_when_complete(mode: str, call: Call, tmp_path: Path) -> None:
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
async def test_cancelled_task_leaves_no_file(call: Call, tmp_path: Path) -> None:
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
            while len(list(tmp_path.iterdir())) == 1:  # wait for the partial file
                await anyio.lowlevel.checkpoint()
            tasks.cancel_scope.cancel()
        assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"old": b"old"}


@pytest.mark.anyio
async def test_async_client_writes_file_in_worker_thread(
    call: Call, wire: DownloadWire, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
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
    client = async_client_of(wire)
    response = await call(client)
    await response.write_to_file(tmp_path / "a")
    await response.stream_to_file(tmp_path / "b")
    async with call(client, STREAMED) as streamed:
        await streamed.stream_to_file(tmp_path / "c")
    monkeypatch.undo()
    assert [(tmp_path / name).read_bytes() for name in "abc"] == [SOUND] * 3
    assert len(threads) == 1 + 1 + len(PIECES)
    assert threading.get_ident() not in threads
