"""`python -m groq.testing`: run a local Groq server, or a program against one."""

from __future__ import annotations

import argparse
import os
import sys
import threading
from collections.abc import Sequence
from typing import TypeVar, get_args

from ._local_server import LocalServer, UnfetchedReplyError
from ._run import ProgramError, command_of, run
from ._stderr import write_stderr
from .api.arguments import MAX_SECONDS
from .api.chat_tools import ToolMode
from .api.faults import Faults
from .api.rate_limits import OTHERS, Rate
from .api.routes import served
from .recording.recorder import UPSTREAM, CassetteMode

_ABOUT = """\
A Groq API server on this machine (127.0.0.1 and ::1), for building and testing without a key or the network.
No model runs in it: answers are made up from the request, and the same each time. It serves every endpoint: chat,
responses, embeddings, reranking, audio, models, files, batches, fine-tunings; `serve` lists the paths.
"""
_EXAMPLES = """\
examples:
  python -m groq.testing serve --port 8000 --script replies.jsonl
  python -m groq.testing run examples/chat_completion.py
  python -m groq.testing run -m pytest -q
  python -m groq.testing run --fail 503:0.05 -- uvicorn app:app
"""
_PROGRAM = """\
Run a program with GROQ_BASE_URL and GROQ_API_KEY set to a fresh server; exit as it does. PROGRAM is what follows
`python`: SCRIPT ..., -m MODULE ..., -c CODE ..., or - for the standard input. Any command follows `--`.
"""
_K = TypeVar("_K")
_V = TypeVar("_V")

_FAILURE = 1
_USAGE_ERROR = 2
_INTERRUPTED = 130
# Options without a value.
_FLAGS = ("--timing",)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    words, program = _split(list(sys.argv[1:] if arguments is None else arguments))
    parser = _parser()
    options = parser.parse_args(words)
    if options.command == "run" and not program:
        parser.error("run: expected a program, such as script.py, -m module, or -- command")
    if options.cassette is None and (options.mode or options.upstream is not None or options.timing):
        parser.error(f"{options.command}: --mode, --upstream and --timing need --cassette FILE")
    try:
        return _serve(options) if options.command == "serve" else _run(options, program)
    except (_UsageError, ProgramError) as err:
        write_stderr(f"groq.testing: {err}\n")
        return _USAGE_ERROR
    except KeyboardInterrupt:
        return _INTERRUPTED


def _split(words: list[str]) -> tuple[list[str], list[str]]:
    """Split the arguments into those of this command, and those of the program that `run` runs."""
    if words[:1] != ["run"]:
        return words, []
    at = 1
    while at < len(words) and (words[at] == "-h" or (words[at].startswith("--") and words[at] != "--")):
        at += 1 if "=" in words[at] or words[at] in ("-h", "--help", *_FLAGS) else 2
    return words[:at], words[at:]


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
        usage=f"{parser.prog} run [-h] [options of serve] PROGRAM [ARGS ...]",
        help="run a program against a fresh server",
        description=_PROGRAM,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    for command in (serve, run):
        _add_answers(command)
        _add_conditions(command)
    return parser


def _add_answers(command: argparse.ArgumentParser) -> None:
    add = command.add_argument_group("answers").add_argument
    add("--script", metavar="FILE", help='replies, one a line, such as {"text": "Hello!"}')
    tools_help = "whether made-up answers call tools; auto: if the last message is the user's (default)"
    polls_help = "requests for a batch until its next state (default: 1)"
    add("--batch-polls", type=_polls, default=1, metavar="NUMBER", help=polls_help)
    add("--tools", choices=get_args(ToolMode), default="auto", help=tools_help)
    add("--cassette", metavar="FILE", help="recorded answers of the API")
    mode_help = "auto: record what the cassette lacks if GROQ_API_KEY is set (default)"
    add("--mode", choices=get_args(CassetteMode), help=mode_help)
    add("--upstream", metavar="URL", help=f"the API to record (default: {UPSTREAM})")
    add("--timing", action="store_true", help="recorded answers come as slowly as they did")


def _add_conditions(command: argparse.ArgumentParser) -> None:
    add = command.add_argument_group("conditions").add_argument
    pace_help = "time between the events of a stream (default: 0)"
    add("--pace", type=_seconds, default=0.0, metavar="SECONDS", help=pace_help)
    limit_help = "requests to each model, such as 600/min, or to one; more get a 429 (default: no limit)"
    tokens_help = "tokens of each model, or of one: --tokens 50000/min --tokens groq/compound=9000/min"
    for option, about in (("--rate-limit", limit_help), ("--tokens", tokens_help)):
        add(option, type=_rate, action="append", default=[], metavar="[MODEL=]RATE", help=about)
    add("--latency", type=_seconds, default=0.0, metavar="SECONDS", help="time before each answer")
    slow_help = "part of the requests whose answers take longer: --slow 5:0.01"
    add("--slow", type=_slow, action="append", default=[], metavar="SECONDS:PART", help=slow_help)
    fail_help = "part of the requests that fails: --fail 503:0.05 --fail disconnect:0.02 --fail truncate:0.01"
    add("--fail", type=_failure, action="append", default=[], metavar="WHAT:PART", help=fail_help)


