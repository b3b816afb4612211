"""`parse` and `parse_async`: they send the requests of `request_flow`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import Any, TypeVar, overload

from groq import JSONValidationError
from groq.types.chat import ChatCompletion, ChatCompletionMessage, ChatCompletionMessageParam

from ..schema.json_schema import Strict
from .answer_parser import Params, parser_of
from .api import ChatApi
from .completion import ParsedChatCompletion
from .errors import Attempt
from .output_type import OutputType, output_type_of
from .request_flow import RequestFlow, request_flow
from .strict_models import strict_for

__all__ = ["check_options", "parse", "parse_async", "run_flow", "run_flow_async"]

T = TypeVar("T")
_ParsedT = TypeVar("_ParsedT")


@overload
def parse(
    create: Callable[..., ChatCompletion],
    *,
    messages: Iterable[ChatCompletionMessageParam | ChatCompletionMessage],
    model: str,
    response_format: type[T] | OutputType[T],
    strict: Strict = "auto",
    max_attempts: int = 1,
    **params: Any,
) -> ParsedChatCompletion[T]: ...
@overload
def parse(
    create: Callable[..., ChatCompletion],
    *,
    messages: Iterable[ChatCompletionMessageParam | ChatCompletionMessage],
    model: str,
    response_format: Any,
    strict: Strict = "auto",
    max_attempts: int = 1,
    **params: Any,
) -> ParsedChatCompletion[Any]: ...
def parse(
    create: Callable[..., ChatCompletion],
    *,
    messages: Iterable[ChatCompletionMessageParam | ChatCompletionMessage],
    model: str,
    response_format: Any,
    strict: Strict = "auto",
    max_attempts: int = 1,
    **params: Any,
) -> ParsedChatCompletion[Any]:
    """Create a chat completion and parse the answer into a type.

    >>> completion = parse(
    ...     client.chat.completions.create,
    ...     model="openai/gpt-oss-20b",
    ...     messages=[{"role": "user", "content": "A recipe for pancakes."}],
    ...     response_format=Recipe,
    ... )
    >>> completion.parsed
    Recipe(title='Pancakes', minutes=20)

    Args:
        create: `client.chat.completions.create`.
        messages: The conversation.
        model: Id of the model.
        response_format: Any type that pydantic has a JSON schema for, or an `OutputType`, which has its own `strict`.
        strict: Whether to send the strict form of the schema; see `json_schema_of`. `"auto"` sends it to models that
            support it.
        max_attempts: Maximum number of requests. An answer that does not match goes back to the model with the reason.
        params: Other parameters of `create`. `tools` may have types and functions: the calls then have
            `function.parsed_arguments`.

    Returns:
        The completion. Its `parsed` is the value, its `usage` is the sum of all attempts.

    Raises:
        OutputValidationError: The last answer does not match the type.
        LengthFinishReasonError: An answer is truncated.
        StrictSchemaError: `strict` is `True`, and the strict form cannot express the type.
    """
    flow = _chat_flow(response_format, strict, max_attempts, messages, {**params, "model": model})
    return run_flow(flow, create)


@overload
async def parse_async(
    create: Callable[..., Awaitable[ChatCompletion]],
    *,
    messages: Iterable[ChatCompletionMessageParam | ChatCompletionMessage],
    model: str,
    response_format: type[T] | OutputType[T],
    strict: Strict = "auto",
    max_attempts: int = 1,
    **params: Any,
) -> ParsedChatCompletion[T]: ...
@overload
async def parse_async(
    create: Callable[..., Awaitable[ChatCompletion]],
    *,
    messages: Iterable[ChatCompletionMessageParam | ChatCompletionMessage],
    model: str,
    response_format: Any,
    strict: Strict = "auto",
    max_attempts: int = 1,
    **params: Any,
) -> ParsedChatCompletion[Any]: ...
async def parse_async(
    create: Callable[..., Awaitable[ChatCompletion]],
    *,
    messages: Iterable[ChatCompletionMessageParam | ChatCompletionMessage],
    model: str,
    response_format: Any,
    strict: Strict = "auto",
    max_attempts: int = 1,
    **params: Any,
) -> ParsedChatCompletion[Any]:
    """Create a chat completion and parse the answer into a type; see `parse`.

    `create` is the method of an `AsyncGroq`.
    """
    flow = _chat_flow(response_format, strict, max_attempts, messages, {**params, "model": model})
    return await run_flow_async(flow, create)


def run_flow(flow: RequestFlow[_ParsedT], create: Callable[..., Any]) -> _ParsedT:
    """Send the requests of a flow, and return its result."""
    attempt: Attempt | None = None
    while True:
        try:
            request = flow.send(attempt)
        except StopIteration as done:
            parsed: _ParsedT = done.value
            return parsed
        try:
            attempt = create(**request)
        except JSONValidationError as err:
            attempt = err


async def run_flow_async(flow: RequestFlow[_ParsedT], create: Callable[..., Awaitable[Any]]) -> _ParsedT:
    """Send the requests of a flow, and return its result."""
    attempt: Attempt | None = None
    while True:
        try:
            request = flow.send(attempt)
        except StopIteration as done:
            parsed: _ParsedT = done.value
            return parsed
        try:
            attempt = await create(**request)
        except JSONValidationError as err:
            attempt = err


def _chat_flow(
    response_format: Any, strict: Strict, max_attempts: int, messages: Iterable[Any], params: Params
) -> RequestFlow[ParsedChatCompletion[Any]]:
    check_options(max_attempts, params)
    output = output_type_of(response_format, strict_for(params["model"], strict), "response_format")
    parser, params = parser_of(output, params)
    return request_flow(ChatApi(), parser, output, messages, params, max_attempts=max_attempts)


def check_options(max_attempts: int, params: Params) -> None:
    """Raise an error for options that `parse` does not accept."""
    if type(max_attempts) is not int:
        got: object = max_attempts
        raise TypeError(f"max_attempts: expected a whole number, got {got!r:.60}")
    if max_attempts < 1:
        raise ValueError(f"max_attempts: expected at least 1, got {max_attempts}")
    if params.get("stream"):
        raise TypeError("stream: a parsed answer is read as a whole; leave it out, or call stream() with the same type")
