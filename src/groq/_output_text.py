"""`response.output_text`: what people read of a response, joined from its parts."""

from __future__ import annotations

from typing import Any


class OutputText:
    """Gives a model with `output` items the property `output_text`."""

    output: Any

    @property
    def output_text(self) -> str:
        """The text of all `output_text` parts of all messages, joined; empty where there is none."""
        contents = [item.content for item in _listed(self.output) if getattr(item, "type", None) == "message"]
        parts = [part for content in contents for part in _listed(content)]
        texts = [part if isinstance(part, str) else _text_of(part) for part in parts]
        return "".join(texts)


def _listed(value: Any) -> list[Any]:
    """The items of a list; a value that the API sends in place of one is its only item."""
    if isinstance(value, list):
        return value  # pyright: ignore[reportUnknownVariableType] # nothing is known of the items
    return [] if value is None else [value]


def _text_of(part: Any) -> str:
    text = getattr(part, "text", None) if getattr(part, "type", None) == "output_text" else None
    return text if isinstance(text, str) else ""
