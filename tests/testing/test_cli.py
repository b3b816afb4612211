"""`python -m groq.testing`, each in a process of its own."""

from __future__ import annotations

import functools
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from groq.testing import LocalServer
from groq.testing.__main__ import main

SECONDS = 60


POSIX_ONLY = pytest.mark.skipif(os.name == "nt", reason="signals are those of POSIX")


def run(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "groq.testing", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False, cwd=cwd)


def script(folder: Path, text: str) -> str:
    path = folder / "script.py"
    path.write_text(text, encoding="utf-8")
    return str(path)


class TestRun:
    def test_script_finds_the_server_in_its_environment(self, tmp_path: Path) -> None:
        done = run(
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

    def test_passes_arguments_on(self, tmp_path: Path) -> None:
        path = script(tmp_path, "import sys; print(sys.argv, __name__)")
        done = run("run", "--pace", "0.5", path, "--port", "-x", "a b", "--help")
        assert done.stdout.strip() == f"{[path, '--port', '-x', 'a b', '--help']} __main__"

    def test_script_can_import_modules_beside_it(self, tmp_path: Path) -> None:
        (tmp_path / "beside.py").write_text("WORD = 'found'", encoding="utf-8")
        assert run("run", script(tmp_path, "import beside; print(beside.WORD)"), cwd=Path.home()).stdout == "found\n"

    @pytest.mark.parametrize(
        ("code", "status"), [("", 0), ("raise SystemExit(7)", 7), ("raise SystemExit('no')", 1), ("1/0", 1)]
    )
    def test_exits_with_the_code_of_the_script(self, tmp_path: Path, code: str, status: int) -> None:
        assert run("run", script(tmp_path, code)).returncode == status

    @POSIX_ONLY
    def test_reports_death_by_signal_as_a_shell_does(self, tmp_path: Path) -> None:
        path = script(tmp_path, "import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
        assert run("run", path).returncode == 128 + signal.SIGKILL

    @POSIX_ONLY
    @pytest.mark.parametrize("stubborn", [False, True])
    def test_sigterm_ends_the_script(self, tmp_path: Path, stubborn: bool) -> None:
        path = script(
            tmp_path,
            "import os, signal, threading\n"
            + ("signal.signal(signal.SIGTERM, signal.SIG_IGN)\n" if stubborn else "")
            + "print(os.getpid(), flush=True)\n"
            "threading.Event().wait()\n",
        )
        code = (
            f"import groq.testing.__main__ as main; main._GRACE = 0.1; raise SystemExit(main.main(['run', {path!r}]))"
        )
        with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            script_id = int(process.stdout.readline())
            process.terminate()
            assert process.wait(SECONDS) == 128 + signal.SIGTERM
        with pytest.raises(ProcessLookupError):
            os.kill(script_id, 0)

    @pytest.mark.parametrize(("path", "words"), [("", "no such script: ''"), (".", "got that of a folder: '.'")])
    def test_rejects_path_that_is_not_a_script_in_one_line(
        self, path: str, words: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["run", path]) == 2
        message = capsys.readouterr().err
        assert words in message
        assert message.count("\n") == 1

    def test_usage_says_that_arguments_are_optional(self) -> None:
        assert "run [-h] [options of serve] SCRIPT [ARGS ...]\n" in run("run", "--help").stdout

    def test_rejects_missing_script_in_one_line(self, tmp_path: Path) -> None:
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

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
    def test_reports_unwritable_output_in_one_line(self) -> None:
        command = [sys.executable, "-m", "groq.testing", "serve"]
        with Path("/dev/full").open("w") as full:
            done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, timeout=SECONDS, check=False)
        assert done.returncode == 1
        assert done.stderr == "groq.testing: cannot write to the standard output: No space left on device\n"

    def test_reports_port_in_use_in_one_line(self, server: LocalServer, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["serve", "--port", str(server.port)]) == 2
        message = capsys.readouterr().err
        assert f"cannot listen on port {server.port}" in message
        assert message.count("\n") == 1


class TestUsage:
    def test_help_says_that_no_model_runs(self) -> None:
        done = run("--help")
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
