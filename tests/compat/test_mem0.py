"""mem0: its `GroqLLM` sends `None` options and reads messages and tool calls; a `Memory` asks it for facts."""

from __future__ import annotations

from pathlib import Path

import pytest
from mem0 import Memory
from mem0.configs.llms.base import BaseLlmConfig
from mem0.llms.groq import GroqLLM

import groq
from groq.testing import LocalServer

from .samples import ANSWER, MESSAGES, MODEL, PARIS, WEATHER_TOOL, City


def llm() -> GroqLLM:
    return GroqLLM(BaseLlmConfig(model=MODEL))


def test_returns_answer(server: LocalServer) -> None:
    server.reply(ANSWER)
    assert llm().generate_response(MESSAGES) == ANSWER
    assert set(server.requests[0].json) == {"model", "messages", "temperature", "max_tokens", "top_p"}


def test_returns_tool_call(server: LocalServer) -> None:
    server.reply_tool_call("get_weather", {"city": "Paris"})
    answer = llm().generate_response(MESSAGES, tools=[WEATHER_TOOL])
    assert answer["tool_calls"] == [{"name": "get_weather", "arguments": {"city": "Paris"}}]
    assert server.requests[0].json["tool_choice"] == "auto"


def test_parses_structured_output(server: LocalServer) -> None:
    server.reply_json(PARIS.model_dump())
    answer = llm().generate_response(MESSAGES, response_format={"type": "json_object"})
    assert City.model_validate_json(answer) == PARIS


def test_raises_error_of_the_api(server: LocalServer) -> None:
    server.reply_error(401, "Invalid API Key")
    with pytest.raises(groq.AuthenticationError, match="Invalid API Key"):
        llm().generate_response(MESSAGES)


def test_memory_stores_facts_that_the_model_extracts(server: LocalServer, tmp_path: Path) -> None:
    """The embeddings come from `openai`, which also uses the local server."""
    openai = {"openai_base_url": f"{server.base_url}/openai/v1", "api_key": server.api_key, "model": MODEL}
    memory = Memory.from_config(
        {
            "llm": {"provider": "groq", "config": {"model": MODEL}},
            "embedder": {"provider": "openai", "config": openai},
            "vector_store": {
                "provider": "qdrant",
                "config": {"path": str(tmp_path / "vectors"), "embedding_model_dims": 768},
            },
            "history_db_path": str(tmp_path / "history.db"),
        }
    )
    fact = "User likes Paris"
    server.reply_json({"memory": [{"id": "0", "text": fact, "attributed_to": "user"}]})
    assert [result["memory"] for result in memory.add("I like Paris", user_id="me")["results"]] == [fact]
    assert [result["memory"] for result in memory.get_all(filters={"user_id": "me"})["results"]] == [fact]
    memory.close()
