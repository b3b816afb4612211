"""Small promises of every file: a docstring, a reason beside each escape from the type checker, no leftovers."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from pathlib import Path

import pytest

from . import tree

FOLDERS = [tree.PACKAGE, *(tree.ROOT / name for name in ("codegen", "scripts", "tests", "examples", "benchmarks"))]
FILES = tree.python_files(*FOLDERS)
HAND_WRITTEN = tree.hand_written(*FOLDERS)
GENERATED = tree.python_files(tree.PACKAGE / "types", tree.PACKAGE / "resources")

MAY_PRINT = tree.PACKAGE / "testing" / "__main__.py"
IGNORE = re.compile(r"#\s*(?:type|pyright):\s*ignore(?:\[[^\]]*\])?")
LEFTOVER = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b")


def comments(path: Path) -> dict[int, str]:
    tokens = tokenize.generate_tokens(io.StringIO(tree.read(path)).readline)
    return {token.start[0]: token.string for token in tokens if token.type == tokenize.COMMENT}


@pytest.mark.parametrize("path", HAND_WRITTEN, ids=tree.name)
def test_module_has_docstring(path: Path) -> None:
    empty = not tree.parse(path).body
    assert empty or ast.get_docstring(tree.parse(path)), f"{tree.name(path)} has no docstring"


@pytest.mark.parametrize("path", GENERATED, ids=tree.name)
def test_generated_file_names_its_source(path: Path) -> None:
    first = tree.read(path).partition("\n")[0]
    assert tree.is_generated(path), f"expected a comment that names scripts/generate, got: {first!r}"


@pytest.mark.parametrize("path", FILES, ids=tree.name)
def test_escapes_from_the_type_checker_carry_a_reason(path: Path) -> None:
    noted = comments(path)
    bare = [
        line for line, comment in noted.items() if IGNORE.match(comment) and not IGNORE.sub("", comment).strip(" #\t")
    ]
    for node in ast.walk(tree.parse(path)):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"cast", "typing.cast", "t.cast"}:
            lines = range(node.lineno, (node.end_lineno or node.lineno) + 1)
            if not any(line in noted for line in lines):
                bare.append(node.lineno)
    assert not bare, "\n".join(f"{tree.name(path)}:{line} has no reason on the same line" for line in sorted(bare))


@pytest.mark.parametrize("path", FILES, ids=tree.name)
def test_nothing_is_left_to_do(path: Path) -> None:
    left = [
        f"{tree.name(path)}:{line} {comment}" for line, comment in comments(path).items() if LEFTOVER.search(comment)
    ]
    assert not left, "\n".join(left)


@pytest.mark.parametrize("path", tree.python_files(tree.PACKAGE), ids=tree.name)
def test_package_prints_nothing(path: Path) -> None:
    calls = [node for node in ast.walk(tree.parse(path)) if isinstance(node, ast.Call)]
    prints = [node.lineno for node in calls if isinstance(node.func, ast.Name) and node.func.id == "print"]
    assert path == MAY_PRINT or not prints, f"{tree.name(path)} prints in lines {prints}"
