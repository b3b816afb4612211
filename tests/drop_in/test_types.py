"""Modules and names of types that callers import."""

from __future__ import annotations

import importlib
import importlib.metadata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pydantic
import pytest
import typing_extensions

import groq

from ..support.programs import check_attributes, run_program

MAP = Path(__file__).parents[1] / "data" / "type_map.txt"


def type_map() -> Iterator[tuple[str, str, list[str]]]:
    """Return each module, class or alias, and its fields."""
    module = ""
    fields: list[str] = []
    for line in MAP.read_text("utf-8").splitlines():
        if line.startswith("    "):
            fields.append(line.split(":")[0].strip())
        elif line.startswith("  "):
            fields = []
            yield module, line.split()[0], fields
        elif line:
            module = line.strip()


TYPES = list(type_map())


MODULES = list(dict.fromkeys(module for module, _, _ in TYPES))


def test_type_map_is_not_empty() -> None:
    assert len(TYPES) > 50
    assert ("groq.types.chat.chat_completion", "ChatCompletion") in [(module, name) for module, name, _ in TYPES]


@pytest.mark.parametrize(("module", "name", "fields"), TYPES, ids=[f"{module}.{name}" for module, name, _ in TYPES])
def test_type_can_be_imported_and_has_its_fields(module: str, name: str, fields: list[str]) -> None:
    found: Any = getattr(importlib.import_module(module), name)
    if isinstance(found, type) and issubclass(found, pydantic.BaseModel):
        assert issubclass(found, groq.BaseModel)
        assert set(fields) <= set(found.model_fields)
        assert not any(found.model_fields[name].is_required() for name in set(found.model_fields) - set(fields))
        found.model_rebuild()
    elif typing_extensions.is_typeddict(found):
        assert set(fields) <= set(typing_extensions.get_type_hints(found))


def test_submodules_of_types_are_attributes_without_being_imported() -> None:
    check_attributes(MODULES)


def test_names_of_types_are_attributes_of_their_modules_without_imports() -> None:
    code = f"""
import groq
for dotted, name in {[(module, name) for module, name, _ in TYPES]!r}:
    found = groq
    for part in dotted.split(".")[1:]:
        found = getattr(found, part)
    assert hasattr(found, name), (dotted, name)
"""
    run_program(code)


def test_packages_list_their_names_in_dir() -> None:
    for module, name, _ in TYPES:
        package, _, last = module.rpartition(".")
        assert last in dir(importlib.import_module(package))
        if name == "".join(word.title() for word in last.split("_")):
            assert name in dir(importlib.import_module(package))


@pytest.mark.parametrize("module", MODULES)
def test_module_of_types_exports_the_type_of_its_name(module: str) -> None:
    package, _, name = module.rpartition(".")
    public = "".join(word.title() for word in name.split("_"))
    assert getattr(importlib.import_module(package), public) is getattr(importlib.import_module(module), public)
