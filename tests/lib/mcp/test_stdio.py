"""Runs with the tools of a real MCP server in a child process."""

from __future__ import annotations

import base64
import functools
import json
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import anyio
import pytest

from groq.lib.mcp import McpTool, tools
from groq.testing import LocalServer
from groq.types.chat import ChatCompletionMessageParam
from tests.support.forks import Forking
from tests.support.programs import ROOT
from tests.support.run_python import may_fork

pytest.importorskip("mcp", reason="mcp needs newer dependencies than the oldest that this package allows")

from mcp import Client, ClientSession, MCPError, StdioServerParameters, stdio_client

from .kitchen import PNG

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(120)]  # each server process has to import mcp

KITCHEN = StdioServerParameters(command=sys.executable, args=["-m", "tests.lib.mcp.kitchen"], cwd=ROOT)
# Passes its streams to a process that has already imported mcp, which takes a second, and forks the server.
PASS_ON = """
import json, os, socket, sys
with socket.socket(socket.AF_UNIX) as connection, connection.makefile() as lines:
    connection.connect(sys.argv[1])
    socket.send_fds(connection, [b"\\0"], [0, 1, 2])
    code = "import runpy; runpy.run_module('tests.lib.mcp.kitchen', run_name='__main__', alter_sys=True)"
    job = {"code": code, "arguments": [], "environment": {**os.environ}, "folder": os.getcwd(), "session": False}
    connection.sendall(json.dumps(job).encode() + b"\\n")
    os.close(0)
    os.close(1)
    pid, status = lines
sys.exit(int(status))
"""
Session = Client | ClientSession
MESSAGES: Any = [{"role": "user", "content": "Cook."}]


@functools.cache
def forking() -> Forking:
    return Forking([sys.executable], "import mcp.server.mcpserver, mcp.server.stdio", os.environ)


def kitchen() -> StdioServerParameters:
    """Return how to start a server, possibly as a fork of a process that has imported mcp."""
    if not may_fork():
        return KITCHEN
    arguments = ["-S", "-E", "-c", PASS_ON, forking().address]  # -S: start fast
    return StdioServerParameters(command=sys.executable, args=arguments, cwd=ROOT)


@asynccontextmanager
async def client_session() -> AsyncIterator[ClientSession]:
    async with stdio_client(kitchen()) as (read, write), ClientSession(read, write) as session:
        yield session


def by_name(found: list[McpTool]) -> dict[str, McpTool]:
    return {tool.name: tool for tool in found}


def results(messages: list[ChatCompletionMessageParam]) -> list[Any]:
    return [message["content"] for message in messages if message["role"] == "tool"]


@pytest.mark.covering("values")
@pytest.mark.parametrize("connect", [lambda: Client(KITCHEN), client_session], ids=["Client", "ClientSession"])
async def test_runs_calls_of_a_server_concurrently(
    groq_server: LocalServer, connect: Callable[[], AbstractAsyncContextManager[Session]]
) -> None:
    groq_server.reply_tool_calls(
        ("wait", {}),
        ("cancellation", {}),
        ("add", {"a": 1, "b": 2}),
        ("bake", {"cake": "pie"}),
        ("buy", {"order": {"items": [{"name": "eggs", "amount": 6}, {"name": "milk"}], "shop": {"name": "Corner"}}}),
        ("photograph", {}),
        ("add", {"a": "many"}),
    )
    groq_server.reply("Done.")
    async with groq_server.async_client() as client, connect() as session:
        found = await tools(session, images=True)
        by_name(found)["wait"].timeout = 0.2
        run = client.chat.completions.run_tools(model="openai/gpt-oss-20b", messages=MESSAGES, tools=found)
        assert (await run.get_final_completion()).choices[0].message.content == "Done."
    waited, cancelled, added, baked, bought, photo, invalid = results(run.messages)
    assert waited == "Error: TimeoutError: timed out after 0.2 s"
    assert cancelled == "wait was cancelled"
    assert added == "3"
    assert "no flour for pie" in baked
    assert bought == "6 eggs, 1 milk from Corner"
    assert photo[0] == {"type": "text", "text": "The kitchen:"}
    assert photo[1]["image_url"]["url"] == f"data:image/png;base64,{base64.b64encode(PNG).decode()}"
    assert "valid integer" in invalid
    assert json.loads(json.dumps(run.messages)) == run.messages
    sent = {tool["function"]["name"]: tool["function"] for tool in groq_server.requests[0].json["tools"]}
    assert sent["add"]["description"] == "Add two numbers."
    assert set(sent["buy"]["parameters"]["$defs"]) == {"Item", "Order"}
    assert sent["wait"]["parameters"]["properties"] == {}


async def test_cancels_the_call_on_the_server_when_the_run_is_cancelled(groq_server: LocalServer) -> None:
    groq_server.reply_tool_calls(("wait", {}), ("add", {"a": 1, "b": 2}))
    async with groq_server.async_client() as client, Client(kitchen()) as session:
        found = by_name(await tools(session))
        run = client.chat.completions.run_tools(
            model="openai/gpt-oss-20b", messages=MESSAGES, tools=[found["wait"], found["add"]]
        )
        async with anyio.create_task_group() as group:
            group.start_soon(run.until_done)
            await found["start"]()
            group.cancel_scope.cancel()
        assert await found["cancellation"]() == "wait was cancelled"
    assert [message["role"] for message in run.messages[:2]] == ["user", "assistant"]
    assert results(run.messages) in ([], ["3"])  # the same run can be continued


async def test_tool_result_says_that_the_server_has_exited(groq_server: LocalServer) -> None:
    groq_server.reply_tool_call("leave", {})
    groq_server.reply("Done.")
    groq_server.reply_tool_call("add", {"a": 1, "b": 2})
    async with groq_server.async_client() as client, Client(kitchen()) as session:
        found = await tools(session)
        run = client.chat.completions.run_tools(model="openai/gpt-oss-20b", messages=MESSAGES, tools=found)
        await run.until_done()
        [error] = results(run.messages)
        assert error.startswith("Error: MCPError: ")
        run = client.chat.completions.run_tools(
            model="openai/gpt-oss-20b", messages=MESSAGES, tools=found, on_error="raise"
        )
        with pytest.raises(MCPError):
            await run.until_done()
