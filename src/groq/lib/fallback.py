"""`Fallback`: middleware that sends a call to other models when its model cannot serve it."""

from __future__ import annotations

from typing import Any

from groq import APIError, APIStatusError, Call, CallNext

from .limits import RateLimitTimeoutError

# In other operations, models are not interchangeable.
_OPERATIONS = frozenset({"chat.completions.create", "responses.create"})
_CAPACITY_EXCEEDED = 498  # flex tier at capacity: https://console.groq.com/docs/flex-processing


class Fallback:
    """Middleware that sends a chat completion or response to the next model if the previous one cannot serve it.

    >>> client = Groq(middleware=[Fallback("openai/gpt-oss-20b", "qwen/qwen3-32b")])
    >>> client.chat.completions.create(model="openai/gpt-oss-120b", messages=messages)

    The model of the call comes first. After its retries, the call falls back to the next one if the rate limit is
    reached (429 and 498), on a server error (500 and above), if the model was decommissioned, or if a `RateLimiter`
    after this one in `middleware` cannot send the call in time. `completion.model` names the model that answered. A
    stream that has begun is not sent again.

    Args:
        *models: The fallback models, in order.
    """

    def __init__(self, *models: str) -> None:
        names: Any = models  # callers may be untyped
        if not models or not all(isinstance(one, str) and one for one in names):
            raise ValueError(f"models: expected names of models, as in Fallback('a', 'b'), got {models!r}.")
        self._models = models

    def __call__(self, call: Call, call_next: CallNext) -> Any:
        """Send the call, to one model after the other."""
        *calls, last = self._calls(call)
        for one in calls:
            try:
                return call_next(one)
            except APIError as err:
                if not should_fall_back(err):
                    raise
        return call_next(last)

    async def async_call(self, call: Call, call_next: CallNext) -> Any:
        """Send the call, to one model after the other."""
        *calls, last = self._calls(call)
        for one in calls:
            try:
                return await call_next(one)
            except APIError as err:
                if not should_fall_back(err):
                    raise
        return await call_next(last)

    def _calls(self, call: Call) -> list[Call]:
        body = call.body
        if body is None or "model" not in body or call.operation not in _OPERATIONS:
            return [call]
        others = [model for model in self._models if model != body["model"]]
        return [call, *(call.replace(body={**body, "model": model}) for model in others)]


def should_fall_back(error: APIError) -> bool:
    """Return whether another model may serve the call that failed with this error."""
    if not isinstance(error, APIStatusError):
        return isinstance(error, RateLimitTimeoutError)
    status = error.status_code
    return status in (429, _CAPACITY_EXCEEDED) or status >= 500 or error.code == "model_decommissioned"
