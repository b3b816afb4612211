"""Extra methods of generated models; `codegen/config.yml` names the models."""

from __future__ import annotations

from collections.abc import ItemsView, KeysView, ValuesView
from typing import Any

from .._rate_limits import HasRateLimits

__all__ = ["HasRateLimits", "OutputText", "Subscript"]


class Subscript:
    """Gives a model the reading half of a dictionary."""

    def __getitem__(self, name: str) -> Any:
        return self._values()[name]

    def get(self, name: str, default: Any = None) -> Any:
        """The field of that name, or `default` where it did not come."""
        return self._values().get(name, default)

    def keys(self) -> KeysView[str]:
        """The names of the fields that came, those that this release does not know among them."""
        return self._values().keys()

    def values(self) -> ValuesView[Any]:
        """The values of the fields that came."""
        return self._values().values()

    def items(self) -> ItemsView[str, Any]:
        """The fields that came, name and value."""
        return self._values().items()

    def __contains__(self, name: object) -> bool:
        return name in self._values()

    def _values(self) -> dict[str, Any]:
        model: Any = self
        sent: dict[str, Any] = {**model.__dict__, **(model.__pydantic_extra__ or {})}
        return {name: value for name, value in sent.items() if name in model.__pydantic_fields_set__}


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
