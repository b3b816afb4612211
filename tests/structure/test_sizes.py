"""Modules and functions stay small enough to be read in one go.

A function counts from its `def` line to its last line, less its docstring; decorators and overloads do not count. The
core counts in lines of code: blank lines, comments and docstrings are not what makes it big.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from . import tree

MODULE_LINES = 600
FUNCTION_LINES = 50
# 3,000 for one call and its stream; the rest is deadlines, caps, redirects, the retry quota and rate limits.
CORE_LINES = 3_500

FILES = tree.hand_written(tree.PACKAGE, tree.ROOT / "codegen", tree.ROOT / "scripts")
# The transport stands below the core: callers may replace it by passing an `http_client`.
NOT_CORE = ("types", "resources", "testing", "lib", "_transport")

Function = ast.FunctionDef | ast.AsyncFunctionDef
Documented = Function | ast.Module | ast.ClassDef


def functions(source: ast.Module) -> Iterator[Function]:
    for node in ast.walk(source):
        if isinstance(node, Function) and not any(
            ast.unparse(decorator).rpartition(".")[2] == "overload" for decorator in node.decorator_list
        ):
            yield node


def length(function: Function) -> int:
    first, last = function.lineno, function.end_lineno or function.lineno
    docstring = function.body[0] if ast.get_docstring(function, clean=False) is not None else None
    documented = docstring.end_lineno - docstring.lineno + 1 if docstring and docstring.end_lineno else 0
    return last - first + 1 - documented


def code_lines(path: Path) -> int:
    documented: set[int] = set()
    for node in ast.walk(tree.parse(path)):
        if isinstance(node, Documented) and ast.get_docstring(node, clean=False) is not None:
            documented.update(range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1))
    numbered = enumerate(tree.read(path).splitlines(), start=1)
    return sum(
        1 for number, line in numbered if line.strip(" #") and line.strip()[0] != "#" and number not in documented
    )


@pytest.mark.parametrize("path", FILES, ids=tree.name)
def test_module_is_short(path: Path) -> None:
    lines = tree.read(path).count("\n")
    assert lines <= MODULE_LINES, f"{tree.name(path)} has {lines} lines, {MODULE_LINES} are allowed: split it"


@pytest.mark.parametrize("path", FILES, ids=tree.name)
def test_functions_are_short(path: Path) -> None:
    long = [
        f"{tree.name(path)}:{function.lineno} {function.name} has {length(function)} lines"
        for function in functions(tree.parse(path))
        if length(function) > FUNCTION_LINES
    ]
    assert not long, f"{FUNCTION_LINES} are allowed: " + "; ".join(long)


def test_core_is_small() -> None:
    core = [path for path in FILES if path.is_relative_to(tree.PACKAGE)]
    core = [path for path in core if path.relative_to(tree.PACKAGE).parts[0] not in NOT_CORE]
    lines = sum(code_lines(path) for path in core)
    assert lines <= CORE_LINES, f"the hand-written core has {lines} lines of code, {CORE_LINES} are allowed"


def test_code_lines_leave_out_blank_lines_comments_and_docstrings(tmp_path: Path) -> None:
    path = tmp_path / "module.py"
    path.write_text('"""One\n\ntwo."""\n\n# why\nx = """a\n\nb"""\n\n\ndef f():\n    """Doc."""\n    return x  # why\n')
    assert code_lines(path) == 4


def test_length_leaves_out_decorators_docstring_and_overloads() -> None:
    source = ast.parse(
        "@overload\ndef f(): ...\n"
        "@decorator\n@decorator\ndef f():\n    '''one\n    two\n    '''\n    x = 1\n    return x\n"
    )
    assert [length(function) for function in functions(source)] == [3]
