"""Handle files that are shared or damaged, or that conflict with other files."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier, Event, Thread
from typing import Any

import anyio
import pytest

import groq
from groq.lib.batches import AsyncBatchHandle, BatchError, BatchHandle, BatchHandleError, BatchInputError, BatchProgress
from groq.lib.batches.files import write_atomically
from groq.lib.batches.state import BatchJob
from groq.testing import LocalServer

from .conftest import BATCHES, FILES, MODEL, sent, uploaded

CONTENT = FILES + "/{file_id}/content"


@pytest.fixture
def path(groq_server: LocalServer, tmp_path: Path) -> Path:
    """The handle file of a submitted job."""
    path = tmp_path / "job.json"
    groq_server.client().batches.submit(["One?"], model=MODEL, handle=path)
    return path


def load(server: LocalServer, path: Path) -> BatchHandle:
    return BatchHandle.load(path, server.client())


def test_refreshes_while_another_thread_waits(groq_server: LocalServer, path: Path) -> None:
    handle, looked = load(groq_server, path), Event()

    def refresh() -> None:
        while not handle.has_ended:
            handle.refresh()
            looked.set()

    thread = Thread(target=refresh)
    thread.start()
    assert looked.wait(30)
    assert handle.wait().results().counts == {"completed": 1}
    thread.join(30)
    assert [one.name for one in path.parent.iterdir()] == ["job.json"]


def test_refresh_writes_the_handle_once_for_all_batches(
    groq_server: LocalServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, written = tmp_path / "job.json", list[str]()
    handle = groq_server.client().batches.submit(map(str, range(5)), model=MODEL, max_lines=1, handle=path)

    def write(to: Path, text: str) -> None:
        written.append(text)
        write_atomically(to, text)

    monkeypatch.setattr("groq.lib.batches.flow.write_atomically", write)
    handle.refresh()
    assert written == [handle.to_json()]


def test_resumed_job_lists_files_and_batches_once(groq_server: LocalServer, tmp_path: Path) -> None:
    path = tmp_path / "job.json"

    def fail(_call: groq.Call, _call_next: groq.CallNext) -> Any:
        raise KeyError("of the middleware")

    with groq_server.client(middleware=[fail]) as client, pytest.raises(KeyError, match="of the middleware"):
        client.batches.submit(map(str, range(5)), model=MODEL, max_lines=1, handle=path)
    assert load(groq_server, path).wait().results().counts == {"completed": 5}
    assert len(sent(groq_server, "POST", FILES)) == 5
    assert len(sent(groq_server, "GET", FILES)) == len(sent(groq_server, "GET", BATCHES)) == 1


def test_rejects_second_wait_while_one_runs(groq_server: LocalServer, path: Path) -> None:
    first, messages = load(groq_server, path), list[str]()

    def wait_too(_progress: BatchProgress) -> None:
        for handle in (first, load(groq_server, path)):
            with pytest.raises(BatchHandleError, match="in use by another call of this process") as caught:
                handle.wait()
            messages.append(str(caught.value))

    first.wait(on_progress=wait_too)
    assert messages
    assert all(message.startswith(str(path)) for message in messages)
    assert load(groq_server, path).wait().has_ended


def test_consecutive_waits_resubmit_once(groq_server: LocalServer, tmp_path: Path) -> None:
    groq_server.expire_batch(after=0, times=1)
    path = tmp_path / "job.json"
    groq_server.client().batches.submit(["One?"], model=MODEL, handle=path)
    handles = [load(groq_server, path) for _ in range(3)]  # each has the initial state
    assert [handle.wait().results().counts for handle in handles] == [{"completed": 1}] * 3
    assert len(sent(groq_server, "POST", BATCHES)) == 2


@pytest.mark.anyio
async def test_async_refresh_works_while_a_task_waits(groq_server: LocalServer, path: Path) -> None:
    refused: list[BatchHandleError] = []
    async with groq_server.async_client() as client:
        handle = AsyncBatchHandle.load(path, client)

        async def wait() -> None:
            try:
                await handle.wait()
            except BatchHandleError as err:
                refused.append(err)

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(wait)
            tasks.start_soon(handle.refresh)
            tasks.start_soon(wait)
        assert (await handle.wait()).has_ended
    assert len(refused) == 1


def test_concurrent_submits_with_one_handle_create_one_job(groq_server: LocalServer, tmp_path: Path) -> None:
    path, barrier = tmp_path / "job.json", Barrier(2, timeout=30)

    def submit(_number: int) -> str:
        def requests() -> Any:
            yield "One?"

        barrier.wait()
        try:
            return groq_server.client().batches.submit(requests(), model=MODEL, handle=path).id
        except BatchHandleError as err:
            return str(err)

    with ThreadPoolExecutor(2) as pool:
        ids = set(pool.map(submit, range(2)))
    assert {one for one in ids if "in use by" not in one} == {load(groq_server, path).id}
    assert len(uploaded(groq_server)) == 1
    assert load(groq_server, path).wait().results().counts == {"completed": 1}


def test_rejects_submit_while_another_reads_its_requests(groq_server: LocalServer, tmp_path: Path) -> None:
    path, client = tmp_path / "job.json", groq_server.client()

    def requests() -> Any:
        yield "One?"
        with pytest.raises(BatchHandleError, match="in use by"):
            client.batches.submit(["Two?"], model=MODEL, handle=path)
        yield "Three?"

    assert client.batches.run(requests(), model=MODEL, handle=path).counts == {"completed": 2}


def test_cancel_by_another_handle_ends_a_wait(groq_server: LocalServer, path: Path) -> None:
    waiting, other = load(groq_server, path), load(groq_server, path)
    cancelled: list[BatchHandle] = []

    def cancel(_progress: BatchProgress) -> None:
        if not cancelled:
            cancelled.append(other.cancel())

    waiting.wait(on_progress=cancel)
    assert json.loads(path.read_text())["is_cancelled"] is True
    assert waiting.results().counts == {"cancelled": 1}


def test_ignores_stale_lock_file_of_a_killed_process(groq_server: LocalServer, path: Path) -> None:
    (path.parent / ".job.json.lock").write_text("1")
    assert load(groq_server, path).wait().has_ended
    assert [one.name for one in path.parent.iterdir()] == ["job.json"]


def test_interrupted_wait_releases_the_lock(groq_server: LocalServer, path: Path) -> None:
    def interrupt(_progress: BatchProgress) -> None:
        raise KeyboardInterrupt

    handle = load(groq_server, path)
    with pytest.raises(KeyboardInterrupt) as caught:
        handle.wait(on_progress=interrupt)
    assert caught.value.__traceback__
    assert load(groq_server, path).wait().has_ended


def test_keeps_foreign_files_in_the_folder_of_inputs(groq_server: LocalServer, tmp_path: Path) -> None:
    folder = tmp_path / "job.inputs"
    folder.mkdir()
    (folder / "my.jsonl").write_text("mine")
    groq_server.client().batches.run(["One?"], model=MODEL, handle=tmp_path / "job")
    assert [one.read_text() for one in folder.iterdir()] == ["mine"]


def change(path: Path, where: str, value: object) -> None:
    state = json.loads(path.read_text())
    *parents, name = where.split(".")
    found = state
    for parent in parents:
        found = found[int(parent) if parent.isdigit() else parent]
    found[int(name) if name.isdigit() else name] = value
    path.write_text(json.dumps(state))


@pytest.mark.parametrize("name", ["../../victim.txt", "..\\victim.txt", "/victim.txt", "victim.txt", "", "."])
def test_rejects_handle_that_names_a_foreign_file(groq_server: LocalServer, path: Path, name: str) -> None:
    change(path, "parts.0.name", name)
    with pytest.raises(BatchHandleError, match=r"parts\[0\]\.name: expected that of an input file of the job"):
        load(groq_server, path)


@pytest.mark.parametrize(
    ("where", "value", "words"),
    [
        ("parts.0.batch", "abc", r"parts\[0\]\.batch: Input should be an object, got 'abc'"),
        ("parts.0.lines", None, r"parts\[0\]\.lines: Input should be a valid integer, got None"),
        ("parts.0.name", None, r"parts\[0\]\.name: Input should be a valid string, got None"),
        ("parts.0", 5, r"parts\[0\]: Input should be an object, got 5"),
        ("parts", None, "parts: Input should be a valid array, got None"),
        ("max_resubmissions", None, "max_resubmissions: Input should be a valid integer, got None"),
        ("is_cancelled", 0, "is_cancelled: Input should be a valid boolean, got 0"),
        ("metadata", 5, "metadata: Input should be an object, got 5"),
        ("parts.0.batch.request_counts", {"completed": "abc"}, "request_counts: expected numbers, got .*abc"),
        ("parts.0.batch.request_counts", 5, "request_counts: expected numbers, got 5"),
        ("parts.0.batch", {}, r"parts\[0\]\.batch\.id: expected a string, got None"),
        ("parts.0.batch.id", None, r"parts\[0\]\.batch\.id: expected a string, got None"),
        ("other", 1, "other: Unexpected keyword argument"),
    ],
)
def test_error_names_the_invalid_field_of_a_handle(
    groq_server: LocalServer, path: Path, where: str, value: object, words: str
) -> None:
    change(path, where, value)
    with pytest.raises(BatchHandleError, match=f"job.json: expected the JSON of a BatchHandle.*{words}"):
        load(groq_server, path)


def test_reads_handle_of_the_first_version(path: Path) -> None:
    state = json.loads(path.read_text())
    for name in ("metadata", "max_resubmissions", "resubmissions", "is_cancelled"):
        del state[name]
    assert BatchJob.from_json(json.dumps(state)).max_resubmissions == 1


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
@pytest.mark.parametrize("handle", ["", "folder", "loop", "pipe"])
def test_rejects_handle_that_is_not_a_file(
    groq_server: LocalServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, handle: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    (tmp_path / "loop").symlink_to("loop")
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(BatchHandleError, match="handle: expected the path of a file, got"):
        groq_server.client().batches.submit(["One?"], model=MODEL, handle=handle)
    with pytest.raises(BatchHandleError, match="handle: expected the path of a file, got"):
        load(groq_server, Path(handle))
    assert groq_server.requests == []
    assert sorted(one.name for one in tmp_path.iterdir()) == ["folder", "loop", "pipe"]


def test_invalid_submit_leaves_no_files(groq_server: LocalServer, tmp_path: Path) -> None:
    path, batches = tmp_path / "job.json", groq_server.client().batches
    metadata: Any = {"x": object()}
    with pytest.raises(BatchInputError, match="metadata: expected an object of strings"):
        batches.submit(["One?"], model=MODEL, handle=path, metadata=metadata)
    requests: list[Any] = ["One?", 5]
    with pytest.raises(BatchInputError):
        batches.submit(requests, model=MODEL, handle=path)
    assert list(tmp_path.iterdir()) == []
    assert sent(groq_server, "POST", FILES) == []


def test_error_names_the_handle_when_its_batch_does_not_exist(path: Path) -> None:
    with LocalServer() as other, pytest.raises(BatchHandleError, match=r"job\.json: the API has no batch") as caught:
        load(other, path).wait()
    assert isinstance(caught.value.__cause__, groq.NotFoundError)


def test_relative_handle_keeps_its_directory_after_chdir(
    groq_server: LocalServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        folder.mkdir()
    monkeypatch.chdir(first)
    handle = groq_server.client().batches.submit(["One?"], model=MODEL, handle="job.json")
    loaded = BatchHandle.load("job.json", groq_server.client())
    monkeypatch.chdir(second)
    assert handle.wait().results().counts == loaded.wait().results().counts == {"completed": 1}
    assert [one.name for one in first.iterdir()] == ["job.json"]
    assert list(second.iterdir()) == []


@pytest.mark.parametrize("is_new", [True, False])
def test_handle_is_written_to_the_target_of_a_link(groq_server: LocalServer, tmp_path: Path, *, is_new: bool) -> None:
    link, target = tmp_path / "link.json", tmp_path / "there" / "job.json"
    link.symlink_to("there/job.json")
    batches = groq_server.client().batches
    if not is_new:
        batches.submit(["One?"], model=MODEL, handle=target)
        target.chmod(0o600)
        mode = target.stat().st_mode
    handle = batches.submit(["One?"], model=MODEL, handle=link)
    assert link.is_symlink()
    assert handle.wait().results().counts == {"completed": 1}
    assert load(groq_server, link).has_ended
    assert BatchJob.load(target).has_ended
    assert is_new or target.stat().st_mode == mode
    assert sorted(one.name for one in tmp_path.rglob("*")) == ["job.json", "link.json", "there"]
    assert len(sent(groq_server, "POST", FILES)) == 1


def test_link_and_target_share_one_lock(groq_server: LocalServer, tmp_path: Path, path: Path) -> None:
    link = tmp_path / "link.json"
    link.symlink_to(path)

    def wait_too(_progress: BatchProgress) -> None:
        with pytest.raises(BatchHandleError, match="in use by another call of this process"):
            load(groq_server, link).wait()

    load(groq_server, path).wait(on_progress=wait_too)
    assert load(groq_server, link).has_ended


def refused(server: LocalServer, path: Path, **options: Any) -> None:
    """Submit two requests to a server that rejects the upload."""
    server.reply_error(400, path=FILES)
    with pytest.raises(groq.BadRequestError):
        server.client().batches.submit(["One?", "Two?"], model=MODEL, handle=path, **options)


BYTES = r"[0-9]+ bytes, got [0-9]+\."
CONTENT_HASH = "the SHA-256 [0-9a-f]{8}…, got [0-9a-f]{8}…"
EDITS: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "truncated": (lambda text: text.splitlines(True)[0], BYTES),
    "grown": (lambda text: text + b"\n", BYTES),
    "longer": (lambda text: text.replace(b"Two?", b"Two!?"), BYTES),
    "other id": (lambda text: text.replace(b"request-1", b"request-2"), CONTENT_HASH),
    "same size": (lambda text: text.replace(b"Two?", b"Six?"), CONTENT_HASH),
}


@pytest.mark.parametrize("edit", EDITS)
def test_rejects_input_file_that_was_edited(groq_server: LocalServer, tmp_path: Path, edit: str) -> None:
    path = tmp_path / "job.json"
    refused(groq_server, path)
    changed, words = EDITS[edit]
    [file] = path.with_name("job.json.inputs").iterdir()
    file.write_bytes(changed(file.read_bytes()))
    with pytest.raises(BatchHandleError, match=f"jsonl: expected this input file as it was written, with {words}"):
        load(groq_server, path).wait()
    assert len(sent(groq_server, "POST", FILES)) == 1


def test_logs_truncated_input_file_of_the_api(
    groq_server: LocalServer, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    handle = load(groq_server, path).wait()
    groq_server.reply_raw(body="", path=CONTENT)  # the results
    groq_server.reply_raw(body="", path=CONTENT)  # the input
    assert len(handle.results()) == 0
    assert "expected 1 requests in the input file, got 0" in caplog.text


def test_new_options_apply_while_no_batch_exists(groq_server: LocalServer, tmp_path: Path) -> None:
    path, batches = tmp_path / "job.json", groq_server.client().batches
    groq_server.reply_error(400, path=BATCHES)
    with pytest.raises(groq.BadRequestError):
        batches.submit(["One?"], model=MODEL, handle=path, completion_window="48h")
    batches.submit(["One?"], model=MODEL, handle=path, metadata={"a": "b"}, max_resubmissions=3)
    created = sent(groq_server, "POST", BATCHES)[-1].json
    assert (created["completion_window"], created["metadata"]) == ("24h", {"a": "b"})
    stored = BatchJob.load(path)
    assert (stored.completion_window, stored.metadata, stored.max_resubmissions) == ("24h", {"a": "b"}, 3)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"completion_window": "48h"}, "completion_window: a batch of this job was created with '24h', got '48h'"),
        ({"metadata": {"a": "b"}}, "metadata: a batch of this job was created with None, got {'a': 'b'}"),
    ],
)
def test_rejects_options_that_contradict_a_batch(
    groq_server: LocalServer, path: Path, options: dict[str, Any], words: str
) -> None:
    batches = groq_server.client().batches
    with pytest.raises(BatchHandleError, match=words):
        batches.submit(["One?"], model=MODEL, handle=path, **options)
    assert len(sent(groq_server, "POST", BATCHES)) == 1


def test_rejects_options_that_contradict_a_batch_missing_from_the_handle(
    groq_server: LocalServer, tmp_path: Path
) -> None:
    path, batches = tmp_path / "job.json", groq_server.client().batches
    batches.submit(["One?"], model=MODEL, handle=path, metadata={"a": "b"})
    change(path, "parts.0.batch", None)  # simulate a process that was killed before it saved the batch
    for options in ({"completion_window": "48h", "metadata": {"a": "b"}}, {"metadata": {"a": "c"}}):
        untyped: Any = options
        with pytest.raises(BatchHandleError, match="a batch of this job was created with"):
            batches.submit(["One?"], model=MODEL, handle=path, **untyped)
    batches.submit(["One?"], model=MODEL, handle=path, completion_window="1d", metadata={"a": "b"})
    assert len(sent(groq_server, "POST", BATCHES)) == 1


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="names of files are Unicode on this system")
@pytest.mark.parametrize("name", [b"\xff.jsonl", b"\xff\xc3\xbc.jsonl"])
def test_requests_in_a_file_whose_name_is_not_unicode(groq_server: LocalServer, tmp_path: Path, name: bytes) -> None:
    requests = tmp_path / os.fsdecode(name)
    requests.write_text('"One?"\n')
    path = tmp_path / "job.json"
    submitted = groq_server.client().batches.submit(requests, model=MODEL, handle=path)
    assert os.fsencode(submitted.source or "") == os.fsencode(requests)
    loaded = load(groq_server, path)
    assert loaded.source == submitted.source
    assert len(loaded.wait().results()) == 1


@pytest.mark.parametrize("counts", ["x", 5, [1], {"completed": "1"}, {"completed": 1.5}, {"completed": None}])
def test_handle_stays_readable_after_unusual_counts(groq_server: LocalServer, path: Path, counts: object) -> None:
    handle = load(groq_server, path)
    batch = {**handle.batches[0].to_dict(), "request_counts": counts}
    groq_server.reply_raw(body=json.dumps(batch), path=BATCHES + "/{batch_id}")
    assert handle.refresh().completed == 0
    assert load(groq_server, path).wait().results().counts == {"completed": 1}


@pytest.mark.parametrize(
    ("name", "value"), [("id", None), ("id", ""), ("status", None), ("output_file_id", 5), ("error_file_id", [1])]
)
def test_invalid_batch_of_the_api_does_not_replace_the_known_one(
    groq_server: LocalServer, path: Path, name: str, value: object
) -> None:
    handle = load(groq_server, path)
    batch = {**handle.batches[0].to_dict(), name: value}
    groq_server.reply_raw(body=json.dumps(batch), path=BATCHES + "/{batch_id}")
    with pytest.raises(BatchError, match=f"{name}: expected a string"):
        handle.refresh()
    assert load(groq_server, path).wait().results().counts == {"completed": 1}
