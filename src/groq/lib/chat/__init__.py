"""Helpers for chat completions: accumulate a stream."""

from typing import TYPE_CHECKING

from .accumulator import ChatCompletionAccumulator, accumulate, accumulate_async
from .events import (
    ChatCompletionEvent,
    ChunkEvent,
    ContentDeltaEvent,
    ContentDoneEvent,
    DoneEvent,
    ExecutedToolEvent,
    LogprobsDeltaEvent,
    ReasoningDeltaEvent,
    ReasoningDoneEvent,
    ToolCallArgumentsDeltaEvent,
    ToolCallArgumentsDoneEvent,
)

if TYPE_CHECKING:
    from .stream import AsyncChatCompletionStream as AsyncChatCompletionStream
    from .stream import ChatCompletionStream as ChatCompletionStream
else:  # on first use: `import groq.lib.chat` is fast
    from ..._utils._lazy import lazy_names

    _NAMES = {"AsyncChatCompletionStream": ".stream", "ChatCompletionStream": ".stream"}
    __getattr__, __dir__ = lazy_names(__name__, _NAMES)

# fmt: off
__all__ = [
    "AsyncChatCompletionStream", "ChatCompletionAccumulator", "ChatCompletionEvent", "ChatCompletionStream",
    "ChunkEvent", "ContentDeltaEvent", "ContentDoneEvent", "DoneEvent", "ExecutedToolEvent", "LogprobsDeltaEvent",
    "ReasoningDeltaEvent", "ReasoningDoneEvent", "ToolCallArgumentsDeltaEvent", "ToolCallArgumentsDoneEvent",
    "accumulate", "accumulate_async",
]
# fmt: on
