"""The parameters of a function: their JSON schema and the validation of arguments, both by pydantic."""

from __future__ import annotations

import functools
import inspect
import types
import typing
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pydantic
from pydantic_core import from_json, to_json
from typing_extensions import TypeIs, override

from ..schema.json_schema import UntitledJsonSchema
from .context import ToolContext

_VARIADIC = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)


class Parameters(NamedTuple):
    """The parameters that the model fills in, and the names of parameters that need special treatment."""

    schema: dict[str, Any]
    adapter: pydantic.TypeAdapter[dict[str, Any]]
    context: tuple[str, ...]
    positional: tuple[str, ...]

    def parse(self, arguments: str) -> dict[str, Any]:
        """Return parameter name → validated argument.

        Raises:
            pydantic.ValidationError: The text is not JSON, or does not match the parameters.
        """
        return self.adapter.validate_json(_object_text(arguments))

    def bind(self, values: dict[str, Any], context: ToolContext) -> tuple[list[Any], dict[str, Any]]:
        """Return the positional and keyword arguments of the call."""
        keywords = {**values, **dict.fromkeys(self.context, context)}
        return [keywords.pop(name) for name in self.positional], keywords


def read_parameters(function: Callable[..., Any], name: str) -> Parameters:
    """Return the parameters of a function.

    Raises:
        TypeError: The function has variadic parameters, annotations that do not resolve, or types without a schema.
    """
    found = list(_parameters(function, name))
    context = tuple(one.name for one in found if _is_context(one.annotation))
    shown = [one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in found if one.name not in context]
    try:
        adapter = _adapter(shown)
        schema = adapter.json_schema(schema_generator=_Schema)
    except (pydantic.PydanticUserError, NameError) as err:
        raise TypeError(f"Tool {name!r}: pydantic cannot make a schema of its parameters: {err}") from err
    positional = tuple(one.name for one in found if one.kind is inspect.Parameter.POSITIONAL_ONLY)
    return Parameters(schema, adapter, context, positional)


def _parameters(function: Callable[..., Any], name: str) -> Iterator[inspect.Parameter]:
    """Yield the parameters with resolved annotations, except those that a partial has bound."""
    bound = function.keywords.keys() if is_partial(function) else ()
    try:
        signature = inspect.signature(function)
        hints = typing.get_type_hints(target(function), include_extras=True)
    except NameError as err:
        raise TypeError(
            f"Tool {name!r}: cannot resolve its annotations: {err}. "
            "Define and import their types at the top level of its module, outside of TYPE_CHECKING."
        ) from err
    except ValueError as err:
        raise TypeError(f"Tool {name!r}: expected a function with a signature: {err}.") from err
    for parameter in signature.parameters.values():
        if parameter.kind in _VARIADIC:
            raise TypeError(
                f"Tool {name!r}: expected named parameters, got {parameter}. Name each one, "
                "or use functools.wraps if this is the wrapper of a decorator."
            )
        if parameter.name not in bound:
            yield parameter.replace(annotation=hints.get(parameter.name, Any))


def target(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function with the docstring and the annotations, inside partials, objects and wrappers."""
    found: Callable[..., Any] = inspect.unwrap(_called(function))
    return found


def is_async(function: Callable[..., Any]) -> bool:
    """Return whether the function is async. For a wrapper, the wrapper counts and not the function inside."""
    return inspect.iscoroutinefunction(_called(function))


def is_partial(value: object) -> TypeIs[functools.partial[Any]]:
    """Return whether a value is a `functools.partial`."""
    return isinstance(value, functools.partial)


def _called(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function that runs, inside partials and callable objects."""
    while is_partial(function):
        function = function.func
    return function if inspect.isroutine(function) else type(function).__call__


def _is_context(annotation: Any) -> bool:
    return annotation is ToolContext or (
        typing.get_origin(annotation) in (typing.Annotated, typing.Union, types.UnionType)
        and any(map(_is_context, typing.get_args(annotation)))
    )


def _adapter(parameters: list[inspect.Parameter]) -> pydantic.TypeAdapter[dict[str, Any]]:
    """Return the adapter of a function that has these parameters and returns its arguments."""

    def collect(**arguments: Any) -> dict[str, Any]:
        return arguments

    vars(collect)["__signature__"] = inspect.Signature(parameters)
    collect.__annotations__ = {one.name: one.annotation for one in parameters}
    function: Any = collect  # the stubs require a type; pydantic also accepts functions
    return pydantic.TypeAdapter(function)


def _object_text(arguments: str) -> str | bytes:
    """Return the text of a JSON object. Models also write nothing, `null`, or a string that contains the object."""
    if not arguments.strip():
        return "{}"
    try:
        value: object = from_json(arguments)
    except ValueError:
        return arguments  # pydantic raises the error
    if isinstance(value, str):
        return _object_text(value)
    if isinstance(value, list):
        return to_json("an array")  # an array would be positional arguments for pydantic
    return arguments if value is not None else "{}"


class _Schema(UntitledJsonSchema):
    """JSON schemas of parameters, without titles that only repeat their names."""

    @override
    def kw_arguments_schema(self, arguments: list[Any], var_kwargs_schema: Any) -> dict[str, Any]:
        schema = super().kw_arguments_schema(arguments, var_kwargs_schema)
        for name, one in schema["properties"].items():
            if one.get("title") == self.get_title_from_name(name):
                del one["title"]
        return schema
