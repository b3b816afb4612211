"""Models in a request body → their fields. `json` converts the values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

import pydantic
from pydantic_core import PydanticSerializationError

from .._models import BaseModel
from .._utils import is_json_array, is_json_object, is_mapping
from .arguments import checked_items, describe_type
from .scalars import shown_path

# Models that accept the reasoning of earlier answers; others reject requests with it.
_REASONING_MODELS = ("openai/gpt-oss", "qwen/qwen3", "qwen-qwq", "deepseek-r1")


def model_fields(model: pydantic.BaseModel, path: str) -> Any:
    """Return the fields of a model without those that are `None` by default.

    Of an answer of the API, return only what a request accepts.

    Raises:
        TypeError: A field has no JSON form.
        ValueError: A field is an iterator that is already consumed.
    """
    if isinstance(model, BaseModel) and model.__request_fields__ is not None:
        return _accepted_fields(model)
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


def without_refused_reasoning(body: object) -> object:
    """Drop the reasoning of answers among the messages of a body, unless its model accepts reasoning."""
    if not is_mapping(body) or not isinstance(model := body.get("model"), str) or model.startswith(_REASONING_MODELS):
        return body
    messages = body.get("messages")
    if not isinstance(messages, Iterable) or isinstance(messages, str | Mapping):
        return body
    items = cast("Iterable[object]", messages)  # items of any type
    return {**body, "messages": [_without_reasoning(one) for one in checked_items(items, "messages")]}


def _without_reasoning(message: object) -> object:
    if isinstance(message, BaseModel) and message.__request_fields__ is not None:
        return {name: value for name, value in _accepted_fields(message).items() if name != "reasoning"}
    return message


def _accepted_fields(value: Any) -> Any:
    """Return what a request accepts of an answer: fields that were set, without unknown ones at any depth."""
    if is_json_array(value):
        return [_accepted_fields(item) for item in value]
    if not isinstance(value, BaseModel):
        return value
    names = {name: info.alias or name for name, info in type(value).model_fields.items()}
    accepted = value.__request_fields__ or names.values()
    given = {names[name]: _accepted_fields(getattr(value, name)) for name in names.keys() & value.model_fields_set}
    # Responses have `null` for absent parts. Requests to some models reject it, except as the content.
    return {
        name: given[name]
        for name in names.values()
        if name in given and name in accepted and (given[name] is not None or name == "content")
    }


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
    """Drop each `None` from `full` that is not in `explicit`, and so is a default."""
    if is_json_object(full) and is_json_object(explicit):
        items = full.items()
        return {k: _without_default_nulls(v, explicit.get(k)) for k, v in items if k in explicit or v is not None}
    if is_json_array(full) and is_json_array(explicit):
        return [_without_default_nulls(one, other) for one, other in zip(full, explicit, strict=False)]
    return full
