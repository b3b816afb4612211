"""Run the calls of one group concurrently: in threads, or for `AsyncToolRunner` in tasks and worker threads.

A thread cannot be stopped. After a timeout or a cancellation, it runs to the end of its function, and its result is
dropped.
"""

from __future__ import annotations

import asyncio
import contextvars
import inspect
import math
import queue
import threading
import time
from collections.abc import Awaitable, Callable, Generator, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias, cast

import anyio
import anyio.to_thread

from ... import GroqError
from .context import ToolContext
from .functions import Tool
from .parameters import is_async
from .results import Content, content_of

Approve: TypeAlias = Callable[[ToolContext], bool | str]
AsyncApprove: TypeAlias = Callable[[ToolContext], Awaitable[bool | str] | bool | str]
Around: TypeAlias = Callable[[Tool[..., Any], ToolContext], AbstractContextManager[Callable[[Content], object]]]
_SYNC_APPROVE = "Use AsyncGroq, or a sync function."


@dataclass
class FunctionCall:
    """A valid call. It is finished with `content` or `error`; neither is set if the run was cancelled.

    Attributes:
        tool: The tool.
        context: The context that a tool may receive as an argument.
        on_finish: Called once, in the thread or task of the runner.
        around: The observers of the tool.
        content: The result.
        error: The exception.
    """

    tool: Tool[..., Any]
    context: ToolContext
    on_finish: Callable[[FunctionCall], None]
    around: Sequence[Around] = ()
    content: Content | None = None
    error: BaseException | None = None

    def invoke(self) -> Any:
        """Call the function. Return its result, which is awaitable if the function is async."""
        args, keywords = self.tool.parameters.bind(dict(self.context.arguments), self.context)
        return self.tool.function(*args, **keywords)

    @contextmanager
    def observed(self) -> Generator[Callable[[Content], Content]]:
        """Report start, end and error of the call to its observers. Yield a function that reports its content."""
        with ExitStack() as stack:
            reports = [stack.enter_context(around(self.tool, self.context)) for around in self.around]

            def report(content: Content) -> Content:
                for one in reports:
                    one(content)
                return content

            yield report

    def outcome(self) -> tuple[Content | None, BaseException | None]:
        """Run the call in this thread: return content or an error. The timeout applies to async functions only."""
        try:
            with self.observed() as report:
                result = self.invoke()
                result = anyio.run(self._wait_for, result) if inspect.isawaitable(result) else result
                return report(content_of(result)), None
        except asyncio.CancelledError as err:  # raised by the tool: threads are not cancelled
            return None, self.cancelled(err)
        except BaseException as err:  # the thread of the runner raises it
            return None, err

    def finish(self, content: Content | None = None, error: BaseException | None = None) -> None:
        """Set the outcome."""
        self.content, self.error = content, error
        self.on_finish(self)

    def timed_out(self) -> TimeoutError:
        """Return the error of a call that has reached its timeout."""
        return TimeoutError(f"timed out after {self.tool.timeout:g} s")

    def cancelled(self, cause: BaseException) -> GroqError:
        """Return the error of a call that was cancelled although the run was not."""
        error = GroqError(f"Tool {self.tool.name!r} was cancelled, the run was not. Check what cancels its tasks.")
        error.__cause__ = cause
        return error

    async def _wait_for(self, awaitable: Awaitable[Any]) -> Any:
        with anyio.move_on_after(self.tool.timeout):
            return await awaitable
        raise self.timed_out()


def observers_of(create: Callable[..., Any]) -> Sequence[Around]:
    """Return the `around_tool` methods of the middleware of the client that has the method `create`."""
    client: object = getattr(getattr(create, "__self__", None), "_client", None)
    middleware: object = getattr(client, "middleware", None)
    if not isinstance(middleware, tuple):  # another function, or a mock
        return ()
    found = (getattr(one, "around_tool", None) for one in cast("tuple[object, ...]", middleware))  # of any types
    return [around for around in found if around is not None]


def groups(calls: Sequence[FunctionCall]) -> Iterator[list[FunctionCall]]:
    """Yield groups of calls that run concurrently; a sequential call is alone."""
    group: list[FunctionCall] = []
    for call in calls:
        if call.tool.sequential or (group and group[-1].tool.sequential):
            if group:
                yield group
            group = []
        group.append(call)
    if group:
        yield group


