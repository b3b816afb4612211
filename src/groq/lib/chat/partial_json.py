"""JSON that arrives in pieces, parsed as it grows, in linear time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .text import Text

# A long text is parsed again after it has grown by 1/64, so that all parses together read 64 times its length.
_SHARE_BITS = 6


class PartialJson:
    """The values of a JSON text and of its prefixes. They are shared: do not change them."""

    __slots__ = ("_count", "_parse", "_text", "_value")

    def __init__(self, text: Text, parse: Callable[[str], Any]) -> None:
        self._text = text
        self._parse = parse
        self._count = 0
        self._value: Any = None

    def first(self, count: int) -> Any:
        """Return the value of the first `count` pieces; from the 128th on, it may be that of a shorter prefix."""
        if count < self._count:
            return self._parse(self._text.first(count))
        if count - self._count >= (count >> _SHARE_BITS or 1):
            self._value = self._parse(self._text.first(count))
            self._count = count
        return self._value


def partial_arguments(text: str) -> Any:
    """Return the arguments of an incomplete tool call, as far as they can be parsed; `None` if none can."""
    from pydantic_core import from_json  # imported here: makes `import groq.lib.chat` fast

    try:
        return from_json(text, allow_partial="trailing-strings")
    except ValueError:
        return None
