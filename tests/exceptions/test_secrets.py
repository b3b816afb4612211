"""Neither key, prompt nor password appears in an error."""

from __future__ import annotations

import traceback

import httpx
import pytest

from groq import (
    APIConnectionError,
    Groq,
)

from ..support.calls import AnyClient
from ..support.wire import Wire
from .calls import KEY, failure


@pytest.mark.anyio
@pytest.mark.parametrize("status", [400, 401, 500, None])
async def test_redacts_key_and_prompt(client: AnyClient, wire: Wire, status: int | None) -> None:
    if status is None:
        wire.fail(httpx.ReadTimeout("slow"))
    else:
        wire.answer(status, json={"error": {"message": "no"}})
    error = await failure(client, extra_query={"token": "also_secret"})
    for shown in (str(error), repr(error), error.message, "".join(traceback.format_exception(error))):
        assert KEY not in shown
        assert "my secret prompt" not in shown.replace('"content": "my secret prompt"', "")  # except in this source
    assert "also_secret" not in str(error)


def test_redacts_password_of_base_url(wire: Wire) -> None:
    wire.fail(httpx.ConnectError("refused"))
    http_client = httpx.Client(transport=httpx.MockTransport(wire))
    client = Groq(api_key=KEY, base_url="https://user:hunter2@x.test", http_client=http_client, max_retries=0)
    with pytest.raises(APIConnectionError) as caught:
        client.get("/x", cast_to=object)
    assert "hunter2" not in str(caught.value)
