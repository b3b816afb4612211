"""Programs in their own process, in which every warning is an error."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

# Whether to enable every check of Python's development mode; set by --thorough.
all_checks = False


def check_attributes(modules: list[str]) -> None:
    """Read each module as an attribute that `import groq` sets, or that is imported on first use."""
    run_program(f"""
import groq
at_once = set(vars(groq))
for dotted in {modules!r}:
    found = groq
    for part in dotted.split(".")[1:]:
        if "__getattr__" in vars(found) and not (found is groq and part in at_once):
            vars(found).pop(part, None)  # imports of other modules may have set it
        found = getattr(found, part)
    assert found.__name__ == dotted, (found, dotted)
""")


def development() -> dict[str, str]:
    """Return the environment for Python's development mode, without the slow memory checks for C code."""
    return {} if all_checks else {"PYTHONMALLOC": "default"}


def run_program(code: str, *arguments: str, patience: float = 50, **environment: str) -> str:
    """Run a program that must succeed without warnings, and return its output."""
    kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-X", "dev", "-c", code, *arguments],
        env={**kept, **development(), "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        timeout=patience,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return done.stdout
