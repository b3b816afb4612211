"""`OutputType`: the schema to send for a Python type, and how to read the answer. Pure."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Generic, TypeVar, overload

import pydantic
from pydantic_core import from_json
from typing_extensions import TypeIs

from groq import NotGiven, omit, types

from .._json_values import is_object
from ..schema.json_schema import JsonSchema, Strict, name_of, root_schema_of

T = TypeVar("T")

# Fences around JSON that models write in best-effort mode.
_FENCED = re.compile(r"\s*```\w*\s(.*?)```\s*", re.DOTALL)
_FENCE = re.compile(r"\s*```\w*\s")


class OutputType(Generic[T]):
    """A type for structured output.

    >>> mood = OutputType[Literal["glad", "sad"]](Literal["glad", "sad"])
    >>> mood.parse('{"value": "glad"}')
    'glad'

    Attributes:
        name: The name of the format.
        schema: The JSON schema that is sent. Its root is an object.
        is_strict: Whether the schema has the strict form.
    """

    name: str
    schema: JsonSchema
    is_strict: bool

    @overload
    def __init__(self, type_: type[T], *, strict: Strict = "auto") -> None: ...
    @overload
    def __init__(self, type_: Any, *, strict: Strict = "auto") -> None: ...
    def __init__(self, type_: Any, *, strict: Strict = "auto") -> None:
        """Create the schema and the validator.

        Args:
            type_: Any type that pydantic has a JSON schema for.
            strict: See `json_schema_of`.

        Raises:
            StrictSchemaError: `strict` is `True`, and the strict form cannot express the type.
            TypeError: pydantic has no JSON schema for the type.
        """
        self.name = name_of(type_)
        self.schema, self.is_strict, is_wrapped = root_schema_of(type_, strict)
        self._adapter = pydantic.TypeAdapter[T](type_)
        self._wrapper: Any = pydantic.create_model("Output", value=(type_, ...)) if is_wrapped else None

    @property
    def response_format(self) -> types.chat.completion_create_params.ResponseFormatResponseFormatJsonSchema:
        """The value of the parameter `response_format` of a chat completion."""
        return {
            "type": "json_schema",
            "json_schema": {"name": self.name, "schema": self.schema, "strict": self.is_strict},
        }

    @property
    def text_format(self) -> types.responses.response_create_params.TextFormatTextResponseFormatJsonSchema:
        """The value of `format` in the parameter `text` of a response."""
        return {"type": "json_schema", "name": self.name, "schema": self.schema, "strict": self.is_strict}

    def parse(self, text: str) -> T:
        """Return the value that a model's answer contains.

        Raises:
            pydantic.ValidationError: The answer is not JSON, or does not match the type.
        """
        fenced = _FENCED.fullmatch(text)
        text = fenced[1] if fenced else text
        # In best-effort mode, models may answer with the bare value instead of an object.
        if self._wrapper is None or not text.lstrip().startswith("{"):
            return self._adapter.validate_json(text)
        value: T = self._wrapper.model_validate_json(text).value
        return value

    def parse_partial(self, text: str) -> Any:
        """Return the JSON value of an incomplete answer, without validation; `None` before there is one.

        Missing fields are absent. The last text or number may be incomplete.
        """
        fence = _FENCE.match(text)
        try:
            value: Any = from_json(text[fence.end() :] if fence else text, allow_partial="trailing-strings")
        except ValueError:
            return None
        return value.get("value") if self._wrapper is not None and is_object(value) else value


def output_type_of(type_: Any, strict: Strict, parameter: str = "response_format") -> OutputType[Any]:
    """Return the `OutputType` of a type, or an `OutputType` unchanged. They are cached: creating one takes 2 ms.

    Raises:
        StrictSchemaError: `strict` is `True`, and the strict form cannot express the type.
        TypeError: It is not a type, or pydantic has no JSON schema for it.
    """
    if _is_output_type(type_):
        return type_
    if isinstance(type_, pydantic.BaseModel) or (dataclasses.is_dataclass(type_) and not isinstance(type_, type)):
        name = type(type_).__name__
        raise TypeError(f"{parameter}: expected a type, got an instance of {name}; pass the class: {parameter}={name}")
    try:
        return _cached(type_, repr(type_), strict)
    except TypeError:  # the metadata of Annotated[...] may not be hashable
        return OutputType(type_, strict=strict)


def optional_output_type_of(value: Any, strict: Strict) -> OutputType[Any] | None:
    """Return the `OutputType` of a type; `None` for a format written by hand, and without a format."""
    if value is None or value is omit or isinstance(value, Mapping | NotGiven):
        return None
    return output_type_of(value, strict)


@lru_cache(maxsize=128)
def _cached(type_: Any, _order: str, strict: Strict) -> OutputType[Any]:
    # `A | B` equals `B | A`, but pydantic prefers the first of two members that match equally: the repr has the order.
    return OutputType(type_, strict=strict)


def _is_output_type(value: object) -> TypeIs[OutputType[Any]]:
    return isinstance(value, OutputType)
