"""`run_tools` and `run_tools_async` check their arguments, and return a run."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from typing import Any, Literal, overload

from ... import Omit, omit
from ...types.chat import ChatCompletionMessage, ChatCompletionMessageParam, ChatCompletionToolParam
from ..parse.output_type import optional_output_type_of
from ..parse.strict_models import strict_for
from ..schema.json_schema import Strict
from .calls import Approve, AsyncApprove, check_sync, observers_of
from .functions import OnError, Tool, split_tools
from .messages import plain_messages
from .runner import AsyncToolRunner, ToolRunner
from .streaming import AsyncStreamingToolRunner, StreamingToolRunner
from .tool_loop import ToolLoop

__all__ = ["run_tools", "run_tools_async"]


@overload
def run_tools(
    create: Callable[..., Any],
    *,
    tools: Iterable[Tool[..., Any] | Callable[..., Any] | ChatCompletionToolParam],
    messages: Iterable[ChatCompletionMessageParam | ChatCompletionMessage | dict[str, Any]],
    model: str,
    response_format: Any = omit,
    stream: Literal[True],
    strict: Strict = "auto",
    max_attempts: int = 1,
    max_turns: int = 10,
    approve: Approve | None = None,
    on_error: OnError = "tell",
    max_repairs: int = 2,
    **params: Any,
) -> StreamingToolRunner[Any]: ...
@overload
def run_tools(
    create: Callable[..., Any],
    *,
    tools: Iterable[Tool[..., Any] | Callable[..., Any] | ChatCompletionToolParam],
    messages: Iterable[ChatCompletionMessageParam | ChatCompletionMessage | dict[str, Any]],
    model: str,
    response_format: Any = omit,
    stream: Literal[False] | Omit | None = omit,
    strict: Strict = "auto",
    max_attempts: int = 1,
    max_turns: int = 10,
    approve: Approve | None = None,
    on_error: OnError = "tell",
    max_repairs: int = 2,
    **params: Any,
) -> ToolRunner[Any]: ...
def run_tools(
    create: Callable[..., Any],
    *,
    tools: Iterable[Tool[..., Any] | Callable[..., Any] | ChatCompletionToolParam],
    messages: Iterable[ChatCompletionMessageParam | ChatCompletionMessage | dict[str, Any]],
    model: str,
    response_format: Any = omit,
    stream: Any = omit,
    strict: Strict = "auto",
    max_attempts: int = 1,
    max_turns: int = 10,
    approve: Approve | None = None,
    on_error: OnError = "tell",
    max_repairs: int = 2,
    **params: Any,
) -> ToolRunner[Any] | StreamingToolRunner[Any]:
    """Return a run in which the model calls tools until it answers.

    Args:
        create: The method `client.chat.completions.create`.
        tools: Functions, tools, and the parameters of built-in tools such as `{"type": "browser_search"}`.
        messages: The conversation. Calls of its last assistant message without a result are run first.
        model: The model.
        response_format: The format of the answer. With a type, as in `parse()`, turns with tools are sent without
            it. Then one more request asks for the answer in its schema, unless the answer already matches.
        stream: Whether each turn is a stream of events: the run is a `StreamingToolRunner`.
        strict: Whether to send the strict form of the schema of a type.
        max_attempts: Maximum number of requests for the typed answer.
        max_turns: The number of completions after which the run raises `MaxTurnsError`.
        approve: Called before each valid call, one after the other: `True` runs it. Otherwise the model reads the
            returned text, or that the call was not approved.
        on_error: What to do with exceptions and timeouts of tools: `"tell"` the model their type and message, or
            `"raise"` them once the other calls of the same turn have finished. A tool's own `on_error` has priority.
        max_repairs: How often a turn is repeated after a `ToolUseFailedError`. If its `failed_generation`
            contains valid calls in a wrong form, these are run instead. 0 raises the error.
        **params: More parameters of `create`. A `tool_choice` that forces a call only applies until a tool was called.

    Raises:
        TypeError: A tool has parameters without a schema, needs `AsyncGroq`, or is not a tool; or `approve` is async.
        ValueError: Two tools have the same name, or an option is out of range.
    """
    check_sync(approve)
    limits = (max_turns, max_repairs, max_attempts)
    params = {**params, "model": model, "response_format": response_format}
    loop = _loop(tools, messages, params, limits, on_error, strict, approve is not None)
    loop.around = partial(observers_of, create)
    for tool in loop.tools.values():
        if tool.needs_event_loop:
            raise TypeError(f"Tool {tool.name!r} runs in the event loop of its session only: use AsyncGroq to run it.")
    return StreamingToolRunner(loop, create, approve) if stream is True else ToolRunner(loop, create, approve)


@overload
def run_tools_async(
    create: Callable[..., Awaitable[Any]],
    *,
    tools: Iterable[Tool[..., Any] | Callable[..., Any] | ChatCompletionToolParam],
    messages: Iterable[ChatCompletionMessageParam | ChatCompletionMessage | dict[str, Any]],
    model: str,
    response_format: Any = omit,
    stream: Literal[True],
    strict: Strict = "auto",
    max_attempts: int = 1,
    max_turns: int = 10,
    approve: AsyncApprove | None = None,
    on_error: OnError = "tell",
    max_repairs: int = 2,
    **params: Any,
) -> AsyncStreamingToolRunner[Any]: ...
@overload
def run_tools_async(
    create: Callable[..., Awaitable[Any]],
    *,
    tools: Iterable[Tool[..., Any] | Callable[..., Any] | ChatCompletionToolParam],
    messages: Iterable[ChatCompletionMessageParam | ChatCompletionMessage | dict[str, Any]],
    model: str,
    response_format: Any = omit,
    stream: Literal[False] | Omit | None = omit,
    strict: Strict = "auto",
    max_attempts: int = 1,
    max_turns: int = 10,
    approve: AsyncApprove | None = None,
    on_error: OnError = "tell",
    max_repairs: int = 2,
    **params: Any,
) -> AsyncToolRunner[Any]: ...
def run_tools_async(
    create: Callable[..., Awaitable[Any]],
    *,
    tools: Iterable[Tool[..., Any] | Callable[..., Any] | ChatCompletionToolParam],
    messages: Iterable[ChatCompletionMessageParam | ChatCompletionMessage | dict[str, Any]],
    model: str,
    response_format: Any = omit,
    stream: Any = omit,
    strict: Strict = "auto",
    max_attempts: int = 1,
    max_turns: int = 10,
    approve: AsyncApprove | None = None,
    on_error: OnError = "tell",
    max_repairs: int = 2,
    **params: Any,
) -> AsyncToolRunner[Any] | AsyncStreamingToolRunner[Any]:
    """Return a run in which the model calls tools until it answers. See `run_tools` for the arguments.

    Async functions run in tasks, sync ones in worker threads. So does `approve`, which may be sync or async.
    """
    limits = (max_turns, max_repairs, max_attempts)
    params = {**params, "model": model, "response_format": response_format}
    loop = _loop(tools, messages, params, limits, on_error, strict, approve is not None)
    loop.around = partial(observers_of, create)
    return AsyncStreamingToolRunner(loop, create, approve) if stream is True else AsyncToolRunner(loop, create, approve)


def _loop(
    tools: Iterable[object],
    messages: Iterable[object],
    params: dict[str, Any],
    limits: tuple[int, int, int],
    on_error: OnError,
    strict: Strict,
    asks: bool,
) -> ToolLoop:
    max_turns, max_repairs, max_attempts = limits
    if max_turns < 1 or max_repairs < 0 or max_attempts < 1:
        raise ValueError(
            "Expected max_turns >= 1, max_repairs >= 0 and max_attempts >= 1, "
            f"got {max_turns!r}, {max_repairs!r} and {max_attempts!r}."
        )
    if on_error not in ("tell", "raise"):
        raise ValueError(f"Expected on_error 'tell' or 'raise', got {on_error!r}.")
    known, tool_params = split_tools(tools)
    plain = plain_messages(messages)
    output = optional_output_type_of(params["response_format"], strict_for(params["model"], strict))
    if output is not None or params["response_format"] is omit:
        del params["response_format"]
    return ToolLoop(known, tool_params, params, plain, max_turns, max_repairs, on_error, asks, output, max_attempts)
