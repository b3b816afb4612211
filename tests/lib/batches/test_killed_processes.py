"""A job whose process is killed at any step resumes from the handle file, without a second upload."""

from __future__ import annotations

import json
import signal
import sys
from pathlib import Path
from typing import Any

import pytest

import groq
from groq.lib.batches import BatchHandle, BatchHandleError
from groq.lib.batches.state import BatchJob
from groq.testing import LocalServer

from ...support.run_python import run_python
from .conftest import BATCHES, FILES, MODEL, sent, uploaded

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")

# Runs a job and kills itself "before" or "after" the nth call of an operation, or before the nth "rename" of a file.
# Prints the number of results if it is not killed.
PROGRAM = f"""
import pathlib, signal
from groq.lib.batches import driver

moment, operation, number = sys.argv[3].split()
seen = 0

def kill(at, name):
    global seen
    if (at, name) == (moment, operation):
        seen += 1
        if seen == int(number):
            os.kill(os.getpid(), signal.SIGKILL)

def watched(call, call_next):
    kill("before", call.operation)
    result = call_next(call)
    kill("after", call.operation)
    return result

rename = pathlib.Path.replace

def replace(path, target):
    kill("before", "rename")
    return rename(path, target)

pathlib.Path.replace = replace
driver.sleep = lambda seconds: None
client = Groq(api_key="test", base_url=sys.argv[1], middleware=[watched])
results = client.batches.run(map(str, range(6)), model="{MODEL}", max_lines=2, handle=sys.argv[2])
print(len(results), dict(results.counts))
"""

MOMENTS = [
    "before rename 1",
    "before files.create 1",
    "after files.create 1",
    "before rename 2",
    "before batches.create 1",
    "after batches.create 1",
    "after files.create 1",
    "after batches.create 1",
    "after batches.retrieve 3",
    "before rename 3",
    "before files.content 1",
]


def run(server: LocalServer, path: Path, moment: str) -> str:
    """Run the program; return its output, which is empty if it was killed."""
    killed = moment != "never - 0"
    output, complaints = run_python(
        PROGRAM,
        server.base_url,
        str(path),
        moment,
        dev=False,
        imported="features",
        expected=-signal.SIGKILL if killed else 0,
    )
    assert complaints == ""
    return output


@pytest.mark.timeout(120)  # twelve processes, on a busy machine
def test_job_completes_after_a_kill_at_every_step(groq_server: LocalServer, tmp_path: Path) -> None:
    path = tmp_path / "job.json"
    for moment in MOMENTS:
        run(groq_server, path, moment)
    assert run(groq_server, path, "never - 0") == "6 {'completed': 6}\n"
    assert [len(lines) for lines in uploaded(groq_server)] == [2, 2, 2]
    assert len(sent(groq_server, "POST", BATCHES)) == 3
    assert [one.name for one in tmp_path.iterdir()] == ["job.json"]


@pytest.mark.thorough
@pytest.mark.timeout(240)  # two processes for each, on a busy machine
@pytest.mark.parametrize("moment", dict.fromkeys([*MOMENTS, "after files.create 2", "after batches.create 2"]))
def test_job_completes_after_a_kill(groq_server: LocalServer, tmp_path: Path, moment: str) -> None:
    path = tmp_path / "job.json"
    run(groq_server, path, moment)
    assert run(groq_server, path, "never - 0") == "6 {'completed': 6}\n"
    assert (len(uploaded(groq_server)), len(sent(groq_server, "POST", BATCHES))) == (3, 3)


@pytest.mark.timeout(120)  # four processes, on a busy machine
def test_resubmission_completes_after_kills(groq_server: LocalServer, tmp_path: Path) -> None:
    groq_server.expire_batch(after=1, times=2)
    path = tmp_path / "job.json"
    for moment in ("after files.create 4", "before batches.create 1", "after batches.create 1"):
        run(groq_server, path, moment)
    assert run(groq_server, path, "never - 0") == "6 {'completed': 6}\n"
    assert [len(lines) for lines in uploaded(groq_server)] == [2, 2, 2, 2]
    assert len(sent(groq_server, "POST", BATCHES)) == 4


