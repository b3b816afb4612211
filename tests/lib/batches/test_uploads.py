"""Input files are uploaded from disk, and downloaded only if the results lack ids."""

from __future__ import annotations

import json
import os
import socket
import threading
import tracemalloc
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import anyio
import httpx
import pytest

from groq import Call, CallNext
from groq.lib.batches import BatchHandle, BatchHandleError
from groq.lib.batches.files import InputFile
from groq.lib.bulk.ids import default_id
from groq.testing import LocalServer

from ...support.answers import MESSAGES
from ...support.clients import async_client, sync_client
from ...support.raw import raw_server, read_bytes, read_until
from .conftest import FILES, MODEL, jsonl, lines_of, result_line, sent, uploaded

CONTENT = FILES + "/{file_id}/content"
PROMPTS = 400
PROMPT = "x" * 100_000
MAX_BYTES = 4_000_000


class Sink:
    """Answers two uploads and the creation of their batches on one connection, and discards the bodies.

    Attributes:
        received: The size of each body.
    """

    def __init__(self) -> None:
        self.received: list[int] = []

    def __call__(self, connection: socket.socket) -> None:
        for answer in [{"id": "file-1"}, {"id": "batch-1", "status": "completed"}] * 2:
            head, _, start = read_until(connection, b"\r\n\r\n").partition(b"\r\n\r\n")
            [length] = (
                int(line.split(b":")[1]) for line in head.lower().splitlines() if line[:15] == b"content-length:"
            )
            read_bytes(connection, length - len(start))
            self.received.append(length)
            body = json.dumps(answer).encode()
            connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n%s" % (len(body), body))


def prompts() -> Iterator[str]:
    return (PROMPT for _ in range(PROMPTS))


@pytest.fixture
def traced() -> Iterator[Callable[[], int]]:
    """Yield a function that returns the peak memory since its last call, above what is used now."""

    def peak() -> int:
        current, most = tracemalloc.get_traced_memory()
        tracemalloc.reset_peak()
        return most - current

    tracemalloc.start()
    try:
        yield peak
    finally:
        tracemalloc.stop()


def sink() -> tuple[Sink, AbstractContextManager[str]]:
    served = Sink()
    return served, raw_server(served)


def test_upload_does_not_hold_the_file_in_memory(traced: Callable[[], int]) -> None:
    served, server = sink()
    with server as url, sync_client(url) as client:
        client.batches.submit(["Hi"], model=MODEL)  # imports modules and builds types, which stay
        traced()
        client.batches.submit(prompts(), model=MODEL)
    assert served.received[2] > PROMPTS * len(PROMPT)
    assert traced() < MAX_BYTES


@pytest.mark.anyio
async def test_async_upload_does_not_hold_the_file_in_memory(traced: Callable[[], int]) -> None:
    served, server = sink()
    with server as url:
        async with async_client(url) as client:
            await client.batches.submit(["Hi"], model=MODEL)  # imports modules and builds types, which stay
            traced()
            await client.batches.submit(prompts(), model=MODEL)
    assert served.received[2] > PROMPTS * len(PROMPT)
    assert traced() < MAX_BYTES


def test_retries_send_the_whole_file(groq_server: LocalServer) -> None:
    groq_server.reply_error(429, retry_after=0.001, path=FILES, times=2)
    with groq_server.client() as client:
        client.batches.submit(["one", "two"], model=MODEL)
    assert [len(lines) for lines in uploaded(groq_server)] == [2, 2, 2]


@pytest.mark.anyio
async def test_async_retries_send_the_whole_file(groq_server: LocalServer) -> None:
    groq_server.reply_error(429, retry_after=0.001, path=FILES, times=2)
    async with groq_server.async_client() as client:
        await client.batches.submit(["one", "two"], model=MODEL)
    assert [len(lines) for lines in uploaded(groq_server)] == [2, 2, 2]


def test_middleware_and_redirects_send_the_whole_file(groq_server: LocalServer) -> None:
    groq_server.reply_raw(status=307, headers={"location": FILES}, path=FILES)
    with groq_server.client(middleware=[lambda call, call_next: call_next(call)]) as client:
        client.batches.submit(["one"], model=MODEL)
    first, second = sent(groq_server, "POST", FILES)
    assert lines_of(first.body) == lines_of(second.body) != []
    assert b'filename="batch-' in second.body


def test_upload_may_be_sent_twice_concurrently(groq_server: LocalServer) -> None:
    def hedge(call: Call, call_next: CallNext) -> Any:
        with ThreadPoolExecutor(2) as pool:
            attempts = [pool.submit(call_next, call) for _ in range(2 if call.operation == "files.create" else 1)]
            first, *_ = [one.result() for one in attempts]
        return first

    with groq_server.client(middleware=[hedge]) as client:
        client.batches.submit([PROMPT] * 40, model=MODEL)
    first, second = uploaded(groq_server)
    assert len(first) == 40
    assert first == second


