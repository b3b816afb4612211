"""Bodies are logged only with GROQ_LOG_BODIES."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from ..support.answers import EMPTY_COMPLETION, EVENT, LAST_EVENTS
from ..support.waits import Calls


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
