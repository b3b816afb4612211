"""`client.responses.parse(...)`: a response whose text is parsed into a type."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, cast

import pydantic

from groq import JSONValidationError
from groq.types.responses import Response, ResponseUsage

from .._json_values import is_array, kind_of
from .._usage import total_usage
from ..parse.answer_parser import AnswerParser, Failure, Params, reason_of
from ..parse.entry_points import check_options, run_flow, run_flow_async
from ..parse.output_type import OutputType, output_type_of
from ..parse.request_flow import RequestFlow, request_flow
from ..parse.strict_models import strict_for
from ..schema.json_schema import Strict
from .failure import failure_of
from .parsed import ParsedResponse, with_output_parsed

__all__ = ["ParsedResponse", "ResponsesApi", "parse", "parse_async"]

_LIMIT = "max_output_tokens"
# Why a response is incomplete → the finish reason of a completion.
_FINISH_REASONS = {_LIMIT: "length", "content_filter": "content_filter"}


def parse(
    create: Callable[..., Response],
    *,
    input: str | Iterable[Any],
    model: str,
    text_format: Any,
    strict: Strict = "auto",
    max_attempts: int = 1,
    **params: Any,
) -> ParsedResponse[Any]:
    """Create a response and parse its text into a type.

    >>> response = parse(
    ...     client.responses.create, model="openai/gpt-oss-20b", input="A recipe for pancakes.", text_format=Recipe
    ... )
    >>> response.output_parsed
    Recipe(title='Pancakes', minutes=20)

    Args:
        create: `client.responses.create`.
        input: The conversation.
        model: Id of the model.
        text_format: Any type that pydantic has a JSON schema for, or an `OutputType`, which has its own `strict`.
        strict: Whether to send the strict form of the schema; see `json_schema_of`.
        max_attempts: Maximum number of requests. An answer that does not match goes back to the model with the reason.
        params: Other parameters of `create`.

    Returns:
        The response. Its `output_parsed` is the value, its `usage` is the sum of all attempts.

    Raises:
        OutputValidationError: The last answer does not match the type.
        LengthFinishReasonError: An answer is truncated.
        APIError: The status of an answer is `failed`. The exception has the answer as `snapshot`.
        StrictSchemaError: `strict` is `True`, and the strict form cannot express the type.
    """
    return run_flow(_flow(text_format, strict, max_attempts, input, {**params, "model": model}), create)


async def parse_async(
    create: Callable[..., Awaitable[Response]],
    *,
    input: str | Iterable[Any],
    model: str,
    text_format: Any,
    strict: Strict = "auto",
    max_attempts: int = 1,
    **params: Any,
) -> ParsedResponse[Any]:
    """Create a response and parse its text into a type; see `parse`.

    `create` is the method of an `AsyncGroq`.
    """
    flow = _flow(text_format, strict, max_attempts, input, {**params, "model": model})
    return await run_flow_async(flow, create)


class ResponsesApi:
    """The interface of `request_flow` to `responses.create`."""

    def request(self, output: OutputType[Any], messages: list[Any], params: Params) -> Params:
        return {**params, "input": messages, "text": {"format": output.text_format}}

    def read(self, parser: AnswerParser[Any], answer: Response) -> ParsedResponse[Any] | Failure:
        if failure := failure_of(answer):
            raise failure
        details: Any = answer.incomplete_details
        finish_reason = _FINISH_REASONS.get(str(getattr(details, "reason", None)))
        text, output = answer.output_text, cast("Any", answer.output)  # the API may send another type
        if not text:
            if not is_array(output):
                return Failure("", f"the output is {kind_of(output)}, not an array", finish_reason, limit=_LIMIT)
            if any(map(_asks_for_tools, output)):
                return with_output_parsed(answer, None)
        value = parser.value(text)
        if isinstance(value, pydantic.ValidationError):
            return Failure(text, reason_of(value), finish_reason, value, _LIMIT)
        return with_output_parsed(answer, value)

    def accepted(self, text: str, error: JSONValidationError, model: str) -> Response:
        part = {"type": "output_text", "text": text, "annotations": list[Any]()}
        message = {"type": "message", "id": "", "role": "assistant", "status": "completed", "content": [part]}
        return Response.model_construct(
            id=error.request_id or "",
            object="response",
            created_at=int(time.time()),
            status="completed",
            model=model,
            output=[message],
        )

    def sum_usage(self, answer: ParsedResponse[Any], earlier: list[Response]) -> None:
        answer.usage = total_usage((one.usage for one in (*earlier, answer)), ResponseUsage)


def _flow(
    text_format: Any, strict: Strict, max_attempts: int, input: str | Iterable[Any], params: Params
) -> RequestFlow[ParsedResponse[Any]]:
    check_options(max_attempts, params)
    output = output_type_of(text_format, strict_for(params["model"], strict), "text_format")
    messages = [{"role": "user", "content": input}] if isinstance(input, str) else input
    return request_flow(ResponsesApi(), AnswerParser(output), output, messages, params, max_attempts=max_attempts)


def _asks_for_tools(item: Any) -> bool:
    return getattr(item, "type", None) in ("function_call", "mcp_approval_request")
