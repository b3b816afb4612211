"""`response.output_text`: what people read of a response, joined from its parts."""

from __future__ import annotations

from typing import Any


class OutputText:
    """Gives a model with `output` items the property `output_text`."""

    output: Any

    @property
    def output_text(self) -> str:
        """The text of all `output_text` parts of all messages, joined; empty where there is none."""
        items: Any = self.output or ()
        messages = [item for item in items if getattr(item, "type", None) == "message"]
        parts = [part for message in messages for part in message.content or ()]
        return "".join(part.text or "" for part in parts if getattr(part, "type", None) == "output_text")
