"""Join characters that a server split over two chunks: pure. `decoder` uses it for chunks that are not valid text."""

from __future__ import annotations

import codecs
import json
from typing import Any

from .._models import repaired_json
from .._utils import is_json_array, is_json_object

# Text fields that callers concatenate across chunks.
_JOINED = frozenset({"arguments", "content", "delta", "reasoning", "reasoning_content", "refusal", "text"})


class SplitCharacters:
    """Buffer for the first bytes of split characters, keyed by the path of the text in its chunk.

    Attributes:
        pending: Path → the coding, and the decoder that holds the first bytes.
    """

    def __init__(self) -> None:
        self.pending: dict[tuple[object, ...], tuple[str, Any]] = {}

    def repair(self, data: bytes) -> bytes | None:
        """Return the JSON with its invalid text repaired; `None` if it is valid or is not JSON.

        An incomplete character at the end of a text moves to the next chunk; other invalid text becomes U+FFFD.
        """
        try:
            text, coding, errors = data.decode(), "utf-16-le", "surrogatepass"  # surrogates may be escaped
        except UnicodeDecodeError:
            text, coding, errors = data.decode("utf-8", "surrogateescape"), "utf-8", "surrogateescape"
        try:
            whole = json.loads(text.removeprefix("\ufeff"))
            repaired = self._repaired(whole, (), coding, errors)
        except (RecursionError, ValueError):  # not JSON, or invalid in both codings
            return repaired_json(data)
        return None if repaired == whole and not text.startswith("\ufeff") else json.dumps(repaired).encode()

    def _repaired(self, value: Any, path: tuple[object, ...], coding: str, errors: str) -> Any:
        if isinstance(value, str):
            return self._text(value, path, coding, errors)
        if is_json_object(value):
            return {name: self._repaired(one, (*path, name), coding, errors) for name, one in value.items()}
        if is_json_array(value):
            return [self._repaired(one, (*path, _position(one, at)), coding, errors) for at, one in enumerate(value)]
        return value

    def _text(self, text: str, path: tuple[object, ...], coding: str, errors: str) -> str:
        lost = ""
        kept_coding, decoder = self.pending.pop(path, ("", None))
        if decoder is None or kept_coding != coding:
            lost = decoder.decode(b"", True) if decoder is not None else ""
            decoder = codecs.getincrementaldecoder(coding)("replace")
        is_joined = bool(path) and path[-1] in _JOINED
        decoded: str = decoder.decode(text.encode(coding, errors), not is_joined)
        if decoder.getstate()[0]:
            self.pending[path] = coding, decoder
        return lost + decoded


def _position(item: Any, at: int) -> object:
    """Return the `index` of an item, such as a choice, or its position in the list."""
    index: object = item.get("index") if is_json_object(item) else None
    return index if isinstance(index, int) else at
