"""Extra methods of generated models; `codegen/config.yml` names the models."""

from __future__ import annotations

from collections.abc import ItemsView, KeysView, ValuesView
from typing import Any

from .._rate_limits import HasRateLimits
from .._utils import is_json_array

__all__ = ["HasRateLimits", "OutputText", "Subscript"]


class Subscript:
    """Mixin that adds the read-only methods of a dictionary."""

    def __getitem__(self, name: str) -> Any:
        return self._values()[name]

    def get(self, name: str, default: Any = None) -> Any:
        """Return the field of that name, or `default` if the API did not send it."""
        return self._values().get(name, default)

    def keys(self) -> KeysView[str]:
        """Return the names of the fields that the API sent, including unknown ones."""
        return self._values().keys()

    def values(self) -> ValuesView[Any]:
        """Return the values of the fields that the API sent."""
        return self._values().values()

    def items(self) -> ItemsView[str, Any]:
        """Return names and values of the fields that the API sent."""
        return self._values().items()

    def __contains__(self, name: object) -> bool:
        return name in self._values()

    def _values(self) -> dict[str, Any]:
        model: Any = self
        sent: dict[str, Any] = {**model.__dict__, **(model.__pydantic_extra__ or {})}
        return {name: value for name, value in sent.items() if name in model.__pydantic_fields_set__}


class OutputText:
    """Mixin that adds `output_text` to a model with `output` items."""

    output: Any

    @property
    def output_text(self) -> str:
        """The text of all `output_text` parts of all messages, joined; may be empty."""
        messages = [item for item in _as_list(self.output) if getattr(item, "type", None) == "message"]
        return "".join(_part_text(part) for message in messages for part in _as_list(message.content))


def _as_list(value: Any) -> list[Any]:
    """Return a list unchanged, and another value as the only item of one: the API may send either."""
    if is_json_array(value):
        return value
    return [] if value is None else [value]


def _part_text(part: Any) -> str:
    if isinstance(part, str):
        return part
    text = getattr(part, "text", None) if getattr(part, "type", None) == "output_text" else None
    return text if isinstance(text, str) else ""
