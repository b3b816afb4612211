"""Size limits of modules and functions.

The size of a function is the number of lines from `def` to its end, without its docstring; decorators and overloads do
not count. The core counts every line of its files. Limits may only be lowered.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from . import tree

MODULE_LINES = 500
FUNCTION_LINES = 50
CORE_LINES = 11_966
TRANSPORT_LINES = 3_891

FILES = tree.hand_written(tree.PACKAGE, tree.ROOT / "codegen", tree.ROOT / "scripts")
NOT_CORE = ("types", "resources", "lib", "cli", "testing")

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(source: ast.Module) -> Iterator[Function]:
    for node in ast.walk(source):
        if isinstance(node, Function) and not any(
            tree.dotted(decorator).rpartition(".")[2] == "overload" for decorator in node.decorator_list
        ):
            yield node


def length(function: Function) -> int:
    first, last = function.lineno, function.end_lineno or function.lineno
    docstring = function.body[0] if ast.get_docstring(function, clean=False) is not None else None
    documented = docstring.end_lineno - docstring.lineno + 1 if docstring and docstring.end_lineno else 0
    return last - first + 1 - documented


def room(path: Path) -> str:
    return path.relative_to(tree.PACKAGE).parts[0]


def test_module_is_short() -> None:
    lines = {tree.name(path): tree.read(path).count("\n") for path in FILES}
    long = {name: count for name, count in lines.items() if count > MODULE_LINES}
    assert not long, f"{MODULE_LINES} lines are allowed, split: {long}"


def test_functions_are_short() -> None:
    long = [
        f"{tree.name(path)}:{function.lineno} {function.name} has {length(function)} lines"
        for path in FILES
        for function in functions(tree.parse(path))
        if length(function) > FUNCTION_LINES
    ]
    assert not long, f"{FUNCTION_LINES} are allowed: " + "; ".join(long)


def test_core_is_small() -> None:
    core = [path for path in tree.hand_written(tree.PACKAGE) if room(path) not in NOT_CORE]
    lines = {path: tree.read(path).count("\n") for path in core}
    transport = sum(count for path, count in lines.items() if room(path) == "_transport")
    assert (sum(lines.values()) <= CORE_LINES, transport <= TRANSPORT_LINES) == (True, True), (
        f"the core has {sum(lines.values())} lines, {CORE_LINES} are allowed; of these _transport has {transport}, "
        f"{TRANSPORT_LINES} are allowed"
    )


def test_length_excludes_decorators_docstring_and_overloads() -> None:
    source = ast.parse(
        "@overload\ndef f(): ...\n"
        "@decorator\n@decorator\ndef f():\n    '''one\n    two\n    '''\n    x = 1\n    return x\n"
    )
    assert [length(function) for function in functions(source)] == [3]
