"""Every module, class, field and annotation imported by code written for the `groq` package exists."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pydantic
import pytest
import typing_extensions

ROOT = Path(__file__).parents[2]
MAP = ROOT / "tests" / "data" / "type_map.txt"

# Additions to the map: values of Literals, and fields of TypedDicts.
MORE_VALUES = {
    ("groq.types.chat.completion_create_params", "CompletionCreateParams", "model"),  # the newest models
    ("groq.types.chat.chat_completion_tool_param", "ChatCompletionToolParam", "type"),  # mcp
    ("groq.types.audio.speech_create_params", "SpeechCreateParams", "model"),  # the newest model
}
MORE_FIELDS = {
    "Model": {"active", "context_window", "max_completion_tokens", "public_apps"},
    "Transcription": {"x_groq"},
    "Translation": {"x_groq"},
    "CompletionCreateParams": {"stream_options"},
    "ChatCompletionToolMessageParam": {"name"},
    "ExecutedTool": {"name"},
    "FileListResponse": {"has_more"},
    "BatchListResponse": {"has_more"},
    "ChatCompletionToolParam": {
        "server_label",
        "server_url",
        "server_description",
        "connector_id",
        "authorization",
        "headers",
        "require_approval",
        "allowed_tools",
    },
}

# Fields that the API always sends.
ALWAYS_SENT = {
    ("groq.types.file_create_response", "FileCreateResponse", "id"),
    ("groq.types.file_info_response", "FileInfoResponse", "id"),
    ("groq.types.file_list_response", "Data", "id"),
}

# Literals that are aliases in this package.
NAMED = {"AudioLanguage": "groq.types.audio.audio_language", "ChatModel": "groq.types.chat_model"}

Line = tuple[str, str, str, str]  # module, class, field ("" for an alias, the kind for a class alone), annotation


def lines() -> Iterator[Line]:
    module = owner = ""
    for line in MAP.read_text("utf-8").splitlines():
        text = line.strip()
        if not line.startswith(" "):
            module = text
        elif line.startswith("    "):
            field, _, annotation = text.partition(": ")
            yield module, owner, field, annotation
        elif " = " in text:
            name, _, target = text.partition(" = ")
            yield module, name, "", target
        else:
            owner, _, kind = text.partition(" ")
            yield module, owner, kind, ""


LINES = list(lines())
MODULES = dict.fromkeys(line[0] for line in LINES)


@cache
def source(module: str) -> ast.Module:
    return ast.parse((ROOT / "src" / f"{module.replace('.', '/')}.py").read_text("utf-8"))


def defined_at(module: str, name: str) -> tuple[str, str]:
    """Return module and name of a class: old names may be aliases."""
    imported = {
        alias.name: node.module or ""
        for node in source(module).body
        if isinstance(node, ast.ImportFrom) and node.level == 1
        for alias in node.names
    }
    for node in source(module).body:
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == name and isinstance(node.value, ast.Name):
            name = node.value.id
    return (f"{module.rpartition('.')[0]}.{imported[name]}", name) if name in imported else (module, name)


def annotation_of(module: str, owner: str, field: str) -> ast.expr:
    """Return the annotation of a field, or the value of an alias."""
    if field:
        module, owner = defined_at(module, owner)
    for node in source(module).body:
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == owner and not field and node.value:
            return node.value
        if isinstance(node, ast.ClassDef) and node.name == owner:
            for one in node.body:
                if isinstance(one, ast.AnnAssign) and ast.unparse(one.target) == field:
                    return one.annotation
    raise AssertionError(f"{module}.{owner}.{field} is missing")


def shape(node: ast.expr, module: str) -> object:
    """Return an annotation in a normal form: flat, sorted unions, and one spelling of `object`.

    Aliases are replaced by the name of their class.
    """
    if isinstance(node, ast.Subscript):
        head, inner = ast.unparse(node.value), node.slice
        arguments = inner.elts if isinstance(inner, ast.Tuple) else [inner]
        if head in ("Union", "Optional"):
            members: set[object] = {None} if head == "Optional" else set()
            for one in arguments:
                found = shape(one, module)
                members |= found[1] if isinstance(found, tuple) and found[0] == "Union" else {found}
            return ("Union", frozenset(members))
        if head == "Literal":
            return ("Literal", frozenset(ast.literal_eval(one) for one in arguments))
        return (head, *(shape(one, module) for one in arguments))
    if isinstance(node, ast.Name) and node.id in NAMED:
        return shape(annotation_of(NAMED[node.id], node.id, ""), NAMED[node.id])
    text = ast.unparse(node)
    if isinstance(node, ast.Name):
        text = defined_at(module, text)[1]
    return None if text == "None" else text.removeprefix("builtins.")


def literal_values(found: object) -> set[object]:
    if isinstance(found, tuple | frozenset):
        if isinstance(found, tuple) and found[0] == "Literal":
            return set(found[1])
        return {value for one in found for value in literal_values(one)}
    return set()


def without_values(found: object) -> object:
    if isinstance(found, tuple):
        return ("Literal",) if found[0] == "Literal" else tuple(map(without_values, found))
    return frozenset(map(without_values, found)) if isinstance(found, frozenset) else found


@pytest.mark.parametrize("module", MODULES)
def test_annotations_match_map(module: str) -> None:
    shapes = {f"{line[1]}.{line[2]}": shapes_of(line) for line in LINES if line[0] == module and line[3]}
    expected = {name: pair[0] for name, pair in shapes.items()}
    assert {name: pair[1] for name, pair in shapes.items()} == expected


def shapes_of(line: Line) -> tuple[object, object]:
    """Return the shapes in the map and in the source, without documented differences."""
    module, owner, field, annotation = line
    expected = shape(ast.parse(annotation, mode="eval").body, module)
    found = shape(annotation_of(module, owner, field), module)
    if (module, owner, field) in ALWAYS_SENT:
        found = ("Union", frozenset({found, None}))
    if (module, owner, field) in MORE_VALUES:
        assert literal_values(found) > literal_values(expected)
        expected, found = without_values(expected), without_values(found)
    return expected, found


@pytest.mark.parametrize("module", MODULES)
def test_kinds_of_classes_match_map(module: str) -> None:
    for _, owner, kind, annotation in [line for line in LINES if line[0] == module]:
        found = getattr(importlib.import_module(module), owner)
        if kind == "[model]":
            assert issubclass(found, pydantic.BaseModel), owner
        elif not annotation:
            assert typing_extensions.is_typeddict(found), owner
            assert not found.__total__, owner


def test_fields_beyond_the_map_are_optional_and_documented_here() -> None:
    known: dict[tuple[str, str], set[str]] = {}
    for module, owner, field, annotation in LINES:
        known.setdefault((module, owner), set()).update([field] if annotation else [])
    more = {}
    for (module, owner), fields in known.items():
        found = getattr(importlib.import_module(module), owner)
        if isinstance(found, type) and (names := set(found.__annotations__) - fields - {"__request_fields__"}):
            more[owner] = names
            assert not names & required_names(found)
    assert more == MORE_FIELDS


def required_names(found: type) -> set[str]:
    if issubclass(found, pydantic.BaseModel):
        return {name for name, field in found.model_fields.items() if field.is_required()}
    return set(getattr(found, "__required_keys__", set()))


@pytest.mark.parametrize("module", MODULES)
def test_nullable_fields_default_to_none(module: str) -> None:
    for owner in [line[1] for line in LINES if line[0] == module and line[2] == "[model]"]:
        model = getattr(importlib.import_module(module), owner)
        assert issubclass(model, pydantic.BaseModel)
        for name, field in model.model_fields.items():
            optional = type(None) in typing_extensions.get_args(field.annotation)
            assert field.is_required() is not optional, (owner, name)
