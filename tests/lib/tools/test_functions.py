"""Schemas and descriptions of functions, validated arguments, and results."""

from __future__ import annotations

import builtins
import dataclasses
import datetime
import enum
import functools
import json
import math
from collections.abc import Callable
from typing import Annotated, Any, Literal

import jsonschema
import pydantic
import pytest
from pydantic import Field

from groq.lib.schema import StrictSchemaError
from groq.lib.tools import Tool, ToolContext, ToolError, run_tools, tool

from .model import QUESTION, Kind, Model, every_kind, play

GOOGLE = """Get the weather.

    Not for the past.

    Args:
        city: The name of the city,
            in English.
        days (int): How many days.
        unknown: Not a parameter.

    Returns:
        The weather.
    """
NUMPY = """Get the weather.

    Not for the past.

    Parameters
    ----------
    city : str
        The name of the city,
        in English.
    days
        How many days.
    """
SPHINX = """Get the weather.

    Not for the past.

    :param city: The name of the city,
        in English.
    :param int days: How many days.
    :returns: The weather.
    """


def parameters(function: Callable[..., Any], **options: Any) -> dict[str, Any]:
    definition: Any = Tool(function, **options).to_param()["function"]
    jsonschema.Draft202012Validator.check_schema(definition["parameters"])
    schema: dict[str, Any] = definition["parameters"]
    return schema


def result_of(function: Any, arguments: Any) -> Any:
    """Return the tool result of one call."""
    model = Model([(function.name if isinstance(function, Tool) else "function", arguments)], "Done.")
    play("sync", model, function)
    [result] = model.results
    return result


@pytest.mark.parametrize("docstring", [GOOGLE, NUMPY, SPHINX], ids=["google", "numpy", "sphinx"])
def test_reads_descriptions_from_docstring(docstring: str) -> None:
    def get_weather(city: str, days: int = 1) -> None: ...

    get_weather.__doc__ = docstring
    assert tool(get_weather).to_param() == {
        "type": "function",
        "function": {
            "name": "get_weather",
            "description": "Get the weather.\n\nNot for the past.",
            "parameters": {
                "type": "object",
                "properties": {
                    "city": {"type": "string", "description": "The name of the city,\nin English."},
                    "days": {"type": "integer", "default": 1, "description": "How many days."},
                },
                "required": ["city"],
                "additionalProperties": False,
            },
        },
    }


def test_whole_docstring_is_the_description_without_docstring_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    real_import = builtins.__import__

    def without_parser(name: str, *args: Any) -> Any:
        if name == "docstring_parser":
            raise ImportError(name)
        return real_import(name, *args)

    def get_weather(city: str) -> None:
        """Get the weather.

        Args:
            city: The city.
        """

    monkeypatch.setattr(builtins, "__import__", without_parser)
    definition: Any = tool(get_weather).to_param()["function"]
    assert definition["description"] == "Get the weather.\n\nArgs:\n    city: The city."
    assert definition["parameters"]["properties"] == {"city": {"type": "string"}}


def test_field_description_wins_over_docstring() -> None:
    def f(city: Annotated[str, Field(description="From the field.", min_length=2)]) -> None:
        """Do.

        Args:
            city: From the docstring.
        """

    assert parameters(f)["properties"]["city"] == {"type": "string", "minLength": 2, "description": "From the field."}


def test_options_of_decorator_override_the_function() -> None:
    @tool(name="other", description="Another.", strict=False)
    def f() -> int:
        """Do."""
        return 1

    assert f.to_param()["function"] == {
        "name": "other",
        "description": "Another.",
        "strict": False,
        "parameters": {"type": "object", "properties": {}, "additionalProperties": False},
    }
    assert f() == 1


class Colour(enum.Enum):
    RED = "red"


class Letter(str, enum.Enum):
    A = "a"


class Address(pydantic.BaseModel):
    street: str
    number: int = 1


@dataclasses.dataclass
class Size:
    width: float


class Node(pydantic.BaseModel):
    children: list[Node] = []


# A strict schema cannot have open dictionaries.
INEXPRESSIBLE = (dict[str, int], Any)


