"""The rooms of `groq.testing` import downwards, and only the public API and the standard library."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import groq.testing

PACKAGE = Path(groq.testing.__file__).parent
# Room → the rooms it may import. Modules outside of rooms may import all rooms. All share `_strict_json`.
ROOMS: dict[str, set[str]] = {
    "_strict_json": set(),
    "server": {"_strict_json"},
    "schema": {"_strict_json"},
    "api": {"_strict_json", "schema", "server"},
    "recording": {"_strict_json", "api", "server"},
    "_local_server": {"_stderr", "api", "recording", "server"},
    "__init__": {"_local_server", "api", "server"},
    "_stderr": set(),
    "_run": set(),
    "__main__": {"_local_server", "_stderr", "_run", "api", "recording"},
    "pytest_plugin": {"_local_server"},
}
# Allowed imports outside the standard library: the public API for clients, and httpx and typing_extensions for types.
# The only private name is a lock that is free in a forked child, and needs only the standard library.
MUTEX = ["groq", "lib", "_mutex", "Mutex"]
THIRD_PARTY = {"_local_server": {"groq", "httpx"}, "pytest_plugin": {"pytest"}}
TYPES_ONLY = {"httpx", "typing_extensions"}
FILES = sorted(PACKAGE.rglob("*.py"))


def name(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(tree: ast.Module, path: Path) -> Iterator[str]:
    """Yield the absolute name of each imported module and object, for imports at any depth."""
    package = ["groq", "testing", *path.relative_to(PACKAGE).parts[:-1]]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            yield from (f"{module}.{alias.name}" for alias in node.names)


def imported(path: Path, *, at_run_time: bool = False) -> list[str]:
    tree = ast.parse(path.read_text("utf-8"))
    if at_run_time:
        tree.body = [node for node in tree.body if not (isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node))]
    return list(imports(tree, path))


def test_imports_only_rooms_below() -> None:
    for path in FILES:
        room = room_of(path)
        used = {target.split(".")[2] for target in imported(path) if target.startswith("groq.testing.")}
        assert used - {room} <= ROOMS[room], name(path)


def test_imports_only_the_public_api_and_the_standard_library() -> None:
    for path in FILES:
        others = [target.split(".") for target in imported(path) if not target.startswith("groq.testing.")]
        others = [target for target in others if target != MUTEX]
        outside = {target[0] for target in others} - set(sys.stdlib_module_names)
        assert outside <= THIRD_PARTY.get(room_of(path), set()) | {"typing_extensions"}, name(path)
        private = [target for target in others if target[0] == "groq" and any(part.startswith("_") for part in target)]
        assert private == [], name(path)


def test_imports_of_types_are_not_needed_at_run_time() -> None:
    for path in FILES:
        assert not {target.split(".")[0] for target in imported(path, at_run_time=True)} & TYPES_ONLY, name(path)


def test_every_room_exists() -> None:
    assert {room_of(path) for path in FILES} == ROOMS.keys()


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("from ..schema.checker import check", ["groq.testing.schema.checker.check"]),
        ("from .. import schema", ["groq.testing.schema"]),
        ("from . import chat", ["groq.testing.api.chat"]),
        ("def f():\n    from groq import Groq", ["groq.Groq"]),
        ("import groq._types, json", ["groq._types", "json"]),
        ("if TYPE_CHECKING:\n    import httpx", ["httpx"]),
    ],
)
def test_finds_imports_in_every_form(source: str, expected: list[str]) -> None:
    assert list(imports(ast.parse(source), PACKAGE / "api" / "example.py")) == expected
