"""The source files, parsed once, for the tests of this folder."""

from __future__ import annotations

import ast
import subprocess
from functools import cache
from pathlib import Path

from ..conftest import keep_out_of_collections

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "groq"


def python_files(*folders: Path) -> list[Path]:
    """Return every Python file in the folders; a missing folder is empty."""
    return sorted(path for folder in folders for path in folder.rglob("*.py"))


def hand_written(*folders: Path) -> list[Path]:
    return [path for path in python_files(*folders) if not is_generated(path)]


@cache
def is_generated(path: Path) -> bool:
    """Return whether the first line is a comment that names the generating command."""
    first = read(path).partition("\n")[0]
    return first.startswith("#") and "generated" in first.lower() and "scripts/generate" in first


def name(path: Path) -> str:
    """Return the test id of a file."""
    return path.relative_to(ROOT).as_posix()


@cache
def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def parse(path: Path) -> ast.Module:
    module = ast.parse(read(path), str(path))
    keep_out_of_collections()
    return module


@cache
def nodes(path: Path) -> list[ast.AST]:
    """Return all nodes of the tree of a file."""
    return list(ast.walk(parse(path)))


def dotted(expression: ast.expr) -> str:
    """Return a name with its attributes, such as `typing.cast`; for other expressions, "?" and their attributes."""
    if isinstance(expression, ast.Attribute):
        return f"{dotted(expression.value)}.{expression.attr}"
    return expression.id if isinstance(expression, ast.Name) else "?"


@cache
def tracked_files() -> list[Path]:
    """Return every file of the repository that git does not ignore; in a source archive, every file."""
    if not (ROOT / ".git").exists():
        return sorted(path for path in ROOT.rglob("*") if path.is_file() and ".venv" not in path.parts)
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listing = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    paths = [ROOT / path for path in listing.split("\0") if path]
    return [path for path in paths if path.is_file()]
