"""`run_tools` and the runners, which perform the steps of `policy`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import closing
from typing import Any, cast

from typing_extensions import Self

from ... import GroqError, ToolUseFailedError
from ...types import CompletionUsage
from ...types.chat import ChatCompletion, ChatCompletionMessage, ChatCompletionMessageParam, ChatCompletionToolParam
from .calls import Approve, AsyncApprove, ask, async_ask, async_run_calls, run_calls
from .functions import OnError, Tool, split_tools
from .messages import plain_message
from .policy import Ask, Run, Step, ToolLoop, Turn


class _Runner:
    """What both runners hold."""

    def __init__(self, loop: ToolLoop) -> None:
        self._loop = loop

    @property
    def messages(self) -> list[ChatCompletionMessageParam]:
        """The conversation as JSON values: the whole state of the run. It may be changed between turns."""
        return cast("list[ChatCompletionMessageParam]", self._loop.messages)  # what `plain_message` makes

    @messages.setter
    def messages(self, messages: Iterable[object]) -> None:
        self._loop.messages = list(map(plain_message, messages))

    @property
    def turns(self) -> int:
        """The number of turns so far."""
        return self._loop.turns

    @property
    def usage(self) -> CompletionUsage:
        """The sum of the usage of the turns so far."""
        return self._loop.usage

    def _final_completion(self) -> ChatCompletion:
        if self._loop.completion is None:
            raise GroqError(
                "Expected messages that need an answer, got a conversation that ends with one. "
                "Append a message of the user to continue it."
            )
        return self._loop.completion


class ToolRunner(_Runner, Iterator[ChatCompletion]):
    """A run of `run_tools`: iterate over the completion of each turn.

    The calls of a turn are run when the next turn is asked for. After an exception, the run can be continued.
    """

    def __init__(
        self,
        loop: ToolLoop,
        create: Callable[..., ChatCompletion],
        approve: Approve | None,
    ) -> None:
        super().__init__(loop)
        self._create = create
        self._approve = approve

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> ChatCompletion:
        with closing(self._loop.next_turn()) as steps:
            step = next(steps)
            while not isinstance(step, Turn):
                step = steps.send(self._perform(step))
        if step.completion is None:
            raise StopIteration
        return step.completion

    def until_done(self) -> None:
        """Run until the model answers without calling a tool.

        Raises:
            MaxTurnsError: The model still calls tools after `max_turns` turns.
        """
        for _ in self:
            pass

    def get_final_completion(self) -> ChatCompletion:
        """Run to the end, and return the completion of the last turn."""
        self.until_done()
        return self._final_completion()

    def _perform(self, step: Step) -> object:
        if isinstance(step, Run):
            run_calls(step.calls)
            return None
        if isinstance(step, Ask):
            return ask(self._approve, step.context) if self._approve else True
        try:
            return self._create(**step.params)
        except ToolUseFailedError as err:
            return err


class AsyncToolRunner(_Runner, AsyncIterator[ChatCompletion]):
    """A run of `run_tools_async`: iterate over the completion of each turn.

    The calls of a turn are run when the next turn is asked for. After an exception, the run can be continued.
    """

    def __init__(
        self,
        loop: ToolLoop,
        create: Callable[..., Awaitable[ChatCompletion]],
        approve: AsyncApprove | None,
    ) -> None:
        super().__init__(loop)
        self._create = create
        self._approve = approve

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> ChatCompletion:
        with closing(self._loop.next_turn()) as steps:
            step = next(steps)
            while not isinstance(step, Turn):
                step = steps.send(await self._perform(step))
        if step.completion is None:
            raise StopAsyncIteration
        return step.completion

    async def until_done(self) -> None:
        """Run until the model answers without calling a tool.

        Raises:
            MaxTurnsError: The model still calls tools after `max_turns` turns.
        """
        async for _ in self:
            pass

    async def get_final_completion(self) -> ChatCompletion:
        """Run to the end, and return the completion of the last turn."""
        await self.until_done()
        return self._final_completion()

    async def _perform(self, step: Step) -> object:
        if isinstance(step, Run):
            await async_run_calls(step.calls)
            return None
        if isinstance(step, Ask):
            return await async_ask(self._approve, step.context) if self._approve else True
        try:
            return await self._create(**step.params)
        except ToolUseFailedError as err:
            return err


def run_tools(
    create: Callable[..., ChatCompletion],
    *,
    tools: Iterable[Tool[..., Any] | Callable[..., Any] | ChatCompletionToolParam],
    messages: Iterable[ChatCompletionMessageParam | ChatCompletionMessage | dict[str, Any]],
    model: str,
    max_turns: int = 10,
    approve: Approve | None = None,
    on_error: OnError = "tell",
    max_repairs: int = 2,
    **params: Any,
) -> ToolRunner:
    """Return a run in which the model calls tools until it answers.

    Args:
        create: The method `client.chat.completions.create`.
        tools: Functions, tools, and the parameters of built-in tools such as `{"type": "browser_search"}`.
        messages: The conversation. If calls of its last assistant message have no result, these are run first.
        model: The model.
        max_turns: The number of completions after which the run raises `MaxTurnsError`.
        approve: Asked before each valid call, one after the other: `True` runs it. Otherwise the model reads the
            returned text, or that the call was not approved.
        on_error: What to do with exceptions and timeouts of tools: `"tell"` the model their type and message, or
            `"raise"` them after the calls beside have finished. A tool's own `on_error` has priority.
        max_repairs: How often a turn is asked for again after a `ToolUseFailedError`. If its `failed_generation`
            holds valid calls in a wrong form, these are run instead. 0 raises the error.
        **params: More parameters of `create`. A `tool_choice` that forces a call only applies until a tool was called.

    Raises:
        TypeError: A tool has parameters without a schema, needs `AsyncGroq`, or is not a tool. `stream` is not
            supported.
        ValueError: Two tools have the same name, or an option is out of range.
    """
    loop = _loop(tools, messages, {**params, "model": model}, max_turns, max_repairs, on_error, approve is not None)
    for tool in loop.tools.values():
        if tool.needs_event_loop:
            raise TypeError(f"Tool {tool.name!r} runs in the event loop of its session only: use AsyncGroq to run it.")
    return ToolRunner(loop, create, approve)


def run_tools_async(
    create: Callable[..., Awaitable[ChatCompletion]],
    *,
    tools: Iterable[Tool[..., Any] | Callable[..., Any] | ChatCompletionToolParam],
    messages: Iterable[ChatCompletionMessageParam | ChatCompletionMessage | dict[str, Any]],
    model: str,
    max_turns: int = 10,
    approve: AsyncApprove | None = None,
    on_error: OnError = "tell",
    max_repairs: int = 2,
    **params: Any,
) -> AsyncToolRunner:
    """Return a run in which the model calls tools until it answers. See `run_tools` for the arguments.

    Async functions run in tasks, sync ones in worker threads. `approve` may be async.
    """
    loop = _loop(tools, messages, {**params, "model": model}, max_turns, max_repairs, on_error, approve is not None)
    return AsyncToolRunner(loop, create, approve)


def _loop(
    tools: Iterable[object],
    messages: Iterable[object],
    params: dict[str, Any],
    max_turns: int,
    max_repairs: int,
    on_error: OnError,
    asks: bool,
) -> ToolLoop:
    if params.get("stream"):
        raise TypeError("run_tools does not support stream=True. Iterate over the run to get each turn's completion.")
    if max_turns < 1 or max_repairs < 0:
        raise ValueError(f"Expected max_turns >= 1 and max_repairs >= 0, got {max_turns!r} and {max_repairs!r}.")
    if on_error not in ("tell", "raise"):
        raise ValueError(f"Expected on_error 'tell' or 'raise', got {on_error!r}.")
    known, tool_params = split_tools(tools)
    plain = list(map(plain_message, messages))
    return ToolLoop(known, tool_params, params, plain, max_turns, max_repairs, on_error, asks)
