"""The runners of `run_tools(stream=True)`: each turn is a stream of events."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Generator
from functools import partial
from typing import Any, Generic

from typing_extensions import TypeVar, override

from ... import AsyncStream, JSONValidationError, Stream, ToolUseFailedError
from ...types.chat import ChatCompletion, ChatCompletionChunk
from .._streams import Accumulating
from ..chat.events import ChatCompletionEvent
from ..chat.stream import AsyncChatCompletionStream, ChatCompletionStream
from ..parse.answer_parser import AnswerParser
from ..parse.errors import OutputValidationError
from .calls import Approve, AsyncApprove
from .runner import AsyncIteratedRunner, IteratedRunner, Runner, perform, perform_async
from .tool_loop import Ask, Complete, RunCalls, RunStep, ToolLoop, Turn

T = TypeVar("T", default=None)


class _Settling(Accumulating[ChatCompletionChunk, ChatCompletionEvent[T], ChatCompletion], Generic[T]):
    """Mixin that passes the answer to the run. Errors that the run handles end the stream without an exception."""

    _settle: Callable[[object], None]
    _is_settled: bool = False

    @override
    def _take(self, chunk: ChatCompletionChunk | None) -> None:
        super()._take(chunk)
        if chunk is None:
            self._end(self.snapshot)

    @override
    def _fail(self, error: Any) -> bool:
        super()._fail(error)
        if not isinstance(error, ToolUseFailedError | JSONValidationError | OutputValidationError):
            self._is_settled = True  # raised here; the next stream repeats the request
            return True
        self._end(self.snapshot if isinstance(error, OutputValidationError) else error)
        return False

    def _end(self, answer: object) -> None:
        self._is_settled = True
        self._settle(answer)


class TurnStream(_Settling[T], ChatCompletionStream[T], Generic[T]):
    """The stream of a turn. If the run repeats the request, it ends without an exception before the next stream."""

    def __init__(
        self, send: Callable[[], Stream[ChatCompletionChunk]], parser: AnswerParser[T], settle: Callable[[object], None]
    ) -> None:
        super().__init__(send, parser)
        self._settle = settle

    def finish(self) -> None:
        """Read to the end of the turn."""
        while next(self, None) is not None:
            pass
        if not self._is_settled:
            self._check_complete()


class AsyncTurnStream(_Settling[T], AsyncChatCompletionStream[T], Generic[T]):
    """The stream of a turn. If the run repeats the request, it ends without an exception before the next stream."""

    def __init__(
        self,
        send: Callable[[], Awaitable[AsyncStream[ChatCompletionChunk]]],
        parser: AnswerParser[T],
        settle: Callable[[object], None],
    ) -> None:
        super().__init__(send, parser)
        self._settle = settle

    async def finish(self) -> None:
        """Read to the end of the turn."""
        while await anext(self, None) is not None:
            pass
        if not self._is_settled:
            self._check_complete()


class _Steps(Runner):
    """The steps of the run, which pause while a turn is streamed."""

    def __init__(self, loop: ToolLoop) -> None:
        super().__init__(loop)
        self._steps: Generator[RunStep | Turn, Any, None] | None = None
        self._step: RunStep | Turn | None = None

    def _advance(self, answer: object) -> None:
        """Advance to the next step, in a new turn after the end of the last one."""
        if self._steps is None:
            self._steps = self._loop.next_turn()
            self._step = next(self._steps)
        else:
            self._step = self._steps.send(answer)
        if isinstance(self._step, Turn):
            self._reset(self._step)

    def _settle(self, steps: object, answer: object) -> None:
        """Continue with the answer of a stream, unless the run has continued without it."""
        if steps is not self._steps:
            return
        try:
            self._advance(answer)
        except BaseException:
            self._reset(None)
            raise

    def _reset(self, step: RunStep | Turn | None) -> None:
        steps, self._steps = self._steps, None
        self._step = step
        if steps is not None:
            steps.close()


class StreamingToolRunner(_Steps, IteratedRunner[ChatCompletionStream[T], T], Generic[T]):
    """A run of `run_tools(stream=True)`: iterate over the stream of each turn.

    >>> for stream in run:
    ...     for event in stream:
    ...         if event.type == "content.delta":
    ...             print(event.delta, end="")

    Requesting the next stream reads the last one to its end, and runs the calls of its turn.
    A stream that was closed before its end raises `GroqError` there. After an exception, the run can be continued.
    """

    def __init__(
        self, loop: ToolLoop, create: Callable[..., Stream[ChatCompletionChunk]], approve: Approve | None
    ) -> None:
        super().__init__(loop)
        self._create = create
        self._approve = approve
        self._stream: TurnStream[Any] | None = None

    def __next__(self) -> ChatCompletionStream[T]:
        with self._one_turn():
            try:
                self._stream = self._next_stream()
            except BaseException:
                self._stream = None
                self._reset(None)
                raise
        if self._stream is None:
            raise StopIteration
        return self._stream

    def _next_stream(self) -> TurnStream[Any] | None:
        if self._stream is not None:
            self._stream.finish()
        while True:
            step = self._step
            if isinstance(step, Complete):  # also after a failed stream: repeat the request
                send = partial(self._create, **step.params, stream=True)
                stream = TurnStream(send, step.parser, partial(self._settle, self._steps))
                try:
                    return stream.__enter__()
                except (ToolUseFailedError, JSONValidationError) as err:
                    self._advance(err)
            elif isinstance(step, RunCalls | Ask):
                self._advance(perform(step, self._approve))
            else:
                self._advance(None)
                if self._step == Turn(None):
                    self._step = None
                    return None


class AsyncStreamingToolRunner(_Steps, AsyncIteratedRunner[AsyncChatCompletionStream[T], T], Generic[T]):
    """A run of `run_tools_async(stream=True)`: iterate over the stream of each turn; see `StreamingToolRunner`."""

    def __init__(
        self,
        loop: ToolLoop,
        create: Callable[..., Awaitable[AsyncStream[ChatCompletionChunk]]],
        approve: AsyncApprove | None,
    ) -> None:
        super().__init__(loop)
        self._create = create
        self._approve = approve
        self._stream: AsyncTurnStream[Any] | None = None

    async def __anext__(self) -> AsyncChatCompletionStream[T]:
        with self._one_turn():
            try:
                self._stream = await self._next_stream()
            except BaseException:
                self._stream = None
                self._reset(None)
                raise
        if self._stream is None:
            raise StopAsyncIteration
        return self._stream

    async def _next_stream(self) -> AsyncTurnStream[Any] | None:
        if self._stream is not None:
            await self._stream.finish()
        while True:
            step = self._step
            if isinstance(step, Complete):  # also after a failed stream: repeat the request
                send = partial(self._create, **step.params, stream=True)
                stream = AsyncTurnStream(send, step.parser, partial(self._settle, self._steps))
                try:
                    return await stream.__aenter__()
                except (ToolUseFailedError, JSONValidationError) as err:
                    self._advance(err)
            elif isinstance(step, RunCalls | Ask):
                self._advance(await perform_async(step, self._approve))
            else:
                self._advance(None)
                if self._step == Turn(None):
                    self._step = None
                    return None
