"""Which named events belong to a stream: pure. `decoder` asks."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any, get_args, get_origin

from .._utils import is_json_object, is_list


class Kind:
    """What the chunks of a stream look like. Gateways give them names of their own, such as `event: chunk`."""

    def __init__(self, cast_to: Any) -> None:
        fields: Mapping[str, Any] = getattr(cast_to, "model_fields", {})
        named = {info.alias or name: info for name, info in fields.items()}
        self._names = frozenset(named)
        self._required = frozenset(name for name, info in named.items() if info.is_required())
        self._lists = [name for name in self._required if get_origin(named[name].annotation) is list]
        self._objects = get_args(named["object"].annotation) if "object" in named else ()
        self._is_union = hasattr(cast_to, "__metadata__")  # of events with a `type`, an Annotated one

    def includes(self, data: object, event: str | None) -> bool:
        """Return whether the data of a named event is a chunk."""
        if not is_json_object(data):
            return False
        if self._is_union:
            return event != "ping" and _is_typed(data, event)
        if not self._names:  # a plain dictionary
            return event != "ping"
        return (
            data.get("object") in self._objects
            or any(is_list(data.get(name)) for name in self._lists)
            or (self._required <= data.keys() and not self._names.isdisjoint(data))
        )

    def may_include(self, raw: bytes, event: str) -> bool:
        """Return whether the bytes begin as those of a typed event do, with its name as the type."""
        if not self._is_union or event == "ping":
            return False
        return raw[1:].removeprefix(b'"type":').lstrip().startswith(f'"{event}"'.encode())


_cached = functools.lru_cache(maxsize=64)(Kind)


def kind_of(cast_to: Any) -> Kind:
    """Return the kind of the chunks of a type, which is found out once."""
    try:
        return _cached(cast_to)
    except TypeError:  # not every annotation is hashable
        return Kind(cast_to)


def _is_typed(data: dict[str, Any], event: str | None) -> bool:
    """Return whether an event is one of the API's: its payload repeats the name, or either is that of a response."""
    names = (event, data.get("type"))
    return event in (data.get("type"), data.get("object")) or any(str(name).startswith("response.") for name in names)
