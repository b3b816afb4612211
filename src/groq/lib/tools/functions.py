"""`Tool`: a function that the model may call. `@tool` makes one."""

from __future__ import annotations

import copy
import functools
import re
from collections.abc import Callable, Iterable, Mapping
from types import MethodType
from typing import Any, Generic, Literal, TypeAlias, TypeVar, cast, overload

from typing_extensions import ParamSpec

from ..._utils._forks import cached_property
from ...types.chat import ChatCompletionToolParam
from .._json_values import is_mapping
from ..schema.strict import strict_schema
from .docstrings import Description, read_docstring
from .parameters import Parameters, is_partial, read_parameters, target

P = ParamSpec("P")
R = TypeVar("R")
OnError: TypeAlias = Literal["tell", "raise"]

_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")


class Tool(Generic[P, R]):
    """A function that the model may call. Calling the tool calls the function.

    Attributes:
        function: The function.
        name: The name that the model uses.
        timeout: Seconds until the model reads that the call timed out; `None` for no timeout.
        sequential: Whether the tool runs alone, not concurrently with other calls of the turn.
        strict: Whether the arguments must follow the schema exactly.
        on_error: `"tell"`, `"raise"`, or `None` for that of the run.
        needs_event_loop: Whether the tool runs only in the event loop that it was created in, and so not with `Groq`.
    """

    needs_event_loop: bool = False

    def __init__(
        self,
        function: Callable[P, R],
        *,
        name: str | None = None,
        description: str | None = None,
        timeout: float | None = None,
        sequential: bool = False,
        strict: bool | None = None,
        on_error: OnError | None = None,
    ) -> None:
        if isinstance(function, type):
            raise TypeError(f"Expected a function as a tool, got {function!r}. For a type, use parse() or stream().")
        if not callable(function):
            raise TypeError(f"Expected a function as a tool, got {function!r}.")
        self.function = function
        self.name: str = _name_of(function) if name is None else name
        if not _NAME.fullmatch(self.name):
            raise ValueError(
                f"Expected a tool name of 1 to 64 letters, digits, '_' and '-', got {self.name!r}. "
                "Pass another by tool(function, name=...)."
            )
        if timeout is not None and not timeout > 0:
            raise ValueError(f"Tool {self.name!r}: expected a timeout above 0 seconds, got {timeout!r}.")
        self.timeout = timeout
        self.sequential = sequential
        self.strict = strict
        self.on_error: OnError | None = on_error
        self._description = description
        functools.update_wrapper(self, function, updated=())

    # Computed on first use: annotations may name types that are defined later.
    @cached_property
    def parameters(self) -> Parameters:
        """The parameters: their schema, and how to validate arguments."""
        return read_parameters(self.function, self.name)

    @cached_property
    def _docstring(self) -> Description:
        documented = target(self.function).__doc__
        if documented is None and not is_partial(self.function):  # a partial has the docstring of functools
            documented = self.function.__doc__
        return read_docstring(documented)

    @property
    def description(self) -> str:
        """What the model reads about the tool."""
        return self._docstring.text if self._description is None else self._description

    @cached_property
    def schema(self) -> dict[str, Any]:
        """The JSON schema of the parameters, with their descriptions."""
        schema: dict[str, Any] = copy.deepcopy(self.parameters.schema)
        for name, one in schema["properties"].items():
            if name in self._docstring.parameters:
                one.setdefault("description", self._docstring.parameters[name])
        return strict_schema(schema) if self.strict else schema

    def to_param(self) -> ChatCompletionToolParam:
        """Return the tool as a parameter for `create(tools=[...])`."""
        function: dict[str, Any] = {"name": self.name}
        if self.description:
            function["description"] = self.description
        function["parameters"] = copy.deepcopy(self.schema)
        if self.strict is not None:
            function["strict"] = self.strict
        return cast("ChatCompletionToolParam", {"type": "function", "function": function})  # has its fields

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        return self.function(*args, **kwargs)

    def __get__(self, instance: object, owner: type | None = None) -> Tool[..., R]:
        """Return the tool of a method, bound to the instance."""
        return self if instance is None else self.bind(instance)

    def bind(self, instance: object) -> Tool[..., R]:
        """Return the tool with its first parameter bound."""
        return Tool(
            cast("Callable[..., R]", MethodType(self.function, instance)),  # loses the first of P
            name=self.name,
            description=self._description,
            timeout=self.timeout,
            sequential=self.sequential,
            strict=self.strict,
            on_error=self.on_error,
        )

    def __repr__(self) -> str:
        return f"<Tool {self.name!r}>"


