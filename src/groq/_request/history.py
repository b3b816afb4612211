"""The history of a conversation in a body: earlier answers → the fields that requests accept.

An answer may be a model, its dictionary, or decoded JSON. Users also write dictionaries, so these lose only the fields
that no request to the model accepts.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import Any, cast

from .._models import BaseModel, request_form, with_plain_text
from .._utils import is_mapping
from .arguments import NOT_LISTS, checked_items
from .history_fields import REASONING_MODELS, REFUSED_FIELDS, REQUEST_FIELDS

_MESSAGE_FIELDS = REQUEST_FIELDS["assistant"]
# An assistant message without any of these is sent unchanged.
_CHECKED_FIELDS = REFUSED_FIELDS | _MESSAGE_FIELDS - {"role", "content"}
_ITEM_FIELDS = REQUEST_FIELDS["message"]
# Constants, because Python would build the union `list | tuple` again for each call.
_LISTS = (list, tuple)
_REREADABLE = frozenset({list, tuple, str, type(None)})
_EMBEDDING_INPUTS = (str, int, list)  # items of the input of embeddings


def with_answers(body: dict[str, Any], as_written: Container[str] = ()) -> dict[str, Any]:
    """Return the body with the earlier answers in `messages` and `input` reduced to the fields that its model accepts.

    The properties in `as_written` are unchanged.
    """
    messages, items = body.get("messages"), body.get("input")
    if messages is not None and _may_have_answers(messages) and "messages" not in as_written:
        model = body.get("model")
        takes_reasoning = isinstance(model, str) and model.startswith(REASONING_MODELS)
        body = {**body, "messages": [_message(one, takes_reasoning) for one in checked_items(messages, "messages")]}
    if items is not None and _may_have_answers(items) and "input" not in as_written:
        converted = map(_input_item, checked_items(items, "input"))
        # No request accepts the reasoning of an answer.
        body = {**body, "input": [one for one in converted if not (is_mapping(one) and one.get("type") == "reasoning")]}
    return body


def may_consume(body: dict[str, Any]) -> bool:
    """Return whether `with_answers` may consume iterators."""
    return type(body.get("messages")) not in _REREADABLE or type(body.get("input")) not in _REREADABLE


def _may_have_answers(items: object) -> bool:
    if not isinstance(items, _LISTS):  # an iterator can be read only once
        return isinstance(items, Iterable) and not isinstance(items, NOT_LISTS)
    for one in cast("list[Any]", items):  # items of any type
        if type(one) is not dict:  # for speed
            return not isinstance(one, _EMBEDDING_INPUTS)
        fields = cast("dict[str, Any]", one)  # keys are checked when it is encoded
        if fields.get("role") == "assistant" or "type" in fields:
            return True
    return False


def _message(message: Any, takes_reasoning: bool) -> Any:
    message = _plain(message)
    if not is_mapping(message) or message.get("role") != "assistant" or message.keys().isdisjoint(_CHECKED_FIELDS):
        return message
    is_answer = not message.keys().isdisjoint(REFUSED_FIELDS)
    return {
        name: value
        for name, value in message.items()
        if ((value is not None or name == "content") if name in _MESSAGE_FIELDS else not is_answer)
        and (takes_reasoning or name != "reasoning")
    }


def _input_item(item: Any) -> Any:
    item = _plain(item)
    if not is_mapping(item):
        return item
    if item.get("role") == "assistant":
        message = with_plain_text(dict(item))
        is_answer = "id" in message or "status" in message
        return {name: value for name, value in message.items() if name in _ITEM_FIELDS or not is_answer}
    fields = REQUEST_FIELDS.get(str(item.get("type")), frozenset())
    return {name: value for name, value in item.items() if value is not None or name not in fields}


def _plain(one: Any) -> Any:
    is_answer = isinstance(one, BaseModel) and one.__request_fields__ is not None
    return request_form(one) if is_answer else one
