"""Distribution and environment: lines 12 and 13 of the contract."""

from __future__ import annotations

import importlib
import importlib.metadata

import httpx
import pytest

import groq
from groq import (
    Groq,
)

from ..support.answers import MESSAGES
from ..support.wire import ContentWire

# 12. The distribution.


def test_distribution_is_groq_and_satisfies_dependants() -> None:
    """Line 12."""
    version = importlib.metadata.version("groq")
    assert version == groq.__version__
    assert groq.__title__ == "groq"
    assert tuple(map(int, version.split(".")[:2])) >= (1, 7)


# 13. The environment; tests/utils covers GROQ_LOG.


def test_environment_configures_client(wire: ContentWire, monkeypatch: pytest.MonkeyPatch) -> None:
    """Line 13."""
    monkeypatch.setenv("GROQ_API_KEY", "env-key")
    monkeypatch.setenv("GROQ_BASE_URL", "https://env.test/openai/v1")
    monkeypatch.setenv("GROQ_CUSTOM_HEADERS", "X-One: 1\nX-Two: 2: two")
    with Groq(http_client=httpx.Client(transport=httpx.MockTransport(wire))) as client:
        client.chat.completions.create(messages=MESSAGES, model="m")
    assert str(wire.requests[-1].url) == "https://env.test/openai/v1/chat/completions"
    assert wire.headers["authorization"] == "Bearer env-key"
    assert (wire.headers["x-one"], wire.headers["x-two"]) == ("1", "2: two")
