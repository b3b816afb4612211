"""`python -m groq.testing`, in child processes."""

from __future__ import annotations

import contextlib
import functools
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from groq.testing import LocalServer
from groq.testing.__main__ import main

from ..support.forks import Forking
from ..support.ports import closed_port
from ..support.run_python import may_fork, run_forked

if os.name != "nt":
    import fcntl
    import termios

SECONDS = 60


POSIX_ONLY = pytest.mark.skipif(os.name == "nt", reason="signals are those of POSIX")
LINUX_ONLY = pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")


@functools.cache
def forking() -> Forking:
    imports = "import groq.testing._run, groq.testing.api.routes, groq.testing.recording.recorder"
    return Forking([sys.executable], f"{imports}, argparse", os.environ)


def run(*arguments: str, cwd: Path | None = None, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Run it, possibly in a process that has imported it."""
    if not may_fork():
        return run_fresh(*arguments, cwd=cwd, stdin=stdin)
    code = "import runpy; runpy.run_module('groq.testing', run_name='__main__', alter_sys=True)"
    status, out, err = run_forked(forking(), code, arguments, os.environ, stdin, cwd)
    return subprocess.CompletedProcess(arguments, status, out.decode(), err.decode())


def run_fresh(*arguments: str, cwd: Path | None = None, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Run it in a new process, as users do."""
    command = [sys.executable, "-m", "groq.testing", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False, cwd=cwd, input=stdin)


@contextmanager
def terminal() -> Generator[tuple[int, int]]:
    """Open a pseudo-terminal; yield its two ends."""
    ends = os.openpty()
    try:
        yield ends
    finally:
        for end in ends:
            os.close(end)


@contextmanager
def started(*arguments: str, code: str = "", terminal: int | None = None) -> Generator[subprocess.Popen[str]]:
    """Start it in a new session, with a controlling terminal if one is given."""

    def prepare() -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # background jobs ignore SIGINT
        os.setsid()
        if terminal is not None:
            fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)

    program = ["-c", code] if code else ["-m", "groq.testing", *arguments]
    command = [sys.executable, "-u", *program]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, preexec_fn=prepare) as process:
        try:
            yield process
        finally:
            process.kill()


def is_reachable(port: int, process: subprocess.Popen[str]) -> bool:
    """Return whether a process listens on a port before it exits."""
    until = time.monotonic() + SECONDS
    while process.poll() is None and time.monotonic() < until:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=SECONDS):
            return True
        time.sleep(0.02)
    return False


def script(folder: Path, text: str) -> str:
    path = folder / "script.py"
    path.write_text(text, encoding="utf-8")
    return str(path)


