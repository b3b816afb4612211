"""Forbidden text in the files of the repository, and the format of its pins."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from . import tree

# Split, so that this file does not match.
FORBIDDEN = {
    "a package registry's address": r"pythonhosted\.|/simp" + r"le/|pypi\.org/(?!proj" + r"ect/)|registry\.np" + "mjs",
    "a package registry's option": "--(?:extra-)?index" + "-url|--find" + "-links|--trusted" + "-host",
    "a path of one machine": r"(?<![\w.])/(?:ro" + "ot|work|ho" + r"me/\w+|Use" + r"rs/\w+|opt/wheels)/|\.pye" + "nv",
}
PIN = re.compile(r"[A-Za-z0-9._-]+==[A-Za-z0-9.!+]+")
CODE_BLOCK = re.compile(r"^```(?:python|py)\n(.*?)^```$", re.MULTILINE | re.DOTALL)

FILES = tree.tracked_files()
TEXTS = [path for path in FILES if b"\0" not in path.read_bytes()[:8192]]
PINS = sorted((tree.ROOT / "requirements").glob("*.txt"))
DOCUMENTS = sorted(tree.ROOT.glob("*.md"))


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_contains_forbidden_text(what: str) -> None:
    pattern = re.compile(FORBIDDEN[what])
    found = [
        f"{tree.name(path)}:{number}: {line.strip()}"
        for path in TEXTS
        for number, line in enumerate(tree.read(path).splitlines(), 1)
        if pattern.search(line)
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("path", PINS, ids=tree.name)
def test_requirements_are_plain_pins(path: Path) -> None:
    lines = tree.read(path).splitlines()
    assert [line for line in lines if not PIN.fullmatch(line)] == []
    assert lines == sorted(set(lines), key=lambda line: line.partition("==")[0])


BENCHMARKED = {"bench-groq.txt", "bench-httpx.txt", "bench-openai.txt"}
COMPAT_LINES = {"compat-more.txt", "compat-vcrpy-7.txt", "compat-vcrpy-8.1.txt", "compat-vcrpy-9.txt"}


def test_requirements_are_not_empty() -> None:
    pinned = {path.name for path in PINS}
    others = {"distributed.txt", "mcp.txt", "notebook.txt"}
    assert pinned == {"compat.txt", "dev.txt", "runtime.txt", *others, *BENCHMARKED, *COMPAT_LINES}


@pytest.mark.parametrize("path", DOCUMENTS, ids=tree.name)
def test_python_in_documents_compiles(path: Path) -> None:
    for block in CODE_BLOCK.findall(tree.read(path)):
        compile(block, tree.name(path), "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)


def test_contributing_fits_a_screen() -> None:
    assert tree.read(tree.ROOT / "CONTRIBUTING.md").count("\n") <= 45