@overload
def tool(
    function: Callable[P, R],
    /,
    *,
    name: str | None = None,
    description: str | None = None,
    timeout: float | None = None,
    sequential: bool = False,
    strict: bool | None = None,
    on_error: OnError | None = None,
) -> Tool[P, R]: ...
@overload
def tool(
    *,
    name: str | None = None,
    description: str | None = None,
    timeout: float | None = None,
    sequential: bool = False,
    strict: bool | None = None,
    on_error: OnError | None = None,
) -> Callable[[Callable[P, R]], Tool[P, R]]: ...
def tool(function: Callable[P, R] | None = None, /, **options: Any) -> Any:
    """Make a tool from a function: `@tool`, with options `@tool(name=...)`, or `tool(function, name=...)`.

    The schema comes from the signature. The description and those of the parameters come from the docstring
    (parameters need the extra `groq[tools]`), or from `Annotated[..., Field(description=...)]`.

    Args:
        function: The function, sync or async.
        name: The name that the model uses. Default: that of the function.
        description: What the model reads about the tool. Default: the docstring.
        timeout: Seconds until the model reads that the call timed out. A thread cannot be stopped: a sync function
            runs to its end, and its result is dropped.
        sequential: Run the tool alone, after the calls before it and before those after it. A `ToolRunner` then runs
            it in its own thread, unless it is async or has a timeout.
        strict: Send the strict form of the schema, in which every parameter is required. Open dictionaries and `Any`
            raise `StrictSchemaError` when the tool is sent.
        on_error: What to do with an exception: `"tell"` the model, or `"raise"` it. Default: that of the run.
    """

    def decorate(function: Callable[P, R]) -> Tool[P, R]:
        return Tool(function, **options)

    return decorate if function is None else decorate(function)


def as_tool(value: object) -> Tool[..., Any]:
    """Return the tool of a function, a method, a callable object, or a tool."""
    if isinstance(value, Tool):
        return cast("Tool[..., Any]", value)  # of any parameters
    function: object = value.__func__ if isinstance(value, MethodType) else None
    if isinstance(value, MethodType) and isinstance(function, Tool):  # a classmethod, since Python 3.13
        return cast("Tool[..., Any]", function).bind(value.__self__)  # of any parameters
    if not callable(value):
        raise TypeError(f"Expected a function, a Tool, or the parameters of a built-in tool, got {value!r}.")
    return Tool(value)


def split_tools(values: Iterable[object]) -> tuple[dict[str, Tool[..., Any]], list[ChatCompletionToolParam]]:
    """Return name → tool of the tools that run here, and the parameters of all tools.

    Raises:
        TypeError: A value is not a tool, or only the parameters of a function.
        ValueError: Two tools have the same name.
    """
    tools: dict[str, Tool[..., Any]] = {}
    params: list[ChatCompletionToolParam] = []
    for value in listed(values):
        if is_mapping(value):
            param = cast("ChatCompletionToolParam", value)  # the API checks it
            if param.get("type") == "function":
                raise TypeError(f"Expected the function itself as a tool, got its parameters: {param!r}.")
            params.append(param)
            continue
        one = as_tool(value)
        if one.name in tools:
            raise ValueError(
                f"Two tools have the name {one.name!r}. "
                "Pass another by tool(function, name=...), or for tools of MCP servers, groq.lib.mcp.tools(prefix=...)."
            )
        tools[one.name] = one
        params.append(one.to_param())
    return tools, params


def listed(values: Any) -> Iterable[object]:
    """Return the values of `tools=`.

    Raises:
        TypeError: It is one tool instead of a list.
    """
    kind, name = type(values).__name__, getattr(values, "__name__", None)
    if callable(values) or isinstance(values, str | Mapping) or not hasattr(values, "__iter__"):
        got = f"the {kind} {name}" if name else f"an object of {kind}"
        raise TypeError(f"tools: expected a list of tools, got {got}. Write tools=[{name or '...'}].")
    found: Iterable[object] = values
    return found


def _name_of(function: Callable[..., Any]) -> str:
    if is_partial(function):
        return _name_of(function.func)
    return str(getattr(function, "__name__", type(function).__name__))
