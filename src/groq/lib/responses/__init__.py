"""Helpers for the Responses API: accumulate a stream."""

from .accumulator import ResponseAccumulator
from .stream import AsyncResponseStream, ResponseStream

__all__ = ["AsyncResponseStream", "ResponseAccumulator", "ResponseStream"]
