"""Timeout messages give advice for the phase: increasing the timeout does not help to connect."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from groq import APITimeoutError

from ..support.clients import CHAT, async_client, async_http_client, sync_client, sync_http_client

pytestmark = pytest.mark.anyio

TIMEOUT = httpx.Timeout(10, connect=0.05)


@pytest.fixture
def silent() -> Iterator[str]:
    """A server that accepts connections and sends nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"127.0.0.1:{listener.getsockname()[1]}"


@pytest.mark.parametrize("how", ["tls", "tunnel", "tls_to_proxy"])
async def test_no_advice_about_the_model_after_a_connect_timeout(silent: str, how: str) -> None:
    options: dict[str, Any] = {} if how == "tls" else {"proxy": f"{'http' if how == 'tunnel' else 'https'}://{silent}"}
    url = f"https://{silent}" if how == "tls" else "https://api.test"
    with sync_client(url, timeout=TIMEOUT, http_client=sync_http_client(**options)) as client:
        with pytest.raises(APITimeoutError) as caught:
            client.chat.completions.create(**CHAT)
        check(caught.value)
    async with async_client(url, timeout=TIMEOUT, http_client=async_http_client(**options)) as aclient:
        with pytest.raises(APITimeoutError) as caught:
            await aclient.chat.completions.create(**CHAT)
        check(caught.value)


def check(error: APITimeoutError) -> None:
    assert "model" not in str(error)
    assert "Expected a connection within 0.05 s, got none. Check base_url, the proxy and the network." in str(error)


async def test_advice_about_the_model_after_a_read_timeout(silent: str) -> None:
    with sync_client(f"http://{silent}", timeout=0.05) as client, pytest.raises(APITimeoutError) as caught:
        client.chat.completions.create(**CHAT)
    assert "If the model needs longer, pass a larger `timeout`" in str(caught.value)
