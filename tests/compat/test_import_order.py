"""Tools that are installed before this package is imported, as launcher programs do."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from groq.testing import LocalServer

ROOT = Path(__file__).parents[2]

CALLS = """
import asyncio
import sys

assert "groq" not in sys.modules

def ask():
    import groq

    with groq.Groq() as client:
        completion = client.chat.completions.create(**ASK)
        return completion.choices[0].message.content

async def ask_async():
    import groq

    async with groq.AsyncGroq() as client:
        chunks = await client.chat.completions.create(**ASK, stream=True)
        return "".join([chunk.choices[0].delta.content or "" async for chunk in chunks])

ASK = {"model": "m", "messages": [{"role": "user", "content": "Hi"}]}
"""

OPENTELEMETRY = """
from opentelemetry.instrumentation.httpx import HTTPXClientInstrumentor
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

spans, provider = InMemorySpanExporter(), TracerProvider()
provider.add_span_processor(SimpleSpanProcessor(spans))
HTTPXClientInstrumentor().instrument(tracer_provider=provider)
print(ask(), asyncio.run(ask_async()), len(spans.get_finished_spans()))
HTTPXClientInstrumentor().uninstrument()
print(ask(), asyncio.run(ask_async()), len(spans.get_finished_spans()))
"""

# Like AWS X-Ray and opentelemetry-instrumentation-httpx before 0.49: they trace only classes that are defined later.
CLASSES = """
import httpx
from tests.compat.tracers import Trace, WatchingTransport

trace = Trace()

class Client(httpx.Client):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._transport = WatchingTransport(self._transport, trace)

class AsyncClient(httpx.AsyncClient):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._transport = WatchingTransport(self._transport, trace)

httpx.Client, httpx.AsyncClient = Client, AsyncClient
print(ask(), asyncio.run(ask_async()), len(trace.seen))
trace.seen = [None] * 2  # these classes remain the bases of this package's clients
print(ask(), asyncio.run(ask_async()), 2)
"""

RESPX = """
import respx
from httpx import Response

with respx.mock(using="{using}") as router:
    router.post(path="/openai/v1/chat/completions").pass_through()
    print(ask(), asyncio.run(ask_async()), 2 if router.calls else 0)
calls = len(router.calls)
print(ask(), asyncio.run(ask_async()), 2 if len(router.calls) == calls else 0)
"""

WRAPPED = """
from tests.compat.tracers import EVERYWHERE

with EVERYWHERE["{name}"]() as trace:
    print(ask(), asyncio.run(ask_async()), len(trace.seen))
print(ask(), asyncio.run(ask_async()), len(trace.seen))
"""

WRAPPED_METHODS = ["Client.send", "Client._send_single_request", "ConnectionPool.handle_request"]
PROGRAMS = {
    "OpenTelemetry": OPENTELEMETRY,
    "classes": CLASSES,
    "respx": RESPX.replace("{using}", "httpcore"),
    **{name: WRAPPED.replace("{name}", name) for name in WRAPPED_METHODS},
}


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS.keys())
def test_tool_sees_each_request_when_installed_before_this_package_is_imported(
    program: str, server: LocalServer
) -> None:
    """Each program makes two requests with the tool and two without, and prints how many the tool has seen."""
    server.reply("Yes", times=None)
    command = [sys.executable, "-c", CALLS + program]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=50, check=False)
    assert (done.stdout, done.stderr) == ("Yes Yes 2\nYes Yes 2\n", "")
