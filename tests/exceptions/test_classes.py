"""The exception tree, and the class for each status."""

from __future__ import annotations

from typing import Any

import pytest

import groq
from groq import (
    APIStatusError,
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
    _exceptions,
)

from ..support.calls import AnyClient
from ..support.wire import Wire
from .calls import PARENTS, failure


def test_exception_tree_is_as_documented() -> None:
    assert {cls: cls.__base__ for cls in PARENTS} == PARENTS
    assert sorted(cls.__name__ for cls in PARENTS) == sorted(_exceptions.__all__)


@pytest.mark.parametrize("cls", PARENTS)
def test_exception_is_named_after_public_module(cls: type[GroqError]) -> None:
    assert cls.__module__ == "groq"
    assert getattr(groq, cls.__name__) is cls
    assert getattr(_exceptions, cls.__name__) is cls
    assert cls.__name__ in groq.__all__


STATUSES = [
    (400, BadRequestError),
    (401, AuthenticationError),
    (402, APIStatusError),
    (403, PermissionDeniedError),
    (404, NotFoundError),
    (405, APIStatusError),
    (408, APIStatusError),
    (409, ConflictError),
    (413, APIStatusError),
    (418, APIStatusError),
    (422, UnprocessableEntityError),
    (424, APIStatusError),
    (429, RateLimitError),
    (498, APIStatusError),
    (499, APIStatusError),
    (500, InternalServerError),
    (502, InternalServerError),
    (503, InternalServerError),
    (529, InternalServerError),
    (599, InternalServerError),
]


@pytest.mark.anyio
@pytest.mark.parametrize(("status", "expected"), STATUSES)
async def test_status_selects_the_class(
    client: AnyClient, wire: Wire, status: int, expected: type[APIStatusError]
) -> None:
    wire.answer(status, json={"error": {"message": "no", "type": "t"}})
    error = await failure(client)
    assert type(error) is expected
    assert error.status_code == status


CODES = [
    (400, "tool_use_failed", ToolUseFailedError),
    (400, "json_validate_failed", JSONValidationError),
    (400, "blocked_api_access", BadRequestError),
    (400, None, BadRequestError),
    (400, 17, BadRequestError),
    (422, "tool_use_failed", UnprocessableEntityError),
    (500, "json_validate_failed", InternalServerError),
    (404, "model_not_found", NotFoundError),
    (413, "rate_limit_exceeded", APIStatusError),
    (429, "rate_limit_exceeded", RateLimitError),
    (498, "capacity_exceeded", APIStatusError),
]


@pytest.mark.anyio
@pytest.mark.parametrize(("status", "code", "expected"), CODES)
async def test_known_code_selects_more_specific_class(
    client: AnyClient, wire: Wire, status: int, code: Any, expected: type[APIStatusError]
) -> None:
    wire.answer(status, json={"error": {"message": "no", "code": code, "failed_generation": "<tool>"}})
    error = await failure(client)
    assert type(error) is expected
    assert error.code == code
    assert error.failed_generation == "<tool>"
