"""Names, pages and results of tools of in-process servers."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import anyio
import pytest

from groq import Groq, GroqError
from groq.lib.mcp import McpTool, tools
from groq.lib.tools import ToolError, run_tools_async
from groq.testing import LocalServer

pytest.importorskip("mcp", reason="mcp needs newer dependencies than the oldest that this package allows")

import mcp.types as t
from mcp import Client
from mcp.server.lowlevel import Server

from ..tools.model import Model, start_async
from .kitchen import kitchen

pytestmark = pytest.mark.anyio

IMAGE = t.ImageContent(type="image", data="iVBO", mime_type="image/png")
TEXT = t.TextContent(type="text", text="Hello")
LINK = t.ResourceLink(type="resource_link", name="menu", uri="file:///menu.txt")
SOUND = t.AudioContent(type="audio", data="UklG", mime_type="audio/wav")
NOTE = t.EmbeddedResource(type="resource", resource=t.TextResourceContents(uri="file:///note", text="Buy milk."))
BLOB = t.EmbeddedResource(type="resource", resource=t.BlobResourceContents(uri="file:///blob", blob="AAAA"))
MESSAGES: Any = [{"role": "user", "content": "Cook."}]


def serve(*pages: list[str], result: t.CallToolResult | None = None, repeat: bool = False) -> Server[Any]:
    """Return a server that lists these tools page by page, and answers each call with the result or the tool's name."""

    async def list_tools(_: object, params: t.PaginatedRequestParams | None) -> t.ListToolsResult:
        page = int((params and params.cursor) or 0)
        following = 0 if repeat else page + 1
        return t.ListToolsResult(
            tools=[t.Tool(name=name, title=f"Tool {name}", input_schema={"type": "object"}) for name in pages[page]],
            next_cursor=str(following) if repeat or following < len(pages) else None,
        )

    async def call_tool(_: object, params: t.CallToolRequestParams) -> t.CallToolResult:
        return result or t.CallToolResult(content=[t.TextContent(type="text", text=f"{params.name} was called")])

    return Server("test", on_list_tools=list_tools, on_call_tool=call_tool)


async def test_lists_all_pages() -> None:
    async with Client(serve(["a", "b"], [], ["c"])) as session:
        assert [tool.name for tool in await tools(session)] == ["a", "b", "c"]


async def test_raises_when_a_cursor_is_repeated() -> None:
    async with Client(serve(["a"], repeat=True)) as session:
        with pytest.raises(GroqError, match="repeats the cursor '0'"):
            await tools(session)


async def test_title_is_the_description_when_there_is_no_description() -> None:
    async with Client(serve(["a"])) as session:
        [tool] = await tools(session)
    assert tool.listed.title == "Tool a"
    assert tool.to_param() == {
        "type": "function",
        "function": {"name": "a", "description": "Tool a", "parameters": {"type": "object", "properties": {}}},
    }


LONG = "x" * 70


async def test_names_are_converted_to_valid_function_names() -> None:
    names = ["a.b", "a/b", "c.d", "c_d", LONG, LONG + "y"]
    async with Client(serve(names)) as session:
        found = await tools(session)
        again = await tools(session)
        answers = [await tool() for tool in found]
    given = [tool.name for tool in found]
    assert given[0] == "a_b"
    assert given[1].startswith("a_b_")
    assert given[2].startswith("c_d_")
    assert given[3] == "c_d"
    assert len(set(given)) == len(names)
    assert max(map(len, given)) == 64
    assert [tool.name for tool in again] == given
    assert answers == [f"{name} was called" for name in names]


async def test_prefix_distinguishes_two_servers() -> None:
    model = Model([("one_a", {}), ("two.a", {}), ("two_a", {})], "Done.")
    async with Client(serve(["a"])) as one, Client(serve(["a"])) as two:
        with pytest.raises(ValueError, match=r"Two tools have the name 'a'.*prefix"):
            start_async(model, *await tools(one), *await tools(two))
        run = start_async(model, *await tools(one, prefix="one_"), *await tools(two, prefix="two."))
        await run.until_done()
    assert [tool["function"]["name"] for tool in model.requests[0]["tools"]] == ["one_a", "two_a"]
    assert model.results[0] == model.results[2] == "a was called"
    assert "there is no tool 'two.a'" in model.results[1]


@pytest.mark.parametrize(
    ("content", "structured", "expected"),
    [
        ([TEXT, TEXT], None, "Hello\nHello"),
        ([TEXT], {"text": "Hello"}, "Hello"),
        ([], {"degrees": 21}, {"degrees": 21}),
        ([], None, ""),
        ([TEXT, LINK, SOUND], None, "Hello\n[menu: file:///menu.txt]\n[audio, audio/wav, not shown]"),
        ([NOTE, BLOB], None, "Buy milk.\n[file:///blob, not shown]"),
        ([TEXT, IMAGE], None, "Hello\n[image, image/png, not shown]"),
    ],
)
async def test_content_becomes_the_tool_result(content: list[Any], structured: Any, expected: object) -> None:
    result = t.CallToolResult(content=content, structured_content=structured)
    async with Client(serve(["tool"], result=result)) as session:
        [tool] = await tools(session)
        assert await tool() == expected


