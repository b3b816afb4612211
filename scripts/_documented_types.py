"""Fail unless mypy accepts the Python blocks of the README and the documentation, with `--strict`."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FENCE = re.compile(r"^```python[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# The tests run a block with `client` defined; many define their own.
CLIENT = "from groq import Groq; client = Groq()"
DEFINES_CLIENT = re.compile(r"^\s*client = |\bas client\b|\bclient: ", re.MULTILINE)
OPTIONS = (
    "--strict",
    "--python-version=3.10",
    # Some frameworks are not installed, some have no types, and some are only partly typed.
    *("--ignore-missing-imports", "--disable-error-code=import-untyped"),
    *("--allow-untyped-calls", "--allow-untyped-decorators"),
    f"--config-file={ROOT / 'pyproject.toml'}",
    f"--cache-dir={ROOT / '.mypy_cache' / 'documented'}",
)


def main() -> int:
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    with tempfile.TemporaryDirectory() as folder:
        page_of: dict[str, str] = {}
        for page in pages:
            for line, code in blocks(page.read_text(encoding="utf-8")):
                file = Path(folder) / f"block_{len(page_of)}.py"
                file.write_text(as_module(line, code), encoding="utf-8")
                page_of[str(file)] = str(page.relative_to(ROOT))
        command = [sys.executable, "-m", "mypy", *OPTIONS, *page_of]
        env = {**os.environ, "MYPYPATH": str(ROOT / "src")}
        done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    for report in done.stdout.splitlines():
        name, colon, rest = report.partition(":")
        print(page_of.get(str(ROOT / name), name) + colon + rest)
    print(done.stderr, end="")
    return done.returncode


def blocks(text: str) -> list[tuple[int, str]]:
    """Return the Python blocks of a document, with the number of their first line."""
    return [(text.count("\n", 0, match.start(1)) + 1, match[1]) for match in FENCE.finditer(text)]


def as_module(line: int, code: str) -> str:
    """Return a block with leading blank lines, so that reports have the line numbers of the document."""
    needs_client = re.search(r"\bclient\b", code) and not DEFINES_CLIENT.search(code)
    return (CLIENT if needs_client else "") + "\n" * (line - 1) + code


if __name__ == "__main__":
    sys.exit(main())
