"""Bodies of an unexpected kind, such as HTML, and strict validation."""

from __future__ import annotations

import json
from typing import Any

import pydantic
import pytest

from groq import (
    APIResponseValidationError,
)

from ..support.clients import (
    CHAT,
    async_client_of,
    sync_client_of,
)
from ..support.engines import LEAVES_BODIES_UNFINISHED
from ..support.events import DONE, chunk, event
from .samples import COMPLETION, JSON, CompletionWire

pytestmark = LEAVES_BODIES_UNFINISHED


WRONG_BODIES = {
    "page": (b"<html><body>Sign in</body></html>", "text/html", "Sign in"),
    "text": (b"OK", "text/plain", "OK"),
    "null": (b"null", "application/json", "null"),
    "list": (b"[1, 2]", "application/json", "[1, 2]"),
    "string": (b'"hello"', "application/json", "hello"),
    "empty_object": (b"{}", "application/json", "{}"),
    "other_object": (b'{"detail": "Not here"}', "application/json", "Not here"),
    "truncated": (JSON[:-5], "application/json", "chatcmpl-1"),
    "long": (b"x" * 5_000, "text/plain", "xxx"),
}


class TestWrongBodies:
    @pytest.mark.parametrize(("body", "kind", "shown"), WRONG_BODIES.values(), ids=WRONG_BODIES)
    @pytest.mark.parametrize("how", ["plain", "raw", "streaming"])
    @pytest.mark.anyio
    async def test_rejects_and_names_body_of_another_kind(self, how: str, body: bytes, kind: str, shown: str) -> None:
        wire = CompletionWire(body, headers={"content-type": kind})
        for error in (call(wire, how), await acall(wire, how)):
            assert type(error) is APIResponseValidationError
            assert shown in error.message
            assert kind in error.message
            assert "ChatCompletion" in error.message
            assert len(error.message) < 600
            assert (error.status_code, error.request_id) == (200, "req_raw")
            assert error.response.content == body
            assert error.request.url.path == "/openai/v1/chat/completions"
            assert isinstance(error.__cause__, pydantic.ValidationError)
        assert all(body.closed for body in wire.bodies)

    def test_error_names_empty_body(self) -> None:
        for wire in (CompletionWire(b""), CompletionWire(b"", headers={"content-type": "text/html"})):
            assert "an empty body" in call(wire, "plain").message

    @pytest.mark.parametrize(("body", "decoded"), [(b"[1, 2]", [1, 2]), (b"OK", "OK"), (b"{}", {}), (b"null", None)])
    def test_error_has_decoded_body_if_json(self, body: bytes, decoded: object) -> None:
        assert call(CompletionWire(body), "plain").body == decoded

    def test_accepts_unexpected_values_in_body(self) -> None:
        odd = {**COMPLETION, "created": "odd", "object": "new", "choices": [{"index": "x"}]}
        completion: Any = sync_client_of(CompletionWire(json.dumps(odd).encode())).chat.completions.create(**CHAT)
        assert completion.to_dict(warnings=False) == odd

    @pytest.mark.anyio
    async def test_strict_client_rejects_unexpected_values(self) -> None:
        wire = CompletionWire(json.dumps({**COMPLETION, "created": "odd"}).encode())
        for error in (
            call(wire, "plain", _strict_response_validation=True),
            call(wire, "raw", _strict_response_validation=True),
            await acall(wire, "plain", _strict_response_validation=True),
            await acall(wire, "streaming", _strict_response_validation=True),
        ):
            assert type(error) is APIResponseValidationError
            assert error.body == {**COMPLETION, "created": "odd"}
            assert "created" in str(error.__cause__)

    def test_strict_client_accepts_valid_response(self) -> None:
        client = sync_client_of(CompletionWire(), _strict_response_validation=True)
        assert client.chat.completions.create(**CHAT).to_dict() == COMPLETION
        assert client.with_options(timeout=5).chat.completions.with_raw_response.create(**CHAT).parse().id

    def test_strict_client_stays_strict_in_a_copy(self) -> None:
        wire = CompletionWire(json.dumps({**COMPLETION, "created": "odd"}).encode())
        client = sync_client_of(wire, _strict_response_validation=True).with_options(timeout=5)
        with pytest.raises(APIResponseValidationError):
            client.chat.completions.create(**CHAT)

    def test_strict_client_rejects_unexpected_chunks(self) -> None:
        client = sync_client_of(
            CompletionWire(event(chunk("a", created="odd")) + DONE), _strict_response_validation=True
        )
        with pytest.raises(APIResponseValidationError):
            list(client.chat.completions.create(**CHAT, stream=True))


def call(wire: CompletionWire, how: str, **options: Any) -> APIResponseValidationError:
    """Return the error of a call."""
    completions = sync_client_of(wire, **options).chat.completions
    try:
        if how == "plain":
            completions.create(**CHAT)
        elif how == "raw":
            completions.with_raw_response.create(**CHAT).parse()
        else:
            with completions.with_streaming_response.create(**CHAT) as response:
                response.parse()
    except APIResponseValidationError as error:
        return error
    pytest.fail("nothing was raised")


async def acall(wire: CompletionWire, how: str, **options: Any) -> APIResponseValidationError:
    """Return the error of an async call."""
    completions = async_client_of(wire, **options).chat.completions
    try:
        if how == "plain":
            await completions.create(**CHAT)
        elif how == "raw":
            await (await completions.with_raw_response.create(**CHAT)).parse()
        else:
            async with completions.with_streaming_response.create(**CHAT) as response:
                await response.parse()
    except APIResponseValidationError as error:
        return error
    pytest.fail("nothing was raised")