@pytest.mark.anyio
async def test_async_upload_may_be_sent_twice_concurrently(groq_server: LocalServer) -> None:
    async def hedge(call: Call, call_next: CallNext) -> Any:
        results: list[Any] = []

        async def send() -> None:
            results.append(await call_next(call))

        async with anyio.create_task_group() as tasks:
            for _ in range(2 if call.operation == "files.create" else 1):
                tasks.start_soon(send)
        return results[0]

    async with groq_server.async_client(middleware=[hedge]) as client:
        await client.batches.submit([PROMPT] * 40, model=MODEL)
    first, second = uploaded(groq_server)
    assert len(first) == 40
    assert first == second


def test_readers_of_one_file_have_independent_positions(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"0123456789")
    with InputFile(path, 10) as file:
        first, second = file.for_attempt(), file.for_attempt()
        assert [first.read(4), second.read(6), first.read(9), second.read(9)] == [
            b"0123",
            b"012345",
            b"456789",
            b"6789",
        ]
        assert first.read(1) == b""
        assert first.seek(0) == 0
        assert first.read(1) == b"0"


class SlowDisk:
    """Blocks reads of input files, holding their lock, until `release` is set.

    Attributes:
        begun: A read has begun.
        release: Reads may continue.
        sizes: How many bytes each read requested.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun = threading.Event()
        self.release = threading.Event()
        self.sizes: list[int] = []
        open_file = Path.open

        def opened(path: Path, *args: Any, **kwargs: Any) -> Any:
            file: Any = open_file(path, *args, **kwargs)
            if kwargs.get("buffering") != 0:  # not an `InputFile`
                return file
            slow = Mock(wraps=file)
            slow.read = partial(self._read, file)
            return slow

        monkeypatch.setattr(Path, "open", opened)

    def _read(self, file: Any, size: int) -> bytes:
        self.sizes.append(size)
        self.begun.set()
        assert self.release.wait(10)
        data: bytes = file.read(size)
        return data


@pytest.mark.anyio
async def test_async_upload_reads_the_file_without_blocking_the_event_loop(
    groq_server: LocalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = SlowDisk(monkeypatch)
    async with groq_server.async_client() as client, anyio.create_task_group() as tasks:
        tasks.start_soon(lambda: client.batches.submit([PROMPT] * 3, model=MODEL))
        with anyio.fail_after(30):
            while not disk.begun.is_set():
                await anyio.sleep(0.001)
        disk.release.set()  # the read times out if it blocks the event loop
    assert [len(lines) for lines in uploaded(groq_server)] == [3]
    assert max(disk.sizes) <= 65_536 < sum(disk.sizes)


@pytest.mark.anyio
async def test_async_upload_through_another_transport_reads_in_worker_threads(
    groq_server: LocalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    readers: set[int] = set()
    read = InputFile.read

    def noted(file: InputFile, size: int) -> bytes:
        readers.add(threading.get_ident())
        return read(file, size)

    monkeypatch.setattr(InputFile, "read", noted)
    async with groq_server.async_client(http_client=httpx.AsyncClient(trust_env=False)) as client:
        await client.batches.submit([PROMPT] * 3, model=MODEL)
    assert [len(lines) for lines in uploaded(groq_server)] == [3]
    assert len(readers) > 0
    assert threading.get_ident() not in readers


def test_close_waits_for_a_running_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"0123456789")
    disk = SlowDisk(monkeypatch)
    file = InputFile(path, 10)
    with ThreadPoolExecutor(1) as pool:
        data = pool.submit(file.for_attempt().read, 4)
        assert disk.begun.wait(10)
        file.close()
        assert os.fstat(file.fileno()).st_size == 10
        disk.release.set()
        assert data.result(30) == b"0123"
    with pytest.raises(ValueError, match="closed"):
        file.fileno()


def test_seek_waits_for_a_running_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"0123456789")
    disk = SlowDisk(monkeypatch)
    with InputFile(path, 10) as whole, ThreadPoolExecutor(2) as pool:
        file = whole.for_attempt()
        left = pool.submit(file.read, 4)
        assert disk.begun.wait(10)
        again = pool.submit(file.seek, 0)
        assert wait([again], timeout=0.05).not_done == {again}
        disk.release.set()
        assert (left.result(30), again.result(30), file.read(2)) == (b"0123", 0, b"01")


@pytest.fixture
def edited(monkeypatch: pytest.MonkeyPatch) -> None:
    """Edit a prompt of each input file when its upload begins, without changing its size or ids."""
    for_attempt = InputFile.for_attempt

    def edit(file: InputFile) -> InputFile:
        path = Path(file.name)
        path.write_bytes(path.read_bytes().replace(b"Two", b"Six"))
        return for_attempt(file)

    monkeypatch.setattr(InputFile, "for_attempt", edit)


EDITED = "jsonl: expected this input file as it was written, with the SHA-256 [0-9a-f]{8}…, got [0-9a-f]{8}…"


@pytest.mark.usefixtures("edited")
def test_rejects_file_that_is_edited_before_its_upload(groq_server: LocalServer) -> None:
    with groq_server.client() as client, pytest.raises(BatchHandleError, match=EDITED):
        client.batches.run([PROMPT, PROMPT, "Two?"], model=MODEL)
    assert sent(groq_server, "POST", FILES) == []


@pytest.mark.anyio
@pytest.mark.usefixtures("edited")
async def test_async_rejects_file_that_is_edited_before_its_upload(groq_server: LocalServer) -> None:
    async with groq_server.async_client() as client:
        with pytest.raises(BatchHandleError, match=EDITED):
            await client.batches.run([PROMPT, PROMPT, "Two?"], model=MODEL)
    assert sent(groq_server, "POST", FILES) == []


@pytest.fixture(params=[0, 100, 5_000_000])
def changing(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Change the size of input files after each read of an upload."""
    read = InputFile.read

    def change(file: InputFile, wanted: int) -> bytes:
        data = read(file, wanted)
        os.truncate(file.name, request.param)
        return data

    monkeypatch.setattr(InputFile, "read", change)


