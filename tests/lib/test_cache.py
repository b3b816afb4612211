"""`ResponseCache`: a repeated call is answered from a file."""

from __future__ import annotations

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

import groq
from groq import AsyncGroq, Groq
from groq.lib.cache import ResponseCache
from groq.testing import LocalServer

from ..support.answers import MESSAGES
from ..support.calls import AnyClient, collected, create, finished, opened
from ..support.clients import async_client, sync_client
from ..support.run_python import run_python

pytestmark = pytest.mark.anyio

MakeClient = Callable[..., AnyClient]


@pytest.fixture(params=["sync", "async"])
def make(request: pytest.FixtureRequest, groq_server: LocalServer, tmp_path: Path) -> MakeClient:
    """Make clients of one kind with a cache in one file."""

    def client(**options: Any) -> AnyClient:
        cache = ResponseCache(tmp_path / "answers.db", **options)
        kind = sync_client if request.param == "sync" else async_client
        return kind(groq_server.base_url, middleware=[cache])

    return client


async def close(*clients: AnyClient) -> None:
    for client in clients:
        await finished(client.close())


async def test_same_call_is_answered_from_the_file(make: MakeClient, groq_server: LocalServer) -> None:
    client, other = make(), make()
    first = await create(client)
    assert await create(client) == first
    assert await create(other) == first
    assert isinstance(await create(client), groq.types.chat.ChatCompletion)
    assert len(groq_server.requests) == 1
    await close(client, other)


@pytest.mark.parametrize(
    "change",
    [{"model": "b"}, {"temperature": 0}, {"extra_body": {"user": "u"}}, {"extra_query": {"q": 1}}, {"stream": True}],
)
async def test_different_call_is_sent(make: MakeClient, groq_server: LocalServer, change: dict[str, Any]) -> None:
    client = make()
    await create(client)
    result = await create(client, **change)
    if "stream" in change:
        await collected(result)
    assert len(groq_server.requests) == 2
    await close(client)


async def test_headers_and_timeouts_do_not_change_the_key(make: MakeClient, groq_server: LocalServer) -> None:
    client = make()
    await create(client, extra_headers={"X-A": "1"})
    await create(client, extra_headers={"X-A": "2"}, timeout=3)
    assert len(groq_server.requests) == 1
    await close(client)


async def test_stream_is_replayed(make: MakeClient, groq_server: LocalServer) -> None:
    client = make()
    chunks = await collected(await create(client, stream=True))
    assert await collected(await create(client, stream=True)) == chunks
    async with opened(client.chat.completions.stream(messages=MESSAGES, model="m")) as stream:
        text = await finished(stream.get_final_text())
    assert text == "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    assert len(groq_server.requests) == 1
    await close(client)


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("damaged", ["{", "", "[1]"])
async def test_damaged_answer_is_requested_again(
    make: MakeClient, groq_server: LocalServer, tmp_path: Path, stream: bool, damaged: str
) -> None:
    client = make()
    for _ in range(2):
        answer = await create(client, stream=stream)
        if stream:
            await collected(answer)
        with contextlib.closing(sqlite3.connect(tmp_path / "answers.db", isolation_level=None)) as other:
            other.execute("UPDATE answers SET lines = ?", (damaged,))
    assert len(groq_server.requests) == 2
    await close(client)


async def test_partially_read_stream_is_not_stored(make: MakeClient, groq_server: LocalServer) -> None:
    client = make()
    await finished((await create(client, stream=True)).close())
    await collected(await create(client, stream=True))
    assert len(groq_server.requests) == 2
    await close(client)


async def test_errors_are_not_stored(make: MakeClient, groq_server: LocalServer) -> None:
    client = make()
    groq_server.reply_error(400, "no")
    with pytest.raises(groq.BadRequestError):
        await create(client)
    await create(client)
    assert len(groq_server.requests) == 2
    await close(client)


async def test_raw_responses_are_sent(make: MakeClient, groq_server: LocalServer) -> None:
    client: Any = make()
    for _ in range(2):
        raw = await finished(client.chat.completions.with_raw_response.create(messages=MESSAGES, model="m"))
        assert raw.status_code == 200
    assert len(groq_server.requests) == 2
    await close(client)