def _server(options: argparse.Namespace, port: int = 0) -> LocalServer:
    try:
        server = LocalServer(
            port=port,
            pace=options.pace,
            rate_limit=_unique("--rate-limit", options.rate_limit),
            token_limit=_unique("--tokens", options.tokens),
            latency=options.latency,
            slow=_unique("--slow", options.slow),
            failures=_unique("--fail", options.fail),
            batch_polls=options.batch_polls,
            tools=options.tools,
            strict=False,
            cassette=options.cassette,
            mode=options.mode or "auto",
            upstream=UPSTREAM if options.upstream is None else options.upstream,
            timing=options.timing,
        )
        if options.script is not None:
            server.queue_file(options.script)
    except ValueError as err:
        raise _UsageError(str(err)) from err
    except OSError as err:
        raise _UsageError(f"cannot read {err.filename}: {err.strerror or err}") from err
    return server


def _serve(options: argparse.Namespace) -> int:
    port: int = options.port
    server = _server(options, port)
    try:
        server.start()
    except OSError as err:
        raise _UsageError(f"cannot listen on port {port}: {err.strerror or err}; choose another --port") from err
    exports = "\n".join(f"export {name}={value}" for name, value in server.env.items())
    paths = "\n".join(f"  {' '.join(methods):<10} {path}" for path, methods in served().items())
    about = "No model runs in this server." if options.cassette is None else f"It answers from {options.cassette}."
    said = f"{server.base_url}\n{exports}\n{about} It serves:\n{paths}\nCtrl-C ends it.\n"
    try:
        if not _say(said):
            return _FAILURE
        threading.Event().wait()
    except KeyboardInterrupt:
        return 0
    finally:
        server.close()
    return 0


def _run(options: argparse.Namespace, program: list[str]) -> int:
    command = command_of(program)
    with _server(options) as server:
        code = run(command, server.env)
    try:
        server.verify()
    except UnfetchedReplyError as err:
        # The exit status is that of the program.
        write_stderr(f"groq.testing: {err.summary}\nRemove them, or send the requests that they answer.\n")
    except AssertionError as err:
        write_stderr(f"groq.testing: {err}\n")
    return code


def _say(text: str) -> bool:
    """Write to the standard output; if that fails, report it in one line."""
    try:
        print(text, end="", flush=True)  # does nothing if the output is closed
    except OSError as err:
        write_stderr(f"groq.testing: cannot write to the standard output: {err.strerror or err}\n")
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


def _rate(text: str) -> tuple[str, str]:
    model, equals, rate = text.rpartition("=")
    try:
        Rate.parse("rate", "", rate)
    except ValueError as err:
        raise argparse.ArgumentTypeError(str(err)) from err
    if (equals and not model) or "," in model:
        expected = "expected MODEL=RATE, such as groq/compound=30/min; repeat the option for another model"
        raise argparse.ArgumentTypeError(f"{expected}, got {text!r}")
    return model or OTHERS, rate


def _unique(option: str, pairs: list[tuple[_K, _V]]) -> dict[_K, _V]:
    """Return the values of a repeated option. Raise an error if one would silently override another."""
    found: dict[_K, _V] = {}
    for key, value in pairs:
        if key in found:
            which = "without a model" if key == OTHERS else f"for {key}"
            raise _UsageError(f"{option}: expected one value {which}, got {found[key]} and {value}")
        found[key] = value
    return found


def _failure(text: str) -> tuple[int | str, float]:
    what, _, part = text.rpartition(":")
    try:
        kind = int(what) if what.isdigit() else what
        Faults(failures={kind: float(part)})
    except ValueError as err:
        expected = "expected an error status, 'disconnect' or 'truncate', and a part from 0 to 1, such as 503:0.05"
        raise argparse.ArgumentTypeError(f"{expected}, got {text!r}") from err
    return kind, float(part)


def _slow(text: str) -> tuple[float, float]:
    seconds, _, part = text.rpartition(":")
    try:
        Faults(slow={float(seconds): float(part)})
    except ValueError as err:
        expected = "expected seconds and a part from 0 to 1, such as 5:0.01"
        raise argparse.ArgumentTypeError(f"{expected}, got {text!r}") from err
    return float(seconds), float(part)


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