CHANGED = r"jsonl: expected this input file as it was written, with [0-9,]+ bytes, got [0-9,]+\. It changed on disk"


@pytest.mark.usefixtures("changing")
def test_error_names_file_that_changes_during_its_upload(groq_server: LocalServer, waits: list[float]) -> None:
    with groq_server.client() as client, pytest.raises(BatchHandleError, match=CHANGED):
        client.batches.run([PROMPT] * 20, model=MODEL)
    assert sent(groq_server, "POST", FILES) == []
    assert waits == []


@pytest.mark.anyio
@pytest.mark.usefixtures("changing")
async def test_async_error_names_file_that_changes_during_its_upload(
    groq_server: LocalServer, waits: list[float]
) -> None:
    async with groq_server.async_client() as client:
        with pytest.raises(BatchHandleError, match=CHANGED):
            await client.batches.run([PROMPT] * 20, model=MODEL)
    assert sent(groq_server, "POST", FILES) == []
    assert waits == []


def downloads(server: LocalServer) -> list[str]:
    """Return the ids of the downloaded files."""
    return [one.path.split("/")[-2] for one in server.requests if one.path.endswith("/content")]


def test_input_file_is_not_downloaded_if_each_request_has_a_result(groq_server: LocalServer, tmp_path: Path) -> None:
    groq_server.reply_error(400)
    path = tmp_path / "job.json"
    with groq_server.client() as client:
        client.batches.submit([{"custom_id": one, "messages": MESSAGES} for one in "ab"], model=MODEL, handle=path)
        handle = BatchHandle.load(path, client).wait()
        results = handle.results()
    [batch] = handle.batches
    assert results.counts == {"failed": 1, "completed": 1}
    assert downloads(groq_server) == [batch.output_file_id, batch.error_file_id]


@pytest.mark.parametrize("ids", ["a", "ac", "abc", ""])
def test_input_file_is_downloaded_if_the_ids_of_the_results_differ(groq_server: LocalServer, ids: str) -> None:
    groq_server.reply_raw(body=jsonl([result_line(one) for one in ids]), path=CONTENT)
    with groq_server.client() as client:
        requests: list[Any] = [{"custom_id": one, "messages": MESSAGES} for one in "ab"]
        results = client.batches.run(requests, model=MODEL, max_resubmissions=0)
    assert {one.custom_id: one.status for one in results} == {
        one: "completed" if one in ids else "missing" for one in "ab"
    }
    assert len(results.unparseable) == ids.count("c")
    assert len(downloads(groq_server)) == 2


def test_downloads_the_input_file_when_the_handle_has_no_sum_of_ids(groq_server: LocalServer) -> None:
    with groq_server.client() as client:
        state = json.loads(client.batches.submit(["one", "two"], model=MODEL).to_json())
        assert state["parts"][0].pop("id_sum") > 0
        results = BatchHandle.from_json(json.dumps(state), client).wait().results()
    assert results.counts == {"completed": 2}
    assert len(downloads(groq_server)) == 2


def test_results_have_the_order_of_the_input_file(groq_server: LocalServer, tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text(jsonl([f"Number {n}" for n in range(12)]))
    ids = [default_id(number, line) for number, line in enumerate(path.read_bytes().splitlines(True), start=1)]
    groq_server.reply_raw(body=jsonl([result_line(one) for one in reversed(ids)]), path=CONTENT)
    with groq_server.client() as client:
        results = client.batches.run(path, model=MODEL)
    assert [one.custom_id for one in results] == ids
    assert len(downloads(groq_server)) == 1
