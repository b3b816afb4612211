"""Server text in messages and log lines has a size limit and no control characters. The body is unchanged."""

from __future__ import annotations

import json
import logging
from typing import Any

import httpx
import pydantic
import pytest

from groq import APIConnectionError, APIError, APIStatusError
from groq._redaction import safe_text
from groq.lib.parse import OutputValidationError
from tests.support.clients import CHAT, async_client_of, sync_client, sync_client_of
from tests.support.events import event
from tests.support.server import ScriptedServer, sized

FORGED = "no\r\nERROR root: forged\x1b[31m\x00\x85\u2028\u2029\u202e\x7f\ud83d end"
LONG = "x" * 5_000_000
UNSAFE = {chr(code) for code in (*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029, 0x202E, *range(0xD800, 0xE000))}
LONGEST = 10_000


def is_safe(text: str) -> bool:
    return UNSAFE.isdisjoint(text) and len(text) <= LONGEST


def error_of(*args: Any, **kwargs: Any) -> APIError:
    """Return the error of a call with this response."""
    with pytest.raises(APIError) as caught:
        list(sync_client_of(lambda _: httpx.Response(*args, **kwargs)).chat.completions.create(**CHAT, stream=True))
    return caught.value


@pytest.mark.parametrize("text", [FORGED, LONG, FORGED * 1000], ids=["forged", "long", "both"])
def test_error_message_is_sanitized_and_its_body_is_complete(text: str) -> None:
    body = {"error": {"message": text, "type": text, "code": text, "param": text}}
    encoded = json.dumps(body).encode()
    for error in (
        error_of(400, content=encoded),
        error_of(200, content=event(encoded), headers={"content-type": "text/event-stream"}),
        error_of(200, content=encoded),
        error_of(200, content=event(json.dumps(text).encode(), "error"), headers={"content-type": "text/event-stream"}),
        error_of(502, text=text.replace("\ud83d", "")),
        error_of(200, text=text.replace("\ud83d", "")),
    ):
        for shown in (error.message, str(error), *error.args):
            assert is_safe(shown), shown[:300]
        assert "no" in str(error) or "xxx" in str(error)
    error = error_of(400, content=encoded)
    assert isinstance(error, APIStatusError)
    assert error.response.content == encoded
    assert len(str(error.body)) >= len(text)


@pytest.mark.anyio
async def test_message_of_transport_error_is_sanitized() -> None:
    def fail(_: httpx.Request) -> httpx.Response:
        raise httpx.RemoteProtocolError(FORGED * 10_000)

    with pytest.raises(APIConnectionError) as caught:
        await async_client_of(fail).chat.completions.create(**CHAT)
    assert is_safe(str(caught.value))


def test_ordinary_text_is_unchanged() -> None:
    request = httpx.Request("GET", "https://api.test/")
    for text in ("", "caf\u00e9 \U0001f600 \u65e5\u672c", "a\u00a0b\u200d", "x" * LONGEST):
        assert safe_text(text, request) == text
    assert safe_text("a\nb", request) == "a\\nb"
    assert safe_text("x" * (LONGEST + 1), request) == "x" * (LONGEST - 1) + "\u2026"


def test_log_lines_are_sanitized(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GROQ_LOG_BODIES", "1")
    for logger in (None, "groq"):  # an earlier test may have set the level of either
        caplog.set_level(logging.DEBUG, logger)
    long_id = ["x-request-id: req\x85\x9b31m" + "y" * 30_000]
    replies: list[list[Any]] = [
        *(sized(LONG.encode(), *long_id, status=f"{status} {'z' * 30_000}\x85") for status in ("200", "500")),
        [b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n" + event(FORGED.encode("utf-8", "replace"))],
    ]
    replies = [[one.replace(b"\xc2\x85", b"\x85") for one in reply] for reply in replies]
    with ScriptedServer(*replies) as server, sync_client(server.url) as client:
        for arguments in ({}, {}, {"stream": True}):
            with pytest.raises(APIError):
                list(client.chat.completions.create(**CHAT, **arguments))  # type: ignore[call-overload] # of either overload
        with pytest.raises(APIError):
            client.models.retrieve("a\nERROR root: forged")
    lines = [record.getMessage() for record in caplog.records]
    assert any("req\\x85" in line for line in lines)
    assert any("HTTP Request" in line for line in lines)
    for line in lines:
        assert is_safe(line), line[:300]


class Open(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="forbid")


@pytest.mark.parametrize("text", [FORGED.replace("\ud83d", ""), LONG], ids=["forged", "long"])
def test_model_names_in_error_messages_are_sanitized(text: str) -> None:
    answer = json.dumps({text: 1})
    body = {"id": "1", "choices": [{"index": 0, "message": {"role": "assistant", "content": answer}}]}
    client = sync_client_of(lambda _: httpx.Response(200, json=body))
    with pytest.raises(OutputValidationError, match="does not match Open") as caught:
        client.chat.completions.parse(**CHAT, response_format=Open)
    assert is_safe(str(caught.value))
    assert caught.value.text == answer