class TestRun:
    def test_script_finds_the_server_in_its_environment(self, tmp_path: Path) -> None:
        done = run_fresh(
            "run",
            script(
                tmp_path,
                "import json, os, urllib.request\n"
                "body = {'model': 'm', 'messages': [{'role': 'user', 'content': 'Hello from a script'}]}\n"
                "url = os.environ['GROQ_BASE_URL'] + '/openai/v1/chat/completions'\n"
                "headers = {'authorization': 'Bearer ' + os.environ['GROQ_API_KEY']}\n"
                "request = urllib.request.Request(url, json.dumps(body).encode(), headers)\n"
                "with urllib.request.urlopen(request) as response:\n"
                "    print(json.load(response)['choices'][0]['message']['content'])\n",
            ),
        )
        assert (done.returncode, done.stderr) == (0, "")
        assert "Hello from a script" in done.stdout

    def test_passes_arguments_to_the_script(self, tmp_path: Path) -> None:
        path = script(tmp_path, "import sys; print(sys.argv, __name__)")
        done = run("run", "--pace", "0.5", path, "--port", "-x", "a b", "--help")
        assert done.stdout.strip() == f"{[path, '--port', '-x', 'a b', '--help']} __main__"

    def test_script_can_import_modules_in_its_folder(self, tmp_path: Path) -> None:
        (tmp_path / "beside.py").write_text("WORD = 'found'", encoding="utf-8")
        assert run("run", script(tmp_path, "import beside; print(beside.WORD)"), cwd=Path.home()).stdout == "found\n"

    @pytest.mark.parametrize(
        ("code", "status"), [("", 0), ("raise SystemExit(7)", 7), ("raise SystemExit('no')", 1), ("1/0", 1)]
    )
    def test_exits_with_the_code_of_the_script(self, tmp_path: Path, code: str, status: int) -> None:
        assert run("run", script(tmp_path, code)).returncode == status

    @POSIX_ONLY
    def test_exits_with_the_status_of_a_shell_when_a_signal_kills_the_script(self, tmp_path: Path) -> None:
        path = script(tmp_path, "import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
        assert run("run", path).returncode == 128 + signal.SIGKILL

    @POSIX_ONLY
    @pytest.mark.parametrize("name", ["SIGTERM", "SIGINT", "SIGHUP", "SIGUSR1"])
    def test_forwards_signals_and_waits_for_the_program(self, tmp_path: Path, name: str) -> None:
        path = script(
            tmp_path,
            "import signal, sys\n"
            f"signal.signal(signal.{name}, lambda *_: sys.exit(7))\n"
            "print('ready', flush=True)\n"
            "signal.pause()\n",
        )
        with started("run", path) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            process.send_signal(getattr(signal, name))
            assert process.wait(SECONDS) == 7

    @POSIX_ONLY
    def test_exits_with_the_status_of_a_forwarded_signal(self, tmp_path: Path) -> None:
        path = script(tmp_path, "import os, signal\nprint(os.getpid(), flush=True)\nwhile True:\n    signal.pause()\n")
        with started("run", path) as process:
            assert process.stdout is not None
            script_id = int(process.stdout.readline())
            process.terminate()
            assert process.wait(SECONDS) == 128 + signal.SIGTERM
        with pytest.raises(ProcessLookupError):
            os.kill(script_id, 0)

    @POSIX_ONLY
    def test_ctrl_c_of_a_terminal_ends_the_program(self, tmp_path: Path) -> None:
        path = script(
            tmp_path,
            "import signal\n"
            "try:\n    print('ready', flush=True)\n    signal.pause()\n"
            "except KeyboardInterrupt:\n    raise SystemExit(7) from None\n",
        )
        with terminal() as (leader, follower), started("run", path, terminal=follower) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            os.write(leader, b"\x03")
            assert process.wait(SECONDS) == 7

    # The system may merge two equal signals, so the program cannot count them.
    @POSIX_ONLY
    def test_forwards_all_signals_except_those_sent_by_the_terminal(self) -> None:
        code = (
            "import os, signal\n"
            "from groq.testing import _run\n"
            "class Process:\n    def send_signal(self, number): print(int(number))\n"
            "with _run._forwarding() as forward:\n"
            "    os.kill(os.getpid(), signal.SIGTERM)\n"
            "    forward.to(Process())\n"
            "    for name in ('SIGINT', 'SIGTERM', 'SIGHUP'): os.kill(os.getpid(), getattr(signal, name))\n"
        )
        with terminal() as (_, follower), started(code=code, terminal=follower) as process:
            foreground, _ = process.communicate(timeout=SECONDS)
        with started(code=code) as process:
            no_terminal, _ = process.communicate(timeout=SECONDS)
        assert foreground.split() == [str(number) for number in (15, 15, 1)]
        assert no_terminal.split() == [str(number) for number in (15, 2, 15, 1)]

    def test_runs_a_module_as_python_does(self, tmp_path: Path) -> None:
        (tmp_path / "tool.py").write_text("import sys; print(sys.argv[1:], __name__, sys.path[0])", encoding="utf-8")
        done = run("run", "--latency=0", "-m", "tool", "-x", cwd=tmp_path)
        assert done.stdout == f"['-x'] __main__ {os.path.realpath(tmp_path)}\n"

    def test_runs_code_as_python_does(self) -> None:
        done = run(
            "run",
            "--timing",
            "--cassette=x.jsonl",
            "-c",
            "import sys; print(sys.argv, repr(sys.path[0]))",
            "-m",
            "--help",
        )
        assert done.stdout == "['-c', '-m', '--help'] ''\n"

    def test_runs_code_from_stdin(self) -> None:
        done = run("run", "-", "a", stdin="import sys; print(sys.argv)")
        assert done.stdout == "['-', 'a']\n"

    def test_passes_options_to_python(self) -> None:
        assert run("run", "-W", "error", "-c", "import warnings; warnings.warn('x')").returncode == 1

    def test_runs_a_folder_with_a_main_module(self, tmp_path: Path) -> None:
        (tmp_path / "__main__.py").write_text("print('main')", encoding="utf-8")
        assert run("run", str(tmp_path)).stdout == "main\n"

    @POSIX_ONLY
    def test_runs_any_command_after_two_hyphens(self) -> None:
        done = run("run", "--pace", "0", "--", "sh", "-c", 'echo "$GROQ_BASE_URL $1"; exit 3', "sh", "--help")
        assert done.returncode == 3
        assert done.stdout.startswith("http://127.0.0.1:")
        assert done.stdout.endswith(" --help\n")

    @pytest.mark.parametrize(
        ("words", "message"), [(["--"], "expected a command"), (["--", "no-such-command"], "cannot run 'no-such-com")]
    )
    def test_reports_unusable_command_in_one_line(
        self, words: list[str], message: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["run", *words]) == 2
        said = capsys.readouterr().err
        assert message in said
        assert said.count("\n") == 1

    @pytest.mark.parametrize("words", [["python3"], ["sh", "-c", "x"]])
    @POSIX_ONLY
    def test_error_explains_where_to_put_a_command(self, words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["run", *words]) == 2
        assert f"no such script: {words[0]!r} (a command follows --)\n" in capsys.readouterr().err

    @pytest.mark.parametrize("name", ["no-such-command.py", ""])
    def test_does_not_suggest_a_missing_command(self, name: str, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["run", name]) == 2
        assert "(a command" not in capsys.readouterr().err

    def test_exits_with_130_when_it_is_interrupted(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def interrupted(*_: object) -> int:
            raise KeyboardInterrupt

        monkeypatch.setattr("groq.testing.__main__.run", interrupted)
        assert main(["run", "-c", ""]) == 130

    @pytest.mark.parametrize(("path", "words"), [("", "no such script: ''"), (".", "got that of a folder: '.'")])
    def test_reports_path_that_is_not_a_script_in_one_line(
        self, path: str, words: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["run", path]) == 2
        message = capsys.readouterr().err
        assert words in message
        assert message.count("\n") == 1

    def test_usage_marks_arguments_as_optional(self) -> None:
        assert "run [-h] [options of serve] PROGRAM [ARGS ...]\n" in run("run", "--help").stdout

    def test_reports_missing_script_in_one_line(self, tmp_path: Path) -> None:
        done = run("run", str(tmp_path / "missing.py"))
        assert done.returncode == 2
        assert done.stderr.startswith("groq.testing: no such script: ")
        assert done.stderr.count("\n") == 1


class TestServe:
    @POSIX_ONLY
    def test_prints_its_address_and_serves_until_interrupted(self) -> None:
        command = [sys.executable, "-u", "-m", "groq.testing", "serve", "--pace", "0"]
        env = {name: value for name, value in os.environ.items() if name.lower() != "no_proxy"}
        heeds_interrupts = functools.partial(
            signal.signal, signal.SIGINT, signal.SIG_DFL
        )  # background jobs ignore SIGINT
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env, preexec_fn=heeds_interrupts
        ) as process:
            assert process.stdout is not None
            try:
                lines = [process.stdout.readline().rstrip() for _ in range(7)]
                url = lines[0]
                with pytest.raises(urllib.error.HTTPError, match="404") as caught:
                    urllib.request.urlopen(f"{url}/nothing", timeout=SECONDS)
                caught.value.close()
            finally:
                process.send_signal(signal.SIGINT)
            try:
                _, errors = process.communicate(timeout=SECONDS)
            finally:
                process.kill()
        assert lines[1] == f"export GROQ_BASE_URL={url}"
        assert lines[2].startswith("export GROQ_API_KEY=")
        assert lines[3:5] == ["export NO_PROXY=127.0.0.1", "export no_proxy=127.0.0.1"]
        assert "No model runs" in lines[5]
        assert lines[6].split() == ["POST", "/openai/v1/chat/completions"]
        assert (process.returncode, errors) == (0, "")

    @LINUX_ONLY
    def test_reports_unwritable_output_in_one_line(self) -> None:
        command = [sys.executable, "-m", "groq.testing", "serve"]
        with Path("/dev/full").open("w") as full:
            done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, timeout=SECONDS, check=False)
        assert done.returncode == 1
        assert done.stderr == "groq.testing: cannot write to the standard output: No space left on device\n"

    @POSIX_ONLY
    def test_serves_with_a_closed_output(self) -> None:
        start = 'exec "$0" -m groq.testing serve --port "$1" >&-'
        with contextlib.ExitStack() as stack:
            port = stack.enter_context(closed_port())
            command = ["sh", "-c", start, sys.executable, str(port)]
            process = stack.enter_context(subprocess.Popen(command, stderr=subprocess.PIPE, text=True))
            try:
                assert is_reachable(port, process)
            finally:
                process.terminate()
            assert process.communicate(timeout=SECONDS)[1] == ""

    def test_reports_port_in_use_in_one_line(self, server: LocalServer, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["serve", "--port", str(server.port)]) == 2
        message = capsys.readouterr().err
        assert f"cannot listen on port {server.port}" in message
        assert message.count("\n") == 1


