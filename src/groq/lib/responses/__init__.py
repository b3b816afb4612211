"""Helpers for the Responses API: accumulate a stream."""

from typing import TYPE_CHECKING

from .accumulator import ResponseAccumulator
from .stream import AsyncResponseStream, ResponseStream

if TYPE_CHECKING:
    from .parsed import ParsedResponse as ParsedResponse
else:  # on first use: it imports the types, which is slow
    from ..._utils._lazy import lazy_names

    __getattr__, __dir__ = lazy_names(__name__, {"ParsedResponse": ".parsed"})

__all__ = ["AsyncResponseStream", "ParsedResponse", "ResponseAccumulator", "ResponseStream"]
