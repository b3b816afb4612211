"""Line 20: the types of parameters are pydantic types, and `get_type_hints` evaluates them."""

from __future__ import annotations

import importlib
import io
import pkgutil
import typing
from collections.abc import Iterator
from typing import Any

import httpx
import pydantic
import pytest
import typing_extensions

import groq
import groq.types
from groq.types.audio import TranscriptionCreateParams
from groq.types.chat import ChatCompletionMessageParam, ChatCompletionToolParam, CompletionCreateParams
from groq.types.embedding_create_params import EmbeddingCreateParams

from ..support.run_python import run_python


def params() -> Iterator[Any]:
    for module in pkgutil.walk_packages(groq.types.__path__, "groq.types."):
        source = importlib.import_module(module.name)
        is_params = module.name.endswith(("_param", "_params"))
        for name in getattr(source, "__all__", []):
            found = getattr(source, name)
            if is_params or typing_extensions.is_typeddict(found):
                yield pytest.param(found, id=f"{module.name}.{name}")


PARAMS = [*params(), pytest.param(groq.RequestOptions, id="RequestOptions")]


def test_there_are_parameter_types() -> None:
    assert len(PARAMS) > 60


@pytest.mark.parametrize("type_", PARAMS)
def test_20_parameter_type_is_a_pydantic_type(type_: Any) -> None:
    class Job(pydantic.BaseModel):
        param: type_
        params: list[type_] = []

    pydantic.TypeAdapter(type_)
    assert set(Job.model_fields) == {"param", "params"}
    if type_ is not groq.RequestOptions:  # `httpx.Timeout` has no JSON schema
        assert Job.model_json_schema()["properties"]["param"]


@pytest.mark.parametrize("type_", [one for one in PARAMS if typing_extensions.is_typeddict(one.values[0])])
def test_20_type_hints_are_evaluated(type_: Any) -> None:
    hints = typing.get_type_hints(type_)
    assert hints.keys() == type_.__annotations__.keys()
    assert typing.get_type_hints(type_, include_extras=True).keys() == hints.keys()


def test_20_type_hints_of_request_options_name_httpx() -> None:
    hints = typing.get_type_hints(groq.RequestOptions)
    assert httpx.Timeout in typing.get_args(hints["timeout"])
    code = (
        "import sys, typing, groq._types as types\n"
        "print('httpx' in sys.modules, len(typing.get_type_hints(types.RequestOptions)))\n"
    )
    assert run_python(code, preamble="", fresh=True)[0].split() == ["False", "7"]


def test_20_request_options_are_validated() -> None:
    options = {"timeout": httpx.Timeout(5), "headers": {"X-A": b"a", "X-B": groq.omit}, "max_retries": 1}
    assert pydantic.TypeAdapter(groq.RequestOptions).validate_python(options) == options


def test_20_type_hints_of_methods_are_evaluated() -> None:
    from groq.resources.chat.completions import AsyncCompletions, Completions
    from groq.resources.embeddings import Embeddings

    for method in (Completions.create, AsyncCompletions.create, Embeddings.create):
        assert "model" in typing.get_type_hints(method)


TOOL = {"type": "function", "function": {"name": "f", "parameters": {"type": "object", "properties": {}}}}


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        (CompletionCreateParams, {"model": "m", "messages": [{"role": "user", "content": "Hi"}], "stop": ["x"]}),
        (CompletionCreateParams, {"model": "m", "messages": [], "stop": "x", "tools": [TOOL]}),
        (ChatCompletionToolParam, TOOL),
        (EmbeddingCreateParams, {"model": "m", "input": ["a"]}),
        (EmbeddingCreateParams, {"model": "m", "input": "a"}),
        (ChatCompletionMessageParam, {"role": "user", "content": [{"type": "text", "text": "Hi"}]}),
    ],
)
def test_20_values_are_kept(type_: Any, value: Any) -> None:
    adapter: pydantic.TypeAdapter[Any] = pydantic.TypeAdapter(type_)
    assert adapter.validate_python(value) == value
    assert adapter.validate_json(adapter.dump_json(adapter.validate_python(value))) == value


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        (EmbeddingCreateParams, {"model": "m", "input": 5}),
        (EmbeddingCreateParams, {"model": "m", "input": [5]}),
        (CompletionCreateParams, {"model": "m", "messages": "Hi"}),
        (CompletionCreateParams, {"model": "m", "messages": [{"role": "user", "content": [{"type": "text"}]}]}),
        (CompletionCreateParams, {"messages": []}),
    ],
)
def test_20_invalid_values_are_rejected(type_: Any, value: Any) -> None:
    with pytest.raises(pydantic.ValidationError):
        pydantic.TypeAdapter(type_).validate_python(value)


@pytest.mark.parametrize("file", [b"RIFF", io.BytesIO(b"RIFF"), ("a.wav", b"RIFF")], ids=["bytes", "file", "tuple"])
def test_20_files_are_kept(file: Any) -> None:
    value = {"model": "m", "file": file}
    validated = pydantic.TypeAdapter(TranscriptionCreateParams).validate_python(value)
    assert validated["file"] is file
    schema = pydantic.TypeAdapter(TranscriptionCreateParams).json_schema()
    assert schema["properties"]["file"] == {"format": "binary", "title": "File", "type": "string"}
