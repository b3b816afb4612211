"""Programs in a process of their own, in which every warning is an error."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def check_attributes(modules: list[str]) -> None:
    """Read each module as an attribute of `groq`, in a process that has not imported it."""
    run_program(f"""
import os, sys
import groq
for dotted in {modules!r}:
    child = os.fork()  # cheaper than to import the package again
    if child:
        assert os.waitpid(child, 0)[1] == 0, dotted
        continue
    try:
        found = groq
        for part in dotted.split(".")[1:]:
            found = getattr(found, part)
        assert found.__name__ == dotted, (found, dotted)
    except BaseException as err:
        print(repr(err), file=sys.stderr, flush=True)
        os._exit(1)
    os._exit(0)
""")


def run_program(code: str, *arguments: str, patience: float = 50, **environment: str) -> str:
    """Run a program that must succeed without warnings, and return what it printed."""
    kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-X", "dev", "-c", code, *arguments],
        env={**kept, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        timeout=patience,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return done.stdout
