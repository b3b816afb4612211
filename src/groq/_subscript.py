"""`segment["start"]` beside `segment.start`: for models that older releases left as plain dictionaries."""

from __future__ import annotations

from collections.abc import ItemsView, KeysView, ValuesView
from typing import Any


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
