"""Processes that import packages once and fork programs, because imports take most of the time of a short program.

A program has its own standard streams, environment, folder and arguments, and may lead a session. It ends like others
do: at the end of the main module.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

# The code of the process. Its arguments are the socket for jobs, and the modules to import.
_SERVE = """
import asyncio, faulthandler, gc, json, os, select, signal, socket, sys
exec(sys.argv.pop())
listener = socket.socket(fileno=int(sys.argv.pop()))

gc.collect()
if hasattr(gc, "freeze"):  # not on PyPy
    gc.freeze()  # many programs collect garbage, and each time would search all of this

def next_job():
    while True:
        if 0 in select.select([0, listener], [], [])[0]:
            os._exit(0)  # the tests have ended
        with listener.accept()[0] as connection, connection.makefile("rw") as lines:
            files = socket.recv_fds(connection, 1, 3)[1]
            job = json.loads(lines.readline())
            child = os.fork()
            if not child:
                return job, files
            for file in files:
                os.close(file)
            try:
                print(child, file=lines, flush=True)
                status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
                print(status, file=lines, flush=True)
            except BrokenPipeError:  # whoever started the program was killed
                os.waitpid(child, 0)

job, files = next_job()
listener.close()
if job["session"]:
    os.setsid()
for number, file in enumerate(files):
    os.dup2(file, number)
    os.close(file)
sys.stdout.reconfigure(line_buffering=os.isatty(1))  # as at the start of Python
os.environ.clear()
os.environ.update(job["environment"])
os.chdir(job["folder"])
sys.argv[1:] = job["arguments"]
exec(compile(job["code"], "<string>", "exec"))
"""


class Program:
    """A program that runs in a fork."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._lines = connection.makefile()
        self.pid = int(self._lines.readline())
        self._status: int | None = None

    def poll(self, timeout: float = 0) -> int | None:
        """Return the exit status, negative for a signal; None while the program runs."""
        if self._status is None and select.select([self._connection], [], [], timeout)[0]:
            self._status = int(self._lines.readline())
            self.close()
        return self._status

    def wait(self, timeout: float) -> int:
        """Return the exit status."""
        status = self.poll(timeout)
        assert status is not None, f"the program still runs after {timeout} s"
        return status

    def send_signal(self, number: int) -> None:
        """Send a signal, if the program runs."""
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def kill(self) -> None:
        """Kill the program, if it runs."""
        self.send_signal(signal.SIGKILL)

    def close(self) -> None:
        """Close the connection."""
        self._lines.close()
        self._connection.close()


class Forking:
    """A process that has imported packages and forks programs, one at a time."""

    def __init__(self, python: Sequence[str], imports: str, environment: Mapping[str, str]) -> None:
        self._folder = Path(tempfile.mkdtemp())
        self.address = os.fspath(self._folder / "jobs")
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(self.address)
            listener.listen()
            self._process = subprocess.Popen(
                [*python, "-c", _SERVE, str(listener.fileno()), imports],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                env=environment,
                pass_fds=[listener.fileno()],
            )
        atexit.register(self.close)

    def start(
        self,
        code: str,
        arguments: Sequence[str],
        environment: Mapping[str, str],
        files: tuple[int, int, int],
        *,
        folder: Path | None = None,
        session: bool = False,
    ) -> Program:
        """Start a program, with three descriptors for its standard streams.

        Args:
            code: The program.
            arguments: `sys.argv` after the program name.
            environment: All of its variables.
            files: Its stdin, stdout and stderr.
            folder: Its working directory; by default that of this process.
            session: Make it the leader of a new session and process group.
        """
        job = {"code": code, "arguments": arguments, "environment": dict(environment), "session": session}
        connection = socket.socket(socket.AF_UNIX)
        connection.connect(self.address)
        socket.send_fds(connection, [b"\0"], files)
        connection.sendall(json.dumps({**job, "folder": os.fspath(folder or Path.cwd())}).encode() + b"\n")
        return Program(connection)

    def close(self) -> None:
        """End the process."""
        with self._process:
            pass
        shutil.rmtree(self._folder, ignore_errors=True)
