"""Programs that a test runs in a process of their own, with every warning an error."""

from __future__ import annotations

import atexit
import functools
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from .programs import development

# Seconds after which a program counts as stuck: it then prints the stack of each thread, and fails.
STUCK = 40

# Whether each program imports the package itself, as --thorough has it.
always_fresh = False

# What every program begins with; the first argument names the server.
PREAMBLE = f"""
import faulthandler, sys
faulthandler.dump_traceback_later({STUCK}, exit=True)
import asyncio, gc, os
from groq import AsyncGroq, DefaultAsyncHttpxClient, DefaultHttpxClient, Groq
options = {{"api_key": "test", "base_url": sys.argv[1], "max_retries": 0, "timeout": 10}}
chat = {{"messages": [{{"role": "user", "content": "Hi"}}], "model": "m"}}
"""

# What the process below has imported: the package, or what that imports only.
_IMPORTS = {
    True: """
from groq import AsyncGroq, DefaultAsyncHttpxClient, DefaultHttpxClient, Groq
import groq.resources.chat.completions, groq.types.chat
""",
    False: "import anyio, httpx, pydantic, typing_extensions",
}

# A process that has imported much, and forks one for each program. That saves most of what a program takes. The
# programs end as others do: at the end of the main module.
_FORKING = """
import json, os, sys
import asyncio, faulthandler, gc
exec(sys.argv.pop())

gc.collect()
gc.freeze()  # many programs collect garbage, and each time would search all of this

def next_job():
    for line in sys.stdin:
        child = os.fork()
        if not child:
            return json.loads(line)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
    os._exit(0)

job = next_job()
for number, path in enumerate([job["stdin"], job["stdout"], job["stderr"]]):
    file = os.open(path, os.O_RDWR)
    os.dup2(file, number)
    os.close(file)
os.environ.clear()
os.environ.update(job["environment"])
os.chdir(job["folder"])
sys.argv[1:] = job["arguments"]
exec(compile(job["code"], "<string>", "exec"))
"""


def run_python(
    code: str,
    url: str = "",
    *arguments: str,
    preamble: str = PREAMBLE,
    dev: bool = True,
    errors: bool = True,
    imported: bool = True,
    fresh: bool = False,
    expected: int = 0,
    environment: Mapping[str, str] | None = None,
    stdin: str = "",
) -> tuple[str, str]:
    """Run a program.

    Args:
        code: What follows the preamble.
        url: Of the server; the first argument.
        arguments: Those that follow.
        preamble: What the program begins with.
        dev: In Python's development mode.
        errors: Make every warning an error.
        imported: May find the package imported, with the environment of the tests.
        fresh: Import nothing before the program does.
        expected: The status that it must exit with; one below zero is a signal.
        environment: Variables that are added to those of this process.
        stdin: What it reads from its standard input.

    Returns:
        What it printed to stdout and to stderr.
    """
    kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    variables = {**kept, **development(), **(environment or {})}
    if fresh or always_fresh or not hasattr(os, "fork"):
        command = [*_python(dev=dev, errors=errors), "-c", preamble + code, url, *arguments]
        done = subprocess.run(
            command, env=variables, input=stdin, capture_output=True, text=True, timeout=STUCK + 10, check=False
        )
        status, stdout, stderr = done.returncode, done.stdout, done.stderr
    else:
        status, stdout, stderr = _forked(dev, errors, imported).run(
            preamble + code, [url, *arguments], variables, stdin
        )
    assert status == expected, (status, stderr[-8000:])
    return stdout, stderr


def _python(*, dev: bool, errors: bool) -> list[str]:
    return [sys.executable, *(["-W", "error"] if errors else []), *(["-X", "dev"] if dev else [])]


class _Forked:
    def __init__(self, python: list[str], imports: str) -> None:
        command = [*python, "-c", _FORKING, imports]
        variables = {**os.environ, **development()}
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=variables
        )

    def run(self, code: str, arguments: list[str], environment: dict[str, str], text: str) -> tuple[int, str, str]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with tempfile.TemporaryDirectory() as folder:
            stdin, stdout, stderr = (Path(folder, name) for name in ("stdin", "stdout", "stderr"))
            stdin.write_text(text)
            for path in (stdout, stderr):
                path.touch()
            files = {"stdin": str(stdin), "stdout": str(stdout), "stderr": str(stderr), "folder": os.getcwd()}
            job = json.dumps({**files, "code": code, "arguments": arguments, "environment": environment})
            try:
                self._process.stdin.write(f"{job}\n")
                self._process.stdin.flush()
                status = int(self._process.stdout.readline())
            except BaseException:  # such as a timeout of the test: its program may go on
                self._process.kill()
                _forked.cache_clear()
                raise
            return status, stdout.read_text(), stderr.read_text()

    def close(self) -> None:
        with self._process:
            pass


@functools.cache
def _forked(dev: bool, errors: bool, imported: bool) -> _Forked:
    forked = _Forked(_python(dev=dev, errors=errors), _IMPORTS[imported])
    atexit.register(forked.close)
    return forked
