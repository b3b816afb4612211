"""Tool calls in a generation that the API rejected. Pure.

Only the form is corrected. A generation that is truncated, or that names an unknown tool, has no calls.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from .._json_values import is_array, is_mapping

# Template tokens and Markdown fences around calls.
_WRAPPER = re.compile(r"</?tool_call>|<\|[\w-]+\|>|```\w*")
# `<function=name>{...}</function>` in several spellings, and `to=functions.name ... {...}`
_NAMED = re.compile(r"(?:<function[=/]\s*\"?|\bto=functions\.)(?P<name>[\w-]+)[^{<]*")
_DECODER = json.JSONDecoder(strict=False)  # models write unescaped line breaks in strings
_MAX_BRACKETS = 200  # deep nesting can crash Python's parser
_ARGUMENTS = ("arguments", "parameters", "args", "input")


class GeneratedCall(NamedTuple):
    """A call that the model wrote. Its arguments are JSON text."""

    name: str
    arguments: str


def calls_in(generation: str | None, known: Collection[str]) -> list[GeneratedCall]:
    """Return the calls in a generation; an empty list if it cannot be parsed completely or names an unknown tool."""
    text = _WRAPPER.sub(" ", generation or "").strip()
    for read in (_named_calls, _json_calls, _python_calls):
        try:
            calls = list(read(text))
        except ValueError:
            continue
        return calls if all(call.name in known for call in calls) else []
    return []


def _named_calls(text: str) -> Iterator[GeneratedCall]:
    if not _NAMED.search(text):
        raise ValueError("no named call")
    for match in _NAMED.finditer(text):
        arguments: Any = _decode(text, match.end())[0] if text.startswith("{", match.end()) else {}
        yield GeneratedCall(match["name"], _dumps(arguments))


def _json_calls(text: str) -> Iterator[GeneratedCall]:
    """Yield the calls of all JSON values in the text; skip other text."""
    position = _next_value(text, 0)
    if position < 0:
        raise ValueError("no JSON")
    while position >= 0:
        value, end = _decode(text, position)
        yield from _calls_of(value)
        position = _next_value(text, end)


def _next_value(text: str, start: int) -> int:
    found = re.compile(r"[{\[]").search(text, start)
    return found.start() if found else -1


def _decode(text: str, start: int) -> tuple[Any, int]:
    """Return the value at a position, JSON or a Python literal, and where it ends."""
    try:
        return _DECODER.raw_decode(text, start)
    except RecursionError as err:
        raise ValueError("nested too deeply") from err
    except ValueError:
        end = text.find("</", start)
        end = len(text) if end < 0 else end
        return _literal(_python_expression(text[start:end])), end


def _python_expression(text: str) -> ast.expr:
    """Return the parsed expression.

    Raises:
        ValueError: The text is not an expression, or is nested so deeply that it might crash the parser.
    """
    if sum(map(text.count, "([{")) > _MAX_BRACKETS:
        raise ValueError("too many brackets")
    try:
        return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, MemoryError, RecursionError) as err:
        raise ValueError("not an expression") from err


def _literal(expression: ast.expr) -> Any:
    try:
        return ast.literal_eval(expression)
    except (TypeError, RecursionError) as err:  # such as {{"a": 1}}, a set with an unhashable item
        raise ValueError("not a literal") from err


def _calls_of(value: object) -> Iterator[GeneratedCall]:
    if is_array(value):
        for one in value:
            yield from _calls_of(one)
        return
    if not is_mapping(value):
        raise ValueError("not a call")
    if "tool_calls" in value:
        yield from _calls_of(value["tool_calls"])
        return
    inner = value.get("function")
    call = {**value, **inner} if is_mapping(inner) else value
    name = call.get("name") or call.get("recipient_name") or inner
    arguments: object = next((call[key] for key in _ARGUMENTS if key in call), None)
    if not isinstance(name, str) or not (arguments is None or isinstance(arguments, str) or is_mapping(arguments)):
        raise ValueError("not a call")
    written = arguments if isinstance(arguments, str) else _dumps(arguments or {})
    yield GeneratedCall(name.removeprefix("functions."), written)


def _python_calls(text: str) -> Iterator[GeneratedCall]:
    """Yield the calls of `[name(key="value"), ...]`."""
    tree = _python_expression(text)
    for node in tree.elts if isinstance(tree, ast.List) else [tree]:
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)) or node.args:
            raise ValueError("not a call with keyword arguments")
        arguments = {keyword.arg: _literal(keyword.value) for keyword in node.keywords}
        if None in arguments:
            raise ValueError("not a call with named arguments")
        yield GeneratedCall(node.func.id, _dumps(arguments))


def _dumps(arguments: object) -> str:
    try:
        return json.dumps(arguments)
    except TypeError as err:  # a literal without a JSON form
        raise ValueError("no JSON form") from err
