"""A Groq server on your own machine, to build and test against without a key and without the network.

    from groq.testing import LocalServer

    with LocalServer() as server:
        client = server.client()
        server.reply("Hello!")
        completion = client.chat.completions.create(
            model="openai/gpt-oss-20b", messages=[{"role": "user", "content": "Hi"}]
        )

It runs no model. It validates requests as the API does. Unless a test has queued a reply, it generates a deterministic
answer from the request. `python -m groq.testing --help` describes how to run it from a shell. In pytest, the fixture
`groq_server` starts one for a test. It listens on 127.0.0.1 and ::1 only, and needs only the standard library.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._local_server import LocalServer, UnfetchedReplyError, UnrecordedRequestError
    from .api.replies import Reply, StreamError, ToolCall
    from .api.reply_script import ReplyScript
    from .server.messages import Headers, RecordedRequest

__all__ = [
    "Headers",
    "LocalServer",
    "RecordedRequest",
    "Reply",
    "ReplyScript",
    "StreamError",
    "ToolCall",
    "UnfetchedReplyError",
    "UnrecordedRequestError",
]

_MODULES = {
    "Headers": ".server.messages",
    "LocalServer": "._local_server",
    "RecordedRequest": ".server.messages",
    "Reply": ".api.replies",
    "ReplyScript": ".api.reply_script",
    "StreamError": ".api.replies",
    "ToolCall": ".api.replies",
    "UnfetchedReplyError": "._local_server",
    "UnrecordedRequestError": "._local_server",
}


# Lazy: pytest imports this package in every project that has groq installed.
def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_MODULES[name], __name__), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
