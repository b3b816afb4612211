"""Helpers for chat completions: accumulate a stream."""

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

# fmt: off
__all__ = [
    "ChatCompletionAccumulator", "ChatCompletionEvent", "ChunkEvent", "ContentDeltaEvent", "ContentDoneEvent",
    "DoneEvent", "ExecutedToolEvent", "LogprobsDeltaEvent", "ReasoningDeltaEvent", "ReasoningDoneEvent",
    "ToolCallArgumentsDeltaEvent", "ToolCallArgumentsDoneEvent", "accumulate", "accumulate_async",
]
# fmt: on
