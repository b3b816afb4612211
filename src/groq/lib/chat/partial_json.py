"""JSON that arrives in pieces, parsed as it grows, in linear time."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from .._json_values import parse_json
from .._text import Text

# A long text is parsed again after it has grown by 1/64, so that all parses together read 64 times its length.
_SHARE_BITS = 6
# Brackets, quotes, and escaped characters, whose backslash may end a piece.
_STRUCTURE = re.compile(r'[{}\[\]"]|\\.?', re.DOTALL)
_DEPTHS = {"{": 1, "[": 1, "}": -1, "]": -1}


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


class JsonEnd:
    """The end of a JSON text: found by counting brackets, and parsed once, when they are closed."""

    __slots__ = ("_count", "_depth", "_has_brackets", "_is_escaped", "_is_in_string", "_is_json", "_is_over", "_text")

    def __init__(self, text: Text) -> None:
        self._text = text
        self._count = 0
        self._depth = 0
        self._has_brackets = False
        self._is_in_string = False
        self._is_escaped: bool = False
        self._is_over = False  # no value can begin here, because a complete or invalid one has ended
        self._is_json: bool = False

    def is_reached(self) -> bool:
        """Return whether the text is complete JSON: an array, an object, or any value in a single piece."""
        added = self._text.pieces[self._count :]
        if not added:
            return self._is_json
        self._count += len(added)
        if self._is_over or self._is_json:
            self._is_json = self._is_json and not any(map(str.strip, added))
            return self._is_json
        for piece in added:
            self._scan(piece)
        if self._depth <= 0 and not self._is_in_string and (self._has_brackets or self._count == 1):
            self._is_over = self._has_brackets
            self._is_json = _is_json(str(self._text))
        return self._is_json

    def _scan(self, piece: str) -> None:
        tokens: list[str] = _STRUCTURE.findall(piece, 1 if self._is_escaped else 0)
        for token in tokens:
            if token == '"':
                self._is_in_string = not self._is_in_string
            elif token in _DEPTHS and not self._is_in_string:
                self._depth += _DEPTHS[token]
                self._has_brackets = True
        self._is_escaped = tokens[-1:] == ["\\"]


def _is_json(text: str) -> bool:
    try:
        parse_json(text)
    except ValueError:
        return False
    return True


def partial_arguments(text: str) -> Any:
    """Return the arguments of an incomplete tool call, as far as they can be parsed; `None` if none can."""
    from pydantic_core import from_json  # imported here: makes `import groq.lib.chat` fast

    try:
        return from_json(text, allow_partial="trailing-strings")
    except ValueError:
        return None
