"""The generated packages as used by a program: names, signatures, import cost."""

from __future__ import annotations

import importlib
import inspect
import subprocess
import sys
import typing
from typing import Any

import pydantic
import pytest

from codegen.__main__ import REPOSITORY
from codegen.docs import sample
from codegen.spec import Spec, ref_name
from groq._types import NotGiven, Omit

from ..generated_operations import OPERATIONS
from ..operation import Operation

SPEC = Spec.load(REPOSITORY)
STREAM_EVENTS = [ref_name(one) for one in SPEC.schemas["ResponseStreamEvent"]["oneOf"]]

PACKAGES = [
    "groq.types",
    "groq.types.audio",
    "groq.types.chat",
    "groq.types.responses",
    "groq.types.shared",
    "groq.types.shared_params",
    "groq.resources",
    "groq.resources.audio",
    "groq.resources.chat",
]


def method(operation: Operation, prefix: str) -> Any:
    *path, name = operation.method.split(".")
    package = "groq.resources" if len(path) == 1 else f"groq.resources.{'.'.join(path[:-1])}"
    class_name = prefix + "".join(word.capitalize() for word in path[-1].split("_"))
    return getattr(getattr(importlib.import_module(package), class_name), name)


@pytest.mark.parametrize("package", PACKAGES)
def test_every_name_of_a_package_resolves_and_is_listed(package: str) -> None:
    module = importlib.import_module(package)
    for name in module.__all__:
        assert getattr(module, name) is not None
        assert name in dir(module)


def test_submodules_are_attributes() -> None:
    code = "import groq.types; print(groq.types.chat.chat_completion.CompletionUsage.__name__)"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "CompletionUsage"


def test_modules_have_the_names_they_import_from_each_other() -> None:
    from groq.types.chat import chat_completion, chat_completion_message
    from groq.types.completion_usage import CompletionUsage

    assert chat_completion.ChatCompletionMessage is chat_completion_message.ChatCompletionMessage  # type: ignore[attr-defined]  # not exported, but imported by users
    assert chat_completion.CompletionUsage is CompletionUsage  # type: ignore[attr-defined]  # a generated name


def test_importing_packages_does_not_import_models() -> None:
    code = f"import sys, {', '.join(PACKAGES)}; print(*[name for name in sys.modules if 'pydantic' in name])"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == ""


@pytest.mark.parametrize("prefix", ["", "Async"])
@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
def test_methods_have_complete_signatures(operation: Operation, prefix: str) -> None:
    function = method(operation, prefix)
    signature = inspect.signature(function)
    assert inspect.isfunction(function)
    assert inspect.iscoroutinefunction(function) is bool(prefix)
    for arguments in (operation.minimal, operation.full):
        signature.bind(None, **operation.path_arguments, **arguments, extra_headers={}, timeout=1)
    optional = operation.full.keys() - operation.minimal.keys()
    assert all(isinstance(signature.parameters[name].default, Omit) for name in optional)
    assert isinstance(signature.parameters["timeout"].default, NotGiven)
    assert list(signature.parameters)[-4:] == ["extra_headers", "extra_query", "extra_body", "timeout"]
    assert all(signature.parameters[name].kind == inspect.Parameter.KEYWORD_ONLY for name in operation.full)


@pytest.mark.parametrize("prefix", ["", "Async"])
@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
def test_annotations_of_methods_resolve(operation: Operation, prefix: str) -> None:
    hints = typing.get_type_hints(method(operation, prefix))
    assert hints.keys() >= {*operation.full, "timeout", "return"}


@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
def test_help_describes_every_parameter(operation: Operation) -> None:
    text = inspect.getdoc(method(operation, "")) or ""
    assert f"`{operation.http_method} {operation.path}`" in text
    for name in (*operation.path_arguments, *operation.full, "extra_headers", "timeout"):
        assert f"\n    {name}: " in text


@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
def test_sync_and_async_methods_have_the_same_parameters(operation: Operation) -> None:
    sync, awaited = (inspect.signature(method(operation, prefix)) for prefix in ("", "Async"))
    assert sync.parameters == awaited.parameters


@pytest.mark.parametrize("package", [package for package in PACKAGES if package.startswith("groq.types")])
def test_annotations_of_params_resolve(package: str) -> None:
    module = importlib.import_module(package)
    for name in module.__all__:
        if isinstance(found := getattr(module, name), type):
            assert typing.get_type_hints(found)


def test_only_request_fields_are_sent_back() -> None:
    from groq.types.chat import ChatCompletionMessage

    fields = ["content", "function_call", "name", "reasoning", "role", "tool_calls"]
    assert sorted(ChatCompletionMessage.__request_fields__ or ()) == fields
    assert "__request_fields__" not in ChatCompletionMessage.model_fields


def test_table_of_fields_sent_back_matches_the_spec_and_the_local_server() -> None:
    from groq._request.history_fields import REASONING_MODELS, REFUSED_FIELDS, REQUEST_FIELDS
    from groq.testing.api import chat_rules
    from groq.types.chat import ChatCompletionMessage
    from groq.types.responses import response_output_item

    assert list(REASONING_MODELS) == list(getattr(chat_rules, "_REASONING_MODELS"))  # noqa: B009 - private
    assert {"annotations", "executed_tools", "reasoning_content"} == REFUSED_FIELDS
    items = [getattr(response_output_item, name) for name in response_output_item.__all__]
    models = [ChatCompletionMessage, *(one for one in items if getattr(one, "__request_fields__", None))]
    assert sorted(map(sorted, REQUEST_FIELDS.values())) == sorted(sorted(one.__request_fields__) for one in models)


@pytest.mark.parametrize("operation", [one for one in OPERATIONS if not isinstance(one.response, bytes)], ids=str)
def test_responses_of_the_table_parse_strictly(operation: Operation) -> None:
    answers = [(operation.response_type, operation.response)]
    answers += [(dotted, response) for _, dotted, response in operation.choices]
    answers += [(str(operation.chunk_type), chunk) for chunk in operation.chunks]
    for dotted, value in answers:
        assert plain(adapter(dotted).validate_python(value, strict=True)) == value


def adapter(dotted: str) -> pydantic.TypeAdapter[Any]:
    module, _, name = dotted.rpartition(".")
    return pydantic.TypeAdapter(getattr(importlib.import_module(module), name))


def plain(value: Any) -> Any:
    return value if isinstance(value, str) else value.to_dict()


@pytest.mark.parametrize("name", STREAM_EVENTS)
def test_every_event_of_a_response_parses_by_its_type(name: str) -> None:
    event = sample(SPEC, SPEC.schemas[name])
    parsed = adapter("groq.types.responses.ResponseStreamEvent").validate_python(event, strict=True)
    assert type(parsed).__name__ == name
    assert isinstance(parsed.sequence_number, int)
    assert parsed.to_dict() == event


def test_output_text_of_generated_response_joins_its_messages() -> None:
    from groq.types.responses import Response

    response = Response.model_validate(sample(SPEC, SPEC.schemas["CreateResponseResponse"]))
    assert response.output_text == "Hello!"


def test_verbose_transcription_is_a_transcription() -> None:
    from groq.types.audio import Transcription, TranscriptionVerbose, Translation, TranslationVerbose

    assert issubclass(TranscriptionVerbose, Transcription)
    assert issubclass(TranslationVerbose, Translation)


def test_table_covers_every_endpoint() -> None:
    assert len(OPERATIONS) == 23
    assert {(one.http_method.lower(), one.path) for one in OPERATIONS} == {
        (method, path)
        for path, item in SPEC.document["paths"].items()
        for method in item.keys() & {"get", "post", "delete"}
    }
