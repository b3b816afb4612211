"""`python -m groq.testing`: run a local Groq server, or a script against one."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from ._local_server import LocalServer
from .api.arguments import MAX_SECONDS
from .api.conditions import Conditions, Rate
from .api.routes import served

_ABOUT = """\
A Groq API server on this machine (127.0.0.1 and ::1), for building and testing without a key or the network.
No model runs in it: answers are made up from the request, and the same each time. It serves every endpoint: chat,
responses, embeddings, reranking, audio, models, files, batches, fine-tunings; `serve` lists the paths.
"""
_EXAMPLES = """\
examples:
  python -m groq.testing serve --port 8000
  python -m groq.testing run examples/chat_completion.py
"""
_FAILURE = 1
_USAGE_ERROR = 2
_GRACE = 5.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    options = _parser().parse_args(arguments)
    try:
        return _serve(options) if options.command == "serve" else _run(options)
    except _UsageError as err:
        sys.stderr.write(f"groq.testing: {err}\n")
        return _USAGE_ERROR


class _UsageError(Exception):
    """The command cannot run; the message is one line for the shell."""


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
        usage=f"{parser.prog} run [-h] [options of serve] SCRIPT [ARGS ...]",
        help="run a Python script against a fresh server",
        description="Run a Python script with GROQ_BASE_URL and GROQ_API_KEY set to a fresh server; exit as it does.",
    )
    for command in (serve, run):
        pace_help = "time between the events of a stream (default: 0)"
        command.add_argument("--pace", type=_seconds, default=0.0, metavar="SECONDS", help=pace_help)
        limit_help = "requests to a model, such as 600/min; more get a 429 (default: no limit)"
        command.add_argument("--rate-limit", type=_rate, metavar="RATE", help=limit_help)
        command.add_argument("--tokens", type=_rate, metavar="RATE", help="tokens of a model, such as 50000/min")
        command.add_argument("--latency", type=_seconds, default=0.0, metavar="SECONDS", help="time before each answer")
        fail_help = "part of the requests that fails: --fail 503:0.05 --fail disconnect:0.02"
        command.add_argument("--fail", type=_failure, action="append", default=[], metavar="WHAT:PART", help=fail_help)
        polls_help = "requests for a batch until its next state (default: 1)"
        command.add_argument("--batch-polls", type=_polls, default=1, metavar="NUMBER", help=polls_help)
    run.add_argument("script", metavar="SCRIPT", help="path of the script")
    run.add_argument("args", metavar="ARGS", nargs=argparse.REMAINDER, help="arguments of the script")
    return parser


def _server(options: argparse.Namespace, port: int = 0) -> LocalServer:
    try:
        return LocalServer(
            port=port,
            pace=options.pace,
            rate_limit=options.rate_limit,
            token_limit=options.tokens,
            latency=options.latency,
            failures=dict(options.fail),
            batch_polls=options.batch_polls,
        )
    except ValueError as err:
        raise _UsageError(str(err)) from err


def _serve(options: argparse.Namespace) -> int:
    port: int = options.port
    server = _server(options, port)
    try:
        server.start()
    except OSError as err:
        raise _UsageError(f"cannot listen on port {port}: {err.strerror or err}; choose another --port") from err
    exports = "\n".join(f"export {name}={value}" for name, value in server.env.items())
    paths = "\n".join(f"  {' '.join(methods):<10} {path}" for path, methods in served().items())
    said = f"{server.base_url}\n{exports}\nNo model runs in this server. It serves:\n{paths}\nCtrl-C ends it.\n"
    try:
        if not _say(said):
            return _FAILURE
        threading.Event().wait()
    except KeyboardInterrupt:
        return 0
    finally:
        server.close()
    return 0


def _run(options: argparse.Namespace) -> int:
    script: str = options.script
    if not script or not Path(script).exists():
        raise _UsageError(f"no such script: {script!r}")
    if Path(script).is_dir():
        raise _UsageError(f"expected the path of a script, got that of a folder: {script!r}")
    with _server(options) as server, _terminable():
        command = [sys.executable, script, *options.args]
        process = subprocess.Popen(command, env={**os.environ, **server.env})
        try:
            code = _wait(process)
        finally:
            _end(process)
    # A shell reports death by signal N, which is -N here, as 128 + N.
    return code if code >= 0 else 128 - code


def _wait(process: subprocess.Popen[bytes]) -> int:
    """Wait for the script. Ctrl-C reaches it as well, and the script decides what to do."""
    try:
        return process.wait()
    except KeyboardInterrupt:
        return _wait(process)


@contextmanager
def _terminable() -> Generator[None]:
    """Let SIGTERM raise `SystemExit` in this block, once, with the exit code of a shell."""

    def leave(number: int, _frame: FrameType | None) -> None:
        signal.signal(number, signal.SIG_IGN)
        raise SystemExit(128 + number)

    before = signal.signal(signal.SIGTERM, leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Terminate a script that still runs, and kill it after a grace period."""
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(_GRACE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _say(text: str) -> bool:
    """Write to the standard output; if that fails, report it in one line."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except OSError as err:
        sys.stderr.write(f"groq.testing: cannot write to the standard output: {err.strerror or err}\n")
        # Python flushes at exit, and would fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return False
    return True


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 5 and int(text) <= 65_535):
        raise argparse.ArgumentTypeError(f"expected a number from 0 to 65535, got {text!r}")
    return int(text)


def _polls(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < len(text) <= 9 and int(text) > 0):
        raise argparse.ArgumentTypeError(f"expected a number from 1 on, got {text!r}")
    return int(text)


def _rate(text: str) -> str:
    try:
        Rate.parse("rate", "", text)
    except ValueError as err:
        raise argparse.ArgumentTypeError(str(err)) from err
    return text


def _failure(text: str) -> tuple[int | str, float]:
    what, _, part = text.rpartition(":")
    try:
        kind = int(what) if what.isdigit() else what
        Conditions(failures={kind: float(part)})
    except ValueError as err:
        expected = "expected an error status or 'disconnect', and a part from 0 to 1, such as 503:0.05"
        raise argparse.ArgumentTypeError(f"{expected}, got {text!r}") from err
    return kind, float(part)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= MAX_SECONDS:
        raise argparse.ArgumentTypeError(f"expected a number of seconds from 0 to {MAX_SECONDS}, got {text!r}")
    return seconds


if __name__ == "__main__":
    sys.exit(main())
