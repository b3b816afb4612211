"""Long runs of calls from threads and tasks to a server that often fails, to measure cost and leaks."""

from __future__ import annotations

import asyncio
import concurrent.futures
import ctypes
import gc
import math
import os
import random
import threading
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

from groq import APIConnectionError, InternalServerError

from .clients import CHAT, async_http_client, busy_connections, open_connections, sync_http_client
from .load_server import CHUNKS, text
from .storm import ALONE, FATES, MAY_FAIL, PATIENCE, Storm, unreachable
from .waits import ImpatientAsyncGroq, ImpatientGroq

PARTS = 10
# Accepted growth from the second part to the last: a fraction and bytes of memory, and a factor of CPU time.
MAX_MEMORY, MAX_BYTES, MAX_CPU = 0.20, 20 << 20, 1.5
# With fewer calls, the cost per call is random.
MIN_CALLS = 1_000


@dataclass(frozen=True)
class Sample:
    """Measurements after a part of the run.

    Attributes:
        calls: The number of calls in this part.
        memory: Bytes of memory.
        files: Descriptors, without those of idle connections.
        threads: Threads, without idle worker threads of event loops.
        cpu: Seconds of CPU time for a call of this part.
    """

    calls: int
    memory: int
    files: int
    threads: int
    cpu: float


def growth(samples: Sequence[Sample]) -> list[str]:
    """Return a line for each value that grew from the second part, when all caches are filled, to the last."""
    found = []
    second, last = samples[1], samples[-1]
    # Leaks are never freed, but memory of large requests is freed eventually.
    more = min(sample.memory for sample in samples[-3:]) - second.memory
    if more > min(MAX_MEMORY * second.memory, MAX_BYTES):
        found.append(f"memory grew by {more >> 20} MB from {second.memory >> 20} MB")
    found += [
        f"{name} grew from {before} to {after}"
        for name, before, after in (
            ("descriptors", second.files, last.files),
            ("threads", second.threads, last.threads),
        )
        if after > before
    ]
    (early, before), (late, after) = _cpu(samples[1:4]), _cpu(samples[-3:])
    if min(early, late) >= MIN_CALLS and after > MAX_CPU * before:
        found.append(f"CPU time of a call grew from {before * 1e6:.0f} µs to {after * 1e6:.0f} µs")
    return found


def _cpu(samples: Sequence[Sample]) -> tuple[int, float]:
    """Return the number of calls and the cost per call, over several samples, because the cost varies."""
    calls = sum(sample.calls for sample in samples)
    return calls, sum(sample.calls * sample.cpu for sample in samples) / max(calls, 1)


def _threads() -> int:
    """Return the number of threads of this process, without idle worker threads of event loops."""
    pools = ("asyncio_", "AnyIO worker thread", "Trio thread")
    pooled = [thread for thread in threading.enumerate() if thread.name.startswith(pools)]
    return len(os.listdir("/proc/self/task")) - len(pooled)


def _return_free_memory() -> None:
    """Make the allocator return free memory, which it would otherwise keep at the peak."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # of glibc
    if trim is not None:
        trim(0)


class _Meter:
    """Takes samples of the time since the previous one."""

    def __init__(self) -> None:
        self._cpu = time.process_time()
        self._calls = 0

    def sample(self, calls: int, *clients: Any) -> Sample:
        """Return a sample after this total number of calls."""
        cpu, made = time.process_time(), calls - self._calls
        spent, self._cpu, self._calls = cpu - self._cpu, cpu, calls
        gc.collect()
        _return_free_memory()
        with open("/proc/self/statm") as pages:
            memory = int(pages.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        files = len(os.listdir("/proc/self/fd")) - sum(open_connections(client) for client in clients)
        return Sample(made, memory, files, _threads(), spent / max(made, 1))


class Soak:
    """Threads that share a client, and tasks that share another.

    Args:
        url: Of the load server.
        threads: The number of threads.
        tasks: The number of tasks; most of their calls are cancelled.
        seed: The seed of the random choices; timing also matters.
    """

    def __init__(self, url: str, *, threads: int, tasks: int, seed: int) -> None:
        options: dict[str, Any] = {"base_url": url, "api_key": "test", "timeout": PATIENCE, "default_headers": ALONE}
        self._client = ImpatientGroq(**options, http_client=sync_http_client())
        self._async_client = ImpatientAsyncGroq(**options, http_client=async_http_client())
        self._threads, self._tasks = threads, tasks
        self._random = random.Random(seed)
        self._storm = Storm(url, backend="asyncio", seed=seed)
        self._calls = [0] * threads

    async def run(self, seconds: float) -> AsyncIterator[Sample]:
        """Call for this time; yield a sample after each part."""
        loop, meter = asyncio.get_running_loop(), _Meter()
        with concurrent.futures.ThreadPoolExecutor(self._threads) as pool, unreachable() as nowhere, self._client:
            async with self._async_client:
                for _ in range(PARTS):
                    end = time.monotonic() + seconds / PARTS
                    await asyncio.gather(
                        *(loop.run_in_executor(pool, self._call_until, end, number) for number in range(self._threads)),
                        *(self._call_in_task_until(end, nowhere) for _ in range(self._tasks)),
                    )
                    await self._settled()
                    calls = self._storm.calls + sum(self._calls)
                    yield meter.sample(calls, self._client, self._async_client)

    async def _settled(self) -> None:
        end = time.monotonic() + PATIENCE
        while busy := busy_connections(self._client) + busy_connections(self._async_client):
            assert time.monotonic() < end, f"{busy} connections are held by dropped responses"
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.05)  # event loops close connections a moment later

    async def _call_in_task_until(self, end: float, dead_end: str) -> None:
        while time.monotonic() < end:
            await self._storm.call(self._async_client, [dead_end])

    def _call_until(self, end: float, number: int) -> None:
        while time.monotonic() < end:
            self._calls[number] += 1
            self._call(random.Random(self._random.random()))

    def _call(self, rng: random.Random) -> None:
        fate = rng.choice(FATES)
        user = f"{fate.value}-{rng.getrandbits(60)}"
        retries: Any = 0 if fate in MAY_FAIL else math.inf
        completions = self._client.with_options(max_retries=retries).chat.completions
        way = rng.choice(("complete", "read", "leave", "close", "drop"))
        try:
            if way == "complete":
                completion = completions.create(**CHAT, user=user)
                assert completion.choices[0].message.content == text(user, 0)
            elif way == "read":
                chunks = list(completions.create(**CHAT, user=user, stream=True))
                contents = [chunk.choices[0].delta.content for chunk in chunks]
                assert contents == [text(user, number) for number in range(CHUNKS)]
            elif way == "leave":
                for chunk in completions.create(**CHAT, user=user, stream=True):
                    assert chunk.choices[0].delta.content == text(user, 0)
                    break
            elif way == "close":
                with completions.create(**CHAT, user=user, stream=True) as stream:
                    assert next(stream).choices[0].delta.content == text(user, 0)
            else:
                completions.with_raw_response.create(**CHAT, user=user, stream=True)
        except (APIConnectionError, InternalServerError):
            assert fate in MAY_FAIL


async def storms(url: str, *, backend: str, cancelled: int, seed: int) -> AsyncIterator[Sample]:
    """Cancel this number of calls; yield a sample after each part."""
    storm, meter = Storm(url, backend=backend, seed=seed), _Meter()
    for _ in range(PARTS):
        await storm.run(math.ceil(cancelled / PARTS))
        yield meter.sample(storm.calls)
