"""`python -m groq.testing`: run a local Groq server, or a script against one."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from ._server import LocalServer

_ABOUT = """\
A Groq API server on this machine (127.0.0.1), for building and testing without a key or the network.
No model runs in it: answers are made up from the request, and the same each time.
"""
_EXAMPLES = """\
examples:
  python -m groq.testing serve --port 8000
  python -m groq.testing run examples/chat_completion.py
"""
_USAGE_ERROR = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    options = _parser().parse_args(arguments)
    try:
        return _serve(options.port, options.pace) if options.command == "serve" else _run(options)
    except _UsageError as err:
        sys.stderr.write(f"groq.testing: {err}\n")
        return _USAGE_ERROR


class _UsageError(Exception):
    """What was asked for cannot be done; the message is one line for the shell."""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m groq.testing",
        description=_ABOUT,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="{serve,run}")
    serve = commands.add_parser("serve", help="run a server until Ctrl-C", description="Run a server until Ctrl-C.")
    serve.add_argument("--port", type=_port, default=0, help="port to listen on (default: a free one)")
    run = commands.add_parser(
        "run",
        help="run a Python script against a fresh server",
        description="Run a Python script with GROQ_BASE_URL and GROQ_API_KEY set to a fresh server; exit as it does.",
    )
    for command in (serve, run):
        command.add_argument(
            "--pace",
            type=_seconds,
            default=0.0,
            metavar="SECONDS",
            help="time between the events of a stream (default: 0)",
        )
    run.add_argument("script", metavar="SCRIPT", help="path of the script")
    run.add_argument("args", metavar="ARGS", nargs=argparse.REMAINDER, help="arguments of the script")
    return parser


def _serve(port: int, pace: float) -> int:
    server = LocalServer(port=port, pace=pace)
    try:
        server.start()
    except OSError as err:
        raise _UsageError(f"cannot listen on port {port}: {err.strerror or err}; choose another --port") from err
    exports = "\n".join(f"export {name}={value}" for name, value in server.env.items())
    sys.stdout.write(f"{server.base_url}\n{exports}\nNo model runs in this server. Ctrl-C ends it.\n")
    sys.stdout.flush()
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        return 0
    finally:
        server.close()
    return 0


def _run(options: argparse.Namespace) -> int:
    script: str = options.script
    if not Path(script).exists():
        raise _UsageError(f"no such script: {script}")
    with LocalServer(pace=options.pace) as server:
        command = [sys.executable, script, *options.args]
        process = subprocess.Popen(command, env={**os.environ, **server.env})
        code = _wait(process)
    # A shell reports death by signal N, which is -N here, as 128 + N.
    return code if code >= 0 else 128 - code


def _wait(process: subprocess.Popen[bytes]) -> int:
    """Wait for the script; Ctrl-C reaches it as well, and how to take it is its own decision."""
    try:
        return process.wait()
    except KeyboardInterrupt:
        return _wait(process)


def _port(text: str) -> int:
    if not text.isdigit() or int(text) > 65_535:
        raise argparse.ArgumentTypeError(f"expected a number from 0 to 65535, got {text!r}")
    return int(text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds < float("inf"):
        raise argparse.ArgumentTypeError(f"expected a number of seconds, got {text!r}")
    return seconds


if __name__ == "__main__":
    sys.exit(main())
