"""Programs of tests in their own process, with every warning an error."""

from __future__ import annotations

import functools
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from .forks import Forking
from .programs import development

# Seconds until a program counts as hanging. It then prints the stack of each thread and fails.
STUCK = 40

# Whether each program imports the package itself; set by --thorough.
always_fresh = False

# The start of every program; the first argument is the server.
PREAMBLE = f"""
import faulthandler, sys
faulthandler.dump_traceback_later({STUCK}, exit=True)
import asyncio, gc, os
from groq import AsyncGroq, DefaultAsyncHttpxClient, DefaultHttpxClient, Groq
options = {{"api_key": "test", "base_url": sys.argv[1], "max_retries": 0, "timeout": 10}}
chat = {{"messages": [{{"role": "user", "content": "Hi"}}], "model": "m"}}
"""

# Imports of a process that forks programs. Creating a first adapter searches all distributions for pydantic plugins.
Imported = Literal["dependencies", "package", "features"]
_DEPENDENCIES = "import anyio, httpx, pydantic, typing_extensions; pydantic.TypeAdapter(int)"
_PACKAGE = f"""
{_DEPENDENCIES}
from groq import AsyncGroq, DefaultAsyncHttpxClient, DefaultHttpxClient, Groq
import groq.resources.chat.completions, groq.types.chat
"""
_FEATURES = f"""
{_PACKAGE}
import groq.lib.batches.driver, groq.lib.bulk.runs, groq.lib.chat.stream
try:
    import groq.cli.app, groq.cli.ask, groq.cli.chat
except ImportError:
    pass  # without the extra
"""
_IMPORTS: dict[Imported, str] = {"dependencies": _DEPENDENCIES, "package": _PACKAGE, "features": _FEATURES}


def run_python(
    code: str,
    url: str = "",
    *arguments: str,
    preamble: str = PREAMBLE,
    dev: bool = True,
    errors: bool = True,
    imported: Imported = "package",
    fresh: bool = False,
    expected: int = 0,
    environment: Mapping[str, str] | None = None,
    stdin: str = "",
) -> tuple[str, str]:
    """Run a program.

    Args:
        code: The program after the preamble.
        url: The URL of the server; the first argument.
        arguments: Further arguments.
        preamble: The start of the program.
        dev: Use Python's development mode.
        errors: Make every warning an error.
        imported: What may be imported already, in the environment of the tests: what the package imports, or also what
            a call of a client does, or also features of `groq.lib` and the command line.
        fresh: Import nothing before the program does.
        expected: The exit status; negative for a signal.
        environment: Additional environment variables.
        stdin: Its standard input.

    Returns:
        Its stdout and stderr.
    """
    kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    variables = {**kept, **development(), **(environment or {})}
    if fresh or not may_fork():
        command = [*_python(dev=dev, errors=errors), "-c", preamble + code, url, *arguments]
        done = subprocess.run(
            command, env=variables, input=stdin, capture_output=True, text=True, timeout=STUCK + 10, check=False
        )
        status, stdout, stderr = done.returncode, done.stdout, done.stderr
    else:
        forked = run_forked(forking(dev, errors, imported), preamble + code, [url, *arguments], variables, stdin)
        status, stdout, stderr = forked[0], forked[1].decode(), forked[2].decode()
    assert status == expected, (status, stderr[-8000:])
    return stdout, stderr


def _python(*, dev: bool, errors: bool) -> list[str]:
    return [sys.executable, *(["-W", "error"] if errors else []), *(["-X", "dev"] if dev else [])]


def may_fork() -> bool:
    """Return whether programs may run in forks."""
    return not always_fresh and hasattr(os, "fork")


def run_forked(
    forking: Forking,
    code: str,
    arguments: Sequence[str],
    environment: Mapping[str, str],
    text: str = "",
    folder: Path | None = None,
) -> tuple[int, bytes, bytes]:
    """Run a program in a fork; return its status, stdout and stderr."""
    with tempfile.TemporaryFile() as stdin, tempfile.TemporaryFile() as stdout, tempfile.TemporaryFile() as stderr:
        stdin.write(text.encode())
        stdin.seek(0)
        files = (stdin.fileno(), stdout.fileno(), stderr.fileno())
        program = forking.start(code, arguments, environment, files, folder=folder)
        try:
            status = program.wait(STUCK + 10)
        finally:
            program.kill()  # in case the test timed out
            program.wait(STUCK)
        for file in (stdout, stderr):
            file.seek(0)
        return status, stdout.read(), stderr.read()


@functools.cache
def forking(dev: bool, errors: bool, imported: Imported) -> Forking:
    """Return a process that forks programs, started once."""
    return Forking(_python(dev=dev, errors=errors), _IMPORTS[imported], {**os.environ, **development()})