@pytest.mark.parametrize(
    ("annotation", "value", "expected"),
    [
        (int, 3, 3),
        (int, "3", 3),  # lax mode, because models often quote numbers
        (float, 1, 1.0),
        (Literal["a", "b"], "b", "b"),
        (Colour, "red", Colour.RED),
        (Address, {"street": "Main"}, Address(street="Main")),
        (Size, {"width": 2}, Size(2.0)),
        (Node, {"children": [{"children": []}]}, Node(children=[Node()])),
        (list[Address], [{"street": "S", "number": 2}], [Address(street="S", number=2)]),
        (dict[str, int], {"a": 1}, {"a": 1}),
        (datetime.date, "2026-11-28", datetime.date(2026, 11, 28)),
        (set[int], [1, 1], {1}),
        (int | None, None, None),
        (Any, {"x": [1]}, {"x": [1]}),
    ],
    ids=str,
)
@pytest.mark.parametrize("strict", [None, True])
def test_function_gets_validated_values(annotation: Any, value: Any, expected: Any, strict: bool | None) -> None:
    got: list[Any] = []

    def function(value: Any) -> None:
        got.append(value)

    function.__annotations__["value"] = annotation
    if strict and annotation in INEXPRESSIBLE:
        with pytest.raises(StrictSchemaError, match="which the type has at value"):
            parameters(function, strict=True)
        return
    parameters(function, strict=strict)
    result_of(Tool(function, strict=strict), {"value": value})
    assert got == [expected]
    assert type(got[0]) is type(expected)


def test_strict_schema_requires_every_property_at_every_depth() -> None:
    def f(address: Address, colour: Colour = Colour.RED) -> None: ...

    schema = parameters(f, strict=True)
    assert schema["required"] == ["address", "colour"]
    assert schema["$defs"]["Address"] == {
        "type": "object",
        "title": "Address",
        "properties": {
            "street": {"type": "string"},
            "number": {"type": "integer", "description": "default: 1"},
        },
        "required": ["street", "number"],
        "additionalProperties": False,
    }
    assert schema["properties"]["colour"]["description"] == 'default: "red"'
    assert '"default":' not in json.dumps(schema)


@pytest.mark.parametrize("optional", [False, True])
def test_context_is_passed_and_hidden_from_the_model(optional: bool) -> None:
    got: list[Any] = []

    def function(context: Any, city: str) -> str:
        got.append(context)
        return city

    function.__annotations__["context"] = ToolContext | None if optional else ToolContext
    assert list(parameters(function)["properties"]) == ["city"]
    assert result_of(function, {"city": "Oslo"}) == "Oslo"
    [context] = got
    assert (context.id, context.name, context.arguments, context.turn) == (
        "call-1-0",
        "function",
        {"city": "Oslo"},
        1,
    )
    assert [message["role"] for message in context.messages] == ["user", "assistant"]


def test_container_of_contexts_is_a_normal_argument() -> None:
    def function(contexts: list[ToolContext]) -> None: ...

    assert list(parameters(function)["properties"]) == ["contexts"]


def test_model_cannot_pass_the_context() -> None:
    def function(context: ToolContext) -> str:
        return context.name

    assert "context: Unexpected keyword argument" in result_of(function, {"context": {}})


class Shop:
    """A shop."""

    def __init__(self, name: str) -> None:
        self.name = name

    @tool
    def price(self, item: str) -> str:
        """Return a price."""
        return f"{item} at {self.name}"

    @tool
    async def stock(self, item: str) -> str:
        return f"no {item} at {self.name}"

    def plain(self, item: str) -> str:
        return f"plain {item} at {self.name}"

    @classmethod
    @tool
    def motto(cls, item: str) -> str:
        return f"{cls.__name__} {item}"

    @staticmethod
    @tool
    def slogan(item: str) -> str:
        return f"buy {item}"

    def __call__(self, item: str) -> str:
        """Buy an item."""
        return f"bought {item} at {self.name}"


class Silent:
    """Says nothing."""

    def __call__(self) -> None: ...


