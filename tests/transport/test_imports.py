"""Imports of a sync call: no event loop, and no unused part of the transport."""

from __future__ import annotations

import ssl
from pathlib import Path

import httpx
import pytest

from ..support.programs import run_program
from ..support.server import ScriptedServer, sized

BODY = b'{"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": []}'
CODE = """
import sys
from groq import Groq

with Groq(api_key="k", base_url=sys.argv[1]) as client:
    chat = {"messages": [{"role": "user", "content": "Hi"}], "model": "m"}
    assert client.chat.completions.create(**chat).id == "1"
    with client.chat.completions.with_streaming_response.create(**chat) as response:
        response.read()
print(*{name.partition(".")[0] for name in sys.modules})
"""
UNNEEDED = {"httpcore", "h11", "anyio", "trio", "asyncio", "sniffio", "uvloop", "aiohttp"}


@pytest.mark.skipif(
    tuple(map(int, httpx.__version__.split(".")[:2])) < (0, 28), reason="older releases of httpx import httpcore"
)
@pytest.mark.parametrize("secured", [False, True], ids=["plain", "tls"])
def test_sync_call_imports_no_event_loop_and_no_httpcore(
    server_tls: ssl.SSLContext, certificates: Path, secured: bool
) -> None:
    with ScriptedServer(sized(BODY), sized(BODY), tls=server_tls if secured else None) as server:
        imported = run_program(CODE, server.url, SSL_CERT_FILE=str(certificates / "root.pem")).split()
    assert UNNEEDED & set(imported) == set()


def test_import_alone_imports_no_event_loop_and_no_httpcore() -> None:
    imported = run_program("import sys, groq; print(*{name.partition('.')[0] for name in sys.modules})").split()
    assert UNNEEDED & set(imported) == set()
