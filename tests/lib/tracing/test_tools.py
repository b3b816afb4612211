"""Spans of tools that `run_tools()` runs."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable
from typing import Any

import anyio
import pytest
from opentelemetry import trace
from opentelemetry.trace import SpanKind, StatusCode

from groq.lib.tools import run_tools, tool
from groq.testing import LocalServer

from ...support.answers import MESSAGES
from ...support.calls import AnyClient, finished
from ...support.clients import async_client, sync_client
from .recorded import Recorded

pytestmark = pytest.mark.anyio


@pytest.fixture(params=["sync", "async"])
def make(request: pytest.FixtureRequest, groq_server: LocalServer) -> Callable[..., AnyClient]:
    """Make clients of one kind with middleware."""

    def client(*middleware: Any) -> AnyClient:
        kind = sync_client if request.param == "sync" else async_client
        return kind(groq_server.base_url, middleware=middleware)

    return client


async def run(client: AnyClient, *tools: Any, **options: Any) -> None:
    arguments: dict[str, Any] = {"model": "openai/gpt-oss-20b", "messages": MESSAGES, "tools": tools, **options}
    await finished(client.chat.completions.run_tools(**arguments).until_done())


async def test_tool_has_a_span_that_is_current_while_it_runs(
    make: Callable[..., AnyClient], groq_server: LocalServer
) -> None:
    recorded = Recorded()
    client = make(recorded.middleware)
    current: list[int] = []

    def double(number: int) -> int:
        """Double a number."""
        current.append(trace.get_current_span().get_span_context().span_id)
        return 2 * number

    groq_server.reply_tool_call("double", {"number": 21})
    with recorded.tracer_provider.get_tracer("test").start_as_current_span("outer") as outer:
        await run(client, double)
    first, executed, last, _ = recorded.spans
    assert [first.name, executed.name, last.name] == [
        "chat openai/gpt-oss-20b",
        "execute_tool double",
        "chat openai/gpt-oss-20b",
    ]
    assert executed.kind is SpanKind.INTERNAL
    assert executed.context is not None
    assert current == [executed.context.span_id]
    assert executed.parent == outer.get_span_context()
    attributes: dict[str, Any] = dict(executed.attributes or {})
    assert attributes.pop("gen_ai.tool.call.id")
    assert attributes == {
        "gen_ai.operation.name": "execute_tool",
        "gen_ai.tool.name": "double",
        "gen_ai.tool.type": "function",
        "gen_ai.tool.description": "Double a number.",
    }
    await finished(client.close())


async def test_async_tool_has_a_span(groq_server: LocalServer) -> None:
    recorded = Recorded()
    client = async_client(groq_server.base_url, middleware=[recorded.middleware])

    async def wait() -> None:
        await anyio.lowlevel.checkpoint()

    groq_server.reply_tool_call("wait", {})
    await run(client, wait, stream=False)
    assert [span.name.split()[0] for span in recorded.spans] == ["chat", "execute_tool", "chat"]
    await client.close()


async def test_content_of_tools_is_recorded_on_request(
    make: Callable[..., AnyClient], groq_server: LocalServer
) -> None:
    recorded = Recorded(capture_content=True)
    client = make(recorded.middleware)

    def double(number: int) -> int:
        return 2 * number

    groq_server.reply_tool_call("double", {"number": 21})
    await run(client, double)
    attributes = recorded.spans[1].attributes or {}
    assert json.loads(str(attributes["gen_ai.tool.call.arguments"])) == {"number": 21}
    assert json.loads(str(attributes["gen_ai.tool.call.result"])) == "42"
    await finished(client.close())


async def test_span_of_a_failed_tool_has_the_error(make: Callable[..., AnyClient], groq_server: LocalServer) -> None:
    recorded = Recorded()
    client = make(recorded.middleware)

    def fail() -> None:
        raise LookupError("secret")

    groq_server.reply_tool_call("fail", {})
    await run(client, fail)
    executed = recorded.spans[1]
    assert executed.status.status_code is StatusCode.ERROR
    assert (executed.attributes or {})["error.type"] == "LookupError"
    assert "secret" not in executed.to_json()
    await finished(client.close())


async def test_span_of_a_timed_out_async_tool_has_a_timeout_error(groq_server: LocalServer) -> None:
    recorded = Recorded()
    client = async_client(groq_server.base_url, middleware=[recorded.middleware])

    @tool(timeout=0.01)
    async def hang() -> None:
        await anyio.sleep_forever()

    groq_server.reply_tool_call("hang", {})
    await run(client, hang)
    assert (recorded.spans[1].attributes or {})["error.type"] == "TimeoutError"
    await client.close()


def test_span_of_a_timed_out_sync_tool_ends_with_its_thread(groq_server: LocalServer) -> None:
    recorded = Recorded()
    client = sync_client(groq_server.base_url, middleware=[recorded.middleware])
    finish = threading.Event()

    @tool(timeout=0.01)
    def hang() -> None:
        finish.wait(30)

    groq_server.reply_tool_call("hang", {})
    asyncio.run(run(client, hang))
    assert [span.name.split()[0] for span in recorded.spans] == ["chat", "chat"]
    finish.set()
    for thread in threading.enumerate():
        if thread.name == "tool hang":
            thread.join(30)
    assert recorded.spans[2].name == "execute_tool hang"
    client.close()


def test_tools_are_not_recorded_when_create_is_a_custom_function(groq_server: LocalServer) -> None:
    recorded = Recorded()
    client = sync_client(groq_server.base_url, middleware=[recorded.middleware])

    def double(number: int) -> int:
        return 2 * number

    def create(**params: Any) -> Any:
        return client.chat.completions.create(**params)

    groq_server.reply_tool_call("double", {"number": 21})
    run_tools(create, model="m", messages=MESSAGES, tools=[double]).until_done()
    assert [span.name for span in recorded.spans] == ["chat m", "chat m"]
    client.close()
