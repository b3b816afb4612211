"""Every method of the API: lines 4, 5, 6 and 8 of the contract."""

from __future__ import annotations

import copy
import inspect
import json
import pickle
from typing import Any

import pytest

import groq
from groq import (
    AsyncGroq,
    Groq,
    NotGiven,
    Omit,
    not_given,
)

from ..generated_operations import OPERATIONS
from ..operation import Operation
from ..support.forms import form
from ..support.wire import ContentWire
from .samples import RESOURCES, SENTINELS

every_operation = pytest.mark.parametrize("operation", OPERATIONS, ids=str)


def resource_of(client: Groq | AsyncGroq, operation: Operation) -> Any:
    found: Any = client
    for name in operation.method.split(".")[:-1]:
        found = getattr(found, name)
    return found


def content_of(operation: Operation) -> bytes:
    return operation.response if isinstance(operation.response, bytes) else json.dumps(operation.response).encode()


@every_operation
def test_every_method_looks_up_its_verb_on_instance(client: Groq, operation: Operation) -> None:
    """Line 4."""
    seen: list[tuple[tuple[Any, ...], dict[str, Any]]] = []

    def verb(*args: Any, **kwargs: Any) -> str:
        seen.append((args, kwargs))
        return "answer"

    resource = resource_of(client, operation)
    setattr(resource, f"_{operation.http_method.lower()}", verb)
    given = {**operation.path_arguments, **operation.minimal, "timeout": 3}
    assert getattr(resource, operation.method.rpartition(".")[2])(**given) == "answer"
    ((args, kwargs),) = seen
    assert len(args) == 1
    assert args[0].startswith(("/openai/v1/", "/v1/fine_tunings"))
    assert set(kwargs) <= {"body", "files", "options", "cast_to", "stream", "stream_cls"}
    assert ("files" in kwargs) is (operation.request_media == "multipart/form-data")
    assert ("body" in kwargs) is (operation.request_media is not None)
    assert ("stream_cls" in kwargs) is operation.streams
    assert kwargs["options"]["timeout"] == 3


@every_operation
def test_every_method_is_function_on_its_class(operation: Operation) -> None:
    """Line 5."""
    for client in (Groq(), AsyncGroq()):
        cls = type(resource_of(client, operation))
        function = vars(cls)[operation.method.rpartition(".")[2]]
        assert inspect.isfunction(function)
        assert inspect.iscoroutinefunction(function) is isinstance(client, AsyncGroq)
        assert function.__qualname__ == f"{cls.__name__}.{function.__name__}"
        assert function.__module__ == cls.__module__
        bound = inspect.signature(function).bind(None, **operation.path_arguments, **operation.full)
        bound.apply_defaults()
        assert bound.arguments["timeout"] is not_given


@every_operation
def test_every_method_accepts_any_sentinel(client: Groq, wire: ContentWire, operation: Operation) -> None:
    """Line 5."""
    wire.content = content_of(operation)
    function = getattr(resource_of(client, operation), operation.method.rpartition(".")[2])
    parameters = inspect.signature(function).parameters.values()
    optional = [one.name for one in parameters if isinstance(one.default, Omit | NotGiven)]
    assert "timeout" in optional
    required = {**operation.path_arguments, **operation.minimal}
    for sentinel in SENTINELS:
        function(**required, **dict.fromkeys(set(optional) - set(required), sentinel))
        request = wire.requests.pop()
        assert request.extensions["timeout"]["read"] == 60
        if operation.request_media == "application/json":
            assert json.loads(request.content) == operation.minimal
        elif operation.request_media is not None:
            assert sorted(name for name, _ in form(request)) == sorted(operation.minimal)


@every_operation
def test_every_resource_has_exact_class(operation: Operation) -> None:
    """Line 6."""
    expected = {name.lower(): name for name in RESOURCES.values()}
    *_, last = operation.method.split(".")[:-1]
    name = expected[last.replace("_", "")]
    for client, prefix in ((Groq(), ""), (AsyncGroq(), "Async")):
        resource = resource_of(client, operation)
        assert type(resource).__name__ == f"{prefix}{name}"
        assert resource._client is client
        assert type(resource.with_raw_response).__name__ == f"{prefix}{name}WithRawResponse"
        assert type(resource.with_streaming_response).__name__ == f"{prefix}{name}WithStreamingResponse"


@every_operation
def test_every_model_supports_pickle_copy_assignment_and_keywords(
    client: Groq, wire: ContentWire, operation: Operation
) -> None:
    """Line 8."""
    if isinstance(operation.response, bytes):
        return
    wire.content = json.dumps({**operation.response, "new_field": {"a": 1}}).encode()
    function = getattr(resource_of(client, operation), operation.method.rpartition(".")[2])
    answer: Any = function(**operation.path_arguments, **operation.minimal)
    assert issubclass(type(answer), groq.BaseModel)
    others: list[Any] = [pickle.loads(pickle.dumps(answer)), copy.deepcopy(answer), answer.model_copy(deep=True)]
    cls: Any = type(answer)
    others.append(cls(**operation.response, new_field={"a": 1}))
    others.append(cls.model_construct(**{**operation.response, "new_field": {"a": 1}}))
    for other in others:
        assert other == answer
        assert other is not answer
        assert other.to_dict() == {**operation.response, "new_field": {"a": 1}}
    answer.new_field = 2
    assert answer.model_dump(warnings=False)["new_field"] == 2
    assert json.loads(answer.model_dump_json(exclude_unset=True)) == {**operation.response, "new_field": 2}