REPLIES = """\
# Two replies and an error
{"text": "scripted"}

{"error": 503, "retry_after": 0}
{"text": "left over"}
"""
ASK = "import groq; print(groq.Groq(max_retries=0).chat.completions.create(model='m', messages=MESSAGES))"
MESSAGES = "[{'role': 'user', 'content': 'Hi'}]"


class TestScript:
    def test_run_answers_with_the_replies_of_a_file_and_lists_unused_ones(self, tmp_path: Path) -> None:
        (tmp_path / "replies.jsonl").write_text(REPLIES, encoding="utf-8")
        twice = f"MESSAGES = {MESSAGES}\n{ASK}\ntry:\n    {ASK}\nexcept groq.InternalServerError: print('refused')"
        done = run("run", "--script", "replies.jsonl", "-c", twice, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        assert "content='scripted'" in done.stdout
        assert done.stdout.endswith("refused\n")
        assert "1 scripted reply was not fetched:\n  replies.jsonl:5: the message 'left over' for " in done.stderr
        assert done.stderr.endswith("\nRemove them, or send the requests that they answer.\n")

    @POSIX_ONLY
    @pytest.mark.parametrize("redirection", ["2>&-", pytest.param("2>/dev/full", marks=LINUX_ONLY)])
    def test_run_has_the_status_of_the_program_without_a_standard_error(self, tmp_path: Path, redirection: str) -> None:
        (tmp_path / "replies.jsonl").write_text('{"text": "left over"}', encoding="utf-8")
        command = f'"$0" -m groq.testing run --script replies.jsonl -c "raise SystemExit(7)" {redirection}'
        env = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
        done = subprocess.run(
            ["sh", "-c", command, sys.executable], timeout=SECONDS, check=False, cwd=tmp_path, env=env
        )
        assert done.returncode == 7

    @POSIX_ONLY
    def test_serve_answers_with_the_replies_of_a_file(self, tmp_path: Path) -> None:
        path = tmp_path / "replies.jsonl"
        path.write_text('{"body": "ok", "path": "/hello"}', encoding="utf-8")
        with started("serve", "--script", str(path)) as process:
            assert process.stdout is not None
            url = process.stdout.readline().rstrip()
            with urllib.request.urlopen(f"{url}/hello", timeout=SECONDS) as response:
                assert response.read() == b"ok"
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=SECONDS)

    @pytest.mark.parametrize(
        ("text", "message"), [("{", "replies.jsonl:1: "), (None, "cannot read replies.jsonl: No such file")]
    )
    def test_reports_invalid_file_in_one_line(
        self,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
        text: str | None,
        message: str,
    ) -> None:
        monkeypatch.chdir(tmp_path)
        if text is not None:
            Path("replies.jsonl").write_text(text, encoding="utf-8")
        assert main(["serve", "--script", "replies.jsonl"]) == 2
        said = capsys.readouterr().err
        assert said.startswith(f"groq.testing: {message}")
        assert said.count("\n") == 1


