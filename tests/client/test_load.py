"""A thousand concurrent streams with faults leak nothing."""

from __future__ import annotations

import concurrent.futures
import contextlib
import gc
import itertools
import math
import os
import socket
import sys
from collections.abc import Iterator
from typing import Any

import anyio
import anyio.lowlevel
import httpx
import pytest

from groq import APIConnectionError, AsyncGroq, Groq, InternalServerError

from ..support.clients import CHAT, async_http_client, busy_connections, open_connections, sync_http_client
from ..support.load_server import CHUNKS, CHUNKS_BEFORE_TRUNCATION, Fate, load_server, text
from ..support.waits import ImpatientAsyncGroq, ImpatientGroq

# Two of twenty calls get each fault. Half of the calls with a retryable fault are retried.
FATES = [
    *(Fate.UNAVAILABLE, Fate.UNAVAILABLE_ONCE),
    *(Fate.RESET, Fate.RESET_ONCE),
    *(Fate.TRUNCATED, Fate.TRUNCATED),
    *[Fate.GOOD] * 14,
]


IS_RETRIED = {Fate.UNAVAILABLE_ONCE, Fate.RESET_ONCE}


ERRORS = {Fate.UNAVAILABLE: InternalServerError, Fate.RESET: APIConnectionError, Fate.TRUNCATED: APIConnectionError}


_calls = itertools.count()


FILES = "/proc/self/fd"


needs_proc = pytest.mark.skipif(not os.path.isdir(FILES), reason="open files are counted in /proc")


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with load_server() as base_url:
        yield base_url


@pytest.fixture
def options(url: str) -> dict[str, Any]:
    return {"base_url": url, "api_key": "test", "timeout": 60.0}


def call(number: int, together: int) -> dict[str, Any]:
    """Return the arguments of one call; its `user` selects the fault."""
    user = f"{FATES[number % len(FATES)].value}-{number}"
    return {
        **CHAT,
        "stream": True,
        "user": user,
        "extra_headers": {"x-call": str(next(_calls)), "x-together": str(together)},
    }


def retries(user: str) -> float:
    """Return unlimited retries, which bypass the quota: with it, chance would decide which calls are retried."""
    return math.inf if Fate(user.partition("-")[0]) in IS_RETRIED else 0


def check(outcomes: dict[str, tuple[list[str], Exception | None]], calls: int) -> None:
    """Assert that each call got its own texts, complete and in order, or its expected error."""
    assert len(outcomes) == calls
    for user, (texts, error) in outcomes.items():
        fate = Fate(user.partition("-")[0])
        expected = [text(user, number) for number in range(CHUNKS)]
        assert type(error) is ERRORS.get(fate, type(None)), (user, error)
        if fate is Fate.TRUNCATED:
            assert texts == expected[: len(texts)]
            assert len(texts) <= CHUNKS_BEFORE_TRUNCATION
        else:
            assert texts == ([] if error else expected), user


async def stream_all(client: AsyncGroq, calls: int) -> None:
    outcomes: dict[str, tuple[list[str], Exception | None]] = {}

    async def one(number: int) -> None:
        arguments, texts, error = call(number, calls), list[str](), None
        user = arguments["user"]
        try:
            patient: Any = client.with_options(max_retries=retries(user))  # type: ignore[arg-type] # infinity is meant
            async for chunk in await patient.chat.completions.create(**arguments):
                texts.append(chunk.choices[0].delta.content or "")
        except (APIConnectionError, InternalServerError) as err:
            error = err.with_traceback(None)
        assert user not in outcomes
        outcomes[user] = texts, error

    async with anyio.create_task_group() as tasks:
        for number in range(calls):
            tasks.start_soon(one, number)
    check(outcomes, calls)


