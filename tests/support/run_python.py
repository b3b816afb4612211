"""Programs that a test runs in a process of their own, with every warning an error."""

from __future__ import annotations

import os
import subprocess
import sys

# Seconds after which a program counts as stuck: it then prints the stack of each thread, and fails.
STUCK = 40

# What every program begins with; the first argument names the server.
PREAMBLE = f"""
import faulthandler, sys
faulthandler.dump_traceback_later({STUCK}, exit=True)
import asyncio, gc, os
from groq import AsyncGroq, DefaultAsyncHttpxClient, DefaultHttpxClient, Groq
options = {{"api_key": "test", "base_url": sys.argv[1], "max_retries": 0, "timeout": 10}}
chat = {{"messages": [{{"role": "user", "content": "Hi"}}], "model": "m"}}
"""


def run_python(
    code: str, url: str = "", *arguments: str, preamble: str = PREAMBLE, dev: bool = True
) -> tuple[str, str]:
    """Run a program that must succeed.

    Args:
        code: What follows the preamble.
        url: Of the server; the first argument.
        arguments: Those that follow.
        preamble: What the program begins with.
        dev: In Python's development mode.

    Returns:
        What it printed to stdout and to stderr.
    """
    environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    mode = ["-X", "dev"] if dev else []
    command = [sys.executable, "-W", "error", *mode, "-c", preamble + code, url, *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=STUCK + 10, check=False)
    assert done.returncode == 0, (done.returncode, done.stderr[-8000:])
    return done.stdout, done.stderr
