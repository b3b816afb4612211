"""`groq` in a pseudo-terminal: Ctrl-C during an answer, a prompt or a download; colours; the history of the prompt."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from groq.testing import LocalServer

from ..support.forks import Program
from ..support.run_python import forking, may_fork
from ..support.server import Piece, ScriptedServer, Step, head, sized
from .conftest import RUN_MODULE, environment

fcntl = pytest.importorskip("fcntl", reason="pseudo-terminals of POSIX")
pty = pytest.importorskip("pty", reason="pseudo-terminals of POSIX")
termios = pytest.importorskip("termios", reason="pseudo-terminals of POSIX")

PATIENCE = 40.0
CTRL_C, CTRL_D = b"\x03", b"\x04"
# Makes the pseudo-terminal the controlling terminal, so that Ctrl-C sends SIGINT, which background jobs ignore.
START = """
import fcntl, os, signal, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
signal.signal(signal.SIGINT, signal.{handler})
"""
FRESH = f"""{START.format(handler="SIG_DFL")}
os.execv(sys.executable, [sys.executable, "-W", "error", "-m", "groq.cli", *sys.argv[1:]])
"""
FORKED = START.format(handler="default_int_handler") + RUN_MODULE
MARKDOWN = "A **bold** word.\n\n- one\n- two\n"


class Session:
    """A program in a pseudo-terminal of 80 columns and 24 lines."""

    def __init__(self, *arguments: str, env: dict[str, str], fresh: bool) -> None:
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        kept = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "COLUMNS", "LINES")}
        env = {**kept, "TERM": "xterm-256color", **env}
        self._process: Program | subprocess.Popen[bytes]
        try:
            if fresh or not may_fork():
                self._process = subprocess.Popen(
                    [sys.executable, "-c", FRESH, *arguments],
                    stdin=slave,
                    stdout=slave,
                    stderr=slave,
                    env=env,
                    start_new_session=True,
                )
            else:
                forks = forking(dev=False, errors=True, imported="features")
                self._process = forks.start(FORKED, arguments, env, (slave, slave, slave), session=True)
        finally:
            os.close(slave)
        self.output = ""
        self._seen = 0

    def wait_for(self, text: str) -> None:
        """Read until a text appears after the previous one."""
        deadline = time.monotonic() + PATIENCE
        while (at := self.output.find(text, self._seen)) < 0:
            assert self._read(deadline), f"no {text!r} in {self.output[self._seen :]!r}"
        self._seen = at + len(text)

    def send(self, keys: bytes) -> None:
        """Press keys."""
        os.write(self._master, keys)

    def press_ctrl_c_at_the_prompt(self) -> None:
        """Press Ctrl-C once the program waits for a key: Python would handle an earlier signal only after the read."""
        state = Path(f"/proc/{self._process.pid}/stat")
        deadline = time.monotonic() + PATIENCE
        while state.exists() and state.read_text().rpartition(")")[2].split()[0] != "S":
            assert time.monotonic() < deadline
            time.sleep(0.01)
        time.sleep(0.1)
        self.send(CTRL_C)

    def leave(self) -> None:
        """Press Ctrl-D at the prompt of the chat, and assert that the chat ends."""
        self.wait_for("> ")
        self.send(CTRL_D)
        assert self.wait() == 0

    def wait(self) -> int:
        """Read to the EOF; return the exit status."""
        deadline = time.monotonic() + PATIENCE
        while self._read(deadline):
            pass
        return self._process.wait(PATIENCE)

    def _read(self, deadline: float) -> bool:
        ready, _, _ = select.select([self._master], [], [], max(0, deadline - time.monotonic()))
        data = b""
        with contextlib.suppress(OSError):  # Linux raises EIO instead of EOF
            data = os.read(self._master, 65_536) if ready else b""
        self.output += data.decode("utf-8", "replace")
        return bool(data)

    def close(self) -> None:
        """Terminate the program."""
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(PATIENCE)
        os.close(self._master)


class Terminals:
    """Starts programs, and terminates them after the test."""

    def __init__(self, folder: Path) -> None:
        self.env = {"XDG_STATE_HOME": os.fspath(folder / "state"), "HOME": os.fspath(folder)}
        self._sessions: list[Session] = []

    def start(self, *arguments: str, **env: str) -> Session:
        """Start `groq` in a terminal, possibly in a process that has imported it."""
        return self._started(Session(*arguments, env={**self.env, **env}, fresh=False))

    def start_fresh(self, *arguments: str, **env: str) -> Session:
        """Start `groq` in a terminal, as a user does."""
        return self._started(Session(*arguments, env={**self.env, **env}, fresh=True))

    def _started(self, session: Session) -> Session:
        self._sessions.append(session)
        return session

    def close(self) -> None:
        """Terminate all programs."""
        for session in self._sessions:
            session.close()


@pytest.fixture
def terminals(tmp_path: Path) -> Iterator[Terminals]:
    started = Terminals(tmp_path)
    yield started
    started.close()


@pytest.fixture
def slow_server() -> Iterator[LocalServer]:
    with LocalServer(pace=0.05) as running:
        yield running


class TestChat:
    def test_ctrl_c_stops_an_answer_and_not_the_program(self, terminals: Terminals, slow_server: LocalServer) -> None:
        slow_server.reply("word " * 5_000)
        slow_server.reply("Bye.")
        chat = terminals.start_fresh("chat", **environment(slow_server))
        chat.wait_for("> ")
        chat.send(b"Hi\n")
        chat.wait_for("word word")
        chat.send(CTRL_C)
        chat.wait_for("(stopped)")
        chat.wait_for("> ")
        chat.send(b"Again\n")
        chat.wait_for("Bye.")
        chat.leave()
        first, partial, last = slow_server.requests[1].json["messages"]
        assert (first["content"], last["content"]) == ("Hi", "Again")
        assert partial["role"] == "assistant"
        assert partial["content"].startswith("word word")
        assert "Traceback" not in chat.output

    def test_ctrl_c_before_an_answer_drops_the_question(self, terminals: Terminals) -> None:
        with LocalServer() as server:
            server.reply("Never.", delay=60)
            server.reply("Bye.")
            chat = terminals.start("chat", "--plain", **environment(server))
            chat.wait_for("> ")
            chat.send(b"Hi\n")
            wait_until(lambda: bool(server.requests))
            chat.send(CTRL_C)
            chat.wait_for("(stopped)")
            chat.wait_for("> ")
            chat.send(b"Again\n")
            chat.wait_for("Bye.")
            chat.wait_for("> ")
            assert [message["content"] for message in server.requests[1].json["messages"]] == ["Again"]
            chat.send(b"/exit\n")
            assert chat.wait() == 0

    def test_second_ctrl_c_at_the_prompt_ends_the_program(self, terminals: Terminals, server: LocalServer) -> None:
        chat = terminals.start("chat", **environment(server))
        chat.wait_for("> ")
        chat.send(b"half a mess")
        chat.wait_for("half a mess")
        chat.press_ctrl_c_at_the_prompt()
        chat.wait_for("(Ctrl-C again or Ctrl-D ends)")
        chat.wait_for("> ")
        chat.send(b"/model\n")
        chat.wait_for("openai/gpt-oss-20b")
        chat.wait_for("> ")
        chat.press_ctrl_c_at_the_prompt()
        chat.wait_for("(Ctrl-C again or Ctrl-D ends)")
        chat.wait_for("> ")
        chat.press_ctrl_c_at_the_prompt()
        assert chat.wait() == 130
        assert "Traceback" not in chat.output
        assert not server.requests

    def test_error_does_not_end_the_conversation(self, terminals: Terminals, server: LocalServer) -> None:
        server.reply_error(400, "Not like this.")
        server.reply("Better.")
        chat = terminals.start("chat", **environment(server))
        chat.wait_for("> ")
        chat.send(b"Hi\n")
        chat.wait_for("error: Not like this (status 400")
        chat.wait_for("> ")
        chat.send(b"Again\n")
        chat.wait_for("Better.")
        chat.leave()
        assert [message["content"] for message in server.requests[1].json["messages"]] == ["Again"]

    def test_history_is_saved_in_a_private_file(
        self, terminals: Terminals, server: LocalServer, tmp_path: Path
    ) -> None:
        pytest.importorskip("readline")
        for option in ([], ["--no-history"]):
            chat = terminals.start("chat", *option, **environment(server))
            chat.wait_for("> ")
            chat.send(b"/model option%d\n" % len(option))
            chat.leave()
        history = tmp_path / "state" / "groq" / "chat_history"
        assert "/model option0" in history.read_text()
        assert "/model option1" not in history.read_text()
        assert history.stat().st_mode & 0o077 == 0

    def test_asks_before_each_call_of_a_tool(self, terminals: Terminals, server: LocalServer, tmp_path: Path) -> None:
        (tmp_path / "tools.py").write_text("def add(a: int, b: int) -> int:\n    '''Add.'''\n    return a + b\n")
        server.reply_tool_call("add", {"a": 20, "b": 22})
        server.reply("It is 42.")
        chat = terminals.start("chat", "--approve", "--tools", str(tmp_path / "tools.py"), **environment(server))
        chat.wait_for("> ")
        chat.send(b"20 + 22?\n")
        chat.wait_for("[add(a=20, b=22)]")
        chat.wait_for("Call add(a=20, b=22)? [y/N]:")
        chat.send(b"y\n")
        chat.wait_for("It is 42.")
        chat.leave()
        assert server.requests[1].json["messages"][-1]["content"] == "42"

    def test_ctrl_c_at_the_approval_stops_the_answer_and_not_the_program(
        self, terminals: Terminals, server: LocalServer, tmp_path: Path
    ) -> None:
        (tmp_path / "tools.py").write_text("def add(a: int, b: int) -> int:\n    '''Add.'''\n    return a + b\n")
        server.reply_tool_call("add", {"a": 20, "b": 22})
        chat = terminals.start("chat", "--approve", "--tools", str(tmp_path / "tools.py"), **environment(server))
        chat.wait_for("> ")
        chat.send(b"20 + 22?\n")
        chat.wait_for("[y/N]:")
        chat.press_ctrl_c_at_the_prompt()
        chat.wait_for("(stopped)")
        chat.wait_for("> ")
        server.reply("Good bye.")
        chat.send(b"Bye\n")
        chat.wait_for("Good bye.")
        chat.leave()
        assert [message["content"] for message in server.requests[1].json["messages"]] == ["Bye"]


class TestAsk:
    def test_renders_markdown(self, terminals: Terminals, server: LocalServer) -> None:
        server.reply(MARKDOWN)
        ask = terminals.start("ask", "Hi", **environment(server))
        ask.wait_for("\x1b[1mbold\x1b[0m")
        assert ask.wait() == 0
        assert "• " in ask.output

    @pytest.mark.parametrize(
        ("arguments", "env"), [((), {"NO_COLOR": "1"}), ((), {"TERM": "dumb"}), (("--plain",), {})]
    )
    def test_prints_plain_text_on_request(
        self, terminals: Terminals, server: LocalServer, arguments: tuple[str, ...], env: dict[str, str]
    ) -> None:
        server.reply(MARKDOWN)
        ask = terminals.start("ask", "Hi", *arguments, **{**environment(server), **env})
        assert ask.wait() == 0
        assert MARKDOWN.replace("\n", "\r\n") in ask.output
        assert "\x1b" not in ask.output

    def test_ctrl_c_ends_it_with_130(self, terminals: Terminals, slow_server: LocalServer) -> None:
        slow_server.reply("word " * 5_000)
        ask = terminals.start_fresh("ask", "Hi", **environment(slow_server))
        ask.wait_for("word word")
        ask.send(CTRL_C)
        assert ask.wait() == 130
        assert "Traceback" not in ask.output


def test_ctrl_c_in_a_download_leaves_no_file(terminals: Terminals, tmp_path: Path) -> None:
    info = b'{"id": "file_1", "object": "file", "filename": "out.jsonl", "bytes": 1000000}'
    replies: list[list[Piece]] = [
        sized(info, "content-type: application/json"),
        [head("content-length: 1000000") + b"x" * 200_000, Step.STALL],
    ]
    with ScriptedServer(*replies) as server:
        env = {"GROQ_BASE_URL": server.url, "GROQ_API_KEY": "gsk_test", "NO_PROXY": "*", "no_proxy": "*"}
        target = tmp_path / "out.jsonl"
        download = terminals.start("files", "download", "file_1", "-o", str(target), **env)
        download.wait_for("0.2/1.0 MB")
        assert list(tmp_path.glob(".out.jsonl.*.part"))
        download.send(CTRL_C)
        assert download.wait() == 130
    assert "Traceback" not in download.output
    assert not list(tmp_path.glob("*out.jsonl*"))
    assert download.output.count("\x1b[?25h") == download.output.count("\x1b[?25l")  # the cursor is shown again


def wait_until(is_so: Callable[[], bool]) -> None:
    """Poll until a condition is true in another thread."""
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.01)
