"""`groq` in a child process: its start, pipes, encodings."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from groq.cli.output import prepare_streams
from groq.testing import LocalServer

from ..support.programs import run_program
from ..support.run_python import forking, may_fork, run_forked
from .conftest import RUN_MODULE, environment

SECONDS = 50
STREAMS = ["stdin", "stdout", "stderr"]
HEAVY = {"rich", "groq.lib", "httpx", "pydantic", "groq.cli.chat", "groq.cli.ask", "asyncio"}
MARKDOWN = "# Title\n\nA **bold** word \N{SNOWMAN}.\n\n```\ncode\n```\n"

# Runs each command in a fork of one process, and prints the exit statuses, separated by null bytes.
RUN_EACH = """
import gc, json, os, sys
import groq.cli.app, groq.cli.ask, groq.lib.chat.stream, groq.resources.chat.completions, pydantic
pydantic.TypeAdapter(int)  # the first one searches all distributions for plugins of pydantic
if hasattr(gc, "freeze"):  # not on PyPy
    gc.freeze()  # each fork would search all of this for garbage when it ends
for arguments in json.loads(sys.argv[1]):
    child = os.fork()
    if not child:
        sys.exit(groq.cli.main(arguments))
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    for output in 1, 2:
        os.write(output, b"\\0%d\\0" % status)
"""

pytestmark = pytest.mark.skipif(os.name != "posix", reason="pipes and locales of POSIX")


def run(
    arguments: Sequence[str], server: LocalServer | None = None, stdin: bytes = b"", **env: str
) -> subprocess.CompletedProcess[bytes]:
    """Run `groq` as a user does."""
    return python(["-m", "groq.cli", *arguments], server, stdin, **env)


def run_imported(
    arguments: Sequence[str], server: LocalServer | None = None, *, closed: Sequence[int] = (), **env: str
) -> subprocess.CompletedProcess[bytes]:
    """Run `groq` with some standard streams closed, possibly in a process that has imported it."""
    if not may_fork():
        shell = " ".join(['exec "$0" -W error -m groq.cli "$@"', *(f"{number}>&-" for number in closed)])
        return command(["sh", "-c", shell, sys.executable, *arguments], variables(server, env))
    forks = forking(dev=False, errors=True, imported="features")
    close = f"import os, sys\nfor number in {closed!r}: os.close(number)\n"
    nothing = "".join(f"sys.{STREAMS[number]} = sys.__{STREAMS[number]}__ = None\n" for number in closed)
    done = run_forked(forks, close + nothing + RUN_MODULE, arguments, variables(server, env))
    return subprocess.CompletedProcess(["groq", *arguments], *done)


def python(
    arguments: Sequence[str], server: LocalServer | None = None, stdin: bytes = b"", **env: str
) -> subprocess.CompletedProcess[bytes]:
    return command([sys.executable, "-W", "error", *arguments], variables(server, env), stdin)


def command(words: Sequence[str], env: dict[str, str], stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(words, input=stdin, capture_output=True, env=env, timeout=SECONDS, check=False)


def variables(server: LocalServer | None, env: dict[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "PYTHON"))}
    for name in ("GROQ_API_KEY", "GROQ_BASE_URL", "NO_COLOR"):
        kept.pop(name, None)
    return {**kept, **({} if server is None else environment(server)), **env}


def test_help_imports_nothing_heavy() -> None:
    code = f"""
import contextlib, io, sys
from groq.cli import main
with contextlib.redirect_stdout(io.StringIO()) as out:
    status = main(["--help"])
assert (status, out.getvalue()[:6]) == (0, "Usage:")
print(*sorted({HEAVY} & sys.modules.keys()))
"""
    assert run_program(code).split() == []


@pytest.mark.parametrize("missing", ["click", "rich"])
def test_error_names_the_extra_to_install(missing: str) -> None:
    code = f"""
import contextlib, io, sys
sys.modules[{missing!r}] = None
from groq.cli import main
with contextlib.redirect_stderr(io.StringIO()) as err:
    status = main(["chat"])
