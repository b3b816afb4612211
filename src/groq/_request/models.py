"""Models in a request body → their fields. `json_encoding` converts the values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import pydantic
from pydantic_core import PydanticSerializationError

from .._models import BaseModel, request_form
from .._utils import is_json_array, is_json_object
from .arguments import checked_items, describe_type
from .scalars import shown_path


def model_fields(model: pydantic.BaseModel, path: str) -> Any:
    """Return the fields of a model without those that are `None` by default.

    Answers of the API are reduced to what a request accepts.
    """
    if isinstance(model, BaseModel) and model.__request_fields__ is not None:
        return request_form(model)
    _materialize_iterators(model, path)
    try:
        explicit = model.model_dump(mode="json", by_alias=True, exclude_unset=True, warnings=False)
        if isinstance(model, BaseModel):
            return explicit
        full = model.model_dump(mode="json", by_alias=True, warnings=False)
    except (PydanticSerializationError, UnicodeDecodeError) as err:
        name = describe_type(model)
        raise TypeError(f"{shown_path(path)}: expected a model that JSON can hold, got {name}: {err}.") from err
    return _without_default_nulls(full, explicit)


def _materialize_iterators(value: object, path: str) -> None:
    """Replace iterators in a model by lists: pydantic consumes them, and a dump takes two passes."""
    if isinstance(value, pydantic.BaseModel):
        value = vars(value)
    if is_json_object(value):
        item_paths: dict[Any, str] = {name: f"{path}.{name}" for name in value}
    elif is_json_array(value):
        item_paths = {index: f"{path}[{index}]" for index in range(len(value))}
    else:
        return
    container = cast("Any", value)  # a dict or a list, with the keys of `item_paths`
    for key, item_path in item_paths.items():
        if isinstance(container[key], Iterator):
            container[key] = list(checked_items(container[key], shown_path(item_path)))
        _materialize_iterators(container[key], item_path)


def _without_default_nulls(full: Any, explicit: Any) -> Any:
    """Drop each `None` from `full` that is not in `explicit`: it is a default."""
    if is_json_object(full) and is_json_object(explicit):
        items = full.items()
        return {k: _without_default_nulls(v, explicit.get(k)) for k, v in items if k in explicit or v is not None}
    if is_json_array(full) and is_json_array(explicit):
        return [_without_default_nulls(one, other) for one, other in zip(full, explicit, strict=False)]
    return full
