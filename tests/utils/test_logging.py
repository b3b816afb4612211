"""GROQ_LOG: log lines, without secrets."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from groq import APIError, DefaultHttpxClient, Groq
from groq.testing import LocalServer

from ..support.answers import EMPTY_COMPLETION, EVENT, LAST_EVENTS
from ..support.run_python import STUCK, run_python
from ..support.waits import Calls, record_waits

KEY = "gsk_very_secret"


PROMPT = "my secret prompt"


ANSWER = "my secret answer"


HEADER, QUERY, FILE = "secret-of-a-header", "secret-of-a-query", '{"custom_id": "secret of a file"}'


# Fails once, so that a retry is also logged; `retry-after` is short.
PROGRAM = f"""
import asyncio, sys
from groq import AsyncGroq, DefaultAsyncHttpxClient, DefaultHttpxClient, Groq

arguments = dict(messages=[{{"role": "user", "content": {PROMPT!r}}}], model="openai/gpt-oss-20b")
options = dict(default_headers={{"X-Vault-Token": {HEADER!r}}}, default_query={{"token": {QUERY!r}}})
with Groq(http_client=DefaultHttpxClient(trust_env=False), **options) as client:
    client.files.create(file=("a.jsonl", {FILE!r}.encode()), purpose="batch")
    client.get("/openai/v1/models?signature={QUERY}", cast_to=object)
    assert client.chat.completions.create(**arguments).choices[0].message.content == {ANSWER!r}

async def main():
    async with AsyncGroq(http_client=DefaultAsyncHttpxClient(trust_env=False)) as client:
        answer = await client.chat.completions.create(**arguments)
        assert answer.choices[0].message.content == {ANSWER!r}
        async for _ in await client.chat.completions.create(**arguments, stream=True):
            pass

asyncio.run(main())
"""

# Ends a hanging program. On the line of the next statement, because a test checks line numbers.
WATCH = f"import faulthandler; faulthandler.dump_traceback_later({STUCK}, exit=True); "


@pytest.fixture
def server() -> Iterator[LocalServer]:
    with LocalServer() as running:
        running.reply_error(503, retry_after=0.001)
        running.reply(ANSWER, times=None)
        yield running


def logged(server: LocalServer, level: str | None, before: str = "") -> str:
    """Return the standard error of a program."""
    environment = {"GROQ_BASE_URL": server.base_url, "GROQ_API_KEY": KEY}
    if level is not None:
        environment["GROQ_LOG"] = level
    # The package reads the level when it is imported.
    stdout, stderr = run_python(
        before + PROGRAM, preamble=WATCH, dev=False, errors=False, imported="dependencies", environment=environment
    )
    assert stdout == ""
    return stderr


def check_no_secrets(text: str) -> None:
    for secret in (KEY, PROMPT, ANSWER, HEADER, QUERY, "secret of a file", "Bearer", "uthorization"):
        assert secret not in text


@pytest.mark.parametrize("level", ["info", "INFO"])
def test_info_logs_requests_and_retries(server: LocalServer, level: str) -> None:
    text = logged(server, level)
    assert f"HTTP Request: POST {server.base_url}/openai/v1/chat/completions" in text
    assert "Retrying in 0.001 s, retry 1, after status 503" in text
    assert "DEBUG" not in text
    check_no_secrets(text)


def test_debug_logs_details_without_key_and_prompt(server: LocalServer) -> None:
    text = logged(server, "debug")
    assert "DEBUG] Sending POST" in text
    assert "DEBUG] Got 503" in text
    assert "INFO] Retrying in" in text
    check_no_secrets(text)


@pytest.mark.parametrize("level", [None, ""])
def test_nothing_is_logged_by_default(server: LocalServer, level: str | None) -> None:
    assert logged(server, level) == ""


@pytest.mark.parametrize("level", ["warning", "verbose"])
def test_unknown_level_warns_and_is_ignored(server: LocalServer, level: str) -> None:
    lines = logged(server, level).splitlines()
    message = f"GroqWarning: GROQ_LOG: expected 'debug' or 'info', got {level!r}, which is ignored."
    assert lines[0] == f"<string>:3: {message}"
    assert len(lines) <= 2  # the second line is the source code


def test_keeps_log_format_of_application(server: LocalServer) -> None:
    before = 'import logging; logging.basicConfig(format="mine %(message)s", level="ERROR")\n'
    lines = logged(server, "info", before).splitlines()
    assert lines
    assert all(line.startswith("mine ") for line in lines)


def test_loggers_belong_to_the_package(caplog: pytest.LogCaptureFixture) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(500 if request.headers["x-stainless-retry-count"] == "0" else 400, json={"error": {}})

    client = Groq(api_key=KEY, http_client=DefaultHttpxClient(transport=httpx.MockTransport(answer)), max_retries=1)
    record_waits(client)
    with caplog.at_level(logging.DEBUG), pytest.raises(APIError):
        client.chat.completions.create(messages=[{"role": "user", "content": PROMPT}], model="m")
    ours = [record for record in caplog.records if record.name.partition(".")[0] == "groq"]
    assert [record.levelname for record in ours].count("INFO") == 1
    assert {record.name for record in ours} == {"groq._base_client"}
    check_no_secrets(caplog.text)


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("setting", ["", "1"])
def test_logs_bodies_only_on_request(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, setting: str, stream: bool
) -> None:
    monkeypatch.setenv("GROQ_LOG_BODIES", setting)
    caplog.set_level("DEBUG", logger="groq")
    key = "gsk_0123456789abcdef"
    headers = {"content-type": "text/event-stream"}
    body = (
        {"headers": headers, "content": EVENT + LAST_EVENTS}
        if stream
        else {"json": {**EMPTY_COMPLETION, "model": "told-by-server"}}
    )
    calls = Calls(lambda _: httpx.Response(200, **body), api_key=key)
    answer: Any = calls.client.chat.completions.create(
        model="m", messages=[{"role": "user", "content": "told-by-user"}], stream=stream
    )
    if stream:
        list(answer)
    assert ("told-by-user" in caplog.text) is bool(setting)
    assert (("chat.completion.chunk" if stream else "told-by-server") in caplog.text) is bool(setting)
    assert key not in caplog.text
