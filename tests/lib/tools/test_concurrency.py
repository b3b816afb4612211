"""Concurrent and sequential calls, their threads, and the state after a timeout or cancellation."""

from __future__ import annotations

import asyncio
import contextvars
import functools
import signal
import threading
import time
from collections.abc import Callable
from typing import Any

import anyio
import pytest

from groq import GroqError
from groq.lib.tools import run_tools, run_tools_async, tool

from .model import QUESTION, Kind, Model, begin, every_kind, finish, play, start, start_async

TIMEOUT = 30.0


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + TIMEOUT
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def tool_threads() -> list[threading.Thread]:
    return [one for one in threading.enumerate() if one.name.startswith("tool ")]


@every_kind
@pytest.mark.parametrize("count", [2, 60])  # more than anyio's default limit of 40 threads
def test_sync_functions_of_a_turn_run_concurrently(kind: Kind, count: int) -> None:
    together = threading.Barrier(count, timeout=TIMEOUT)

    def meet(number: int) -> int:
        together.wait()
        return number

    model = Model([("meet", {"number": number}) for number in range(count)], "Done.")
    play(kind, model, meet)
    assert model.results == [str(number) for number in range(count)]


@pytest.mark.anyio
async def test_async_functions_of_a_turn_run_concurrently_in_the_loop() -> None:
    arrived: list[int] = []
    everyone = anyio.Event()
    threads: set[int] = set()

    async def meet(number: int) -> int:
        threads.add(threading.get_ident())
        arrived.append(number)
        if len(arrived) == 5:
            everyone.set()
        await everyone.wait()
        return number

    model = Model([("meet", {"number": number}) for number in range(5)], "Done.")
    with anyio.fail_after(TIMEOUT):
        await start_async(model, meet).until_done()
    assert model.results == ["0", "1", "2", "3", "4"]
    assert threads == {threading.get_ident()}


@every_kind
def test_sequential_tool_is_a_barrier(kind: Kind) -> None:
    events: list[str] = []
    pair = threading.Barrier(2, timeout=TIMEOUT)

    def concurrent(name: str) -> None:
        events.append(f"begin {name[0]}")
        pair.wait()
        events.append(f"end {name[0]}")
        pair.wait()

    @tool(sequential=True)
    def alone(name: str) -> None:
        events.append(f"alone {name}")

    names = ["a1", "a2", "x", "y", "b1", "b2"]
    calls = [("alone" if len(name) == 1 else "concurrent", {"name": name}) for name in names]
    play(kind, Model(calls, "Done."), concurrent, alone)
    around = [f"{what} {name}" for name in "ab" for what in ("begin", "begin", "end", "end")]
    assert events == [*around[:4], "alone x", "alone y", *around[4:]]


def test_sequential_sync_tool_runs_in_the_thread_of_the_runner() -> None:
    threads: list[int] = []

    def record() -> None:
        threads.append(threading.get_ident())

    play("sync", Model([("record", {})], "Done."), tool(sequential=True)(record))
    assert threads == [threading.get_ident()]
    play("sync", Model([("record", {})], "Done."), record)
    play("sync", Model([("record", {})], "Done."), tool(sequential=True, timeout=TIMEOUT)(record))
    assert threads.count(threading.get_ident()) == 1


@every_kind
def test_sequential_async_tool_with_a_timeout_runs(kind: Kind) -> None:
    @tool(sequential=True, timeout=TIMEOUT)
    async def answer() -> int:
        await anyio.lowlevel.checkpoint()
        return 42

    model = Model([("answer", {}), ("answer", {})], "Done.")
    play(kind, model, answer)
    assert model.results == ["42", "42"]