def run_calls(calls: Sequence[FunctionCall]) -> None:
    """Run calls concurrently, each in a thread; a sequential one in this thread if it is sync and has no timeout."""
    first = calls[0]
    if first.tool.sequential and first.tool.timeout is None and not is_async(first.tool.function):
        first.finish(*first.outcome())
        return
    ended: queue.SimpleQueue[_Attempt] = queue.SimpleQueue()
    attempts = [_Attempt(call, ended.put) for call in calls]
    try:
        for attempt in attempts:
            attempt.start()
        running = sorted(attempts, key=lambda attempt: -attempt.deadline)  # the earliest deadline is last
        while running:
            deadline = running[-1].deadline
            try:
                ended.get(timeout=None if deadline == math.inf else max(0.0, deadline - time.monotonic())).settle()
            except queue.Empty:
                running[-1].settle()
            while running and running[-1].is_settled:
                running.pop()
    finally:  # also after Ctrl-C: keep finished calls
        for attempt in attempts:
            attempt.settle()


async def async_run_calls(calls: Sequence[FunctionCall]) -> None:
    """Run calls concurrently: async functions in tasks, sync ones in worker threads."""
    # Its own limiter: threads that outlive a timeout must not exhaust the default one.
    limiter = anyio.CapacityLimiter(len(calls))
    async with anyio.create_task_group() as group:
        for call in calls:
            group.start_soon(_async_run, call, limiter)


def ask(approve: Approve, context: ToolContext) -> object:
    """Return the answer of `approve`.

    Raises:
        TypeError: It is awaitable, which only a run of `AsyncGroq` awaits.
    """
    answer: object = approve(context)
    if inspect.isawaitable(answer):
        if inspect.iscoroutine(answer):
            answer.close()  # avoids the warning "was never awaited"
        raise TypeError(f"approve: expected True, False or a text, got an awaitable. {_SYNC_APPROVE}")
    return answer


def check_sync(approve: Approve | None) -> None:
    """Raise `TypeError` if `approve` is async, which only a run of `AsyncGroq` awaits."""
    if approve is not None and is_async(approve):
        raise TypeError(f"approve: expected a sync function, got an async one. {_SYNC_APPROVE}")


async def async_ask(approve: AsyncApprove, context: ToolContext) -> object:
    """Return the answer of `approve`, which may be async, or sync and blocking."""
    if is_async(approve):
        return await _unwrapped(approve(context))
    return await _in_thread(lambda: approve(context))


class _Attempt:
    """A call in a thread. Only the thread of the runner finishes calls: this thread may outlive the timeout."""

    def __init__(self, call: FunctionCall, notify: Callable[[_Attempt], object]) -> None:
        self.deadline = math.inf
        self.is_settled = False
        self._call = call
        self._notify = notify
        self._outcome: tuple[Content | None, BaseException | None] | None = None
        # A daemon, so that a hanging function does not keep the program from exiting.
        run, name = contextvars.copy_context().run, f"tool {call.tool.name}"
        self._thread = threading.Thread(target=run, args=(self._run,), name=name, daemon=True)

    def start(self) -> None:
        if self._call.tool.timeout is not None:
            self.deadline = time.monotonic() + self._call.tool.timeout
        self._thread.start()

    def _run(self) -> None:
        self._outcome = self._call.outcome()
        self._notify(self)

    def settle(self) -> None:
        """Finish the call, once, if its function has ended or its deadline has passed."""
        outcome = self._outcome
        if outcome is None and time.monotonic() >= self.deadline:
            outcome = None, self._call.timed_out()
        if outcome is not None and not self.is_settled:
            self.is_settled = True
            self._call.finish(*outcome)


async def _async_run(call: FunctionCall, limiter: anyio.CapacityLimiter) -> None:
    try:
        await _within_timeout(call, limiter)
    except anyio.get_cancelled_exc_class() as err:
        if anyio.current_effective_deadline() == -math.inf:  # the run is cancelled
            raise
        call.finish(error=call.cancelled(err))


async def _within_timeout(call: FunctionCall, limiter: anyio.CapacityLimiter) -> None:
    try:
        with call.observed() as report:
            content = report(await _async_content(call, limiter))
    except (Exception, KeyboardInterrupt, SystemExit) as err:  # a task group would wrap the latter two
        call.finish(error=err)
    else:
        call.finish(content)


async def _async_content(call: FunctionCall, limiter: anyio.CapacityLimiter) -> Content:
    with anyio.move_on_after(call.tool.timeout):
        if is_async(call.tool.function):
            return content_of(await _unwrapped(call.invoke()))
        return content_of(await _in_thread(call.invoke, limiter))
    raise call.timed_out()


async def _in_thread(function: Callable[[], object], limiter: anyio.CapacityLimiter | None = None) -> object:
    # The tuple hides coroutines: trio rejects a function that returns one.
    (result,) = await anyio.to_thread.run_sync(lambda: (function(),), abandon_on_cancel=True, limiter=limiter)
    return await _unwrapped(result)


async def _unwrapped(result: Any) -> Any:
    """Return the result of a function, which may be awaitable although the function is sync."""
    return await result if inspect.isawaitable(result) else result
