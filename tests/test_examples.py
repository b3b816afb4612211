"""Every example runs against the local server and prints what it promises."""

from __future__ import annotations

import json
import os
import runpy
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from groq.testing import LocalServer

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = sorted((ROOT / "examples").glob("*.py"))
NO_MODEL = "in which no model runs"

Run = Callable[[str], str]


@pytest.fixture
def run(groq_server: LocalServer, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs an example in this process, where `groq_server` sees what it sends; returns what it printed."""
    assert groq_server.base_url == os.environ["GROQ_BASE_URL"]

    def run_example(name: str) -> str:
        runpy.run_path(str(ROOT / "examples" / f"{name}.py"), run_name="__main__")
        return capsys.readouterr().out

    return run_example


def bodies(server: LocalServer) -> list[Any]:
    return [request.json for request in server.requests]


def test_chat_completion(run: Run) -> None:
    output = run("chat_completion")
    assert NO_MODEL in output
    assert "Why does low latency matter" in output


def test_chat_completion_streaming(run: Run, groq_server: LocalServer, monkeypatch: pytest.MonkeyPatch) -> None:
    groq_server.reply("It feels like talking to someone.")
    pieces: list[str] = []
    write = sys.stdout.write

    def record(text: str) -> int:
        pieces.append(text)
        return write(text)

    monkeypatch.setattr(sys.stdout, "write", record)
    assert run("chat_completion_streaming") == "It feels like talking to someone.\n"
    assert len([piece for piece in pieces if piece.strip()]) > 3
    assert [body["stream"] for body in bodies(groq_server)] == [True]


def test_chat_completion_async(run: Run) -> None:
    first, second = run("chat_completion_async").splitlines()
    assert "What is latency?" in first
    assert "What is throughput?" in second


def test_chat_completion_async_streaming(run: Run, groq_server: LocalServer) -> None:
    groq_server.reply("Piece by piece.")
    assert run("chat_completion_async_streaming") == "Piece by piece.\n"
    assert [body["stream"] for body in bodies(groq_server)] == [True]


def test_chat_completion_stop(run: Run) -> None:
    answer, reason = run("chat_completion_stop").splitlines()
    assert answer.endswith("1, 2, 3, 4, 5")
    assert reason == "(finish_reason: stop)"


def test_tool_calling(run: Run, groq_server: LocalServer) -> None:
    call, answer = run("tool_calling").splitlines()
    assert call == 'get_weather({"city":"Paris"})'
    assert '"temperature": 21' in answer
    first, second = bodies(groq_server)
    assert [message["role"] for message in first["messages"]] == ["user"]
    asked, answered = second["messages"][1:]
    assert asked["tool_calls"][0]["id"] == answered["tool_call_id"]
    assert json.loads(answered["content"])["city"] == "Paris"


def test_tool_calling_answers_several_calls(run: Run, groq_server: LocalServer) -> None:
    groq_server.reply_tool_calls(("get_weather", {"city": "Oslo"}), ("get_weather", {"city": "Rome"}))
    groq_server.reply_tool_call("get_weather", {"city": "Bern"})
    groq_server.reply("All clear.")
    assert run("tool_calling").splitlines()[-1] == "All clear."
    sent = [message for message in bodies(groq_server)[-1]["messages"] if message["role"] == "tool"]
    assert [json.loads(message["content"])["city"] for message in sent] == ["Oslo", "Rome", "Bern"]


def test_json_mode(run: Run) -> None:
    answer = json.loads(run("json_mode"))
    assert NO_MODEL in answer["message"]


def test_structured_output(run: Run, groq_server: LocalServer) -> None:
    assert run("structured_output") == "title, 1 minutes: ingredients\n"
    groq_server.reply_json({"title": "Pancakes", "minutes": 20, "ingredients": ["flour", "milk", "eggs"]})
    assert run("structured_output") == "Pancakes, 20 minutes: flour, milk, eggs\n"


def test_vision(run: Run, groq_server: LocalServer) -> None:
    assert "What colour is this? [image_url]" in run("vision")
    [body] = bodies(groq_server)
    assert body["messages"][0]["content"][1]["image_url"]["url"].startswith("data:image/png;base64,iVBORw0KGgo")


def test_reasoning(run: Run, groq_server: LocalServer) -> None:
    groq_server.reply("Three.", reasoning="s-t-r-a-w-b-e-r-r-y")
    assert run("reasoning") == "Thought: s-t-r-a-w-b-e-r-r-y\nAnswer: Three.\n"


def test_error_handling(run: Run) -> None:
    assert "Fix the request, parameter temperature. Error code: 400" in run("error_handling")


@pytest.mark.parametrize(
    ("status", "advice"),
    [(429, "Too fast (requests): wait 1 s"), (403, "Status 403, code None; report it with request id req_")],
)
def test_error_handling_of_other_statuses(run: Run, groq_server: LocalServer, status: int, advice: str) -> None:
    groq_server.reply_error(status, should_retry=False)
    assert advice in run("error_handling")


def test_error_handling_without_a_server(run: Run, groq_server: LocalServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("groq._retry.INITIAL_RETRY_DELAY", 0.0)
    groq_server.close()
    assert "Nothing came back; check the network." in run("error_handling")


def test_raw_response(run: Run) -> None:
    status, requests, tokens, answer = run("raw_response").splitlines()
    assert status.startswith("Status 200, request req_")
    assert requests == "Requests left today: 14399"
    assert tokens.startswith("Tokens left this minute: 249")
    assert NO_MODEL in answer


def test_each_example_has_a_test_here() -> None:
    assert EXAMPLES
    assert [path.name for path in EXAMPLES if f"test_{path.stem}" not in globals()] == []


def test_each_example_runs_by_the_command_that_is_documented() -> None:
    def output(path: Path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "groq.testing", "run", str(path)]
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=50)

    with ThreadPoolExecutor(max_workers=4) as pool:
        done = dict(zip(EXAMPLES, pool.map(output, EXAMPLES), strict=True))
    failed = {path.name: run.stderr for path, run in done.items() if run.returncode or run.stderr or not run.stdout}
    assert failed == {}