def slowly(function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        return function(*args, **kwargs)

    return wrapper


def closure(name: str) -> Callable[[str], str]:
    def buy(item: str) -> str:
        return f"{item} at {name}"

    return buy


async def coroutine(item: str) -> str:
    return f"async {item}"


SHOP = Shop("Ann's")


@every_kind
@pytest.mark.parametrize(
    ("function", "name", "expected"),
    [
        (SHOP.price, "price", "tea at Ann's"),
        (SHOP.stock, "stock", "no tea at Ann's"),
        (SHOP.plain, "plain", "plain tea at Ann's"),
        (SHOP.motto, "motto", "Shop tea"),
        (Shop.slogan, "slogan", "buy tea"),
        (SHOP, "Shop", "bought tea at Ann's"),
        (slowly(closure("Bob's")), "buy", "tea at Bob's"),
        (closure("Bob's"), "buy", "tea at Bob's"),
        (functools.partial(closure("Bob's")), "buy", "tea at Bob's"),
        (tool(name="lambda")(lambda item: f"{item}!"), "lambda", "tea!"),
        (coroutine, "coroutine", "async tea"),
        (tool(coroutine), "coroutine", "async tea"),
        (slowly(coroutine), "coroutine", "async tea"),
        (functools.partial(coroutine), "coroutine", "async tea"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_runs_every_kind_of_callable(kind: Kind, function: Any, name: str, expected: str) -> None:
    model = Model([(name, {"item": "tea"})], "Done.")
    play(kind, model, function)
    assert model.results == [expected]
    [sent] = model.requests[0]["tools"]
    assert list(sent["function"]["parameters"]["properties"]) == ["item"]


def test_descriptions_of_methods_and_objects_come_from_their_docstrings() -> None:
    assert SHOP.price.description == "Return a price."
    assert Tool(SHOP).description == "Buy an item."
    assert Tool(Silent()).description == "Says nothing."
    assert Tool(functools.partial(closure("a"))).description == ""
    assert SHOP.price("tea") == "tea at Ann's"


def test_bound_arguments_of_partial_are_hidden_from_the_model() -> None:
    def function(user: int, item: str) -> str:
        return f"{user} buys {item}"

    bound = functools.partial(function, user=7)
    assert list(parameters(bound)["properties"]) == ["item"]
    assert result_of(bound, {"item": "tea"}) == "7 buys tea"
    assert "user: Unexpected keyword argument" in result_of(bound, {"item": "tea", "user": 8})


def test_positional_only_parameters_are_passed_by_position() -> None:
    def function(a: int, b: int, /, c: int = 3) -> list[int]:
        return [a, b, c]

    assert result_of(function, {"b": 2, "a": 1}) == "[1,2,3]"
    assert result_of(tool(name="function")(math.sqrt), {"x": 4}) == "2.0"


@pytest.mark.parametrize("text", ["", " ", "null", "{}", '"{}"'])
def test_function_without_parameters_accepts_empty_arguments(text: str) -> None:
    def function() -> str:
        return "called"

    assert result_of(function, text) == "called"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"city": 1', "Invalid JSON: EOF while parsing an object"),
        ("{}", "city: Missing required keyword only argument"),
        ('{"city": {}}', "city: Input should be a valid string"),
        ('{"city": "P", "town": "Q"}', "town: Unexpected keyword argument"),
        ('["Paris"]', "The arguments must be a JSON object"),
        ("3", "The arguments must be a JSON object"),
    ],
)
def test_invalid_arguments_are_reported_with_the_message_of_pydantic(text: str, words: str) -> None:
    def function(city: str) -> str:
        raise AssertionError(city)

    result = result_of(function, text)
    assert result.startswith("Error: the arguments are invalid.")
    assert words in result


def test_accepts_arguments_as_a_json_string() -> None:
    def function(city: str) -> str:
        return city

    assert result_of(function, '"{\\"city\\": \\"Paris\\"}"') == "Paris"


@pytest.mark.parametrize(
    ("result", "content"),
    [
        ("text", "text"),
        ("", ""),
        (Letter.A, "a"),
        ("a\udcff", "a?"),
        (None, "null"),
        ({"a": [1, None, True]}, '{"a":[1,null,true]}'),
        (Address(street="S"), '{"street":"S","number":1}'),
        ([Address(street="S")], '[{"street":"S","number":1}]'),
        (Size(1.5), '{"width":1.5}'),
        (datetime.date(2026, 11, 28), '"2026-11-28"'),
        ([], "[]"),
        ([{"type": "text", "text": "a"}], [{"type": "text", "text": "a"}]),
        ([{"type": "dog"}], '[{"type":"dog"}]'),
    ],
    ids=str,
)
def test_results_become_message_contents(result: Any, content: Any) -> None:
    def function() -> Any:
        return result

    assert result_of(function, {}) == content


def test_message_of_an_error_is_sent_without_surrogates() -> None:
    def function() -> str:
        raise ToolError("No file a\udcff.")

    assert result_of(function, {}) == "No file a?."


def test_result_without_json_form_is_an_error_of_the_tool() -> None:
    def function() -> object:
        return object()

    assert result_of(function, {}).startswith("Error: PydanticSerializationError: Unable to serialize")


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (Shop, r"Expected a function as a tool.* For a type, use parse\(\) or stream\(\)\."),
        (3, "Expected a function, a Tool, or"),
        ({"type": "function", "function": {"name": "f"}}, "Expected the function itself"),
        (lambda item: item, r"Expected a tool name .*, got '<lambda>'. Pass another by tool\(function, name=\.\.\.\)"),
    ],
)
def test_rejects_value_that_is_not_a_tool(value: Any, message: str) -> None:
    with pytest.raises((TypeError, ValueError), match=message):
        play("sync", Model(), value)


