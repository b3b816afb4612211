"""langroid: clients that it caches by key, with chunks and answers read field by field.

Its import needs some 180 packages, and downloads a vocabulary. These tests need neither: they replace them by mocks
while it is imported.
"""

from __future__ import annotations

import contextlib
import sys
import warnings
from collections.abc import Iterator
from unittest.mock import MagicMock

import pytest
import tiktoken
import tiktoken.registry

import groq
from groq.testing import LocalServer

from .samples import ANSWER, MODEL, QUESTION, get_weather

UNUSED = ["bs4", "duckduckgo_search", "faker", "fakeredis", "fire", "lxml", "markdownify", "nest_asyncio", "pandas"]
UNUSED += ["cerebras", "cerebras.cloud", "cerebras.cloud.sdk", "googleapiclient", "googleapiclient.discovery"]
UNUSED += ["rank_bm25", "redis", "thefuzz"]


@contextlib.contextmanager
def mocked_packages() -> Iterator[None]:
    missing = [name for name in UNUSED if name not in sys.modules]
    sys.modules.update({name: MagicMock() for name in missing})
    with warnings.catch_warnings(action="ignore"):
        yield
    for name in missing:
        del sys.modules[name]


tiktoken.registry.ENCODINGS["cl100k_base"] = tiktoken.Encoding(
    "cl100k_base", pat_str=r"\w+|\W", mergeable_ranks={bytes([n]): n for n in range(256)}, special_tokens={}
)
with mocked_packages():
    import langroid.language_models as lm
    from langroid.language_models.base import LLMFunctionSpec, OpenAIToolSpec
    from langroid.language_models.client_cache import get_async_groq_client, get_groq_client

SPEC = OpenAIToolSpec(
    type="function",
    function=LLMFunctionSpec(
        name="get_weather",
        description="The weather in a city, now.",
        parameters={"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
    ),
)


def model(parts: list[str] | None = None) -> lm.OpenAIGPT:
    """Return a model. With `parts`, it streams and appends each part there."""

    def collect(text: str, *_: object) -> None:
        assert parts is not None
        parts.append(text)

    async def collect_async(text: str, *_: object) -> None:
        collect(text)

    config = lm.OpenAIGPTConfig(
        chat_model=f"groq/{MODEL}",
        chat_context_length=10_000,
        stream=parts is not None,
        streamer=collect,
        streamer_async=collect_async,
        cache_config=None,
        use_cached_client=False,
    )
    return lm.OpenAIGPT(config)


@pytest.mark.anyio
async def test_returns_answer(server: LocalServer) -> None:
    server.reply(ANSWER, times=2)
    response = model().chat(QUESTION)
    assert response.message == ANSWER
    assert response.usage.completion_tokens > 0
    assert (await model().achat(QUESTION)).message == ANSWER


@pytest.mark.anyio
async def test_streams_answer(server: LocalServer) -> None:
    server.reply(ANSWER, times=2)
    parts: list[str] = []
    assert model(parts).chat(QUESTION).message == ANSWER
    assert len(parts) > 1
    assert "".join(parts) == ANSWER
    assert (await model([]).achat(QUESTION)).message == ANSWER
    assert [request.json["stream"] for request in server.requests] == [True, True]


@pytest.mark.anyio
async def test_sends_result_of_tool_call(server: LocalServer) -> None:
    for streams in (False, True):
        server.reply_tool_call("get_weather", {"city": "Paris"})
        server.reply(ANSWER)
        asked = [lm.LLMMessage(role=lm.Role.USER, content=QUESTION)]
        helper = model([] if streams else None)
        [call] = helper.chat(asked, tools=[SPEC], tool_choice="auto").oai_tool_calls
        assert (call.function.name, call.function.arguments) == ("get_weather", {"city": "Paris"})
        answered = [
            lm.LLMMessage(role=lm.Role.ASSISTANT, content="", tool_calls=[call]),
            lm.LLMMessage(role=lm.Role.TOOL, tool_call_id=call.id, content=get_weather("Paris")),
        ]
        assert helper.chat([*asked, *answered], tools=[SPEC]).message == ANSWER
        assert server.requests[-1].json["messages"][-1]["content"] == get_weather("Paris")


@pytest.mark.anyio
async def test_raises_error_of_the_api(server: LocalServer) -> None:
    server.reply_error(400, "No such thing", times=2)
    with pytest.raises(groq.BadRequestError, match="No such thing"):
        model().chat(QUESTION)
    with pytest.raises(groq.BadRequestError, match="No such thing"):
        await model().achat(QUESTION)


@pytest.mark.usefixtures("server")
def test_clients_are_cached_by_key() -> None:
    for get in (get_groq_client, get_async_groq_client):
        assert get("gsk_1") is get("gsk_1")
        assert get("gsk_1") is not get("gsk_2")
