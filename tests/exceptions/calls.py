"""Calls that fail."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from groq import (
    APIConnectionError,
    APIError,
    APIResponseValidationError,
    APIStatusError,
    APITimeoutError,
    AuthenticationError,
    BadRequestError,
    ConflictError,
    GroqError,
    InternalServerError,
    JSONValidationError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    ToolUseFailedError,
    UnprocessableEntityError,
)

from ..support.answers import URL
from ..support.calls import AnyClient, finished

KEY = "gsk_very_secret"


REQUEST = httpx.Request("POST", URL, headers={"authorization": f"Bearer {KEY}"}, content=b'{"a": "prompt"}')


PARENTS = {
    GroqError: Exception,
    APIError: GroqError,
    APIConnectionError: APIError,
    APITimeoutError: APIConnectionError,
    APIResponseValidationError: APIError,
    APIStatusError: APIError,
    BadRequestError: APIStatusError,
    ToolUseFailedError: BadRequestError,
    JSONValidationError: BadRequestError,
    AuthenticationError: APIStatusError,
    PermissionDeniedError: APIStatusError,
    NotFoundError: APIStatusError,
    ConflictError: APIStatusError,
    UnprocessableEntityError: APIStatusError,
    RateLimitError: APIStatusError,
    InternalServerError: APIStatusError,
}


STATUS_CLASSES = [cls for cls in PARENTS if issubclass(cls, APIStatusError)]


async def create(client: AnyClient, **arguments: Any) -> Any:
    given: dict[str, Any] = {"messages": [{"role": "user", "content": "my secret prompt"}], "model": "m", **arguments}
    return await finished(client.chat.completions.create(**given))


async def failure(client: AnyClient, **arguments: Any) -> Any:
    with pytest.raises(APIError) as caught:
        await create(client, **arguments)
    return caught.value