async def test_sends_images_to_models_that_accept_them(groq_server: LocalServer) -> None:
    groq_server.reply_tool_call("tool", {})
    groq_server.reply("A kitchen.")
    shown = t.CallToolResult(content=[TEXT, IMAGE, SOUND])
    async with groq_server.async_client() as client, Client(serve(["tool"], result=shown)) as session:
        run = client.chat.completions.run_tools(
            model="qwen/qwen3.8-27b", messages=MESSAGES, tools=await tools(session, images=True)
        )
        await run.until_done()
    assert groq_server.requests[1].json["messages"][-1]["content"] == [
        {"type": "text", "text": "Hello"},
        {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBO"}},
        {"type": "text", "text": "[audio, audio/wav, not shown]"},
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [([TEXT, IMAGE], "Hello\n[image, image/png, not shown]"), ([], "Error: the tool failed without a message.")],
)
async def test_result_with_is_error_is_a_tool_error(content: list[Any], message: str) -> None:
    failed = t.CallToolResult(content=content, is_error=True)
    async with Client(serve(["tool"], result=failed)) as session:
        [tool] = await tools(session, images=True)
        with pytest.raises(ToolError) as caught:
            await tool()
    assert str(caught.value) == message


async def test_tool_error_does_not_end_a_run_that_raises_errors() -> None:
    model = Model([("tool", {})], "Done.")
    async with Client(serve(["tool"], result=t.CallToolResult(content=[TEXT], is_error=True))) as session:
        await start_async(model, *await tools(session), on_error="raise").until_done()
    assert model.results == ["Hello"]


async def test_run_continues_with_new_tools_after_the_list_has_changed() -> None:
    changed = anyio.Event()

    async def on_message(message: object) -> None:
        if isinstance(message, t.ToolListChangedNotification):
            changed.set()

    model = Model([("learn", {})], [("bake", {"cake": "pie"}), ("boil", {})], "Done.")
    # Since the protocol versions of 2026, servers notify only subscribers.
    async with Client(kitchen(), message_handler=on_message, mode="legacy") as session:
        old = await tools(session)
        run = start_async(model, *old)
        await anext(run)
        await anext(run)
        with anyio.fail_after(30):
            await changed.wait()
        run = run_tools_async(model.async_create, model="m", messages=run.messages, tools=await tools(session))
        await run.until_done()
    assert "bake" in [tool.name for tool in old]
    assert "there is no tool 'bake'" in model.results[1]
    assert model.results[2] == "boiled"


async def test_approve_receives_the_arguments() -> None:
    model = Model([("add", {"a": 1, "b": 2})], "Done.")
    async with Client(kitchen()) as session:
        run = start_async(model, *await tools(session), approve=lambda call: f"not {dict(call.arguments)}")
        await run.until_done()
    assert model.results == ["not {'a': 1, 'b': 2}"]


async def test_tool_result_says_that_arguments_are_not_an_object() -> None:
    model = Model([("add", "[1, 2]"), ("add", "{")], "Done.")
    async with Client(kitchen()) as session:
        await start_async(model, *await tools(session)).until_done()
    assert all(text.startswith("Error: the arguments are invalid.") for text in model.results)


async def test_session_is_initialized_once() -> None:
    async with Client(serve(["a"])) as session:
        version = session.session.protocol_version
        await tools(session.session)
        assert session.session.protocol_version == version is not None


async def test_options_apply_to_every_tool() -> None:
    async with Client(serve(["a", "b"])) as session:
        found = await tools(session, timeout=3, sequential=True, on_error="raise")
    assert {(tool.timeout, tool.sequential, tool.on_error) for tool in found} == {(3, True, "raise")}
    assert all(isinstance(tool, McpTool) for tool in found)


async def test_sync_client_rejects_tools_of_a_session() -> None:
    async with Client(kitchen()) as session:
        found = await tools(session)
        with pytest.raises(TypeError, match="'add' runs in the event loop of its session only: use AsyncGroq"):
            Groq(api_key="k").chat.completions.run_tools(model="m", messages=MESSAGES, tools=found)


async def test_rejects_value_that_is_not_a_session() -> None:
    session: Any = "http://localhost"
    with pytest.raises(TypeError, match=r"Expected an mcp\.Client or an mcp\.ClientSession, got 'http"):
        await tools(session)


async def test_error_names_the_extra_when_mcp_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mcp", None)
    session: Any = None
    with pytest.raises(ImportError, match=r"groq\[mcp\]"):
        await tools(session)


def test_imports_mcp_on_the_first_call_only() -> None:
    code = "import sys, groq, groq.lib.mcp, groq.lib.tools; sys.exit('mcp' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=50)
