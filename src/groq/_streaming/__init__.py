"""Bytes → server-sent events → chunks."""

from .sse import ServerSentEvent
from .stream import (
    AsyncStream,
    SSEBytesDecoder,
    SSEDecoder,
    Stream,
    extract_stream_chunk_type,
    is_async_stream,
    is_stream,
)

# fmt: off
__all__ = [
    "AsyncStream", "SSEBytesDecoder", "SSEDecoder", "ServerSentEvent", "Stream", "extract_stream_chunk_type",
    "is_async_stream", "is_stream",
]
# fmt: on