def interrupted(server: LocalServer, path: Path, **options: Any) -> None:
    """Submit requests to a server that accepts the file, and then disconnects without a response."""
    server.reply_disconnect(path=BATCHES)
    with pytest.raises(groq.APIConnectionError):
        server.client().batches.submit(["One?"], model=MODEL, handle=path, **options)


def test_handle_file_resumes_without_the_requests(groq_server: LocalServer, tmp_path: Path) -> None:
    interrupted(groq_server, tmp_path / "job.json")
    handle = BatchHandle.load(tmp_path / "job.json", groq_server.client())
    assert repr(handle) == f"BatchHandle({handle.id!r}, not submitted)"
    assert handle.wait().results().counts == {"completed": 1}
    assert len(uploaded(groq_server)) == 1


def test_load_searches_all_pages_of_files_and_batches(groq_server: LocalServer, tmp_path: Path) -> None:
    client = groq_server.client()
    for _ in range(3):
        client.batches.submit(["Other?"], model=MODEL)
    path = tmp_path / "job.json"
    client.batches.submit(["One?"], model=MODEL, handle=path)
    job = BatchJob.from_json(path.read_text())
    job.parts[0].file_id = job.parts[0].batch = None
    path.write_text(job.to_json())
    pages: list[str] = []

    def paged(call: groq.Call, call_next: groq.CallNext) -> Any:
        if call.operation in ("files.list", "batches.list"):
            pages.append(call.operation)
            call = call.replace(params={**call.params, "limit": 2})
        return call_next(call)

    BatchHandle.load(path, client.with_options(middleware=[paged])).wait()
    assert pages == ["files.list", "files.list", "batches.list", "batches.list"]
    assert len(uploaded(groq_server)) == 4


def test_rejects_handle_file_of_other_requests(groq_server: LocalServer, tmp_path: Path) -> None:
    client, path = groq_server.client(), tmp_path / "job.json"
    client.batches.run(["One?"], model=MODEL, handle=path)
    with pytest.raises(BatchHandleError, match=r"job\.json: the file is of a job with other requests"):
        client.batches.run(["Two?"], model=MODEL, handle=path)
    assert len(client.batches.run(["One?"], model=MODEL, handle=path)) == 1
    assert len(uploaded(groq_server)) == 1


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"version": 1}', '{"version": 1, "parts": [{"a": 1}]}', "[" * 100_000]
)
def test_rejects_damaged_handle_file(groq_server: LocalServer, tmp_path: Path, text: str) -> None:
    path = tmp_path / "job.json"
    path.write_text(text)
    with pytest.raises(BatchHandleError, match="expected the JSON of a BatchHandle"):
        BatchHandle.load(path, groq_server.client())


def test_rejects_handle_of_a_later_version(groq_server: LocalServer) -> None:
    client = groq_server.client()
    state = json.loads(client.batches.submit(["One?"], model=MODEL).to_json())
    with pytest.raises(BatchHandleError, match="version: expected 1, got 2"):
        BatchHandle.from_json(json.dumps({**state, "version": 2}), client)


def test_error_names_a_missing_input_file(groq_server: LocalServer, tmp_path: Path) -> None:
    path = tmp_path / "job.json"
    groq_server.reply_error(400, path=FILES)
    with pytest.raises(groq.BadRequestError):
        groq_server.client().batches.submit(["One?"], model=MODEL, handle=path)
    [input_file] = (tmp_path / "job.json.inputs").iterdir()
    input_file.unlink()
    with pytest.raises(BatchHandleError, match=r"expected this input file, which is not uploaded yet"):
        BatchHandle.load(path, groq_server.client()).wait()


def test_cancelled_job_submits_no_more_batches(groq_server: LocalServer, tmp_path: Path) -> None:
    interrupted(groq_server, tmp_path / "job.json")
    handle = BatchHandle.load(tmp_path / "job.json", groq_server.client()).cancel().wait()
    assert handle.results().counts == {"cancelled": 1}
    assert BatchHandle.load(tmp_path / "job.json", groq_server.client()).has_ended


def test_handle_file_keeps_the_old_state_when_a_write_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from groq.lib.batches.files import write_atomically

    path = tmp_path / "job.json"
    write_atomically(path, "old")

    def fail(_path: Path, _target: Path) -> Path:
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        write_atomically(path, "new")
    assert path.read_text() == "old"
    assert [one.name for one in tmp_path.iterdir()] == ["job.json"]
