"""Requests: lines 9 and 11 of the contract."""

from __future__ import annotations

from typing import Any

import pytest

from groq import (
    AsyncGroq,
    Groq,
    omit,
)
from groq._response import APIResponse, AsyncAPIResponse
from groq.types.chat import ChatCompletion

from ..support.answers import MESSAGES
from ..support.wire import ContentWire

# 9. null, and header names.


def test_sends_null_for_none_and_drops_only_sentinels(client: Groq, wire: ContentWire) -> None:
    """Line 9."""
    client.chat.completions.create(messages=MESSAGES, model="m", stop=None, seed=0, user="", tools=[], store=omit)
    assert wire.body == {"messages": MESSAGES, "model": "m", "stop": None, "seed": 0, "user": "", "tools": []}


def test_header_names_merge_case_insensitively(client: Groq, wire: ContentWire) -> None:
    """Line 9."""
    client.chat.completions.create(messages=MESSAGES, model="m", extra_headers={"USER-AGENT": "me"})
    assert wire.headers.get_list("user-agent") == ["me"]


# 11. Headers.

SENT = [
    *("X-Stainless-Lang", "X-Stainless-Package-Version", "X-Stainless-OS", "X-Stainless-Arch", "X-Stainless-Runtime"),
    *("X-Stainless-Runtime-Version", "x-stainless-retry-count", "x-stainless-read-timeout", "User-Agent"),
    *("X-Stainless-Async", "Authorization", "Content-Type", "Accept"),
]


@pytest.mark.anyio
@pytest.mark.parametrize("header", SENT)
async def test_sends_header(client: Groq, async_client: AsyncGroq, wire: ContentWire, header: str) -> None:
    """Line 11."""
    client.chat.completions.create(messages=MESSAGES, model="m")
    await async_client.chat.completions.create(messages=MESSAGES, model="m")
    assert all(request.headers[header] for request in wire.requests)


@pytest.mark.anyio
async def test_async_header_names_event_loop(
    client: Groq, async_client: AsyncGroq, wire: ContentWire, anyio_backend: str
) -> None:
    """Line 11."""
    client.chat.completions.create(messages=MESSAGES, model="m")
    await async_client.chat.completions.create(messages=MESSAGES, model="m")
    sent = [request.headers["x-stainless-async"] for request in wire.requests]
    assert sent == ["false", f"async:{anyio_backend}"]


@pytest.mark.anyio
@pytest.mark.parametrize("name", ["X-Stainless-Raw-Response", "x-stainless-raw-response"])
async def test_raw_response_header_selects_mode(client: Groq, async_client: AsyncGroq, name: str) -> None:
    """Line 11."""
    extra = {name: "true"}
    raw: Any = client.chat.completions.create(messages=MESSAGES, model="m", extra_headers=extra)
    assert isinstance(raw, APIResponse)
    assert isinstance(raw.parse(), ChatCompletion)
    raw = await async_client.chat.completions.create(messages=MESSAGES, model="m", extra_headers=extra)
    assert isinstance(raw, AsyncAPIResponse)
    assert isinstance(await raw.parse(), ChatCompletion)
