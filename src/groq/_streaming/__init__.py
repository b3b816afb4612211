"""Bytes → server-sent events → chunks."""

from .sse import ServerSentEvent
from .stream import AsyncStream, SSEBytesDecoder, SSEDecoder, Stream, extract_stream_chunk_type

# fmt: off
__all__ = [
    "AsyncStream", "SSEBytesDecoder", "SSEDecoder", "ServerSentEvent", "Stream", "extract_stream_chunk_type",
]
# fmt: on