def test_rejects_functions_without_a_schema() -> None:
    def variadic(**options: int) -> None: ...
    def local(value: NotDefined) -> None: ...  # type: ignore[name-defined]  # noqa: F821 # on purpose
    def opaque(value: object, callback: Callable[[], None]) -> None: ...

    for function, message in ((variadic, "expected named parameters"), (local, "annotations"), (opaque, "schema")):
        with pytest.raises(TypeError, match=f"Tool '{function.__name__}'.*{message}"):
            Tool(function).to_param()


def test_rejects_two_tools_with_one_name() -> None:
    with pytest.raises(ValueError, match="Two tools have the name 'buy'"):
        play("sync", Model(), closure("a"), closure("b"))


@pytest.mark.parametrize("timeout", [0, -1, float("nan")])
def test_rejects_timeouts_that_are_not_positive(timeout: float) -> None:
    with pytest.raises(ValueError, match="timeout above 0"):
        tool(timeout=timeout)(closure("a"))


def no_arguments() -> None:
    """Do nothing."""


@pytest.mark.parametrize(
    ("tools", "words"),
    [
        (no_arguments, r"got the function no_arguments. Write tools=\[no_arguments\]"),
        (Tool(no_arguments, name="other"), r"got the Tool no_arguments. Write tools=\[no_arguments\]"),
        ({"type": "browser_search"}, r"got an object of dict. Write tools=\[...\]"),
        ("search", r"got an object of str. Write tools=\[...\]"),
        (7, r"got an object of int. Write tools=\[...\]"),
    ],
)
def test_rejects_one_tool_instead_of_a_list(tools: Any, words: str) -> None:
    with pytest.raises(TypeError, match=f"tools: expected a list of tools, {words}"):
        run_tools(Model().create, tools=tools, messages=[QUESTION], model="m")


def test_accepts_any_iterable_of_tools() -> None:
    run_tools(Model().create, tools=(one for one in [no_arguments]), messages=[QUESTION], model="m")


@pytest.mark.parametrize(
    ("result", "content"),
    [
        (["a\udcff"], '["a?"]'),  # as os.listdir() returns a file name that is not UTF-8
        ({"a\udcff": 1}, '{"a?":1}'),
        ([{"type": "text", "text": "a\udcff"}], [{"type": "text", "text": "a?"}]),
    ],
)
def test_result_is_sent_without_surrogates(result: Any, content: Any) -> None:
    def function() -> Any:
        return result

    assert result_of(function, {}) == content
