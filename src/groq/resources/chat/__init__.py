# Generated from openapi.yml by scripts/generate. Do not edit.
"""`groq.resources.chat`: every name here is imported on first use."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .chat import AsyncChat as AsyncChat
    from .chat import AsyncChatWithRawResponse as AsyncChatWithRawResponse
    from .chat import AsyncChatWithStreamingResponse as AsyncChatWithStreamingResponse
    from .chat import Chat as Chat
    from .chat import ChatWithRawResponse as ChatWithRawResponse
    from .chat import ChatWithStreamingResponse as ChatWithStreamingResponse
    from .completions import AsyncCompletions as AsyncCompletions
    from .completions import AsyncCompletionsWithRawResponse as AsyncCompletionsWithRawResponse
    from .completions import AsyncCompletionsWithStreamingResponse as AsyncCompletionsWithStreamingResponse
    from .completions import Completions as Completions
    from .completions import CompletionsWithRawResponse as CompletionsWithRawResponse
    from .completions import CompletionsWithStreamingResponse as CompletionsWithStreamingResponse
else:
    from ..._utils._lazy import lazy_names

    __getattr__, __dir__ = lazy_names(
        __name__,
        {
            "AsyncChat": ".chat",
            "AsyncChatWithRawResponse": ".chat",
            "AsyncChatWithStreamingResponse": ".chat",
            "AsyncCompletions": ".completions",
            "AsyncCompletionsWithRawResponse": ".completions",
            "AsyncCompletionsWithStreamingResponse": ".completions",
            "Chat": ".chat",
            "ChatWithRawResponse": ".chat",
            "ChatWithStreamingResponse": ".chat",
            "Completions": ".completions",
            "CompletionsWithRawResponse": ".completions",
            "CompletionsWithStreamingResponse": ".completions",
        },
        (),
    )

__all__ = [
    "AsyncChat",
    "AsyncChatWithRawResponse",
    "AsyncChatWithStreamingResponse",
    "AsyncCompletions",
    "AsyncCompletionsWithRawResponse",
    "AsyncCompletionsWithStreamingResponse",
    "Chat",
    "ChatWithRawResponse",
    "ChatWithStreamingResponse",
    "Completions",
    "CompletionsWithRawResponse",
    "CompletionsWithStreamingResponse",
]
