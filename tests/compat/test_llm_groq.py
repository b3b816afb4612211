"""llm-groq: the command line tool `llm` and its Python API; every unset option is sent as `null`."""

from __future__ import annotations

import json
from pathlib import Path

import llm
import pytest
from click.testing import CliRunner
from llm.cli import cli

import groq
from groq.testing import LocalServer

from .samples import ANSWER, MODEL, QUESTION

NAME = f"groq/{MODEL}"
SET_NOTHING = {"temperature": None, "top_p": None, "max_tokens": None, "stop": None}


@pytest.fixture(autouse=True)
def user_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Return a folder with the settings of `llm` and the list of models, which llm-groq would otherwise download."""
    (tmp_path / "groq_models.json").write_text(json.dumps({"models": [{"id": MODEL}]}))
    monkeypatch.setenv("LLM_USER_PATH", str(tmp_path))


@pytest.mark.parametrize("stream", [False, True])
def test_returns_answer_whole_or_streamed(server: LocalServer, stream: bool) -> None:
    server.reply(ANSWER)
    response = llm.get_model(NAME).prompt(QUESTION, system="Be brief.", stream=stream)
    parts = list(response)
    assert "".join(parts) == ANSWER
    assert (len(parts) > 1) is stream
    assert response.usage().output > 0
    sent = server.requests[0].json
    assert {name: sent[name] for name in SET_NOTHING} == SET_NOTHING
    assert sent["stream"] is stream


@pytest.mark.anyio
@pytest.mark.parametrize("stream", [False, True])
async def test_async_returns_answer_whole_or_streamed(server: LocalServer, stream: bool) -> None:
    server.reply(ANSWER)
    response = llm.get_async_model(NAME).prompt(QUESTION, stream=stream)
    assert "".join([part async for part in response]) == ANSWER
    assert (await response.usage()).output > 0


def test_conversation_sends_earlier_messages(server: LocalServer) -> None:
    server.reply(ANSWER, times=2)
    conversation = llm.get_model(NAME).conversation()
    conversation.prompt(QUESTION).text()
    conversation.prompt("And tomorrow?", temperature=0.5).text()
    sent = server.requests[1].json
    assert [message["role"] for message in sent["messages"]] == ["user", "assistant", "user"]
    assert sent["temperature"] == 0.5


@pytest.mark.anyio
@pytest.mark.parametrize("stream", [False, True])
async def test_raises_error_of_the_api(server: LocalServer, stream: bool) -> None:
    server.reply_error(400, "No such thing", times=2)
    with pytest.raises(groq.BadRequestError, match="No such thing"):
        llm.get_model(NAME).prompt(QUESTION, stream=stream).text()
    with pytest.raises(groq.BadRequestError, match="No such thing"):
        await llm.get_async_model(NAME).prompt(QUESTION, stream=stream)


@pytest.mark.anyio
async def test_raises_error_in_a_stream(server: LocalServer) -> None:
    server.reply_stream_error("Over capacity", after=2, times=2)
    with pytest.raises(groq.APIError, match="Over capacity"):
        llm.get_model(NAME).prompt(QUESTION).text()
    with pytest.raises(groq.APIError, match="Over capacity"):
        await llm.get_async_model(NAME).prompt(QUESTION)


@pytest.mark.parametrize("flags", [[], ["--no-stream"]], ids=["stream", "no-stream"])
def test_command_prints_answer_or_error(server: LocalServer, flags: list[str]) -> None:
    server.reply(ANSWER)
    result = CliRunner().invoke(cli, ["-m", NAME, "-n", *flags, QUESTION])
    assert result.output.strip() == ANSWER
    server.reply_error(401, "Invalid API Key")
    result = CliRunner().invoke(cli, ["-m", NAME, "-n", *flags, QUESTION])
    assert result.exit_code == 1
    assert "Error: Error code: 401" in result.output
