"""Errors added in November 2026: class and details, as a response and inside a stream."""

from __future__ import annotations

from typing import Any

import pytest

from groq import APIStatusError, BadRequestError, PermissionDeniedError
from groq.testing import LocalServer

CALL: dict[str, Any] = {"model": "openai/gpt-oss-20b", "messages": [{"role": "user", "content": "Hi"}]}

# Status, type, code, class.
ERRORS: list[tuple[int, str, str | None, type[APIStatusError]]] = [
    (400, "invalid_request_error", "model_decommissioned", BadRequestError),
    (400, "invalid_request_error", None, BadRequestError),
    (403, "permissions_error", "model_permission_blocked_org", PermissionDeniedError),
    (403, "permissions_error", "model_permission_blocked_project", PermissionDeniedError),
    (413, "invalid_request_error", "request_too_large", APIStatusError),
    (424, "external_connector_error", "http_error", APIStatusError),
]


async def failure(server: LocalServer, asynchronous: bool) -> APIStatusError:
    if not asynchronous:
        with pytest.raises(APIStatusError) as caught:
            server.client().chat.completions.create(**CALL)
        return caught.value
    async with server.async_client() as client:
        with pytest.raises(APIStatusError) as caught:
            await client.chat.completions.create(**CALL)
    return caught.value


@pytest.mark.anyio
@pytest.mark.parametrize(("status", "type_", "code", "expected"), ERRORS)
@pytest.mark.parametrize("asynchronous", [False, True])
async def test_raises_the_class_of_the_status_without_a_retry(
    status: int, type_: str, code: str | None, expected: type[APIStatusError], asynchronous: bool
) -> None:
    with LocalServer() as server:
        server.reply_error(status, "No", type=type_, code=code, param="tools")
        error = await failure(server, asynchronous)
        assert len(server.requests) == 1
    assert type(error) is expected
    assert (error.status_code, error.type, error.code, error.param) == (status, type_, code, "tools")
    assert error.response.headers["x-groq-region"] == "local"


@pytest.mark.parametrize(("status", "type_", "code", "expected"), ERRORS)
def test_raises_the_same_class_inside_a_stream(
    status: int, type_: str, code: str | None, expected: type[APIStatusError]
) -> None:
    with LocalServer() as server:
        server.reply_stream_error("No", status=status, type=type_, code=code)
        stream = server.client().chat.completions.create(**CALL, stream=True)
        with pytest.raises(APIStatusError) as caught:
            list(stream)
    assert type(caught.value) is expected
    assert caught.value.status_code == status


def test_error_for_too_long_prompt_names_the_messages() -> None:
    with LocalServer() as server, pytest.raises(BadRequestError, match="reduce the length of the messages") as caught:
        server.client().chat.completions.create(
            model="llama3-8b-8192", messages=[{"role": "user", "content": "word " * 9_000}]
        )
    assert (caught.value.code, caught.value.param) == (None, "messages")
