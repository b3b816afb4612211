"""Conventions of every file: a docstring, a reason for each `type: ignore` and cast, and no leftovers."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from functools import cache
from pathlib import Path

from . import tree

FOLDERS = [tree.PACKAGE, *(tree.ROOT / name for name in ("codegen", "scripts", "tests", "examples", "benchmarks"))]
FILES = tree.python_files(*FOLDERS)
HAND_WRITTEN = tree.hand_written(*FOLDERS)
GENERATED = tree.python_files(tree.PACKAGE / "types", tree.PACKAGE / "resources")

MAY_PRINT = tree.PACKAGE / "testing" / "__main__.py"
PACKAGE = [path for path in tree.python_files(tree.PACKAGE) if path != MAY_PRINT]
IGNORE = re.compile(r"#\s*(?:type|pyright):\s*ignore(?:\[[^\]]*\])?")
LEFTOVER = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b")


@cache
def comments(path: Path) -> dict[int, str]:
    if "#" not in tree.read(path):
        return {}
    tokens = tokenize.generate_tokens(io.StringIO(tree.read(path)).readline)
    return {token.start[0]: token.string for token in tokens if token.type == tokenize.COMMENT}


def test_module_has_docstring() -> None:
    modules = {path: tree.parse(path) for path in HAND_WRITTEN}
    assert [tree.name(path) for path, module in modules.items() if module.body and not ast.get_docstring(module)] == []


def test_generated_file_names_its_source() -> None:
    firsts = {tree.name(path): tree.read(path).partition("\n")[0] for path in GENERATED if not tree.is_generated(path)}
    assert not firsts, f"expected a comment that names scripts/generate, got: {firsts}"


def test_escapes_from_the_type_checker_have_a_reason() -> None:
    bare = [f"{tree.name(path)}:{line}" for path in FILES for line in lines_without_reason(path)]
    assert not bare, f"no reason on the same line: {', '.join(bare)}"


def lines_without_reason(path: Path) -> list[int]:
    if not IGNORE.search(tree.read(path)) and "cast(" not in tree.read(path):
        return []
    noted = comments(path)
    bare = [
        line for line, comment in noted.items() if IGNORE.match(comment) and not IGNORE.sub("", comment).strip(" #\t")
    ]
    for node in tree.nodes(path):
        if isinstance(node, ast.Call) and tree.dotted(node.func) in {"cast", "typing.cast", "t.cast"}:
            lines = range(node.lineno, (node.end_lineno or node.lineno) + 1)
            if not any(line in noted for line in lines):
                bare.append(node.lineno)
    return sorted(bare)


def test_no_todo_and_no_commented_out_code() -> None:
    left = [
        f"{tree.name(path)}:{line} {comment}"
        for path in FILES
        if LEFTOVER.search(tree.read(path))
        for line, comment in comments(path).items()
        if LEFTOVER.search(comment)
    ]
    assert not left, "\n".join(left)


def test_package_prints_nothing() -> None:
    calls = [(path, node) for path in PACKAGE for node in tree.nodes(path) if isinstance(node, ast.Call)]
    prints = [f"{tree.name(path)}:{node.lineno}" for path, node in calls if tree.dotted(node.func) == "print"]
    assert not prints, f"printed in {', '.join(prints)}"