@pytest.mark.anyio
@pytest.mark.parametrize("sequential", [False, True])
async def test_blocking_functions_do_not_block_the_loop(sequential: bool) -> None:
    calls = 1 if sequential else 4
    started = threading.Barrier(calls + 1, timeout=TIMEOUT)
    released = threading.Event()

    @tool(sequential=sequential)
    def block() -> bool:
        started.wait()
        return released.wait(TIMEOUT)

    lags: list[float] = []
    model = Model([("block", {})] * calls, "Done.")
    async with anyio.create_task_group() as group:
        group.start_soon(start_async(model, block).until_done)
        await anyio.to_thread.run_sync(started.wait)
        for _ in range(20):
            began = time.perf_counter()
            await anyio.sleep(0.001)
            lags.append(time.perf_counter() - began)
        assert model.results == []  # all of them are still blocked
        released.set()
    assert model.results == ["true"] * calls
    assert sorted(lags)[len(lags) // 2] < 1


@every_kind
def test_async_function_is_cancelled_by_its_timeout(kind: Kind) -> None:
    cancelled = threading.Event()

    @tool(timeout=0.01)
    async def hangs() -> None:
        try:
            await anyio.sleep_forever()
        finally:
            cancelled.set()

    model = Model([("hangs", {})], "Done.")
    play(kind, model, hangs)
    assert cancelled.wait(TIMEOUT)
    assert model.results == ["Error: TimeoutError: timed out after 0.01 s"]
    wait_until(lambda: not tool_threads())


@pytest.mark.anyio
async def test_sync_wrapper_of_an_async_function_runs_outside_the_loop() -> None:
    async def answer() -> int:
        return 42

    @functools.wraps(answer)
    def wrapper() -> int:
        return anyio.run(answer)

    model = Model([("answer", {})], "Done.")
    await start_async(model, wrapper).until_done()
    assert model.results == ["42"]


@every_kind
def test_timeout_error_raised_by_a_function_is_reported_as_its_error(kind: Kind) -> None:
    @tool(timeout=TIMEOUT)
    async def fails() -> None:
        raise TimeoutError("the database is slow")

    model = Model([("fails", {})], "Done.")
    play(kind, model, fails)
    assert model.results == ["Error: TimeoutError: the database is slow"]


@every_kind
def test_each_call_has_its_own_timeout(kind: Kind) -> None:
    quick_timed_out = threading.Event()
    released = threading.Event()

    @tool(timeout=0.02)
    def quick() -> bool:
        return released.wait(TIMEOUT)

    def slow() -> str:
        time.sleep(0.1)
        quick_timed_out.set()
        return "slow"

    model = Model([("slow", {}), ("quick", {})], "Done.")
    try:
        play(kind, model, quick, slow)
    finally:
        released.set()
    assert model.results == ["slow", "Error: TimeoutError: timed out after 0.02 s"]


def test_result_after_the_timeout_is_dropped_and_the_thread_ends() -> None:
    released = threading.Event()

    @tool(timeout=0.01)
    def late() -> str:
        released.wait(TIMEOUT)
        return "late"

    runner = start(Model([("late", {})], "Done."), late)
    runner.until_done()
    [thread] = tool_threads()
    assert thread.daemon  # so that a hanging function does not keep the program from exiting
    before = list(runner.messages)
    released.set()
    thread.join(TIMEOUT)
    assert tool_threads() == []
    assert runner.messages == before


@every_kind
def test_tools_see_context_variables(kind: Kind) -> None:
    variable = contextvars.ContextVar("variable", default="unset")

    def read() -> str:
        return variable.get()

    async def read_async() -> str:
        return variable.get()

    model = Model([("read", {}), ("read_async", {})], "Done.")
    runner = begin(kind, model, read, read_async)
    variable.set("set")
    finish(kind, runner)
    assert model.results == ["set", "set"]


@pytest.mark.anyio
async def test_cancelled_run_keeps_finished_calls_and_leaks_no_task() -> None:
    finished, blocked, ended = anyio.Event(), anyio.Event(), anyio.Event()

    async def works() -> str:
        finished.set()
        return "worked"

    async def hangs() -> None:
        blocked.set()
        try:
            await anyio.sleep_forever()
        finally:
            ended.set()

    model = Model([("hangs", {}), ("works", {})])
    runner = start_async(model, hangs, works)
    async with anyio.create_task_group() as group:
        group.start_soon(runner.until_done)
        await finished.wait()
        await blocked.wait()
        await anyio.wait_all_tasks_blocked()
        group.cancel_scope.cancel()
    assert ended.is_set()
    assert [message.get("tool_call_id") for message in runner.messages] == [None, None, "call-1-1"]

    async def works_now() -> str:
        return "now"

    resumed = Model("Done.")
    await start_async(resumed, tool(name="hangs")(works_now), works, messages=runner.messages).until_done()
    assert resumed.results == ["now", "worked"]


@pytest.mark.anyio
async def test_cancelled_run_does_not_wait_for_threads() -> None:
    started, released, ended = threading.Event(), threading.Event(), threading.Event()

    def blocks() -> None:
        started.set()
        released.wait(TIMEOUT)
        ended.set()

    runner = start_async(Model([("blocks", {})]), blocks)
    async with anyio.create_task_group() as group:
        group.start_soon(runner.until_done)
        await anyio.to_thread.run_sync(started.wait)
        group.cancel_scope.cancel()
    assert not ended.is_set()
    assert [message["role"] for message in runner.messages] == ["user", "assistant"]
    released.set()
    assert await anyio.to_thread.run_sync(ended.wait, TIMEOUT)
    assert [message["role"] for message in runner.messages] == ["user", "assistant"]


@pytest.mark.anyio
async def test_cancelled_request_keeps_the_messages() -> None:
    asked = anyio.Event()

    model = Model([("works", {})], "Done.")
    hangs = False

    async def create(**params: Any) -> Any:
        if hangs:
            asked.set()
            await anyio.sleep_forever()
        return await model.async_create(**params)

    works = tool(name="works")(lambda: "worked")
    runner = run_tools_async(create, tools=[works], messages=[QUESTION], model="m")
    await runner.__anext__()
    hangs = True
    async with anyio.create_task_group() as group:
        group.start_soon(runner.until_done)
        await asked.wait()
        group.cancel_scope.cancel()
    assert [message["role"] for message in runner.messages] == ["user", "assistant", "tool"]
    hangs = False
    await runner.until_done()
    assert model.results == ["worked"]


async def cancels_inner_task() -> None:
    inner = asyncio.ensure_future(asyncio.Event().wait())
    inner.cancel()
    await inner


def cancels_in_thread() -> None:
    raise asyncio.CancelledError


@pytest.mark.parametrize("kind", ["sync", "asyncio"])
@pytest.mark.parametrize("cancels", [cancels_inner_task, cancels_in_thread])
def test_cancellation_inside_a_tool_fails_only_that_tool(kind: Kind, cancels: Callable[[], object]) -> None:
    async def works() -> str:
        for _ in range(20):
            await anyio.lowlevel.checkpoint()
        return "worked"

    calls: list[tuple[str, Any]] = [("works", {}), ("cancels", {}), ("works", {})]
    model = Model(calls, "Done.")
    play(kind, model, works, tool(name="cancels")(cancels))
    error = "Tool 'cancels' was cancelled, the run was not. Check what cancels its tasks."
    assert model.results == ["worked", f"Error: GroqError: {error}", "worked"]

    runner = begin(kind, Model(calls), works, tool(name="cancels")(cancels), on_error="raise")
    with pytest.raises(GroqError, match=error) as raised:
        finish(kind, runner)
    assert isinstance(raised.value.__cause__, asyncio.CancelledError)
    results = [message.get("tool_call_id") for message in runner.messages if message["role"] == "tool"]
    assert results == ["call-1-0", "call-1-2"]


def test_interrupt_keeps_finished_calls() -> None:
    finished, released, interrupted = threading.Event(), threading.Event(), threading.Event()
    main = threading.get_ident()

    def interrupt(*_: object) -> None:
        if not interrupted.is_set():
            interrupted.set()
            raise KeyboardInterrupt

    def works() -> str:
        finished.set()
        return "worked"

    def hangs() -> bool:
        finished.wait(TIMEOUT)
        wait_until(lambda: len(tool_threads()) == 1)  # wait for the other call to end
        # Unlike interrupt_main(), this interrupts a blocking wait, unless it has not started yet.
        signal.pthread_kill(main, signal.SIGINT)
        while not interrupted.wait(0.2):
            signal.pthread_kill(main, signal.SIGINT)
        return released.wait(TIMEOUT)

    before = signal.signal(signal.SIGINT, interrupt)
    runner = start(Model([("hangs", {}), ("works", {})]), hangs, works)
    try:
        with pytest.raises(KeyboardInterrupt):
            runner.until_done()
    finally:
        signal.signal(signal.SIGINT, before)
    assert [message.get("tool_call_id") for message in runner.messages] == [None, None, "call-1-1"]
    [thread] = tool_threads()
    released.set()
    thread.join(TIMEOUT)
    assert len(runner.messages) == 3


@every_kind
@pytest.mark.parametrize("sequential", [False, True])
def test_exit_in_a_tool_is_raised(kind: Kind, sequential: bool) -> None:
    @tool(sequential=sequential)
    def leave() -> None:
        raise SystemExit(3)

    with pytest.raises(BaseException) as caught:  # noqa: PT011 # anyio may wrap it in a group
        play(kind, Model([("leave", {})]), leave)
    assert isinstance(getattr(caught.value, "exceptions", [caught.value])[0], SystemExit)


@every_kind
def test_second_turn_at_the_same_time_is_refused(kind: Kind) -> None:
    calls: list[int] = []

    def ask_again() -> None:
        calls.append(1)
        runner: Any = run
        next(runner)

    async def ask_again_async() -> None:
        calls.append(1)
        runner: Any = run
        await anext(runner)

    again = tool(ask_again if kind == "sync" else ask_again_async, name="again")
    model = Model([("again", {})], "Done.")
    run = begin(kind, model, again)
    finish(kind, run)
    assert calls == [1]
    [result] = model.results
    assert result.startswith("Error: RuntimeError: Another thread or task")
    assert [one["role"] for one in run.messages] == ["user", "assistant", "tool", "assistant"]


def test_second_stream_at_the_same_time_is_refused() -> None:
    def create(**_: Any) -> Any:
        with pytest.raises(RuntimeError, match="Request one turn at a time"):
            next(run)
        raise GroqError("nothing to stream")

    run = run_tools(create, model="m", messages=[QUESTION], tools=[], stream=True)
    with pytest.raises(GroqError, match="nothing to stream"):
        next(run)
