"""`unittest.mock.create_autospec` of a client: its resources, with the signatures of their methods."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any
from unittest.mock import create_autospec

import pytest

from groq import AsyncGroq, Groq
from groq.resources import Chat

from ..support.clients import CHAT

CLASSES = pytest.mark.parametrize("client_class", [Groq, AsyncGroq])
MAKERS: dict[str, Callable[[Any], Any]] = {
    "class": create_autospec,
    "instance": lambda cls: create_autospec(cls, instance=True),
    "return value": lambda cls: create_autospec(cls)(api_key="k"),
    "spec_set": lambda cls: create_autospec(cls, spec_set=True, instance=True),
    "client": lambda cls: create_autospec(cls(api_key="k")),
}
makers = pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
# Cached, because creating a mock of a client is slow.
made = functools.cache(lambda make, client_class: make(client_class))
METHODS = [
    *("chat.completions.create", "models.list", "embeddings.create", "audio.transcriptions.create", "files.content"),
    *("batches.create", "responses.create", "with_raw_response.models.list", "with_streaming_response.files.content"),
]


@CLASSES
@makers
@pytest.mark.parametrize("path", METHODS)
def test_autospec_has_the_methods_of_the_resources(client_class: Any, make: Callable[[Any], Any], path: str) -> None:
    method = made(make, client_class)
    for name in path.split("."):
        method = getattr(method, name)
    method.return_value = "mocked"
    with pytest.raises(TypeError, match=r"missing a required|unknown"):
        method(unknown=1)


@makers
def test_autospec_returns_mocks_and_checks_arguments(make: Callable[[Any], Any]) -> None:
    client = make(Groq)
    client.chat.completions.create.return_value = "mocked"
    assert client.chat.completions.create(**CHAT) == "mocked"
    client.chat.completions.create.assert_called_once_with(**CHAT)
    assert isinstance(client.chat, Chat)
    with pytest.raises(AttributeError):
        getattr(client.chat, "unknown")  # noqa: B009 - mypy knows the class


def test_resource_of_the_class_cannot_call() -> None:
    with pytest.raises(TypeError, match="missing"):
        Groq.chat.completions.create(**CHAT)  # type: ignore[attr-defined] # on purpose
