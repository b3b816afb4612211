"""The runners, which perform the steps of `tool_loop`. `streaming` has the runners of `stream=True`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterable, Iterator
from contextlib import closing, contextmanager
from typing import Any, Generic, cast

from typing_extensions import Self, TypeVar

from ... import GroqError, JSONValidationError, ToolUseFailedError
from ...types import CompletionUsage
from ...types.chat import ChatCompletion, ChatCompletionMessageParam
from .._mutex import Mutex
from ..parse.completion import ParsedChatCompletion
from .calls import Approve, AsyncApprove, ask, async_ask, async_run_calls, run_calls
from .messages import plain_messages
from .tool_loop import Ask, RunCalls, RunStep, ToolLoop, Turn

T = TypeVar("T", default=None)
_Turn = TypeVar("_Turn")  # the completion or the stream of a turn


class Runner:
    """Base of all runners."""

    def __init__(self, loop: ToolLoop) -> None:
        self._loop = loop
        self._running = Mutex()

    @contextmanager
    def _one_turn(self) -> Generator[None]:
        """Refuse a concurrent second turn: it would run the same calls again."""
        if not self._running.acquire(blocking=False):
            raise RuntimeError(
                "Another thread or task, or a tool of this run, is running its next turn. Request one turn at a "
                "time, or start a run for each."
            )
        try:
            yield
        finally:
            self._running.release()

    @property
    def messages(self) -> list[ChatCompletionMessageParam]:
        """The conversation as JSON values: the complete state of the run. It may be changed between turns."""
        return cast("list[ChatCompletionMessageParam]", self._loop.messages)  # results of `plain_messages`

    @messages.setter
    def messages(self, messages: Iterable[object]) -> None:
        self._loop.messages = plain_messages(messages)

    @property
    def turns(self) -> int:
        """The number of turns so far."""
        return self._loop.turns

    @property
    def usage(self) -> CompletionUsage:
        """The sum of the usage of the turns so far."""
        return self._loop.usage

    def _final_completion(self) -> ParsedChatCompletion[Any]:
        if self._loop.completion is None:
            raise GroqError(
                "Expected messages that need an answer, got a conversation that ends with one. "
                "Append a message of the user to continue it."
            )
        return self._loop.completion


class IteratedRunner(Runner, Iterator[_Turn], Generic[_Turn, T]):
    """Base of the blocking runners."""

    def __iter__(self) -> Self:
        return self

    def until_done(self) -> None:
        """Run until the model answers without calling a tool.

        Raises:
            MaxTurnsError: The model still calls tools after `max_turns` turns.
        """
        for _ in self:
            pass

    def get_final_completion(self) -> ParsedChatCompletion[T]:
        """Run to the end, and return the completion of the last turn."""
        self.until_done()
        return self._final_completion()

    def get_final_text(self) -> str:
        """Run to the end, and return the text of the last turn; or an empty string."""
        return self.get_final_completion().choices[0].message.content or ""


class AsyncIteratedRunner(Runner, AsyncIterator[_Turn], Generic[_Turn, T]):
    """Base of the async runners."""

    def __aiter__(self) -> Self:
        return self

    async def until_done(self) -> None:
        """Run until the model answers without calling a tool.

        Raises:
            MaxTurnsError: The model still calls tools after `max_turns` turns.
        """
        async for _ in self:
            pass

    async def get_final_completion(self) -> ParsedChatCompletion[T]:
        """Run to the end, and return the completion of the last turn."""
        await self.until_done()
        return self._final_completion()

    async def get_final_text(self) -> str:
        """Run to the end, and return the text of the last turn; or an empty string."""
        return (await self.get_final_completion()).choices[0].message.content or ""


class ToolRunner(IteratedRunner[ParsedChatCompletion[T], T], Generic[T]):
    """A run of `run_tools`: iterate over the completion of each turn.

    The calls of a turn are run when the next turn is requested. After an exception, the run can be continued.
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

    def __next__(self) -> ParsedChatCompletion[T]:
        with self._one_turn(), closing(self._loop.next_turn()) as steps:
            step = next(steps)
            while not isinstance(step, Turn):
                step = steps.send(self._perform(step))
        if step.completion is None:
            raise StopIteration
        return step.completion

    def _perform(self, step: RunStep) -> object:
        if isinstance(step, RunCalls | Ask):
            return perform(step, self._approve)
        try:
            return self._create(**step.params)
        except (ToolUseFailedError, JSONValidationError) as err:
            return err


class AsyncToolRunner(AsyncIteratedRunner[ParsedChatCompletion[T], T], Generic[T]):
    """A run of `run_tools_async`: iterate over the completion of each turn.

    The calls of a turn are run when the next turn is requested. After an exception, the run can be continued.
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

    async def __anext__(self) -> ParsedChatCompletion[T]:
        with self._one_turn(), closing(self._loop.next_turn()) as steps:
            step = next(steps)
            while not isinstance(step, Turn):
                step = steps.send(await self._perform(step))
        if step.completion is None:
            raise StopAsyncIteration
        return step.completion

    async def _perform(self, step: RunStep) -> object:
        if isinstance(step, RunCalls | Ask):
            return await perform_async(step, self._approve)
        try:
            return await self._create(**step.params)
        except (ToolUseFailedError, JSONValidationError) as err:
            return err


def perform(step: RunCalls | Ask, approve: Approve | None) -> object:
    """Run calls, or ask whether to run one."""
    if isinstance(step, RunCalls):
        run_calls(step.calls)
        return None
    return ask(approve, step.context) if approve else True


async def perform_async(step: RunCalls | Ask, approve: AsyncApprove | None) -> object:
    """Run calls, or ask whether to run one."""
    if isinstance(step, RunCalls):
        await async_run_calls(step.calls)
        return None
    return await async_ask(approve, step.context) if approve else True
