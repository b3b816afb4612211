# Generated from openapi.yml by scripts/generate. Do not edit.
"""`groq.resources`: every name here is imported on first use."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from . import chat as chat
    from .chat.chat import AsyncChat as AsyncChat
    from .chat.chat import AsyncChatWithRawResponse as AsyncChatWithRawResponse
    from .chat.chat import AsyncChatWithStreamingResponse as AsyncChatWithStreamingResponse
    from .chat.chat import Chat as Chat
    from .chat.chat import ChatWithRawResponse as ChatWithRawResponse
    from .chat.chat import ChatWithStreamingResponse as ChatWithStreamingResponse
else:
    from .._utils._lazy import lazy_module

    __getattr__, __dir__ = lazy_module(
        __name__,
        {
            "AsyncChat": ".chat.chat",
            "AsyncChatWithRawResponse": ".chat.chat",
            "AsyncChatWithStreamingResponse": ".chat.chat",
            "Chat": ".chat.chat",
            "ChatWithRawResponse": ".chat.chat",
            "ChatWithStreamingResponse": ".chat.chat",
        },
        ("chat",),
    )

__all__ = [
    "AsyncChat",
    "AsyncChatWithRawResponse",
    "AsyncChatWithStreamingResponse",
    "Chat",
    "ChatWithRawResponse",
    "ChatWithStreamingResponse",
    "chat",
]