print(status, err.getvalue())
"""
    assert run_program(code).split("\n")[0] == "2 groq: the command needs two more packages: pip install 'groq[cli]'"


def test_output_in_a_pipe_has_no_control_sequences(server: LocalServer) -> None:
    server.reply(MARKDOWN)
    done = run(["ask", "Hi"], server, FORCE_COLOR="1", CLICOLOR_FORCE="1")
    assert (done.returncode, done.stdout.decode(), done.stderr) == (0, MARKDOWN, b"")


@pytest.mark.parametrize(
    "env",
    [
        {"LANG": "C"},
        {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "ascii", "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
        {"LANG": "C.UTF-8"},
    ],
    ids=lambda env: "-".join(f"{name}={value}" for name, value in env.items()),
)
def test_text_json_and_errors_are_printed_in_any_encoding(server: LocalServer, env: dict[str, str]) -> None:
    server.reply(MARKDOWN, times=2)
    server.reply_error(400, "Nö \N{SNOWMAN}")
    commands = [["ask", "Grüße \N{SNOWMAN}"], ["ask", "Hi", "--json"], ["ask", "Hi"]]
    done = python(["-c", RUN_EACH, json.dumps(commands)], server, "\N{SNOWMAN}".encode(), **env)
    out, status, as_json, _, _, failed, _ = done.stdout.split(b"\0")
    err, _, _, _, message, _, _ = done.stderr.split(b"\0")
    assert (status, err) == (b"0", b"")
    assert out.decode() in (MARKDOWN, MARKDOWN.replace("\N{SNOWMAN}", "?"))
    assert server.requests[0].json["messages"][0]["content"] == "Grüße \N{SNOWMAN}\n\n\N{SNOWMAN}"
    assert json.loads(as_json)["choices"][0]["message"]["content"] == MARKDOWN
    assert (failed, message.count(b"\n")) == (b"1", 1)


def test_transcript_is_written_as_utf8_in_any_locale(server: LocalServer, tmp_path: Path) -> None:
    recording = tmp_path / "a.mp3"
    recording.write_bytes(b"ID3")
    target = tmp_path / "a.txt"
    done = run(["transcribe", str(recording), "-o", str(target)], server, LC_ALL="C", PYTHONUTF8="0")
    assert done.returncode == 0
    assert target.read_bytes().decode()


@pytest.mark.skipif(sys.platform == "darwin", reason="names of files are Unicode on this system")
@pytest.mark.parametrize("env", [{"LC_ALL": "C", "PYTHONUTF8": "0"}, {"LC_ALL": "C.UTF-8"}], ids=["C", "UTF-8"])
def test_printed_path_has_the_bytes_of_the_name(server: LocalServer, tmp_path: Path, env: dict[str, str]) -> None:
    requests = os.fsencode(tmp_path) + b"/\xff\xc3\xbc.jsonl"
    Path(os.fsdecode(requests)).write_text('"One?"')
    done = run(["batch", "submit", os.fsdecode(requests), "-m", "m"], server, b"", **env)
    assert (done.returncode, done.stdout, done.stderr) == (0, requests + b".batch.json\n", b"")
    status = run(["batch", "status", os.fsdecode(done.stdout.strip())], server, b"", **env)
    assert (status.returncode, status.stderr) == (0, b"")


@pytest.mark.parametrize("debug", [False, True])
def test_failed_tool_prints_one_line_without_debug(server: LocalServer, tmp_path: Path, debug: bool) -> None:
    tools = tmp_path / "dice.py"
    tools.write_text('def roll(sides: int) -> int:\n    """Roll a die."""\n    raise ValueError("too many\\nsides")\n')
    server.reply_tool_call("roll", {"sides": 7})
    server.reply("I cannot.")
    done = run_imported(["ask", "Roll", "--tools", str(tools), *(["--debug"] if debug else [])], server)
    assert (done.returncode, done.stdout) == (0, b"I cannot.\n")
    if debug:
        assert done.stderr.startswith(b"Tool roll failed\nTraceback")
    else:
        assert done.stderr == b"groq: Tool roll failed: ValueError: too many sides\n"


def test_ends_silently_when_the_reader_closes_the_pipe(server: LocalServer) -> None:
    server.reply("line\n" * 40_000)  # larger than the buffer of a pipe
    command = [sys.executable, "-m", "groq.cli", "ask", "Hi"]
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, **environment(server)},
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == b"line\n"
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(SECONDS) == 1


def test_closed_stdin_is_empty(server: LocalServer) -> None:
    shell = 'exec "$0" -c "$1" "$2" <&-'
    commands = json.dumps([["ask", "Hi"], ["chat"]])
    done = command(["sh", "-c", shell, sys.executable, RUN_EACH, commands], {**os.environ, **environment(server)})
    assert done.stderr.split(b"\0") == [b"", b"0"] * 2 + [b""]
    assert len(server.requests) == 1


@pytest.mark.parametrize("name", STREAMS)
def test_standard_streams_block(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    ends = os.pipe()
    end = ends[0] if name == "stdin" else ends[1]
    try:
        os.set_blocking(end, False)
        with os.fdopen(end, "r" if name == "stdin" else "w", closefd=False) as stream:
            monkeypatch.setattr(sys, name, stream)
            prepare_streams()
            assert os.get_blocking(end)
    finally:
        for one in ends:
            os.close(one)


def test_version_equals_that_of_the_package() -> None:
    assert re.fullmatch(rb"groq \d+\.\d+\.\d+\S*\n", run(["--version"]).stdout)


def test_every_help_is_at_most_80_columns_wide() -> None:
    for arguments in (["--help"], ["ask", "--help"], ["chat", "--help"], ["files", "--help"], ["transcribe", "--help"]):
        lines = run_imported(arguments, COLUMNS="200").stdout.decode().splitlines()
        assert max(map(len, lines)) <= 80


@pytest.mark.parametrize("closed", [[1], [2]], ids=["stdout", "stderr"])
def test_runs_with_a_closed_output(server: LocalServer, closed: list[int]) -> None:
    server.reply("Hello!")
    done = run_imported(["ask", "--no-stdin", "hi"], server, closed=closed)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"" if 1 in closed else b"Hello!\n", b"")
    assert len(server.requests) == 1


def test_runs_with_both_outputs_closed(server: LocalServer) -> None:
    server.reply("Hello!")
    shell = 'exec "$0" -W error -m groq.cli ask --no-stdin hi >&- 2>&-'
    done = command(["sh", "-c", shell, sys.executable], {**os.environ, **environment(server)})
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert len(server.requests) == 1
