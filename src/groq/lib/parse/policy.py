"""How a typed answer is asked for: pure. `shells` sends the requests.

`request_flow` is a generator. It yields the parameters of the next request, receives what came of it, and returns the
parsed completion.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Iterable
from typing import Any, NamedTuple, TypeAlias, TypeVar

import pydantic

from groq import JSONValidationError
from groq.types.chat import ChatCompletion, ChatCompletionMessageParam

from .._usage import total_usage
from .completion import ParsedChatCompletion, with_parsed
from .errors import Attempt, ContentFilterFinishReasonError, LengthFinishReasonError, OutputValidationError
from .output_type import OutputType

__all__ = ["Params", "RequestFlow", "request_flow"]

T = TypeVar("T")
Params: TypeAlias = dict[str, Any]
RequestFlow: TypeAlias = Generator[Params, Attempt | None, ParsedChatCompletion[T]]

_FINISH_REASON_ERRORS: dict[str | None, tuple[type[OutputValidationError], str]] = {
    "length": (LengthFinishReasonError, "The answer is truncated: raise max_completion_tokens, or ask for less."),
    "content_filter": (ContentFilterFinishReasonError, "A content filter stopped the answer: change the prompt."),
}
_MAX_REASONS = 10  # a list may have thousands of invalid items, and each reason costs tokens
_FEEDBACK = "This does not match the JSON schema: {reason}\nAnswer again, with the corrected JSON only."


class _Failure(NamedTuple):
    text: str
    reason: str
    finish_reason: str | None
    cause: Exception | None


def request_flow(
    output: OutputType[T], messages: Iterable[Any], params: Params, *, max_attempts: int
) -> RequestFlow[T]:
    """Ask until an answer matches the type, at most `max_attempts` times.

    Raises:
        OutputValidationError: The last answer does not match, or an answer is truncated.
    """
    messages = list(messages)
    params = {**params, "messages": messages, "response_format": output.response_format}
    attempts: list[Attempt] = []
    while True:
        attempt = yield params
        if attempt is None:
            raise TypeError("send what came of the request: a completion or a JSONValidationError")
        attempts.append(attempt)
        outcome = _outcome(output, attempt, params["model"])
        if not isinstance(outcome, _Failure):
            completions = [one for one in (*attempts[:-1], outcome) if isinstance(one, ChatCompletion)]
            if len(completions) > 1:
                outcome.usage = total_usage(one.usage for one in completions)
            return outcome
        if outcome.finish_reason in _FINISH_REASON_ERRORS or len(attempts) >= max_attempts:
            raise _error(output, outcome, attempts) from outcome.cause
        params = {**params, "messages": [*messages, *_feedback(outcome)]}


def _outcome(output: OutputType[T], attempt: Attempt, model: str) -> ParsedChatCompletion[T] | _Failure:
    if isinstance(attempt, JSONValidationError):
        text = attempt.failed_generation or ""
        value = _parsed(output, text)
        if isinstance(value, pydantic.ValidationError):
            return _Failure(text, _reason(value) if text else attempt.message, None, attempt)
        return with_parsed(_completion_of(text, attempt, model), [value])
    if not attempt.choices:
        return _Failure("", "the completion has no choices", None, None)
    values: list[T | None] = []
    for choice in attempt.choices:
        message = choice.message
        if message.tool_calls and not message.content:
            values.append(None)
            continue
        text = message.content or ""
        value = _parsed(output, text)
        if isinstance(value, pydantic.ValidationError):
            return _Failure(text, _reason(value), choice.finish_reason, value)
        values.append(value)
    return with_parsed(attempt, values)


def _parsed(output: OutputType[T], text: str) -> T | pydantic.ValidationError:
    try:
        return output.parse(text)
    except pydantic.ValidationError as err:
        return err


def _completion_of(text: str, error: JSONValidationError, model: str) -> ChatCompletion:
    """Return the completion that the API would have sent, had it accepted the text."""
    message = {"role": "assistant", "content": text}
    return ChatCompletion.model_construct(
        id=error.request_id or "",
        object="chat.completion",
        created=int(time.time()),
        model=model,
        choices=[{"index": 0, "finish_reason": "stop", "message": message}],
    )


def _feedback(failure: _Failure) -> list[ChatCompletionMessageParam]:
    if not failure.text:
        return []
    return [
        {"role": "assistant", "content": failure.text},
        {"role": "user", "content": _FEEDBACK.format(reason=failure.reason)},
    ]


def _reason(error: pydantic.ValidationError) -> str:
    """Return what pydantic says, without the input: exception messages have none of the conversation."""
    details = error.errors(include_url=False)
    reasons = [": ".join(filter(None, (".".join(map(str, one["loc"])), one["msg"]))) for one in details]
    more = [f"and {len(reasons) - _MAX_REASONS} more"] if len(reasons) > _MAX_REASONS else []
    return "; ".join(reasons[:_MAX_REASONS] + more)


def _error(output: OutputType[Any], failure: _Failure, attempts: list[Attempt]) -> OutputValidationError:
    default = (OutputValidationError, f"The answer does not match {output.name}: {failure.reason}")
    class_, message = _FINISH_REASON_ERRORS.get(failure.finish_reason, default)
    return class_(message, attempts=tuple(attempts), text=failure.text)
