"""Core schemas of the generated types, compared with those that pydantic generates."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

import pydantic
import pytest

import groq.types
from groq import BaseModel
from groq._models.declared import declared_schema
from groq.types.chat import ChatCompletion, ChatCompletionMessageParam

from ..support.run_python import run_python

# Keys that do not affect parsing, or that have their default value.
UNUSED = {"computed_fields", "custom_init", "from_attributes", "metadata", "ref", "root_model"}
UNUSED |= {"serialization", "serialization_alias"}


def generated_models() -> list[type[BaseModel]]:
    for module in pkgutil.walk_packages(groq.types.__path__, "groq.types."):
        importlib.import_module(module.name)

    def subclasses(of: type[BaseModel]) -> Iterator[type[BaseModel]]:
        for one in of.__subclasses__():
            yield one
            yield from subclasses(one)

    return [one for one in subclasses(BaseModel) if one.__module__.startswith("groq.types.")]


def plain(schema: Any, definitions: dict[str, Any]) -> Any:
    """Return a schema without references and unused definitions."""
    if isinstance(schema, list | tuple):
        return [plain(one, definitions) for one in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get("type") == "definitions":
        return plain(schema["schema"], definitions | {one["ref"]: one for one in schema["definitions"]})
    if schema.get("type") == "definition-ref":
        return plain(definitions[schema["schema_ref"]], definitions)
    kept = schema.items()
    if isinstance(schema.get("type"), str):
        kept = {key: one for key, one in kept if key not in UNUSED and not (key == "strict" and one is False)}.items()
    return {key: plain(one, definitions) for key, one in kept}


def test_schema_equals_that_of_pydantic_for_every_model() -> None:
    models = generated_models()
    assert len(models) > 100
    for model in models:
        model.model_rebuild()
        assert plain(declared_schema(model), {}) == plain(model.__pydantic_core_schema__, {}), model


class Validated(ChatCompletion):
    @pydantic.field_validator("id")
    @classmethod
    def lower(cls, value: str) -> str:
        return value.lower()


class Recursive(BaseModel):
    parent: Recursive | None = None


@pytest.mark.parametrize("type_", [Validated, list[Validated], bytes, ChatCompletionMessageParam])
def test_other_types_have_no_declared_schema(type_: Any) -> None:
    assert declared_schema(type_) is None


def test_recursive_models_have_no_declared_schema(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Recursive, "__module__", "groq.types.chat")  # simulate a generated type
    assert declared_schema(Recursive) is None


@pytest.mark.skipif(pydantic.VERSION < "2.13", reason="older releases need the serializers of nested models at once")
def test_parsing_a_completion_loads_no_pydantic_plugins() -> None:
    code = """
import sys
from groq.types.chat import ChatCompletion
from groq._models import json_parser

completion = json_parser(ChatCompletion, strict=False)(b'{"id": "1", "choices": [{"index": 0}]}')
assert completion.choices[0].index == 0
assert "importlib.metadata" not in sys.modules
assert completion.to_dict() == {"id": "1", "choices": [{"index": 0}]}
"""
    run_python(code, preamble="", fresh=True)
