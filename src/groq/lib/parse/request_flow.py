"""The requests for a typed answer: pure. `entry_points` sends them, `api` describes the API.

`request_flow` is a generator. It yields the parameters of a request, receives the answer or error, and returns the
parsed answer.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from typing import Any, TypeAlias, TypeVar

import pydantic

from groq import JSONValidationError

from .answer_parser import AnswerParser, Failure, Params, reason_of
from .api import Api
from .errors import Attempt
from .output_type import OutputType

__all__ = ["Params", "RequestFlow", "request_flow"]

T = TypeVar("T")
_AnswerT = TypeVar("_AnswerT")
_ParsedT = TypeVar("_ParsedT")
RequestFlow: TypeAlias = Generator[Params, "Attempt | None", _ParsedT]

_FEEDBACK = "This does not match the JSON schema: {reason}\nAnswer again, with the corrected JSON only."


def request_flow(
    api: Api[_AnswerT, _ParsedT],
    parser: AnswerParser[Any],
    output: OutputType[Any],
    messages: Iterable[Any],
    params: Params,
    *,
    max_attempts: int,
) -> RequestFlow[_ParsedT]:
    """Send requests until an answer matches the type, at most `max_attempts` times.

    Raises:
        OutputValidationError: The last answer does not match, or an answer is truncated.
    """
    messages = list(messages)
    attempts: list[Attempt] = []
    feedback: list[Any] = []
    while True:
        attempt = yield api.request(output, [*messages, *feedback], params)
        if attempt is None:
            raise TypeError("expected a completion or a JSONValidationError as the answer to the request")
        attempts.append(attempt)
        outcome = _outcome(api, parser, attempt, params["model"])
        if not isinstance(outcome, Failure):
            answers: list[Any] = [one for one in attempts[:-1] if not isinstance(one, JSONValidationError)]
            if answers:
                api.sum_usage(outcome, answers)
            return outcome
        if outcome.is_final or len(attempts) >= max_attempts:
            raise outcome.error(output.name, tuple(attempts))
        feedback = _feedback(outcome)


def _outcome(api: Api[_AnswerT, _ParsedT], parser: AnswerParser[Any], attempt: Any, model: str) -> _ParsedT | Failure:
    if not isinstance(attempt, JSONValidationError):
        return api.read(parser, attempt)
    text = attempt.failed_generation or ""
    value = parser.value(text)
    if isinstance(value, pydantic.ValidationError):
        return Failure(text, reason_of(value) if text else attempt.message, cause=attempt)
    return api.read(parser, api.accepted(text, attempt, model))


def _feedback(failure: Failure) -> list[dict[str, str]]:
    if not failure.text:
        return []
    return [
        {"role": "assistant", "content": failure.text},
        {"role": "user", "content": _FEEDBACK.format(reason=failure.reason)},
    ]
