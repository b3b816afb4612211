"""Imports follow the table in CONTRIBUTING.md, without cycles; those under TYPE_CHECKING and in functions count too."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from . import tree
from .rooms import rooms

# First component of a module name below `groq` → the components it may import, including those of its own row.
MAY_IMPORT = {part: room.may_import.union(room.parts) for room in rooms() for part in room.parts}
# The components it may import lazily: in functions, or for type checkers.
LAZILY = {part: room.lazily for room in rooms() for part in room.parts}
# Rooms in the table that have no modules yet.
PLANNED: set[str] = set()

FILES = tree.python_files(tree.PACKAGE)


def module_name(path: Path) -> str:
    parts = path.relative_to(tree.PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(path): path for path in FILES}


def part_of(module: str) -> str:
    """`groq.types.chat` → `types`; `groq` itself → `__init__`."""
    return module.split(".")[1] if "." in module else "__init__"


def imports(source: ast.Module, module: str, *, is_package: bool, known: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Yield line and name of each module of this package that the source imports, at any level."""
    package = module if is_package else module.rpartition(".")[0]
    for node in ast.walk(source):
        if isinstance(node, ast.Import):
            targets = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = resolve("." * node.level + (node.module or ""), package)
            submodules = [f"{base}.{alias.name}" for alias in node.names]
            targets = [submodule if submodule in known else base for submodule in submodules]
        elif isinstance(node, ast.Call) and tree.dotted(node.func).endswith("import_module"):
            argument = node.args[0]
            literal = isinstance(argument, ast.Constant) and isinstance(argument.value, str)
            targets = [resolve(argument.value, package)] if literal else []  # type: ignore[attr-defined]  # a constant
        else:
            continue
        for target in targets:
            if target in known and target != module:
                yield node.lineno, target


def resolve(target: str, package: str) -> str:
    """`..chat` as seen from `groq.types.audio` → `groq.types.chat`."""
    stripped = target.lstrip(".")
    dots = len(target) - len(stripped)
    if not dots:
        return target
    parts = package.split(".")
    return ".".join([*parts[: len(parts) - dots + 1], *([stripped] if stripped else [])])


@cache
def imports_of(path: Path) -> list[tuple[int, str]]:
    """Return line and module of each import, without the lazy ones that the table allows."""
    is_package = path.name == "__init__.py"
    source, module = tree.parse(path), module_name(path)
    at_once = {node.lineno for node in source.body if isinstance(node, ast.Import | ast.ImportFrom)}
    found = imports(source, module, is_package=is_package, known=MODULES)
    lazily = LAZILY.get(part_of(module), frozenset())
    return [(line, target) for line, target in found if line in at_once or part_of(target) not in lazily]


def test_every_module_is_in_a_room_of_the_table() -> None:
    assert sorted({part_of(module) for module in MODULES} - MAY_IMPORT.keys()) == []


def test_imports_only_what_the_table_allows() -> None:
    wrong = [
        f"{tree.name(path)}:{line} imports {target}; "
        f"it may import {', '.join(sorted(MAY_IMPORT[part_of(module)])) or 'nothing'}"
        for module, path in MODULES.items()
        for line, target in imports_of(path)
        if part_of(target) not in MAY_IMPORT[part_of(module)]
    ]
    assert not wrong, "\n".join(wrong)


def test_modules_have_no_import_cycle() -> None:
    assert_no_cycle({name: {target for _, target in imports_of(path)} for name, path in MODULES.items()})


def test_parts_have_no_import_cycle() -> None:
    parts: dict[str, set[str]] = {}
    for module, path in MODULES.items():
        targets = {part_of(target) for _, target in imports_of(path)}
        parts.setdefault(part_of(module), set()).update(targets - {part_of(module)})
    assert_no_cycle(parts)


def assert_no_cycle(graph: dict[str, set[str]]) -> None:
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        cycle = " imports ".join(reversed(error.args[1]))
        pytest.fail(f"an import cycle: {cycle}", pytrace=False)


def test_every_room_exists() -> None:
    assert sorted(MAY_IMPORT.keys() - PLANNED - {part_of(module) for module in MODULES}) == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import groq._types", ["groq._types"]),
        ("from .. import _types, nothing", ["groq._types", "groq"]),
        ("from .._types import x", ["groq._types"]),
        ("from .chat import x", ["groq.types.chat"]),
        ("from . import chat", ["groq.types.chat"]),
        ("if TYPE_CHECKING:\n    from groq import _types", ["groq._types"]),
        ("def f():\n    from groq._types import x", ["groq._types"]),
        ("importlib.import_module('..chat', __name__)", []),
        ("importlib.import_module('.chat', __name__)", ["groq.types.chat"]),
        ("import json, httpx", []),
    ],
)
def test_imports_are_found_in_every_form(source: str, expected: list[str]) -> None:
    known = {"groq", "groq._types", "groq.types", "groq.types.chat", "groq.types.file"}
    found = imports(ast.parse(source), "groq.types.file", is_package=False, known=known)
    assert [target for _, target in found] == expected