def stream_all_from_threads(client: Groq, calls: int, threads: int) -> None:
    outcomes: dict[str, tuple[list[str], Exception | None]] = {}

    def one(number: int) -> None:
        arguments, texts, error = call(number, 1), list[str](), None
        user = arguments["user"]
        try:
            patient: Any = client.with_options(max_retries=retries(user))  # type: ignore[arg-type] # infinity is meant
            for chunk in patient.chat.completions.create(**arguments):
                texts.append(chunk.choices[0].delta.content or "")
        except (APIConnectionError, InternalServerError) as err:
            error = err.with_traceback(None)
        outcomes[user] = texts, error

    with concurrent.futures.ThreadPoolExecutor(threads) as pool:
        list(pool.map(one, range(calls)))
    check(outcomes, calls)


def open_files() -> int:
    gc.collect()  # close the leaks of earlier tests before the measurement
    return len(os.listdir(FILES))


def sockets_to(url: str) -> int:
    """Return how many sockets of this process are connected to the server."""
    port, found = httpx.URL(url).port, 0
    for name in os.listdir(FILES):
        copy = -1
        try:
            copy = os.dup(int(name))
            one = socket.socket(fileno=copy)
        except OSError:  # not a socket, or already closed
            if copy >= 0:
                os.close(copy)
            continue
        with one, contextlib.suppress(OSError):  # not connected
            found += one.getpeername()[1:2] == (port,)
    return found


class Memory:
    """A snapshot of memory."""

    def __init__(self) -> None:
        gc.collect()
        self.objects: dict[str, int] = {}
        for one in gc.get_objects():
            name = type(one).__qualname__
            self.objects[name] = self.objects.get(name, 0) + 1
        self.blocks = sys.getallocatedblocks()

    def check_growth(self, calls: int) -> None:
        """Assert that less than one object of a class per fifty calls and two blocks per call were added.

        Every tenth or twentieth call gets each fault. An asyncio loop keeps up to a hundred cancelled timers, each
        with its context, before it drops them.
        """
        now = Memory()
        growth = {name: count - self.objects.get(name, 0) for name, count in now.objects.items()}
        kept = dict.fromkeys(("TimerHandle", "Context"), 100)
        assert {name: count for name, count in growth.items() if count > max(calls // 50, kept.get(name, 0))} == {}
        assert now.blocks - self.blocks < 2 * calls


@needs_proc
@pytest.mark.timeout(240)
@pytest.mark.anyio
async def test_thousand_concurrent_streams_end_as_expected_and_leak_nothing(
    options: dict[str, Any],
) -> None:
    files, tasks = open_files(), len(anyio.get_running_tasks())
    async with ImpatientAsyncGroq(**options, http_client=async_http_client()) as client:
        await stream_all(client, 250)  # fill the caches
        memory = Memory()
        await stream_all(client, 1_000)
        assert busy_connections(client) == 0
        assert open_connections(client) <= 100  # the limit of idle connections
        assert sockets_to(options["base_url"]) == open_connections(client) >= open_files() - files
        assert len(anyio.get_running_tasks()) == tasks
        memory.check_growth(1_000)
    assert sockets_to(options["base_url"]) == open_connections(client) == 0
    assert open_files() <= files  # files of earlier tests may be closed meanwhile


@needs_proc
def test_threads_that_share_client_get_their_own_streams(options: dict[str, Any]) -> None:
    files = open_files()
    with ImpatientGroq(**options, http_client=sync_http_client()) as client:
        stream_all_from_threads(client, 640, threads=32)
        assert busy_connections(client) == 0
        assert open_connections(client) <= 32
        assert sockets_to(options["base_url"]) == open_connections(client) >= open_files() - files
    assert sockets_to(options["base_url"]) == open_connections(client) == 0
    assert open_files() <= files


def test_memory_does_not_grow_with_streams_read_by_threads(options: dict[str, Any]) -> None:
    with ImpatientGroq(**options, http_client=sync_http_client()) as client:
        for _ in range(2):
            stream_all_from_threads(client, 100, threads=8)
        memory = Memory()
        for _ in range(8):
            stream_all_from_threads(client, 100, threads=8)
        memory.check_growth(800)
