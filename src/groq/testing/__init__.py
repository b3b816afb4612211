"""A Groq server on your own machine, to build and test against without a key and without the network.

    from groq.testing import LocalServer

    with LocalServer() as server:
        client = server.client()
        server.reply("Hello!")
        completion = client.chat.completions.create(
            model="openai/gpt-oss-20b", messages=[{"role": "user", "content": "Hi"}]
        )

No model runs in it: unless a test queues a reply, a request is checked as the API checks it and gets an answer made up
from the request, the same each time. `python -m groq.testing --help` runs it from a shell; in pytest, the fixture
`groq_server` starts one for a test. It speaks HTTP on 127.0.0.1 only and needs nothing but the standard library.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from groq._utils._lazy import lazy_module

if TYPE_CHECKING:
    from ._replies import Reply, ReplyScript, StreamError, ToolCall
    from ._server import LocalServer
    from ._wire import Headers, RecordedRequest
else:
    # Loaded on first use: pytest imports this package in every run of every project that has groq installed.
    __getattr__, __dir__ = lazy_module(
        __name__,
        {
            "Headers": "._wire",
            "LocalServer": "._server",
            "RecordedRequest": "._wire",
            "Reply": "._replies",
            "ReplyScript": "._replies",
            "StreamError": "._replies",
            "ToolCall": "._replies",
        },
    )

__all__ = ["Headers", "LocalServer", "RecordedRequest", "Reply", "ReplyScript", "StreamError", "ToolCall"]