async def test_other_operations_are_sent(make: MakeClient, groq_server: LocalServer) -> None:
    client = make()
    for _ in range(2):
        await finished(client.models.list())
    assert len(groq_server.requests) == 2
    await close(client)


async def test_embeddings_and_responses_are_stored(make: MakeClient, groq_server: LocalServer) -> None:
    client: Any = make()
    for _ in range(2):
        vectors = await finished(client.embeddings.create(model="m", input=["a", "b"]))
        assert len(vectors.data) == 2
        response = await finished(client.responses.create(model="m", input="Hi"))
        assert response.output_text
    assert len(groq_server.requests) == 2
    await close(client)


async def test_expired_answer_is_requested_again(
    make: MakeClient, groq_server: LocalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1000.0
    monkeypatch.setattr("time.time", lambda: now)
    client = make(expiry=60)
    await create(client)
    now += 59
    await create(client)
    assert len(groq_server.requests) == 1
    now += 2
    await create(client)
    assert len(groq_server.requests) == 2
    await close(client)


async def test_answer_is_asked_for_again_after_the_clock_was_set_back(
    make: MakeClient, groq_server: LocalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 9_000_000.0
    monkeypatch.setattr("time.time", lambda: now)
    client, other = make(expiry=60), make()
    await create(client)
    now = 1000.0
    await create(other)  # without an expiry
    assert len(groq_server.requests) == 1
    await create(client)
    await create(client)
    assert len(groq_server.requests) == 2
    await close(client, other)


async def test_clear_removes_all_answers(groq_server: LocalServer, tmp_path: Path) -> None:
    cache = ResponseCache(tmp_path / "answers.db")
    with sync_client(groq_server.base_url, middleware=[cache]) as client:
        await create(client)
        cache.clear()
        await create(client)
    assert len(groq_server.requests) == 2


def test_threads_share_a_cache(groq_server: LocalServer, tmp_path: Path) -> None:
    answers: list[str] = []
    with sync_client(groq_server.base_url, middleware=[ResponseCache(tmp_path / "answers.db")]) as client:

        def ask() -> None:
            for number in range(20):
                messages: Any = [{"role": "user", "content": f"{number}"}]
                answers.append(client.chat.completions.create(messages=messages, model="m").id)

        ask()
        threads = [threading.Thread(target=ask) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
    assert (len(answers), len(set(answers))) == (100, 20)
    assert len(groq_server.requests) == 20


_WRITER = """
import sys
from groq import Groq
from groq.lib.cache import ResponseCache
with Groq(api_key="k", base_url=sys.argv[1], middleware=[ResponseCache(sys.argv[2])]) as client:
    for number in range(int(sys.argv[3]), 100_000):
        client.chat.completions.create(messages=[{"role": "user", "content": f"{number}"}], model="m")
        print(number, flush=True)
"""


def test_answers_are_kept_when_writing_processes_are_killed(groq_server: LocalServer, tmp_path: Path) -> None:
    path = tmp_path / "answers.db"
    written: list[int] = []
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", _WRITER, groq_server.base_url, str(path), str(first)],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "NO_PROXY": "*"},
        )
        for first in (0, 50_000)
    ]
    for writer in writers:
        assert writer.stdout is not None
        written += [int(writer.stdout.readline()) for _ in range(20)]
    for writer in writers:
        writer.send_signal(signal.SIGKILL)
        writer.communicate(timeout=30)
    sent = len(groq_server.requests)
    with sync_client(groq_server.base_url, middleware=[ResponseCache(path)]) as client:
        for number in written:
            client.chat.completions.create(messages=[{"role": "user", "content": f"{number}"}], model="m")
    assert (len(groq_server.requests), len(written)) == (sent, 40)


# Kills itself inside a transaction, which leaves an incomplete write in the journal.
_DYING = """
import os, signal, sqlite3, sys
from groq import Groq
from groq.lib.cache import ResponseCache
with Groq(api_key="k", base_url=sys.argv[1], middleware=[ResponseCache(sys.argv[2])]) as client:
    client.chat.completions.create(messages=[{"role": "user", "content": "stored"}], model="m")
    writing = sqlite3.connect(sys.argv[2], isolation_level=None)
    writing.execute("PRAGMA cache_spill = 1")
    writing.execute("BEGIN IMMEDIATE")
    writing.executemany("INSERT INTO answers VALUES (?, 0, ?)", [(str(n), "x" * 10_000) for n in range(1_000)])
    writing.execute("UPDATE answers SET lines = 'overwritten'")
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("truncated", [0, 1, 5_000])
def test_crash_during_a_write_keeps_earlier_answers(groq_server: LocalServer, tmp_path: Path, truncated: int) -> None:
    path = tmp_path / "answers.db"
    run_python(_DYING, groq_server.base_url, str(path), preamble="", expected=-signal.SIGKILL)
    log = tmp_path / "answers.db-wal"
    assert log.stat().st_size > 1_000_000  # the write had started
    os.truncate(log, log.stat().st_size - truncated)
    with sync_client(groq_server.base_url, middleware=[ResponseCache(path)]) as client:
        for content in ("stored", "another", "another"):
            client.chat.completions.create(messages=[{"role": "user", "content": content}], model="m")
    assert len(groq_server.requests) == 2


def test_opens_file_while_another_process_has_locked_it(
    groq_server: LocalServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("groq.lib.cache._LOCK_TIMEOUT", 0.01)
    other = sqlite3.connect(tmp_path / "answers.db", isolation_level=None)
    other.execute("CREATE TABLE answers (key TEXT PRIMARY KEY, stored REAL NOT NULL, lines TEXT NOT NULL)")
    other.execute("BEGIN")
    other.execute("SELECT * FROM answers").fetchall()  # no connection can change the journal mode now
    with sync_client(groq_server.base_url, middleware=[ResponseCache(tmp_path / "answers.db")]) as client:
        assert client.chat.completions.create(messages=MESSAGES, model="m").model == "m"
        other.execute("ROLLBACK")
        other.close()
        for _ in range(2):
            client.chat.completions.create(messages=MESSAGES, model="m")
    assert len(groq_server.requests) == 2


async def test_answer_is_returned_when_it_cannot_be_stored(
    make: MakeClient, groq_server: LocalServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    client = make()
    await create(client)
    assert len(groq_server.requests) == 1
    with sqlite3.connect(tmp_path / "answers.db") as other:
        other.execute("DROP TABLE answers")
        other.execute("CREATE TABLE answers (key TEXT, stored REAL, lines TEXT, CHECK (stored < 0))")
    assert (await create(client, model="b")).model == "b"
    assert await collected(await create(client, model="b", stream=True))
    messages = [record.getMessage() for record in caplog.records if "could not be stored" in record.getMessage()]
    assert len(messages) == 2
    other.close()
    await close(client)


async def test_servers_do_not_share_answers(make: MakeClient, groq_server: LocalServer, tmp_path: Path) -> None:
    client = make()
    await create(client)
    assert len(groq_server.requests) == 1
    with LocalServer() as another:
        elsewhere = sync_client(another.base_url, middleware=[ResponseCache(tmp_path / "answers.db")])
        elsewhere.chat.completions.create(messages=MESSAGES, model="m")
        assert len(another.requests) == 1
        elsewhere.close()
    await close(client)


def test_result_of_another_type_is_not_stored(groq_server: LocalServer, tmp_path: Path) -> None:
    with sync_client(groq_server.base_url, middleware=[ResponseCache(tmp_path / "answers.db")]) as client:
        for _ in range(2):
            body = {"messages": MESSAGES, "model": "m"}
            answer = client.post("/openai/v1/chat/completions", cast_to=object, body=body)
            assert isinstance(answer, dict)
    assert len(groq_server.requests) == 2


def test_error_names_a_file_in_a_missing_folder(groq_server: LocalServer, tmp_path: Path) -> None:
    cache = ResponseCache(tmp_path / "missing" / "answers.db")
    with groq_server.client(middleware=[cache]) as client, pytest.raises(OSError, match="expected a file for cached"):
        client.chat.completions.create(model="openai/gpt-oss-20b", messages=[{"role": "user", "content": "Hi"}])


def test_error_names_a_file_that_is_not_a_database(groq_server: LocalServer, tmp_path: Path) -> None:
    (tmp_path / "answers.db").write_text("not a database, but long enough to be looked at " * 20)
    with (
        sync_client(groq_server.base_url, middleware=[ResponseCache(tmp_path / "answers.db")]) as client,
        pytest.raises(OSError, match=r"answers\.db: expected a file for cached answers\. SQLite says:"),
    ):
        client.chat.completions.create(messages=MESSAGES, model="m")


@pytest.mark.parametrize("expiry", [0, -1])
def test_rejects_expiry_that_is_not_positive(expiry: float, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="expiry: expected more than 0 seconds"):
        ResponseCache(tmp_path / "a.db", expiry=expiry)


def test_clients_of_both_kinds_share_a_cache(groq_server: LocalServer, tmp_path: Path) -> None:
    cache = ResponseCache(tmp_path / "answers.db")
    assert isinstance(Groq(api_key="k", middleware=[cache]), Groq)
    assert isinstance(AsyncGroq(api_key="k", middleware=[cache]), AsyncGroq)
    assert groq_server.requests == []


@pytest.mark.parametrize("client_class", [Groq, AsyncGroq])
async def test_clients_with_other_query_parameters_do_not_share_answers(
    client_class: Any, groq_server: LocalServer, tmp_path: Path
) -> None:
    cache, http_client = (
        ResponseCache(tmp_path / "answers.db"),
        httpx.Client if client_class is Groq else httpx.AsyncClient,
    )
    options: list[dict[str, Any]] = [
        {},
        {"default_query": {"v": 1}},
        {"default_query": {"v": 2}},
        {"http_client": http_client(params={"v": 3})},
    ]
    for one in [*options, *options[:3]]:
        client = client_class(api_key="k", base_url=groq_server.base_url, middleware=[cache], **one)
        await create(client)
        await close(client)
    assert len(groq_server.requests) == 4


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_fork_waits_for_threads_that_use_the_cache(tmp_path: Path) -> None:
    code = """
import os, signal, sys, threading, warnings
from groq.lib.cache import ResponseCache
warnings.simplefilter("ignore", DeprecationWarning)  # Python 3.12 warns of forks of processes with threads
cache = ResponseCache(sys.argv[2])
inside, forking = threading.Event(), threading.Event()

def stop():  # SQLite calls it while it executes a statement
    inside.set()
    assert forking.wait(30)

def clear():
    cache._connection().set_progress_handler(stop, 1)
    cache.clear()

cache._store("old", ["{}"])
thread = threading.Thread(target=clear)
thread.start()
assert inside.wait(20)
os.register_at_fork(before=forking.set)
child = os.fork()
if not child:
    signal.alarm(15)
    assert cache._load("old") is None
    cache._store("new", ["{}"])
    os._exit(0)
assert os.waitpid(child, 0) == (child, 0)
thread.join()
assert cache._load("new") == ["{}"]
"""
    run_python(code, "", str(tmp_path / "answers.db"))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_thread_that_uses_the_cache_can_fork(tmp_path: Path) -> None:
    code = """
import os, sys
import groq.lib._fork_waits
from groq.lib.cache import ResponseCache
groq.lib._fork_waits._MAX_DELAY = 1000
cache = ResponseCache(sys.argv[2])
children = []

def fork():  # as in a signal handler
    if not children:
        children.append(os.fork())
        if not children[0]:
            assert cache._load("key") is None
            os._exit(0)
        assert os.waitpid(children[0], 0) == (children[0], 0)

cache._connection().set_trace_callback(lambda _: fork())
assert cache._load("key") is None
assert len(children) == 1
"""
    run_python(code, "", str(tmp_path / "answers.db"))
