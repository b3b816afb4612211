"""`Fallback`: other models answer a call when the first model cannot."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

import groq
from groq import AsyncGroq, Groq
from groq.lib.fallback import Fallback

from ..support.answers import COMPLETION, EVENT, LAST_EVENTS, MESSAGES
from ..support.calls import AnyClient, collected, create, finished
from ..support.wire import Wire

pytestmark = pytest.mark.anyio


class Models(Wire):
    """Answers with a completion, except for models that fail with a status and an error code."""

    def __init__(self) -> None:
        super().__init__()
        self.failures: dict[str, tuple[int, str]] = {}

    def respond(self, _request: httpx.Request) -> httpx.Response:
        model = self.body["model"]
        if model in self.failures:
            status, code = self.failures[model]
            return httpx.Response(status, json={"error": {"message": "no", "code": code}})
        if self.body.get("stream"):
            return httpx.Response(200, content=EVENT + LAST_EVENTS, headers={"content-type": "text/event-stream"})
        return httpx.Response(200, json={**COMPLETION, "model": model})

    @property
    def models(self) -> list[str]:
        """The models of the requests so far."""
        return [httpx.Response(200, content=request.content).json()["model"] for request in self.requests]


@pytest.fixture
def wire() -> Models:
    """A recorder with failing models."""
    return Models()


@pytest.fixture(params=["sync", "async"])
def client(request: pytest.FixtureRequest, wire: Models) -> AnyClient:
    """A client of either kind, with two models to fall back to."""
    options: dict[str, Any] = {"api_key": "k", "max_retries": 0, "middleware": [Fallback("b", "c")]}
    if request.param == "sync":
        return Groq(http_client=wire.sync_client(), **options)
    return AsyncGroq(http_client=wire.async_client(), **options)


async def test_model_of_the_call_answers_first(client: AnyClient, wire: Models) -> None:
    assert (await create(client, model="a")).model == "a"
    assert wire.models == ["a"]


@pytest.mark.parametrize("failure", [(429, ""), (498, ""), (500, ""), (503, ""), (400, "model_decommissioned")])
async def test_next_model_answers_when_one_fails(client: AnyClient, wire: Models, failure: tuple[int, str]) -> None:
    wire.failures = {"a": failure, "b": failure}
    assert (await create(client, model="a")).model == "c"
    assert wire.models == ["a", "b", "c"]


@pytest.mark.parametrize("failure", [(400, "bad"), (401, ""), (404, "model_not_found"), (413, "")])
async def test_raises_errors_of_the_request_immediately(
    client: AnyClient, wire: Models, failure: tuple[int, str]
) -> None:
    wire.failures = {"a": failure}
    with pytest.raises(groq.APIStatusError):
        await create(client, model="a")
    assert wire.models == ["a"]


async def test_raises_error_of_the_last_model(client: AnyClient, wire: Models) -> None:
    wire.failures = {"a": (429, ""), "b": (500, ""), "c": (503, "")}
    with pytest.raises(groq.InternalServerError) as raised:
        await create(client, model="a")
    assert raised.value.status_code == 503


async def test_skips_fallback_that_is_the_model_of_the_call(client: AnyClient, wire: Models) -> None:
    wire.failures = {"b": (429, "")}
    assert (await create(client, model="b")).model == "c"
    assert wire.models == ["b", "c"]


async def test_stream_comes_from_the_next_model(client: AnyClient, wire: Models) -> None:
    wire.failures = {"a": (503, "")}
    assert len(await collected(await create(client, model="a", stream=True))) == 2
    assert wire.models == ["a", "b"]


async def test_raises_connection_errors_immediately(client: AnyClient, wire: Models) -> None:
    wire.fail(httpx.ConnectError("down"))
    with pytest.raises(groq.APIConnectionError):
        await create(client, model="a")
    assert len(wire.requests) == 1


async def test_calls_without_a_model_are_sent_once(client: AnyClient, wire: Models) -> None:
    wire.answer(503)
    with pytest.raises(groq.InternalServerError):
        await finished(client.models.list())
    assert len(wire.requests) == 1


@pytest.mark.parametrize("models", [(), ("",), (None,), (["a"],)])
def test_rejects_models_that_are_not_names(models: Any) -> None:
    with pytest.raises(ValueError, match="models: expected names of models"):
        Fallback(*models)


def test_messages_are_sent_unchanged(wire: Models) -> None:
    client = Groq(api_key="k", http_client=wire.sync_client(), max_retries=0, middleware=[Fallback("b")])
    wire.failures = {"a": (429, "")}
    client.chat.completions.create(model="a", messages=iter(MESSAGES), temperature=0, extra_body={"x": 1})
    assert wire.body == {"model": "b", "messages": MESSAGES, "temperature": 0, "x": 1}