class TestCassette:
    def test_records_and_replays(self, tmp_path: Path, server: LocalServer, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("GROQ_API_KEY", "gsk_abcdefghijklmnopqrstuvwxyz")
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        server.reply("real")
        words = ["run", "--cassette", str(tmp_path / "x.jsonl")]
        code = ["-c", f"MESSAGES = {MESSAGES}\n{ASK}"]
        recorded = run(*words, "--mode", "record", "--upstream", server.base_url, *code)
        replayed = run(*words, "--mode=replay", "--timing", *code)
        assert "content='real'" in recorded.stdout
        assert (replayed.stdout, replayed.stderr) == (recorded.stdout, "")

    @POSIX_ONLY
    def test_serve_replays(self, tmp_path: Path) -> None:
        path = tmp_path / "x.jsonl"
        recorded = '{"status": 200, "headers": {}, "text": "recorded"}'
        path.write_text(f'{{"request": {{"method": "GET", "path": "/hello"}}, "response": {recorded}}}\n')
        with started("serve", "--cassette", str(path), "--mode", "replay") as process:
            assert process.stdout is not None
            lines = [process.stdout.readline().rstrip() for _ in range(6)]
            with urllib.request.urlopen(f"{lines[0]}/hello", timeout=SECONDS) as response:
                assert response.read() == b"recorded"
            assert lines[5] == f"It answers from {path}. It serves:"
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=SECONDS)

    def test_lists_requests_without_an_answer(self, tmp_path: Path) -> None:
        words = ["run", "--cassette", str(tmp_path / "x.jsonl"), "--mode", "replay"]
        done = run(*words, "-c", f"MESSAGES = {MESSAGES}\n{ASK}")
        assert done.returncode == 1
        assert f"groq.testing: {tmp_path / 'x.jsonl'} has no answer to POST " in done.stderr
        assert "mode=" not in done.stderr

    def test_records_another_local_server_with_its_own_key(
        self, tmp_path: Path, server: LocalServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name, value in server.env.items():
            monkeypatch.setenv(name, value)
        server.reply("recorded")
        words = ["run", "--cassette", str(tmp_path / "x.jsonl"), "--mode", "record", "--upstream", server.base_url]
        done = run(*words, "-c", f"MESSAGES = {MESSAGES}\n{ASK}")
        assert "content='recorded'" in done.stdout, done.stderr

    @pytest.mark.parametrize(
        "words", [["--mode", "replay"], ["--mode", "auto"], ["--timing"], ["--upstream", "http://x"], ["--upstream="]]
    )
    def test_rejects_cassette_options_without_a_cassette(
        self, words: list[str], capsys: pytest.CaptureFixture[str]
    ) -> None:
        with pytest.raises(SystemExit) as caught:
            main(["serve", *words])
        assert caught.value.code == 2
        assert "--mode, --upstream and --timing need --cassette FILE" in capsys.readouterr().err


class TestUsage:
    def test_help_says_that_no_model_runs(self) -> None:
        done = run_fresh("--help")
        assert done.returncode == 0
        assert "No model runs" in done.stdout
        assert "serve" in done.stdout
        assert "run" in done.stdout

    @pytest.mark.parametrize(
        "arguments",
        [
            [],
            ["fly"],
            ["run"],
            ["serve", "--port", "x"],
            ["serve", "--port", "70000"],
            ["serve", "--pace", "-1"],
            ["serve", "--pace", "nan"],
            ["serve", "--pace", "inf"],
            ["serve", "--pace", "1e30"],
            ["serve", "--batch-polls", "0"],
            ["serve", "--batch-polls", "²"],
        ],
    )
    def test_rejects_invalid_arguments_with_exit_code_2(
        self, arguments: list[str], capsys: pytest.CaptureFixture[str]
    ) -> None:
        with pytest.raises(SystemExit) as caught:
            main(arguments)
        assert caught.value.code == 2
        assert "error: " in capsys.readouterr().err

    @pytest.mark.parametrize("port", ["²", "9" * 5000])
    def test_rejects_port_that_is_not_a_number(self, port: str, capsys: pytest.CaptureFixture[str]) -> None:
        with pytest.raises(SystemExit):
            main(["serve", "--port", port])
        assert "expected a number from 0 to 65535" in capsys.readouterr().err
